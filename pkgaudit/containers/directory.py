"""Reads a plain directory of files as if it were an archive."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.events import Event, Events
from pkgaudit.containers.names import NameLedger, decode_name, name_anomalies
from pkgaudit.containers.reading import expand
from pkgaudit.containers.tar_links import link_anomalies
from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.limits import LimitReached
from pkgaudit.model.member import Anomaly, AnomalyKind, Member, MemberKind

_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def read_directory(root: Path, location: Location, budget: Budget, files: Sequence[str] = ()) -> Events:
    """Yield the files below a directory, sorted by path, and what is packed inside them; never raises.

    Nothing is followed: links, FIFOs, sockets and devices are members without content.

    Args:
        root: The directory.
        location: Its own.
        budget: For all files and everything nested in them.
        files: Paths below ``root``, with ``/`` between components; when there are any, nothing else is read.
    """
    return expand(_read_files(root, location, budget, files), location, budget)


def _read_files(root: Path, location: Location, budget: Budget, files: Sequence[str]) -> Events:
    ledger = NameLedger()
    count = 0
    for path in _named(root, location, files) if files else _walk(root, location, budget.limits.members):
        if isinstance(path, Gap):
            yield path
            continue
        budget.charge_member()
        count += 1
        raw = os.fsencode(path)
        shown = decode_name(raw)
        where = (*location, shown)
        for problem, detail in (
            *name_anomalies(raw, shown, budget.limits),
            *ledger.check(shown, MemberKind.FILE),
        ):
            yield Anomaly(kind=problem, location=where, offset=None, detail=detail)
        try:
            yield from _read_one(root / path, raw, location, budget)
        except OSError as error:
            why = f"cannot be read: {error.strerror or type(error).__name__}"
            yield Gap(kind=GapKind.UNREADABLE, location=where, why=why)
    if not count:
        detail = "there is no file in it"
        yield Anomaly(kind=AnomalyKind.EMPTY_ARCHIVE, location=location, offset=None, detail=detail)


def _walk(root: Path, location: Location, most: int) -> Iterator[str | Gap]:
    """Return the paths of everything below ``root`` that is no folder, sorted; one more than ``most`` at the most."""
    found: list[str] = []
    gaps: list[Gap] = []
    folders = [""]
    seen = 0
    while folders and seen <= most:
        folder = folders.pop()
        try:
            with os.scandir(root / folder) as entries:
                for entry in entries:
                    path = f"{folder}/{entry.name}" if folder else entry.name
                    (folders if entry.is_dir(follow_symlinks=False) else found).append(path)
                    seen += 1
                    if seen > most:
                        break
        except OSError as error:
            where = (*location, decode_name(os.fsencode(folder))) if folder else location
            why = f"the folder cannot be read: {error.strerror or type(error).__name__}"
            gaps.append(Gap(kind=GapKind.UNREADABLE, location=where, why=why))
    yield from sorted(found)
    yield from gaps
    if seen > most:
        raise LimitReached("members", most, seen)


def _named(root: Path, location: Location, files: Sequence[str]) -> Iterator[str | Gap]:
    """Return the paths asked for, sorted, without those that lead out of ``root``."""
    top = os.path.realpath(root)
    for path in sorted(set(files)):
        parent = os.path.realpath(os.path.join(top, os.path.dirname(path)))  # noqa: PTH118, PTH120 -- kept as text
        if os.path.isabs(path) or os.path.commonpath((top, parent)) != top:  # noqa: PTH117 -- kept as text
            why = "it lies outside of the directory, so it was not read"
            yield Gap(kind=GapKind.UNREADABLE, location=(*location, decode_name(os.fsencode(path))), why=why)
        else:
            yield path


def _read_one(full: Path, raw: bytes, location: Location, budget: Budget) -> Iterator[Event]:
    """Yield one entry as a member; OSError when it cannot be read."""
    shown = decode_name(raw)
    status = full.lstat()
    where = (*location, shown)
    kind = _kind(status.st_mode)
    target = None
    content = None
    size = 0
    if kind is MemberKind.FILE:
        content, size = _read_file(full, budget)
    elif kind is MemberKind.SYMLINK:
        target = decode_name(os.fsencode(full.readlink()))
    yield Member(
        container=location,
        raw_name=raw,
        path=shown,
        kind=kind,
        size=size,
        content=content,
        mode=stat.S_IMODE(status.st_mode),
        link_target=target,
    )
    if kind is MemberKind.FILE and content is None:
        limit = budget.limits.member_bytes
        why = (
            f"member_bytes: {size:,} bytes are over the limit of {limit:,}, so they were not examined. "
            "Raise member_bytes under [limits] in the configuration."
        )
        yield Gap(kind=GapKind.LIMIT, location=where, why=why)
    elif target is not None:
        for problem, detail in link_anomalies(kind, shown, target):
            # A link that stays inside is ordinary in a directory.
            if problem is AnomalyKind.LINK_OUTSIDE:
                yield Anomaly(kind=problem, location=where, offset=None, detail=detail)
    elif kind is MemberKind.SPECIAL:
        detail = "a FIFO, socket or device"
        yield Anomaly(kind=AnomalyKind.SPECIAL_FILE, location=where, offset=None, detail=detail)


def _read_file(path: Path, budget: Budget) -> tuple[bytes | None, int]:
    descriptor = os.open(path, _OPEN)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "it was replaced while it was being read")
        limit = budget.limits.member_bytes
        if status.st_size > limit:
            return None, status.st_size
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            # It may grow while it is read.
            content = file.read(limit + 1)
        budget.charge_inflated(len(content))
        return (None if len(content) > limit else content), len(content)
    finally:
        os.close(descriptor)


def _kind(mode: int) -> MemberKind:
    if stat.S_ISREG(mode):
        return MemberKind.FILE
    if stat.S_ISLNK(mode):
        return MemberKind.SYMLINK
    return MemberKind.DIRECTORY if stat.S_ISDIR(mode) else MemberKind.SPECIAL
