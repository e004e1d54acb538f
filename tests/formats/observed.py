"""Shows an archive's members to a recogniser, read by the standard library: an independent reader."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path

from pkgaudit.containers.events import ContainerKind
from pkgaudit.containers.names import decode_name
from pkgaudit.formats.recognise import Recogniser, Recognition
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import Member, MemberKind, MemberRecord


def observe(
    entries: list[tuple[str, bytes | None]], kind: ContainerKind, name: str = "dist/a.tgz", limits: Limits | None = None
) -> Recognition:
    """Recognise entries in order; content None is a directory."""
    location = (name,)
    recogniser = Recogniser(location, kind, limits or Limits())
    records = []
    for raw, content in entries:
        member = Member(
            container=location,
            raw_name=raw.encode(),
            path=decode_name(raw.encode()),
            kind=MemberKind.DIRECTORY if content is None else MemberKind.FILE,
            size=len(content or b""),
            content=content,
        )
        if content is not None:
            recogniser.visit(member)
        records.append(MemberRecord(location=member.location, kind=member.kind, size=member.size))
    return recogniser.conclude(records)


def observe_file(path: Path) -> Recognition:
    """Recognise a harmless artifact on disk."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            zipped = [(entry.filename, None if entry.is_dir() else archive.read(entry)) for entry in archive.infolist()]
        return observe(zipped, ContainerKind.ZIP, str(path))
    tarred: list[tuple[str, bytes | None]] = []
    with tarfile.open(path) as tar:
        for member in tar:
            file = tar.extractfile(member)
            tarred.append((member.name, None if file is None else file.read()))
    return observe(tarred, ContainerKind.TAR_GZIP, str(path))
