"""What has to be known of a finding before it can be waived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from pkgaudit.model.gap import Location
from pkgaudit.model.report import Report


class KnownFinding(Struct, frozen=True, kw_only=True):
    """A finding of a run.

    Attributes:
        fingerprint: Names it.
        rule: That made it.
        location: Outermost first; hostile text.
        inside: The same inside the artifact; empty for the artifact itself.
    """

    fingerprint: str
    rule: str
    location: Location
    inside: Location


def findings_of(report: Report) -> Iterator[KnownFinding]:
    """Yield every finding of a report."""
    for verdict in report.verdicts:
        finding = verdict.finding
        own = () if verdict.artifact is None else report.artifacts[verdict.artifact].summary.location
        yield KnownFinding(
            fingerprint=finding.fingerprint,
            rule=finding.rule,
            location=finding.location,
            inside=finding.location[len(own) or 1 :],
        )


def named(findings: Iterable[KnownFinding], fingerprint: str) -> tuple[KnownFinding, ...]:
    """Return the findings of that fingerprint: one, or the same one in several artifacts."""
    return tuple(finding for finding in findings if finding.fingerprint == fingerprint)
