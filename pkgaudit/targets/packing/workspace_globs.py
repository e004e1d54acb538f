"""Finds the folders of a monorepo that its workspace patterns name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

FOLDERS = 200_000
_ALTERNATIVES = 64
_PATTERNS = 1000
_NEVER = frozenset({"node_modules", ".git"})


class WorkspaceLimitError(ValueError):
    """A tree with more folders than are looked at."""


def workspace_folders(root: Path, patterns: Sequence[str], manifest: str = "package.json") -> tuple[Path, ...]:
    """Return the folders with a manifest that the patterns name, sorted; the root itself is not among them.

    Patterns are npm's: ``packages/*``, ``apps/**``, ``{a,b}/*``, and ``!x`` takes away what came before. Links to
    folders, ``node_modules`` and hidden folders (unless a pattern spells the dot) are not followed.

    Raises:
        WorkspaceLimitError: More than `FOLDERS` folders lie below the patterns.
    """
    wanted: list[tuple[bool, tuple[str, ...]]] = []
    for pattern in patterns[:_PATTERNS]:
        negative = pattern.startswith("!")
        for spelled in _alternatives(pattern.removeprefix("!")):
            segments = tuple(part for part in spelled.split("/") if part not in {"", "."})
            if segments and ".." not in segments:
                wanted.append((not negative, segments))
    found = [
        root / relative
        for relative in _folders(root, [segments for positive, segments in wanted if positive])
        if _named(tuple(relative.split("/")), wanted) and (root / relative / manifest).is_file()
    ]
    return tuple(sorted(found))


def _named(path: tuple[str, ...], wanted: Sequence[tuple[bool, tuple[str, ...]]]) -> bool:
    named = False
    for positive, segments in wanted:
        if positive != named and len(segments) in _reach(segments, path):
            named = positive
    return named


def _folders(root: Path, patterns: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Walk only where a pattern can still match."""
    seen = 0
    start = [(segments, _closure(segments, {0})) for segments in patterns]
    pending: list[tuple[str, list[tuple[tuple[str, ...], set[int]]]]] = [("", start)]
    while pending:
        folder, states = pending.pop()
        for name in _subfolders(root / folder):
            after = [(segments, _step(segments, reached, name)) for segments, reached in states]
            alive = [(segments, reached) for segments, reached in after if reached]
            if not alive:
                continue
            seen += 1
            if seen > FOLDERS:
                raise WorkspaceLimitError(f"more than {FOLDERS:,} folders lie below the workspace patterns")
            relative = f"{folder}/{name}" if folder else name
            yield relative
            pending.append((relative, alive))


def _subfolders(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(e.name for e in entries if e.name not in _NEVER and e.is_dir(follow_symlinks=False))
    except OSError:
        return []


def _reach(segments: tuple[str, ...], path: tuple[str, ...]) -> set[int]:
    reached = _closure(segments, {0})
    for name in path:
        reached = _step(segments, reached, name)
    return reached


def _step(segments: tuple[str, ...], reached: set[int], name: str) -> set[int]:
    """Return how far into a pattern one gets with one more path component; all ways at once, so never exponential."""
    after: set[int] = set()
    for index in reached:
        if index == len(segments):
            continue
        if segments[index] == "**":
            if not name.startswith("."):
                after.add(index)
        elif (segments[index].startswith(".") or not name.startswith(".")) and fnmatchcase(name, segments[index]):
            after.add(index + 1)
    return _closure(segments, after)


def _closure(segments: tuple[str, ...], reached: set[int]) -> set[int]:
    """``**`` also stands for no component at all."""
    closed = set(reached)
    for index in sorted(reached):
        position = index
        while position < len(segments) and segments[position] == "**":
            position += 1
            closed.add(position)
    return closed


def _alternatives(pattern: str) -> list[str]:
    """Spell out ``{a,b}``; nested or too many braces stay as they are."""
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
    return done[:_ALTERNATIVES]
