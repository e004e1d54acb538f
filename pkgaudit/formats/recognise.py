"""Tells what an artifact is and what it says about itself, while its members pass by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pkgaudit.containers.events import ContainerKind
from pkgaudit.model.claims import Claims
from pkgaudit.model.examination import VisibilityEvidence
from pkgaudit.model.gap import Gap, Location
from pkgaudit.model.grades import Ecosystem, Format
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import Anomaly, Member, MemberRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What an artifact is.

    Attributes:
        format: Told by content.
        ecosystem: Where it would be published, None when unknown.
        claims: Of the manifest that gives it its identity, with every problem found.
        anomalies: What installers of this format would trip over.
        gaps: Manifests that could not be examined.
        evidence: What speaks for and against open source code.
    """

    format: Format
    ecosystem: Ecosystem | None = None
    claims: Claims = field(default_factory=Claims)
    anomalies: tuple[Anomaly, ...] = ()
    gaps: tuple[Gap, ...] = ()
    evidence: VisibilityEvidence = field(default_factory=VisibilityEvidence)


class Recogniser:
    """Watches the members of one artifact.

    Args:
        location: The artifact's own location.
        kind: The container it came in.
        limits: The ceilings in force.
    """

    def __init__(self, location: Location, kind: ContainerKind, limits: Limits) -> None:
        raise NotImplementedError

    def visit(self, member: Member) -> None:
        """Look at one member; only a manifest costs anything."""
        raise NotImplementedError

    def conclude(self, members: Sequence[MemberRecord]) -> Recognition:
        """Return what the artifact is, after its last member."""
        raise NotImplementedError
