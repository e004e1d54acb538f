"""From what was found to what it means: severity, standing, order, outcome and exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec.structs import replace

from pkgaudit import __version__
from pkgaudit.model.examination import Coverage, Examination, VisibilityEvidence
from pkgaudit.model.finding import Finding, Verdict, WaiverNote
from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.grades import Severity, Standing, Visibility
from pkgaudit.model.report import JudgedArtifact, KnownBadData, Outcome, PolicyNote, Report, ToolNote
from pkgaudit.model.rule import RuleBook
from pkgaudit.policy.baseline import Baseline, baseline_use, baselined
from pkgaudit.policy.breadth import broad_rules
from pkgaudit.policy.data_age import data_warning
from pkgaudit.policy.policy import Policy, severity_in_force
from pkgaudit.policy.visibility import visibility_in_force
from pkgaudit.policy.waiver import Waiver
from pkgaudit.policy.waivers import Case, Field, waive

_EXIT_CODES = {Outcome.PASSED: 0, Outcome.FINDINGS: 1, Outcome.INCOMPLETE: 3}


def judge(
    examinations: Sequence[Examination],
    rulebook: RuleBook,
    policy: Policy,
    today: date,
    data: KnownBadData | None = None,
) -> Report:
    """Judge everything that was examined under ``policy``; nothing found or missed is dropped.

    Args:
        examinations: In the order in which the user named the targets; artifacts are numbered by it.
        rulebook: The rules in force, those that were given to the examination.
        policy: What a finding means.
        today: The date to judge by.
        data: What the detectors knew of bad releases.

    Raises:
        ValueError: A finding names a rule that is not in force.
    """
    artifacts: list[JudgedArtifact] = []
    cases: list[Case] = []
    verdicts: list[Verdict] = []
    for number, examination in enumerate(examinations):
        index = None
        # What could not be opened gives no evidence, and is judged as strictly as the policy allows.
        visibility, reason = visibility_in_force(policy, VisibilityEvidence())
        if examination.artifact is not None:
            index = len(artifacts)
            visibility, reason = visibility_in_force(policy, examination.artifact.evidence)
            artifacts.append(
                JudgedArtifact(
                    summary=examination.artifact,
                    visibility=visibility,
                    visibility_reason=reason,
                    not_applicable=tuple(sorted(set(examination.not_applicable))),
                )
            )
        cases.extend(
            Case(finding=finding, examination=number, artifact=examination.artifact) for finding in examination.findings
        )
        verdicts.extend(_verdict(finding, index, visibility, rulebook, policy) for finding in examination.findings)
    waiving = waive(cases, _fields(examinations), policy.waivers, rulebook, today)
    verdicts = [_waived(verdict, by) for verdict, by in zip(verdicts, waiving.by, strict=True)]
    if policy.baseline is not None:
        verdicts = baselined(verdicts, policy.baseline)
    verdicts.sort(key=_verdict_order)
    note = PolicyNote(
        file=policy.file,
        waivers=waiving.uses,
        unused_waivers_fail=policy.strict_waivers,
        baseline=None if policy.baseline is None else baseline_use(verdicts, policy.baseline, rulebook.rules),
        broad_rules=broad_rules(examinations, rulebook.rules, policy.broad_rule_members),
    )
    gaps = _gaps(examinations, rulebook)
    outcome = _outcome(verdicts, gaps, note)
    return Report(
        tool=ToolNote(
            version=__version__,
            rules=len(rulebook.rules),
            rules_digest=rulebook.digest,
            data_as_of=None if data is None else data.as_of,
            data_warning="" if data is None else data_warning(data, policy.data_max_age_days, today),
        ),
        outcome=outcome,
        exit_code=_EXIT_CODES[outcome],
        fail_on=policy.fail_on,
        artifacts=tuple(artifacts),
        verdicts=tuple(verdicts),
        gaps=gaps,
        coverage=_coverage(examinations),
        by_severity=_by_severity(verdicts),
        waived=_number(verdicts, Standing.WAIVED),
        below_bar=_number(verdicts, Standing.BELOW_BAR),
        policy=note,
    )


def rejudged(report: Report, baseline: Baseline) -> Report:
    """Return the report of a run as it would be with a baseline that was made of it."""
    verdicts = baselined(report.verdicts, baseline)
    rules = frozenset(baseline.rules.values())
    note = replace(report.policy, baseline=baseline_use(verdicts, baseline, rules))
    outcome = _outcome(verdicts, report.gaps, note)
    return replace(
        report,
        outcome=outcome,
        exit_code=_EXIT_CODES[outcome],
        verdicts=tuple(verdicts),
        by_severity=_by_severity(verdicts),
        waived=_number(verdicts, Standing.WAIVED),
        below_bar=_number(verdicts, Standing.BELOW_BAR),
        policy=note,
    )


def _verdict(
    finding: Finding, artifact: int | None, visibility: Visibility, rulebook: RuleBook, policy: Policy
) -> Verdict:
    rule = rulebook.rules.get(finding.rule)
    if rule is None:
        raise ValueError(f"a finding at {finding.location!r} names the rule {finding.rule!r}, which is not in force")
    severity = severity_in_force(rule, visibility, policy).severity
    reaches_bar = policy.fail_on is not None and severity.rank <= policy.fail_on.rank
    return Verdict(
        finding=finding,
        artifact=artifact,
        severity=severity,
        confidence=rule.confidence,
        standing=Standing.OPEN if reaches_bar else Standing.BELOW_BAR,
    )


def _fields(examinations: Sequence[Examination]) -> list[Field]:
    return [
        Field(artifact=examination.artifact, not_applicable=frozenset(examination.not_applicable))
        for examination in examinations
        if examination.artifact is not None
    ]


def _waived(verdict: Verdict, by: Waiver | None) -> Verdict:
    if by is None:
        return verdict
    note = WaiverNote(reason=by.reason, expires=by.expires, owner=by.owner)
    return replace(verdict, standing=Standing.WAIVED, waiver=note)


def _verdict_order(verdict: Verdict) -> tuple[int, str, tuple[str, ...], int, str, str, int]:
    finding = verdict.finding
    return (
        verdict.severity.rank,
        finding.rule,
        finding.location,
        -1 if finding.line is None else finding.line,
        finding.message,
        finding.fingerprint,
        -1 if verdict.artifact is None else verdict.artifact,
    )


def _gaps(examinations: Sequence[Examination], rulebook: RuleBook) -> tuple[Gap, ...]:
    gaps = {gap for examination in examinations for gap in examination.gaps}
    if not rulebook.rules:
        gaps.add(
            Gap(
                kind=GapKind.RULE,
                location=(),
                why="no rule is in force, so nothing could be found; check --select and --ignore",
            )
        )
    else:
        gaps.update(_silent(examinations, rulebook))
    if not gaps and all(examination.artifact is None for examination in examinations):
        gaps.add(
            Gap(
                kind=GapKind.EMPTY,
                location=(),
                why="there was nothing to examine; name a package file or a directory that holds some",
            )
        )
    return tuple(sorted(gaps, key=lambda gap: (gap.location, gap.kind, gap.why)))


def _silent(examinations: Sequence[Examination], rulebook: RuleBook) -> Iterable[Gap]:
    """Yield what an examination left out without saying so: an artifact that looks clean because nobody looked."""
    for examination in examinations:
        artifact = examination.artifact
        if artifact is None or examination.gaps:
            continue
        coverage = examination.coverage
        if coverage.members == 0:
            why = "it holds no file, so there was nothing to examine; check that it was packed as meant"
            yield Gap(kind=GapKind.EMPTY, location=artifact.location, why=why)
        elif coverage.not_examined > 0 or coverage.examined < coverage.members:
            left = max(coverage.not_examined, coverage.members - coverage.examined)
            why = f"{left:,} of its {coverage.members:,} files were not examined, and no reason was given"
            yield Gap(kind=GapKind.UNREADABLE, location=artifact.location, why=why)
        if rulebook.rules.keys() <= set(examination.not_applicable):
            why = f"none of the {len(rulebook.rules):,} rules in force applies to it; check --select and --ignore"
            yield Gap(kind=GapKind.RULE, location=artifact.location, why=why)


def _outcome(verdicts: Sequence[Verdict], gaps: Sequence[Gap], note: PolicyNote) -> Outcome:
    if note.failing_waivers or any(verdict.standing is Standing.OPEN for verdict in verdicts):
        return Outcome.FINDINGS
    return Outcome.INCOMPLETE if gaps else Outcome.PASSED


def _coverage(examinations: Sequence[Examination]) -> Coverage:
    return Coverage(
        members=sum(examination.coverage.members for examination in examinations),
        examined=sum(examination.coverage.examined for examination in examinations),
        not_examined=sum(examination.coverage.not_examined for examination in examinations),
    )


def _number(verdicts: Iterable[Verdict], standing: Standing) -> int:
    return sum(verdict.standing is standing for verdict in verdicts)


def _by_severity(verdicts: Iterable[Verdict]) -> dict[Severity, int]:
    counted = Counter(verdict.severity for verdict in verdicts if verdict.standing is not Standing.WAIVED)
    return {severity: counted[severity] for severity in Severity}
