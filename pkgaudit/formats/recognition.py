"""What an artifact was recognised as."""

from __future__ import annotations

from msgspec import Struct, field

from pkgaudit.model.claims import Claims
from pkgaudit.model.examination import VisibilityEvidence
from pkgaudit.model.gap import Gap
from pkgaudit.model.grades import Ecosystem, Format
from pkgaudit.model.member import Anomaly


class Recognition(Struct, frozen=True, kw_only=True):
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
