"""Looks a tree over before it is copied and again after the build: how much it is, how new, and whether it changed."""

# ruff: noqa: PTH115, PTH117, PTH118, PTH120 -- hundreds of thousands of paths: Path objects would cost seconds

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENT_MARK = "pyvenv.cfg"
_LEFT_OUT = frozenset(
    {"node_modules", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".tox", ".nox", ".pytype"}
)
_REPOSITORY = ".git"
# Git rewrites the rest of its folder whenever an editor asks it for the status; these are what makes it run code.
_WATCHED_IN_REPOSITORY = ("config", "hooks", "info")
_UNWATCHED = frozenset({"__pycache__"})

Stamp = tuple[int, ...]


class TooLargeError(ValueError):
    """A tree over the ceiling; the message says by what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a tree is at one moment.

    Attributes:
        left_out: Folders that are not copied, relative, ``/`` between components: virtual environments, installed
            packages of Node, caches of tools.
        leading_out: Links that name something outside the tree by a relative path, with what they mean, absolute.
        newest: Seconds since 1970 of the newest file, repositories aside; 0 without one.
        stamps: By relative path what changes when a file is written to, for everything that nobody but the user
            writes to.
    """

    left_out: tuple[str, ...]
    leading_out: tuple[tuple[str, str], ...]
    newest: int
    stamps: Mapping[str, Stamp]

    def changed(self, later: Survey) -> tuple[str, ...]:
        """Return what came, went, or was written to since, sorted."""
        names = {*self.stamps, *later.stamps}
        return tuple(sorted(name for name in names if self.stamps.get(name) != later.stamps.get(name)))


def survey(
    top: Path, *, most_bytes: int, most_entries: int, project: Path | None = None, never: Collection[Path] = ()
) -> Survey:
    """Look over a tree without following a link or opening a file.

    Args:
        top: Its root, resolved.
        most_bytes: Content bytes that would be copied at most.
        most_entries: Entries that would be copied at most.
        project: The folder that is built, when it is not the root; it is never left out, wherever it lies.
        never: Folders that are not ours to look at, resolved.

    Raises:
        TooLargeError: One of the ceilings is exceeded.
        OSError: A folder cannot be listed.
    """
    kept = f"{project.relative_to(top).as_posix()}/" if project is not None and project != top else ""
    looking = _Looking(top, most_bytes, most_entries, kept, frozenset(str(folder) for folder in never))
    looking.walk()
    return Survey(
        left_out=tuple(sorted(looking.left_out)),
        leading_out=tuple(sorted(looking.leading_out)),
        newest=looking.newest,
        stamps=looking.stamps,
    )


class _Looking:
    def __init__(self, top: Path, most_bytes: int, most_entries: int, kept: str, never: frozenset[str]) -> None:
        self._top = str(top)
        self._most_bytes = most_bytes
        self._most_entries = most_entries
        self._kept = kept
        self._never = never
        self._bytes = 0
        self._entries = 0
        self.left_out: list[str] = []
        self.leading_out: list[tuple[str, str]] = []
        self.newest = 0
        self.stamps: dict[str, Stamp] = {}

    def walk(self) -> None:
        # Each with whether its files are watched, and whether it lies in a repository's own folder.
        waiting: list[tuple[str, bool, bool]] = [("", True, False)]
        while waiting:
            folder, watched, internal = waiting.pop()
            with os.scandir(os.path.join(self._top, folder)) as found:
                entries = list(found)
            if self._may_leave(folder) and any(entry.name == ENVIRONMENT_MARK for entry in entries):
                self.left_out.append(folder)
                continue
            for entry in entries:
                if entry.path in self._never:
                    continue
                relative = f"{folder}/{entry.name}" if folder else entry.name
                is_folder = entry.is_dir(follow_symlinks=False)
                if is_folder and entry.name in _LEFT_OUT and self._may_leave(relative):
                    self.left_out.append(relative)
                    continue
                inside = internal or entry.name == _REPOSITORY
                repository_top = folder.rpartition("/")[2] == _REPOSITORY
                watch = watched and entry.name not in _UNWATCHED
                if repository_top:
                    watch = watch and entry.name in _WATCHED_IN_REPOSITORY
                self._count(entry, relative, watch=watch, internal=inside)
                if is_folder:
                    waiting.append((relative, watch, inside))

    def _look_at_link(self, path: str, relative: str) -> None:
        target = os.readlink(path)
        if not os.path.isabs(target):
            meant = os.path.normpath(os.path.join(os.path.dirname(path), target))
            if meant != self._top and not meant.startswith(self._top + os.sep):
                self.leading_out.append((relative, meant))

    def _may_leave(self, folder: str) -> bool:
        return bool(folder) and not self._kept.startswith(f"{folder}/")

    def _count(self, entry: os.DirEntry[str], relative: str, *, watch: bool, internal: bool) -> None:
        status = entry.stat(follow_symlinks=False)
        self._entries += 1
        if self._entries > self._most_entries:
            raise TooLargeError(f"it has more than {self._most_entries:,} files")
        if stat.S_ISREG(status.st_mode):
            self._bytes += status.st_size
            if self._bytes > self._most_bytes:
                raise TooLargeError(f"its files have more than {self._most_bytes:,} bytes")
            if not internal:
                self.newest = max(self.newest, int(status.st_mtime))
        elif stat.S_ISLNK(status.st_mode):
            self._look_at_link(entry.path, relative)
        if not watch:
            return
        if stat.S_ISDIR(status.st_mode):
            # What comes and goes in it is seen by itself.
            self.stamps[relative] = (status.st_mode,)
        else:
            self.stamps[relative] = (
                status.st_mode,
                status.st_size,
                status.st_mtime_ns,
                status.st_ctime_ns,
                status.st_ino,
            )
