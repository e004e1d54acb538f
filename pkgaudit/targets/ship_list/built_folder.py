"""Tells whether a file that a build would write into a folder would ship, from the lists and ignore files beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.ship_list.package_manifest import at, listed
from pkgaudit.targets.ship_list.project_files import Read

_LINES = 2000
_PATTERN = 1024
_ALTERNATIVES = 32


def is_matched(path: str, entries: Sequence[str]) -> bool:
    """Return whether a ``files`` list takes a file: entries count in their order, a negation takes back.

    Args:
        path: Relative to the package's folder.
        entries: As written.
    """
    taken = False
    for entry in entries:
        if _covers(_anchored(entry.removeprefix("!")), path):
            taken = not entry.startswith("!")
    return taken


def would_ship(path: str, manifest: Mapping[str, object], read: Read, folder: str, packer: str) -> bool:
    """Return whether a file would ship if it were there; in doubt it would not.

    Args:
        path: Relative to the package's folder, a build's file.
        manifest: The package's package.json.
        read: The project's files.
        folder: The package's folder as seen from the root.
        packer: What packs.
    """
    entries = listed(manifest)
    if entries is not None:
        if not is_matched(path, entries):
            return False
    else:
        own = _first(read, folder, (".npmignore", ".gitignore"))
        above = [] if folder == "." or own is not None else _lines(read(".gitignore"))
        if _is_ignored(path, own or []) or _is_ignored(path, above):
            return False
    if packer == PackerName.YARN_CLASSIC:
        # It reads no ignore file below the top. Nor does it obey a negation, but then the map ships already.
        return True
    parts = path.split("/")
    return not any(
        _is_ignored(
            "/".join(parts[depth:]),
            _first(read, at(folder, "/".join(parts[:depth])), (".npmignore", ".gitignore")) or [],
        )
        for depth in range(1, len(parts))
    )


def _first(read: Read, folder: str, names: Sequence[str]) -> list[str] | None:
    for name in names:
        content = read(at(folder, name))
        if content is not None:
            return _lines(content)
    return None


def _lines(content: bytes | None) -> list[str]:
    lines = (content or b"").decode("utf-8", "replace").splitlines()[:_LINES]
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _is_ignored(path: str, lines: Sequence[str]) -> bool:
    ignored = False
    for line in lines:
        pattern = line.removeprefix("!")
        anchored = _anchored(pattern) if "/" in pattern.rstrip("/") else f"**/{pattern.rstrip('/')}"
        if _covers(anchored, path):
            ignored = not line.startswith("!")
    return ignored


def _anchored(entry: str) -> str:
    pattern = entry.strip().removeprefix("./").strip("/")
    return "**" if pattern in {"", "."} else pattern


def _covers(pattern: str, path: str) -> bool:
    """Return whether a glob matches a path or a folder above it."""
    parts = path.split("/")
    return any(_reaches(each.split("/"), parts) for each in _alternatives(pattern[:_PATTERN]))


def _reaches(segments: list[str], parts: list[str]) -> bool:
    """All ways at once, so that many ``**`` cost no more than few; one at the end takes all that is below."""
    while segments and segments[-1] == "**":
        segments = segments[:-1]
    if not segments:
        return True
    reached = _closure(segments, {0})
    for part in parts:
        after = {index for index in reached if index < len(segments) and segments[index] == "**"}
        after |= {
            index + 1
            for index in reached
            if index < len(segments) and segments[index] != "**" and fnmatchcase(part, segments[index])
        }
        reached = _closure(segments, after)
        if len(segments) in reached:
            return True
    return False


def _closure(segments: list[str], reached: set[int]) -> set[int]:
    """``**`` also stands for no folder at all."""
    closed = set(reached)
    for index in reached:
        position = index
        while position < len(segments) and segments[position] == "**":
            position += 1
            closed.add(position)
    return closed


def _alternatives(pattern: str) -> list[str]:
    """Spell out ``{a,b}``; too many stay as they are."""
    done: list[str] = []
    pending = [pattern]
    while pending:
        text = pending.pop()
        end = text.find("}")
        start = text.rfind("{", 0, end) if end >= 0 else -1
        if start < 0 or len(done) + len(pending) > _ALTERNATIVES:
            done.append(text)
            continue
        pending.extend(text[:start] + choice + text[end + 1 :] for choice in text[start + 1 : end].split(","))
    return done
