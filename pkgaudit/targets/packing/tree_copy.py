"""A temporary copy of a project, so that what runs in it cannot change the original."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.limits import GIB

COPY_BYTES = 16 * GIB
COPY_ENTRIES = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Copying:
    """What to copy, and how much of it at most.

    Attributes:
        source: The project's root, resolved.
        target: A folder that does not exist yet.
        without: Entries at the top that are left out.
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
    folders: list[tuple[str, str]] = []
    try:
        for relative, entry in _walk(copying):
            target = os.path.join(copying.target, relative)
            entries += 1
            if entries > copying.entries:
                return _limit(location, f"it has more than {copying.entries:,} files")
            status = entry.stat(follow_symlinks=False)
            if entry.is_symlink():
                os.symlink(_retarget(os.readlink(entry.path), copying), target)
            elif stat.S_ISDIR(status.st_mode):
                os.mkdir(target)
                folders.append((entry.path, target))
            elif stat.S_ISREG(status.st_mode):
                written += status.st_size
                if written > copying.bytes:
                    return _limit(location, f"its files have more than {copying.bytes:,} bytes")
                shutil.copy2(entry.path, target, follow_symlinks=False)
        for source, target in reversed(folders):
            shutil.copystat(source, target, follow_symlinks=False)
    except OSError as error:
        why = f"the project could not be copied ({error}): make its files readable and the temporary folder large enough"
        return Gap(kind=GapKind.PACKING, location=location, why=why)
    return None


def _walk(copying: Copying) -> Iterator[tuple[str, os.DirEntry[str]]]:
    os.mkdir(copying.target)
    never = {str(folder) for folder in (*copying.never, copying.target)}
    pending = [""]
    while pending:
        folder = pending.pop()
        with os.scandir(os.path.join(copying.source, folder)) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            if entry.path in never or (not folder and entry.name in copying.without):
                continue
            relative = os.path.join(folder, entry.name)
            yield relative, entry
            if entry.is_dir(follow_symlinks=False):
                pending.append(relative)


def _retarget(link: str, copying: Copying) -> str:
    inside = os.path.isabs(link) and Path(os.path.normpath(link)).is_relative_to(copying.source)
    if not inside:
        return link
    return str(copying.target / Path(os.path.normpath(link)).relative_to(copying.source))


def _limit(location: Location, what: str) -> Gap:
    return Gap(
        kind=GapKind.LIMIT,
        location=location,
        why=f"the project is too large to be copied for its scripts: {what}; scan the tarball you publish instead",
    )
