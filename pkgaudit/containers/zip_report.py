"""Anomalies of one zip, each kind up to a number, so that a crooked archive cannot fill memory with them."""

from __future__ import annotations

from collections import Counter

from pkgaudit.containers.events import Events
from pkgaudit.model.gap import Location
from pkgaudit.model.member import Anomaly, AnomalyKind

_MOST_OF_A_KIND = 1000


class Report:
    """Makes anomalies for one zip.

    Args:
        location: The zip.
    """

    def __init__(self, location: Location) -> None:
        self._location = location
        self._counts: Counter[AnomalyKind] = Counter()

    def say(self, kind: AnomalyKind, offset: int | None, detail: str, path: str | None = None) -> Events:
        """Yield one anomaly, of the member at ``path`` when one is named; nothing once there are very many."""
        self._counts[kind] += 1
        if self._counts[kind] <= _MOST_OF_A_KIND:
            location = self._location if path is None else (*self._location, path)
            yield Anomaly(kind=kind, location=location, offset=offset, detail=detail)

    def rest(self) -> Events:
        """Yield how many more of each kind there were."""
        for kind, count in self._counts.items():
            if count > _MOST_OF_A_KIND:
                detail = f"{count - _MOST_OF_A_KIND:,} more of this kind"
                yield Anomaly(kind=kind, location=self._location, offset=None, detail=detail)
