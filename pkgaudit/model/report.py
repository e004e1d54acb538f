"""The report: everything judged, in a fixed order, ready to be rendered."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct

from pkgaudit.model.examination import ArtifactSummary, Coverage
from pkgaudit.model.finding import Verdict
from pkgaudit.model.gap import Gap
from pkgaudit.model.grades import Severity, Visibility
from pkgaudit.model.ship_list import Unpublished


class Outcome(StrEnum):
    """The run in one word."""

    PASSED = "passed"
    FINDINGS = "findings"
    INCOMPLETE = "incomplete"


class JudgedArtifact(Struct, frozen=True, kw_only=True):
    """An artifact with the source visibility that was used for it.

    Attributes:
        summary: What was examined.
        visibility: In force.
        visibility_reason: How it was decided, one sentence.
        not_applicable: Rules whose needs it did not meet, sorted; they are not clean, they did not run.
    """

    summary: ArtifactSummary
    visibility: Visibility
    visibility_reason: str
    not_applicable: tuple[str, ...] = ()


class ToolNote(Struct, frozen=True, kw_only=True):
    """Which tool, rules and data made the report.

    Attributes:
        version: Of pkgaudit.
        rules: How many rules were in force.
        rules_digest: Names the set.
        data_as_of: Date of the known-bad data, None while none is loaded.
    """

    version: str
    rules: int
    rules_digest: str
    data_as_of: date | None


class Report(Struct, frozen=True, kw_only=True):
    """One run.

    Attributes:
        tool: What made it.
        outcome: In one word.
        exit_code: 0, 1 or 3.
        fail_on: The bar, or None for ``never``.
        artifacts: Index is the artifact's id.
        verdicts: By severity, rule, location; none dropped.
        gaps: What was not examined, by location.
        coverage: Files over all artifacts.
        by_severity: Open findings (at or above the bar) and below-bar ones, by severity.
        waived: Number of waived findings.
        below_bar: Number of findings below the bar.
        unpublished: Packages of the projects that are never published, by location.
    """

    tool: ToolNote
    outcome: Outcome
    exit_code: int
    fail_on: Severity | None
    artifacts: tuple[JudgedArtifact, ...]
    verdicts: tuple[Verdict, ...]
    gaps: tuple[Gap, ...]
    coverage: Coverage
    by_severity: dict[Severity, int]
    waived: int
    below_bar: int
    unpublished: tuple[Unpublished, ...] = ()
