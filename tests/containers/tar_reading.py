"""Reads an archive in memory as the dispatcher would, and sorts what comes out."""

from __future__ import annotations

from dataclasses import dataclass, field

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.gzip_stream import GzipStream, PlainStream
from pkgaudit.containers.source import BytesSource
from pkgaudit.containers.tar import read_tar
from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.limits import LimitReached, Limits
from pkgaudit.model.member import Anomaly, AnomalyKind, Member

LOCATION = ("a.tgz",)


@dataclass(slots=True)
class Seen:
    members: list[Member] = field(default_factory=list)
    anomalies: list[Anomaly] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    @property
    def kinds(self) -> list[AnomalyKind]:
        return [anomaly.kind for anomaly in self.anomalies]

    @property
    def paths(self) -> list[str]:
        return [member.path for member in self.members]


def read_archive(packed: bytes, limits: Limits | None = None) -> Seen:
    source = BytesSource(packed)
    budget = Budget(limits or Limits(), source.size)
    stream = (GzipStream if packed[:2] == b"\x1f\x8b" else PlainStream)(source, LOCATION, budget)
    seen = Seen()
    try:
        for event in read_tar(stream, LOCATION, budget):
            if isinstance(event, Member):
                seen.members.append(event)
            elif isinstance(event, Anomaly):
                seen.anomalies.append(event)
            else:
                seen.gaps.append(event)
    except LimitReached as limit:
        seen.gaps.append(Gap(kind=GapKind.LIMIT, location=LOCATION, why=str(limit)))
    return seen
