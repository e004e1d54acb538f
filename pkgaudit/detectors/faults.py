"""Anomalies that are one fault seen twice, put together: each fault is to be reported once, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct, field

from pkgaudit.model.gap import Location
from pkgaudit.model.member import Anomaly, AnomalyKind

_Place = tuple[AnomalyKind, Location, bool]


class Fault(Struct, kw_only=True):
    """One fault of an archive.

    Attributes:
        shown: The anomaly that says most about it.
        also: The others that it shows as.
    """

    shown: Anomaly
    also: list[Anomaly] = field(default_factory=list)


def faults_of(anomalies: Sequence[Anomaly], is_asked: Callable[[Anomaly], bool]) -> list[Fault]:
    """Return the faults behind the anomalies, in the order in which each was first seen.

    An anomaly that only follows from another kind goes to a fault of that kind in the same archive, if some rule asks
    for it; else it stands alone, so that it is reported in any case.
    """
    faults: list[Fault] = []
    first: dict[_Place, Fault] = {}
    followers: list[tuple[Anomaly, _Place]] = []
    for anomaly in anomalies:
        place = (anomaly.kind, anomaly.location, anomaly.nested)
        if anomaly.cause is not None:
            followers.append((anomaly, (anomaly.cause, *place[1:])))
            continue
        known = first.get(place)
        if known is not None and anomaly.kind is AnomalyKind.TRUNCATED:
            # A file that is cut off is cut off for the tar inside as well; what it is packed in is read to its end
            # last, and says where the cut is.
            known.also.append(known.shown)
            known.shown = anomaly
            continue
        fault = Fault(shown=anomaly)
        faults.append(fault)
        first.setdefault(place, fault)
    for anomaly, cause in followers:
        behind = first.get(cause)
        if behind is not None and is_asked(behind.shown):
            behind.also.append(anomaly)
        else:
            faults.append(Fault(shown=anomaly))
    return faults
