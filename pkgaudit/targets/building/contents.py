"""Lists what is in an sdist or a wheel, with a digest of each file, to hold the two against each other."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.events import Event
from pkgaudit.containers.source import FileSource
from pkgaudit.model.gap import Gap
from pkgaudit.model.limits import LimitReached, Limits
from pkgaudit.model.member import Anomaly, AnomalyKind, Member, MemberKind

WHEEL_SUFFIX = ".whl"
_DAMAGE = frozenset(
    {
        *(AnomalyKind.TRUNCATED, AnomalyKind.EMPTY_ARCHIVE, AnomalyKind.BAD_HEADER, AnomalyKind.BAD_NUMBER),
        *(AnomalyKind.CHECKSUM_MISMATCH, AnomalyKind.GZIP_CHECKSUM, AnomalyKind.SIZE_MISMATCH),
        *(AnomalyKind.MISSING_FROM_DIRECTORY, AnomalyKind.MISSING_LOCAL_HEADER, AnomalyKind.READERS_DISAGREE),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContent:
    """One file inside.

    Attributes:
        size: Bytes.
        sha256: Hex digest; empty for a file too large to be held in memory, and for a link.
    """

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The files of one artifact; what is packed inside them is not looked at.

    Attributes:
        files: By path as the archive has it; of two with one name the later one, which is what stays when installed.
        sha256: Of the artifact itself.
        size: Of the artifact itself, bytes.
        complete: Whether everything was read, of an undamaged archive; else what is missing may only not be seen.
    """

    files: Mapping[str, FileContent]
    sha256: str
    size: int
    complete: bool


def read_contents(path: Path, limits: Limits | None = None) -> Contents:
    """Return what is in an artifact on disk: a wheel by its name, anything else as a gzip-compressed tar.

    Raises:
        OSError: It cannot be opened.
    """
    files: dict[str, FileContent] = {}
    complete = True
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        with os.fdopen(os.dup(descriptor), "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        source = FileSource(descriptor)
        budget = Budget(limits or Limits(), source.size)
        try:
            for event in _events(source, path.name, budget):
                if isinstance(event, Gap) or (isinstance(event, Anomaly) and event.kind in _DAMAGE):
                    complete = False
                elif isinstance(event, Member) and event.kind is not MemberKind.DIRECTORY:
                    files[event.path] = _content(event)
        except LimitReached:
            complete = False
    finally:
        os.close(descriptor)
    return Contents(files=files, sha256=digest, size=source.size, complete=complete)


def _events(source: FileSource, name: str, budget: Budget) -> Iterator[Event]:
    if name.endswith(WHEEL_SUFFIX):
        from pkgaudit.containers.zip_reader import read_zip  # noqa: PLC0415 -- only when a project was built

        return read_zip(source, (name,), budget)
    from pkgaudit.containers.gzip_stream import GzipStream  # noqa: PLC0415 -- as with zip
    from pkgaudit.containers.tar import read_tar  # noqa: PLC0415 -- as with zip

    return read_tar(GzipStream(source, (name,), budget), (name,), budget)


def _content(member: Member) -> FileContent:
    known = hashlib.sha256(member.content).hexdigest() if member.content is not None else ""
    return FileContent(size=member.size, sha256=known)
