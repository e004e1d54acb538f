"""Reads a zip by its directory and by its local headers: every entry that any installer would write."""

from __future__ import annotations

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.events import Events
from pkgaudit.containers.source import Source
from pkgaudit.containers.zip_second_opinion import difference
from pkgaudit.containers.zip_walk import ZipWalk
from pkgaudit.model.gap import Location
from pkgaudit.model.member import Anomaly, AnomalyKind

_NOTICED_MEMBERS = 20_000


def read_zip(source: Source, location: Location, budget: Budget) -> Events:
    """Yield the members, anomalies and gaps of one zip, in order of their local headers.

    A member that the directory and its local header describe differently comes once for each description.

    Raises:
        LimitReached: The budget is used up.
    """
    walk = ZipWalk(source, location, budget)
    yield from walk.read()
    count = len(walk.listed)
    if count > _NOTICED_MEMBERS:
        yield Anomaly(kind=AnomalyKind.MANY_MEMBERS, location=location, offset=None, detail=f"{count:,} members")
    if not count:
        yield Anomaly(kind=AnomalyKind.EMPTY_ARCHIVE, location=location, offset=None, detail="no member in it")
    # A zip without two readings needs no second reader.
    differs = "" if walk.is_plain else difference(source, walk.listed)
    if differs:
        yield Anomaly(kind=AnomalyKind.READERS_DISAGREE, location=location, offset=None, detail=differs)
