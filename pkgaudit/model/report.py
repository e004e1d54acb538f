"""The report: everything judged, in a fixed order, ready to be rendered."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct, field

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


class KnownBadData(Struct, frozen=True, kw_only=True):
    """The data about known-bad releases that a run uses.

    Attributes:
        as_of: Its date.
        fetched: Whether it was fetched; else it is what came with pkgaudit.
        problem: Why data that was fetched is not used, one sentence with what to do; else empty.
    """

    as_of: date
    fetched: bool
    problem: str = ""


class ToolNote(Struct, frozen=True, kw_only=True):
    """Which tool, rules and data made the report.

    Attributes:
        version: Of pkgaudit.
        rules: How many rules were in force.
        rules_digest: Names the set.
        data_as_of: Date of the known-bad data, None when the run was told of none.
        data_warning: That the data is older than it may be and what to do about it, else empty.
    """

    version: str
    rules: int
    rules_digest: str
    data_as_of: date | None
    data_warning: str = ""


class WaiverState(StrEnum):
    """What a waiver came to in this run."""

    USED = "used"
    """It matched findings, and waived those that no other one had waived."""
    UNUSED = "unused"
    """Its rule was applied to an artifact it is for, and it matched nothing."""
    OVER_BUDGET = "over-budget"
    """In some artifact its findings give away more than it allows: none of them is waived there."""
    EXPIRED = "expired"
    NOT_APPLICABLE = "not-applicable"
    """This run had no artifact that it is for, or did not apply its rule."""


class WaiverProblemKind(StrEnum):
    """What is wrong with a waiver."""

    EXPIRED = "expired"
    UNUSED = "unused"
    OVER_BROAD = "over-broad"
    OVER_BUDGET = "over-budget"


class WaiverProblem(Struct, frozen=True, kw_only=True):
    """One thing that is wrong with a waiver.

    Attributes:
        kind: What.
        why: What happened and what to do about it.
    """

    kind: WaiverProblemKind
    why: str


class WaiverUse(Struct, frozen=True, kw_only=True):
    """One waiver of the policy and what became of it.

    Attributes:
        file: Where it is written, as a user would type it.
        number: Its place among the waivers of that file, from 1.
        line: 1-based line of its head in that file, or None.
        rule: The rule or family.
        artifact: Glob for artifacts, or None.
        path: Glob for members, or None.
        sha256: Of the content, or None.
        fingerprint: Of the one finding, or None.
        reason: Why.
        expires: The last day on which it holds.
        owner: Who answers for it, or None.
        state: What it came to.
        matched: Findings that it is about.
        waived: Findings that it waived; one that several are about counts for the most specific of them.
        problems: What is wrong with it.
    """

    file: str
    number: int
    line: int | None
    rule: str
    artifact: str | None
    path: str | None
    sha256: str | None
    fingerprint: str | None
    reason: str
    expires: date
    owner: str | None
    state: WaiverState
    matched: int
    waived: int
    problems: tuple[WaiverProblem, ...]


class BaselineFinding(Struct, frozen=True, kw_only=True):
    """One line of a baseline."""

    fingerprint: str
    rule: str


class BaselineUse(Struct, frozen=True, kw_only=True):
    """What became of a baseline.

    Attributes:
        file: Where it is written, as a user would type it.
        findings: How many it lists.
        seen: How many of them were found again.
        gone: Those that were not, though their rule was applied; by rule, then fingerprint.
    """

    file: str
    findings: int
    seen: int
    gone: tuple[BaselineFinding, ...] = ()


class BroadRule(Struct, frozen=True, kw_only=True):
    """A rule of the user's own that flags very much of one artifact.

    Attributes:
        rule: Its name.
        file: Its file, as a user would type it.
        artifact: Index of the artifact in the report.
        members: How many members it flags there.
        of: How many files there are, those in nested archives included.
    """

    rule: str
    file: str
    artifact: int
    members: int
    of: int


class PolicyNote(Struct, frozen=True, kw_only=True):
    """The policy that was judged by.

    Attributes:
        file: The configuration file, as a user would type it; None without one.
        waivers: Every waiver, in the order of the file.
        unused_waivers_fail: Whether an unused waiver fails the run.
        baseline: What became of the baseline, None without one.
        broad_rules: Rules of the user's own that flag very much, by artifact and rule.
    """

    file: str | None = None
    waivers: tuple[WaiverUse, ...] = ()
    unused_waivers_fail: bool = False
    baseline: BaselineUse | None = None
    broad_rules: tuple[BroadRule, ...] = ()

    @property
    def failing_waivers(self) -> int:
        """How many waivers fail the run by being unused."""
        return sum(each.state is WaiverState.UNUSED for each in self.waivers) if self.unused_waivers_fail else 0


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
        policy: What it was judged by, and what became of each waiver.
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
    policy: PolicyNote = field(default_factory=PolicyNote)
