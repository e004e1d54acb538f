"""Tells whether a file that a build would write into a folder would ship, from the lists and ignore files beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.ship_list.npm_globs import Globs
from pkgaudit.targets.ship_list.npm_ignore_file import read_ignore_file
from pkgaudit.targets.ship_list.package_manifest import at, listed
from pkgaudit.targets.ship_list.project_files import Read


def is_matched(path: str, entries: Sequence[str]) -> bool:
    """Return whether a ``files`` list takes a file: entries count in their order, a negation takes back.

    Args:
        path: Relative to the package's folder.
        entries: As written.
    """
    # A slash at the end makes no difference for what lies below.
    last = Globs((entry.removeprefix("!").strip().rstrip("/"), False) for entry in entries).last(path)
    return last is not None and not entries[last].startswith("!")


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
        own = _first(read, folder)
        above = None if folder == "." or own is not None else read(".gitignore")
        if _is_ignored(path, own) or _is_ignored(path, above):
            return False
    if packer == PackerName.YARN_CLASSIC:
        # It reads no ignore file below the top. Nor does it obey a negation, but then the map ships already.
        return True
    parts = path.split("/")
    return not any(
        _is_ignored("/".join(parts[depth:]), _first(read, at(folder, "/".join(parts[:depth]))))
        for depth in range(1, len(parts))
    )


def _first(read: Read, folder: str) -> bytes | None:
    for name in (".npmignore", ".gitignore"):
        content = read(at(folder, name))
        if content is not None:
            return content
    return None


def _is_ignored(path: str, content: bytes | None) -> bool:
    return content is not None and read_ignore_file(content).deciding(path) is not None
