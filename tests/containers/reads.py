"""Reads bytes as an artifact and sorts what comes out."""

from __future__ import annotations

from dataclasses import dataclass

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.events import ContainerKind, Events
from pkgaudit.containers.reading import read_container
from pkgaudit.containers.source import BytesSource
from pkgaudit.model.gap import Gap
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import Anomaly, AnomalyKind, Member


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a reader yielded."""

    members: tuple[Member, ...]
    anomalies: tuple[Anomaly, ...]
    gaps: tuple[Gap, ...]

    @property
    def kinds(self) -> set[AnomalyKind]:
        return {anomaly.kind for anomaly in self.anomalies}

    @property
    def paths(self) -> list[str]:
        return [member.path for member in self.members]


def sort_out(events: Events) -> Seen:
    everything = list(events)
    return Seen(
        members=tuple(event for event in everything if isinstance(event, Member)),
        anomalies=tuple(event for event in everything if isinstance(event, Anomaly)),
        gaps=tuple(event for event in everything if isinstance(event, Gap)),
    )


def read(content: bytes, name: str = "a.zip", limits: Limits | None = None, kind: ContainerKind | None = None) -> Seen:
    budget = Budget(limits or Limits(), len(content))
    return sort_out(read_container(BytesSource(content), (name,), budget, kind))
