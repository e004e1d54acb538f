"""Reads the whole export of an ecosystem: a zip with a record in each member, read strictly, opened by us alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct, field

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.source import Source
from pkgaudit.containers.zip_reader import read_zip
from pkgaudit.knowledge.osv_file import OsvEntry
from pkgaudit.knowledge.osv_record import LARGEST_RECORD, BadRecordError, OsvRecord, is_wanted, read_record
from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import GIB, LimitReached, Limits
from pkgaudit.model.member import Anomaly, AnomalyKind, Member

_ENDING = ".json"
_SHOWN = 5
_EVERY = 2_000

# 230,000 malicious packages on npm by the middle of 2026, and as many other records again would be no surprise.
LIMITS = Limits(
    artifact_bytes=2 * GIB, members=2_000_000, inflated_bytes=16 * GIB, ratio=100, member_bytes=LARGEST_RECORD
)
"""What an export may cost."""

_HARMLESS = frozenset(
    {AnomalyKind.DATA_DESCRIPTOR, AnomalyKind.MANY_MEMBERS, AnomalyKind.ARCHIVE_COMMENT, AnomalyKind.EXTRA_FIELD}
)
"""Nothing is written by the names in an export, and with these every reader still sees the same members."""


class ExportError(ValueError):
    """An export that must not be believed; the sentence says why."""


class Harvest(Struct, kw_only=True):
    """What was read of an ecosystem.

    Attributes:
        entries: By the record's id; of a withdrawn one, nothing.
        newest: When the newest of the records was changed; None without any.
        bad: Records that are wrong.
        refused: Their ids.
        shown: What is wrong with the first few of them.
    """

    entries: dict[str, tuple[OsvEntry, ...]] = field(default_factory=dict)
    newest: datetime | None = None
    bad: int = 0
    refused: set[str] = field(default_factory=set)
    shown: list[str] = field(default_factory=list)

    def take(self, record: OsvRecord) -> None:
        """Enter a record."""
        self.entries[record.id] = record.entries
        self.newest = record.modified if self.newest is None else max(self.newest, record.modified)

    def refuse(self, record_id: str, why: str) -> None:
        """Count a record that is wrong."""
        self.bad += 1
        self.refused.add(record_id)
        if len(self.shown) < _SHOWN:
            self.shown.append(f"{record_id}: {why}")


def read_export(source: Source, ecosystem: Ecosystem, progress: Callable[[int], None]) -> Harvest:
    """Return what the export says of malicious packages.

    Args:
        source: The zip.
        ecosystem: Whose export it is.
        progress: Is told now and then how many members were read.

    Raises:
        ExportError: It is no zip, damaged, can be read in more than one way, or is larger than it may be.
    """
    harvest = Harvest()
    members = 0
    try:
        for event in read_zip(source, ("all.zip",), Budget(LIMITS, source.size)):
            if isinstance(event, Member):
                members += 1
                if members % _EVERY == 0:
                    progress(members)
                _member(event, ecosystem, harvest)
            elif isinstance(event, Anomaly):
                if event.kind not in _HARMLESS:
                    raise ExportError(f"{event.kind} ({event.detail})")
            else:
                _gap(event, harvest)
    except LimitReached as reached:
        raise ExportError(f"{reached}, as in a zip made to use up a reader") from None
    progress(members)
    return harvest


def _member(member: Member, ecosystem: Ecosystem, harvest: Harvest) -> None:
    record_id = member.path.removesuffix(_ENDING)
    if member.content is None or not member.path.endswith(_ENDING) or not is_wanted(record_id):
        return
    try:
        harvest.take(read_record(member.content, record_id, ecosystem))
    except BadRecordError as error:
        harvest.refuse(record_id, str(error))


def _gap(gap: Gap, harvest: Harvest) -> None:
    """A single record that is too long is a bad record; anything else that was not read could hide any number."""
    record_id = gap.location[-1].removesuffix(_ENDING)
    if gap.kind is not GapKind.LIMIT or not gap.location[-1].endswith(_ENDING):
        raise ExportError(f"{record_id}: {gap.why}")
    if is_wanted(record_id):
        harvest.refuse(record_id, f"is longer than {LARGEST_RECORD:,} bytes")
