from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit import __version__
from pkgaudit.model.examination import Coverage, Examination
from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.grades import Confidence, Severity, Standing, Visibility
from pkgaudit.model.report import Outcome, Report
from pkgaudit.policy.judge import judge
from pkgaudit.policy.policy import Policy
from tests.policy.builders import OPEN_SOURCE, examination, finding, gap_places, rule, rulebook, summary

TODAY = date(2026, 11, 21)
BOOK = rulebook(
    rule("embedded-sources", private=Severity.CRITICAL, public=Severity.NOTE),
    rule("high-rule", private=Severity.HIGH, confidence=Confidence.MEDIUM),
    rule("medium-rule", private=Severity.MEDIUM),
    rule("low-rule", private=Severity.LOW),
    rule("note-rule", private=Severity.NOTE),
)
UNREADABLE = Gap(kind=GapKind.UNREADABLE, location=("dist/a-1.0.0.tgz", "package/x"), why="it is cut short")


def judged(*examinations: Examination, policy: Policy | None = None) -> Report:
    return judge(examinations, BOOK, policy or Policy(), TODAY)


def test_a_clean_artifact_passes() -> None:
    report = judged(examination(summary()))

    assert (Outcome.PASSED, 0, ()) == (report.outcome, report.exit_code, report.gaps)
    assert (__version__, 5, "sha256:book", None) == (
        report.tool.version,
        report.tool.rules,
        report.tool.rules_digest,
        report.tool.data_as_of,
    )


@pytest.mark.parametrize(
    ("fail_on", "expected"),
    [
        (Severity.CRITICAL, 1),
        (Severity.HIGH, 2),
        (Severity.MEDIUM, 3),
        (Severity.LOW, 4),
        (Severity.NOTE, 5),
        (None, 0),
    ],
)
def test_findings_at_or_above_the_bar_are_open_and_the_rest_is_kept(fail_on: Severity | None, expected: int) -> None:
    found = [finding(name, "dist/a-1.0.0.tgz", name) for name in BOOK.rules]
    report = judged(examination(summary(), *found), policy=Policy(fail_on=fail_on))
    standings = [verdict.standing for verdict in report.verdicts]

    assert [Standing.OPEN] * expected + [Standing.BELOW_BAR] * (5 - expected) == standings
    assert (5 - expected, 0) == (report.below_bar, report.waived)
    assert dict.fromkeys(Severity, 1) == report.by_severity
    assert (1 if expected else 0) == report.exit_code
    assert fail_on is report.fail_on


def test_severity_follows_the_visibility_of_each_artifact() -> None:
    closed = summary("dist/closed.tgz")
    open_ = summary("dist/open.tgz", evidence=OPEN_SOURCE)
    report = judged(
        examination(closed, finding("embedded-sources", "dist/closed.tgz", "m")),
        examination(open_, finding("embedded-sources", "dist/open.tgz", "m")),
    )
    seen = [(verdict.artifact, verdict.severity, verdict.standing) for verdict in report.verdicts]

    assert [(0, Severity.CRITICAL, Standing.OPEN), (1, Severity.NOTE, Standing.BELOW_BAR)] == seen
    assert [Visibility.PRIVATE, Visibility.PUBLIC] == [each.visibility for each in report.artifacts]
    assert "licence MIT" in report.artifacts[1].visibility_reason


def test_confidence_is_the_rules() -> None:
    report = judged(examination(summary(), finding("high-rule", "dist/a-1.0.0.tgz")))

    assert [Confidence.MEDIUM] == [verdict.confidence for verdict in report.verdicts]


def test_configured_severity_wins_over_visibility() -> None:
    found = finding("embedded-sources", "dist/a-1.0.0.tgz", "m")
    policy = Policy(severity={"embedded-sources": Severity.HIGH})
    report = judged(examination(summary(evidence=OPEN_SOURCE), found), policy=policy)

    assert [(Severity.HIGH, Standing.OPEN)] == [(each.severity, each.standing) for each in report.verdicts]


def test_findings_win_over_gaps_and_both_are_in_the_report() -> None:
    found = finding("embedded-sources", "dist/a-1.0.0.tgz", "m")
    report = judged(examination(summary(), found, gaps=(UNREADABLE,)))

    assert (Outcome.FINDINGS, 1) == (report.outcome, report.exit_code)
    assert (UNREADABLE,) == report.gaps


def test_a_gap_is_never_green_even_when_nothing_can_fail() -> None:
    found = finding("embedded-sources", "dist/a-1.0.0.tgz", "m")
    report = judged(examination(summary(), found, gaps=(UNREADABLE,)), policy=Policy(fail_on=None))

    assert (Outcome.INCOMPLETE, 3) == (report.outcome, report.exit_code)


def test_gaps_are_sorted_and_said_once() -> None:
    other = Gap(kind=GapKind.LIMIT, location=("dist/a-1.0.0.tgz",), why="too large")
    report = judged(examination(summary(), gaps=(UNREADABLE, other, UNREADABLE)), examination(None, gaps=(UNREADABLE,)))

    assert (other, UNREADABLE) == report.gaps


