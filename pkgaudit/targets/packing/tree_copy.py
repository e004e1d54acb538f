"""A temporary copy of a project, so that what runs in it cannot change the original."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Collection, Iterator
from pathlib import Path

from msgspec import Struct

from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.limits import GIB

COPY_BYTES = 16 * GIB
COPY_ENTRIES = 2_000_000


class Copying(Struct, frozen=True, kw_only=True):
    """What to copy, and how much of it at most.

    Attributes:
        source: The project's root, resolved.
        target: A folder that does not exist yet.
        without: Entries that are left out, relative to the source, ``/`` between components.
        never: Folders left out wherever they are (our own temporary ones), resolved.
        bytes: Content bytes at most.
        entries: Files, links and folders at most.
    """

    source: Path
    target: Path
    without: frozenset[str] = frozenset()
    never: Collection[Path] = ()
    bytes: int = COPY_BYTES
    entries: int = COPY_ENTRIES


def copy_tree(copying: Copying, location: Location) -> Gap | None:
    """Copy a folder with its links, modes and times; return why that could not be done, or None.

    A link is copied as a link. One that names the original absolutely names the copy afterwards, so that nothing
    written through it reaches the original. Sockets, pipes and devices are left out: no packer ships them.
    """
    written = 0
    entries = 0
    folders: list[tuple[str, Path]] = []
    try:
        for relative, entry in _walk(copying):
            target = copying.target / relative
            entries += 1
            if entries > copying.entries:
                return _limit(location, f"it has more than {copying.entries:,} files")
            status = entry.stat(follow_symlinks=False)
            if entry.is_symlink():
                target.symlink_to(_retarget(entry.path, copying))
                shutil.copystat(entry.path, target, follow_symlinks=False)
            elif stat.S_ISDIR(status.st_mode):
                target.mkdir()
                folders.append((entry.path, target))
            elif stat.S_ISREG(status.st_mode):
                written += status.st_size
                if written > copying.bytes:
                    return _limit(location, f"its files have more than {copying.bytes:,} bytes")
                shutil.copy2(entry.path, target, follow_symlinks=False)
        # Last, because a folder may be read-only and has a time of its own.
        for source, target in reversed(folders):
            shutil.copystat(source, target, follow_symlinks=False)
    except OSError as error:
        why = f"the project could not be copied ({error}): make its files readable and room for them in TMPDIR"
        return Gap(kind=GapKind.PACKING, location=location, why=why)
    return None


def _walk(copying: Copying) -> Iterator[tuple[str, os.DirEntry[str]]]:
    copying.target.mkdir()
    never = {str(folder) for folder in (*copying.never, copying.target)}
    pending = [""]
    while pending:
        folder = pending.pop()
        with os.scandir(copying.source / folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            relative = f"{folder}/{entry.name}" if folder else entry.name
            if entry.path in never or relative in copying.without:
                continue
            yield relative, entry
            if entry.is_dir(follow_symlinks=False):
                pending.append(relative)


def _retarget(path: str, copying: Copying) -> str:
    link = str(Path(path).readlink())
    named = Path(os.path.normpath(link))
    if not named.is_absolute() or not named.is_relative_to(copying.source):
        return link
    return str(copying.target / named.relative_to(copying.source))


def _limit(location: Location, what: str) -> Gap:
    return Gap(
        kind=GapKind.LIMIT,
        location=location,
        why=f"the project is too large to be copied for its scripts: {what}; scan the tarball you publish instead",
    )
