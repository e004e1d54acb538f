"""A hit becomes a finding in the words of its rule."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pkgaudit.examine.wording import findings_of, first_paragraph
from pkgaudit.model.finding import FactValue, Hit
from pkgaudit.model.grades import Confidence, Severity, Visibility
from pkgaudit.model.rule import Rule, RuleStatus

RULE = Rule(
    name="too-much",
    family="release",
    title="Too much",
    message="{count} of {what}",
    since="0.1.0",
    status=RuleStatus.STABLE,
    detector="size",
    params={},
    severity=dict.fromkeys(Visibility, Severity.HIGH),
    confidence=Confidence.HIGH,
    owner="leaks",
    what="",
    why="",
    fix="Do this\nnow.\n\nOr that.",
    references=(),
    examples=(),
)


def hit(*, what: FactValue = "x", count: FactValue = 1234567, path: str = "package/a.js") -> Hit:
    return Hit(rule="too-much", location=("a.tgz", path), line=3, facts={"count": count, "what": what})


def test_message_and_fix_come_from_the_rule_and_the_facts() -> None:
    (finding,) = findings_of([hit()], {"too-much": RULE}, "cli")

    assert "1,234,567 of x" == finding.message
    assert "Do this now." == finding.fix
    assert ("too-much", "release", ("a.tgz", "package/a.js"), 3) == (
        finding.rule,
        finding.family,
        finding.location,
        finding.line,
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "yes"),
        (False, "no"),
        (12, "12"),
        (0.25, "0.2"),
        (None, "none"),
        ("plain", "plain"),
        ("x" * 400, "x" * 299 + "…"),
        (("a", "b", 3), "a, b, 3"),
        (tuple("abcdefgh"), "a, b, c, d, e"),
        ("{count}", "{count}"),
        ("{0.__class__}", "{0.__class__}"),
    ],
)
def test_facts_are_spelt_for_people_and_never_interpreted(value: FactValue, expected: str) -> None:
    (finding,) = findings_of([hit(what=value)], {"too-much": RULE}, None)

    assert f"1,234,567 of {expected}" == finding.message


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "0 files are of x"), (1, "1 file is of x"), (1189, "1,189 files are of x")],
)
def test_a_number_of_things_reads_right_for_one_and_for_many(count: int, expected: str) -> None:
    rule = replace(RULE, message="{count:file is|files are} of {what}")
    (finding,) = findings_of([hit(count=count)], {"too-much": rule}, None)

    assert expected == finding.message


@pytest.mark.parametrize(("count", "expected"), [(1, "1 old file"), (2, "2 old files")])
def test_most_plurals_need_not_be_given(count: int, expected: str) -> None:
    (finding,) = findings_of([hit(count=count)], {"too-much": replace(RULE, message="{count:old file}")}, None)

    assert expected == finding.message


def test_equal_findings_in_one_member_have_different_fingerprints() -> None:
    findings = findings_of([hit(), hit(), hit(path="package/b.js")], {"too-much": RULE}, "cli")

    assert 3 == len({finding.fingerprint for finding in findings})


def test_facts_that_grow_from_release_to_release_do_not_change_the_fingerprint() -> None:
    (one,) = findings_of([hit(count=1)], {"too-much": RULE}, "cli")
    (other,) = findings_of([hit(count=2)], {"too-much": RULE}, "cli")

    assert one.fingerprint == other.fingerprint


def test_a_different_address_is_a_different_finding() -> None:
    one, other = (
        findings_of([replace(hit(), facts={"count": 1, "what": "x", "url": url})], {"too-much": RULE}, "cli")[0]
        for url in ("https://a.example/x.zip", "https://b.example/x.zip")
    )

    assert one.fingerprint != other.fingerprint


def test_the_first_paragraph_is_one_line() -> None:
    assert "a b" == first_paragraph("\na\n b\n\nc")


@pytest.mark.parametrize(
    ("value", "expected"), [(2**53 - 1, 2**53 - 1), (2**53, "9007199254740992"), (-(2**80), str(-(2**80)))]
)
def test_numbers_that_json_readers_cannot_hold_are_spelt_out(value: int, expected: int | str) -> None:
    (finding,) = findings_of([hit(count=value)], {"too-much": RULE}, "cli")

    assert expected == finding.facts["count"]