def test_nothing_to_examine_is_a_gap() -> None:
    report = judged()

    assert {(): "empty"} == gap_places(report.gaps)
    assert (Outcome.INCOMPLETE, 3) == (report.outcome, report.exit_code)


def test_a_target_that_could_not_be_opened_keeps_its_own_gap_alone() -> None:
    report = judged(examination(None, gaps=(UNREADABLE,)))

    assert ((UNREADABLE,), (), 3) == (report.gaps, report.artifacts, report.exit_code)


def test_a_target_that_left_nothing_at_all_is_a_gap() -> None:
    assert {(): "empty"} == gap_places(judged(examination(None)).gaps)


def test_an_artifact_without_files_is_a_gap_beside_one_that_is_fine() -> None:
    report = judged(examination(summary("dist/a.tgz")), examination(summary("dist/b.tgz", members=0)))

    assert {("dist/b.tgz",): "empty"} == gap_places(report.gaps)
    assert 3 == report.exit_code


def test_files_left_out_without_a_word_are_a_gap() -> None:
    silent = examination(summary(), coverage=Coverage(members=3, examined=1, not_examined=2))
    miscounted = examination(summary("dist/b.tgz"), coverage=Coverage(members=3, examined=2, not_examined=0))
    report = judged(silent, miscounted)

    assert {("dist/a-1.0.0.tgz",): "unreadable", ("dist/b.tgz",): "unreadable"} == gap_places(report.gaps)
    assert ["2 of its 3 files", "1 of its 3 files"] == [gap.why[:16] for gap in report.gaps]


def test_no_rule_in_force_is_a_gap() -> None:
    report = judge([examination(summary())], rulebook(), Policy(), TODAY)

    assert {(): "rule"} == gap_places(report.gaps)
    assert 3 == report.exit_code


def test_a_rule_that_does_not_apply_is_named_and_all_of_them_are_a_gap() -> None:
    some = judged(examination(summary(), not_applicable=("note-rule", "low-rule")))
    none = judged(examination(summary(), not_applicable=tuple(BOOK.rules)))

    assert (("low-rule", "note-rule"), 0) == (some.artifacts[0].not_applicable, some.exit_code)
    assert {("dist/a-1.0.0.tgz",): "rule"} == gap_places(none.gaps)
    assert 3 == none.exit_code


def test_findings_of_what_could_not_be_opened_are_judged_as_private() -> None:
    found = finding("embedded-sources", "dist/broken.tgz")
    strict = judged(examination(None, found, gaps=(UNREADABLE,)))
    told = judged(examination(None, found, gaps=(UNREADABLE,)), policy=Policy(visibility=Visibility.PUBLIC))

    assert [(None, Severity.CRITICAL)] == [(each.artifact, each.severity) for each in strict.verdicts]
    assert [(None, Severity.NOTE)] == [(each.artifact, each.severity) for each in told.verdicts]


def test_artifacts_are_numbered_without_those_that_could_not_be_opened() -> None:
    report = judged(
        examination(None, gaps=(UNREADABLE,)),
        examination(summary("dist/b.tgz"), finding("low-rule", "dist/b.tgz")),
    )

    assert [0] == [verdict.artifact for verdict in report.verdicts]
    assert ("dist/b.tgz",) == report.artifacts[0].summary.location


def test_a_finding_of_a_rule_that_is_not_in_force_is_a_defect() -> None:
    with pytest.raises(ValueError, match="'made-up'"):
        judged(examination(summary(), finding("made-up", "dist/a-1.0.0.tgz")))


def test_coverage_adds_up() -> None:
    report = judged(
        examination(summary("dist/a.tgz", members=3)),
        examination(
            summary("dist/b.tgz"), gaps=(UNREADABLE,), coverage=Coverage(members=5, examined=4, not_examined=1)
        ),
    )

    assert Coverage(members=8, examined=7, not_examined=1) == report.coverage


@given(
    places=st.lists(
        st.tuples(
            st.sampled_from(sorted(BOOK.rules)),
            st.text(alphabet="ab\udc80", max_size=2),
            st.none() | st.integers(min_value=1, max_value=3),
            st.sampled_from("xy"),
        ),
        max_size=12,
    ),
    seed=st.randoms(use_true_random=False),
)
def test_the_order_depends_on_the_findings_alone(
    places: list[tuple[str, str, int | None, str]], seed: random.Random
) -> None:
    found = [
        finding(name, "dist/a-1.0.0.tgz", path, line=line, message=message) for name, path, line, message in places
    ]
    shuffled = list(found)
    seed.shuffle(shuffled)
    report = judged(examination(summary(), *found))
    ranks = [verdict.severity.rank for verdict in report.verdicts]

    assert report == judged(examination(summary(), *shuffled))
    assert sorted(ranks) == ranks
    assert len(found) == len(report.verdicts) == sum(report.by_severity.values())
    assert report.below_bar == sum(verdict.standing is Standing.BELOW_BAR for verdict in report.verdicts)
