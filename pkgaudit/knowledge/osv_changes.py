"""Reads the list of what changed in OSV: one line for each record, its time and its id, the newest first."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from pkgaudit.knowledge.osv_file import OsvMark
from pkgaudit.knowledge.osv_record import is_wanted

_LONGEST_LINE = 256
_MOST_KEPT = 1_000
# Clocks differ; a list from the future would make everything that comes later look old.
_CLOCKS_DIFFER = timedelta(days=1)


class ChangesError(ValueError):
    """A list that cannot be followed; the sentence says why."""


class Changes(Struct, frozen=True, kw_only=True):
    """What a list says.

    Attributes:
        newest: The time of its first line.
        at_newest: The ids of that time; none when there are too many to keep.
        ids: Records that are not known yet, or not in this form; None when the list does not reach back to what is
            known.
    """

    newest: datetime
    at_newest: tuple[str, ...]
    ids: tuple[str, ...] | None


def read_changes(content: bytes, known: OsvMark | None, now: datetime) -> Changes:
    """Return what changed since ``known``, from a list that may end anywhere after the first older line.

    Raises:
        ChangesError: It is not such a list, not in order, or from the future.
    """
    newest: datetime | None = None
    previous: datetime | None = None
    first: list[str] = []
    fresh: list[str] = []
    reached = False
    for line in content.splitlines():
        when, record_id = _parsed(line)
        if previous is not None and when > previous:
            raise ChangesError(f"is not in order: {when.isoformat()} comes after {previous.isoformat()}")
        previous = when
        newest = newest or when
        if newest - now > _CLOCKS_DIFFER:
            raise ChangesError(f"is from the future: {newest.isoformat()}")
        reached = known is not None and when <= known.newest
        if when < (newest if known is None else known.newest):
            break
        if is_wanted(record_id):
            if when == newest:
                first.append(record_id)
            if known is None or when > known.newest or record_id not in known.at_newest:
                fresh.append(record_id)
    if newest is None:
        raise ChangesError("is empty")
    at_newest = tuple(sorted(first)) if len(first) <= _MOST_KEPT else ()
    return Changes(newest=newest, at_newest=at_newest, ids=tuple(dict.fromkeys(fresh)) if reached else None)


def reaches(content: bytes | bytearray, known: OsvMark | None) -> bool:
    """Return whether the last whole line that came so far is older than what is known, so that no more is needed.

    Where nothing is known, only the lines of the newest time are.
    """
    end = content.rfind(b"\n")
    if end < 0:
        return False
    try:
        since = _parsed(bytes(content[: content.find(b"\n")]))[0] if known is None else known.newest
        return _parsed(bytes(content[content.rfind(b"\n", 0, end) + 1 : end]))[0] < since
    except ChangesError:
        # Reading it will say what is wrong.
        return True


def _parsed(line: bytes) -> tuple[datetime, str]:
    if len(line) > _LONGEST_LINE:
        raise ChangesError("has a line that is too long")
    when, _, record_id = line.decode("utf-8", "replace").strip().partition(",")
    try:
        parsed = datetime.fromisoformat(when)
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None or not record_id:
        raise ChangesError(f"has the line {line[:80]!r}, which is no time and id")
    return parsed, record_id
