"""Lists the files of one package with the strict readers: no byte of them is judged or kept."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.reading import read_container
from pkgaudit.containers.sniff import sniff
from pkgaudit.containers.source import FileSource
from pkgaudit.formats.recognise import Recogniser, Recognition
from pkgaudit.model.examination import PackedBy
from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import Anomaly, AnomalyKind, Member, MemberKind, MemberRecord
from pkgaudit.model.ship_list import Origin, Reason, ReasonKind, ShippedFile, Tracking
from pkgaudit.model.ship_report import PackageListing
from pkgaudit.model.target import Target

# A header can claim any size; every reader of JSON can read this one. https://www.rfc-editor.org/rfc/rfc8259#section-6
_LARGEST_SIZE = 2**53 - 1


class Listed(Struct, frozen=True, kw_only=True):
    """What came of listing one package.

    Attributes:
        package: None when it could not even be opened.
        gaps: What is not, or may not be, in the list.
    """

    package: PackageListing | None
    gaps: tuple[Gap, ...] = ()


def list_package(target: Target, limits: Limits) -> Listed:
    """Return what is in a package on disk; what cannot be read is a gap, never an exception.

    Args:
        target: A file.
        limits: The ceilings in force; archives inside are files like any other.
    """
    try:
        descriptor = os.open(target.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return _unreadable(target, GapKind.UNREADABLE, f"cannot be read: {error.strerror or type(error).__name__}")
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return _unreadable(target, GapKind.UNREADABLE, "cannot be read: it is not a regular file")
        if status.st_size > limits.artifact_bytes:
            why = f"artifact_bytes: {status.st_size:,} bytes is over the limit of {limits.artifact_bytes:,}"
            return _unreadable(target, GapKind.LIMIT, why)
        return _read(FileSource(descriptor), target, limits)
    finally:
        os.close(descriptor)


def _unreadable(target: Target, kind: GapKind, why: str) -> Listed:
    return Listed(package=None, gaps=(Gap(kind=kind, location=target.location, why=why),))


def _read(source: FileSource, target: Target, limits: Limits) -> Listed:
    flat = replace(limits, nesting=0)
    kind = sniff(source)
    recogniser = Recogniser(target.location, kind, flat)
    records: list[MemberRecord] = []
    gaps: list[Gap] = []
    for event in read_container(source, target.location, Budget(flat, source.size), kind):
        if isinstance(event, Member):
            recogniser.visit(event)
            size = min(event.size, _LARGEST_SIZE)
            records.append(MemberRecord(location=event.location, kind=event.kind, size=size))
        elif isinstance(event, Anomaly):
            if event.kind is AnomalyKind.TRUNCATED:
                why = f"it is cut off ({event.detail}): what is missing is not listed. Build or fetch it again."
                gaps.append(Gap(kind=GapKind.UNREADABLE, location=event.location, why=why))
        else:
            gaps.append(event)
    if not records:
        if not gaps:
            gaps.append(Gap(kind=GapKind.EMPTY, location=target.location, why="nothing is inside"))
        return Listed(package=None, gaps=tuple(gaps))
    # Of a file whose content was not read we know all that a list says.
    known = {record.location for record in records}
    gaps = [gap for gap in gaps if gap.location not in known]
    return _listed(target, records, recogniser.conclude(tuple(records)), gaps, source.size)


def _listed(
    target: Target, records: Sequence[MemberRecord], recognition: Recognition, gaps: list[Gap], packed_bytes: int
) -> Listed:
    members = [record for record in records if record.kind is MemberKind.FILE]
    origin = target.origin
    files = _plain(members) if origin is None else _explained(origin, members, target.location, gaps)
    package = PackageListing(
        location=target.location,
        name=recognition.claims.name,
        version=recognition.claims.version,
        format=recognition.format,
        listing=target.listing,
        packed_by=None
        if origin is None
        else PackedBy(packer=origin.packer, version=origin.packer_version, notes=origin.notes),
        in_repository=origin is not None and origin.git is not None,
        packed_bytes=packed_bytes,
        unpacked_bytes=min(sum(member.size for member in members), _LARGEST_SIZE),
        files=files,
        others=tuple(record.path for record in records if record.kind not in (MemberKind.FILE, MemberKind.DIRECTORY)),
    )
    return Listed(package=package, gaps=tuple(gaps))


def _explained(
    origin: Origin, members: Sequence[MemberRecord], location: Location, gaps: list[Gap]
) -> tuple[ShippedFile, ...]:
    """Return the files with their reasons; where these cannot be told, that is a gap and the list stays."""
    from pkgaudit.targets.ship_list.explain import explain  # noqa: PLC0415 -- only for what was packed from a project

    try:
        return explain(origin, members).files
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 -- a fault in the reasons costs the reasons and nothing else
        cause = error.strerror if isinstance(error, OSError) else type(error).__name__
        why = f"why its files are in could not be told ({cause}); the list is complete"
        gaps.append(Gap(kind=GapKind.PACKING, location=location, why=why))
        return _plain(members)


def _plain(members: Sequence[MemberRecord]) -> tuple[ShippedFile, ...]:
    reason = Reason(kind=ReasonKind.UNEXPLAINED)
    return tuple(
        ShippedFile(path=member.path, size=member.size, source=None, reason=reason, tracking=Tracking.UNKNOWN)
        for member in members
    )
