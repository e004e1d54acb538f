"""A rule of one's own that flags very much is told, and nothing else comes of it."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from pkgaudit.model.examination import Examination
from pkgaudit.model.report import BroadRule, Report
from pkgaudit.policy.judge import judge
from pkgaudit.policy.policy import Policy
from pkgaudit.reporters.text import render
from tests.policy.builders import examination, finding, rule, rulebook, summary

OWN = replace(rule("own-rule", family="ours"), folder="release-rules", file="release-rules/ours/own-rule.toml")
BOOK = rulebook(OWN, rule("our-rule"))


def examined(flagged: tuple[int, ...], files: int, name: str = "own-rule") -> Examination:
    findings = [
        finding(name, "dist/a-1.0.0.tgz", f"package/{index}", family="ours", facts={"members": members})
        for index, members in enumerate(flagged)
    ]
    return examination(summary(members=files), *findings)


def judged(*examinations: Examination, members: int | None = None) -> Report:
    return judge(examinations, BOOK, Policy(broad_rule_members=members), date(2026, 4, 1))


@pytest.mark.parametrize(
    ("flagged", "files", "members", "broad"),
    [
        ((101,), 5_000, None, True),
        ((60, 41), 5_000, None, True),
        ((100,), 5_000, None, False),
        ((11,), 20, None, True),
        ((10,), 20, None, False),
        ((19,), 19, None, False),
        ((101,), 110, 200, False),
        ((201,), 5_000, 200, True),
        ((1, 1), 3, 1, True),
        ((), 3, 1, False),
    ],
)
def test_what_is_too_broad(flagged: tuple[int, ...], files: int, members: int | None, broad: bool) -> None:
    report = judged(examined(flagged, files), members=members)
    expected = BroadRule(rule="own-rule", file=OWN.file, artifact=0, members=sum(flagged), of=files)

    assert ((expected,) if broad else ()) == report.policy.broad_rules
    assert (1 if flagged else 0) == report.exit_code


def test_rules_that_come_with_pkgaudit_are_not_meant() -> None:
    assert () == judged(examined((5_000,), 5_000, "our-rule")).policy.broad_rules


def test_each_artifact_is_counted_by_itself_and_one_that_was_not_opened_has_no_number() -> None:
    broad = judged(examined((60,), 500), examination(None), examined((160,), 500)).policy.broad_rules

    assert [(1, 160)] == [(each.artifact, each.members) for each in broad]


def test_a_finding_without_that_fact_is_one_member() -> None:
    findings = [finding("own-rule", "dist/a-1.0.0.tgz", f"package/{index}", family="ours") for index in range(101)]
    report = judged(examination(summary(members=900), *findings))

    assert [101] == [each.members for each in report.policy.broad_rules]


def test_the_terminal_report_names_the_file_and_what_to_do() -> None:
    said = render(judged(examined((101,), 5_000)), colour=False, width=200, verbosity=0)

    assert "Rules of your own to look at\n\n  release-rules/ours/own-rule.toml  own-rule\n" in said
    assert "it flags 101 of 5,000 files in dist/a-1.0.0.tgz: if that is more than it is meant for, narrow it" in said
