from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.model.examination import Examination
from pkgaudit.model.finding import WaiverNote
from pkgaudit.model.grades import Severity, Standing
from pkgaudit.model.report import BaselineFinding, Outcome
from pkgaudit.policy.baseline import Baseline, baseline_of
from pkgaudit.policy.baseline_file import baseline_text, read_baseline
from pkgaudit.policy.judge import judge, rejudged
from pkgaudit.policy.policy import Policy, PolicyError
from pkgaudit.policy.waiver import Waiver
from tests.policy.builders import examination, finding, rule, rulebook, summary

TODAY = date(2026, 11, 21)
BOOK = rulebook(rule("high-rule"), rule("low-rule", private=Severity.LOW))
FIRST, SECOND = "0123456789abcdef", "fedcba9876543210"
places = st.lists(st.tuples(st.sampled_from(sorted(BOOK.rules)), st.text("abc", max_size=2)), unique=True, max_size=8)


def examined(found: list[tuple[str, str]]) -> list[Examination]:
    return [examination(summary(), *(finding(name, "dist/a-1.0.0.tgz", path) for name, path in found))]


@given(found=places)
def test_a_run_with_its_own_baseline_has_no_open_finding(found: list[tuple[str, str]]) -> None:
    before = judge(examined(found), BOOK, Policy(), TODAY)
    baseline = baseline_of("base.json", before.verdicts)
    after = judge(examined(found), BOOK, Policy(baseline=baseline), TODAY)

    assert [Standing.WAIVED] * len(set(found)) == [verdict.standing for verdict in after.verdicts]
    assert (Outcome.PASSED, 0, len(found)) == (after.outcome, after.exit_code, after.waived)
    assert after == rejudged(before, baseline)
    assert after.policy.baseline is not None
    assert (len(found), ()) == (after.policy.baseline.seen, after.policy.baseline.gone)


@given(before=places, now=places)
def test_a_baseline_hides_nothing_that_is_not_in_it_and_drops_nothing(
    before: list[tuple[str, str]], now: list[tuple[str, str]]
) -> None:
    baseline = baseline_of("base.json", judge(examined(before), BOOK, Policy(), TODAY).verdicts)
    plain = judge(examined(now), BOOK, Policy(), TODAY)
    held = judge(examined(now), BOOK, Policy(baseline=baseline), TODAY)
    listed = {(each.finding.rule, each.finding.location[1]) for each in held.verdicts if each.waiver is not None}

    assert set(before) & set(now) == listed
    assert [each.finding for each in plain.verdicts] == [each.finding for each in held.verdicts]
    assert [each.standing for each in plain.verdicts if each.finding.fingerprint not in baseline.rules] == [
        each.standing for each in held.verdicts if each.waiver is None
    ]
    assert held.policy.baseline is not None
    assert sorted(set(before) - set(now)) == [
        (each.rule, each.fingerprint.split("/")[3]) for each in held.policy.baseline.gone
    ]


def test_a_finding_of_a_baseline_says_so_and_a_waiver_goes_first() -> None:
    waiver = Waiver(rule="low-rule", reason="on purpose", expires=TODAY)
    found = [("high-rule", "a"), ("low-rule", "b")]
    baseline = baseline_of("base.json", judge(examined(found), BOOK, Policy(), TODAY).verdicts)
    report = judge(examined(found), BOOK, Policy(baseline=baseline, waivers=(waiver,)), TODAY)

    assert [
        WaiverNote(reason="it is in the baseline base.json", expires=None),
        WaiverNote(reason="on purpose", expires=TODAY),
    ] == [verdict.waiver for verdict in report.verdicts]
    assert 1 == len(baseline_of("x", judge(examined(found), BOOK, Policy(waivers=(waiver,)), TODAY).verdicts).rules)


def test_the_fingerprint_of_another_rule_is_not_in_it() -> None:
    (verdict,) = judge(examined([("high-rule", "a")]), BOOK, Policy(), TODAY).verdicts
    baseline = Baseline(file="base.json", rules={verdict.finding.fingerprint: "low-rule"})
    report = judge(examined([("high-rule", "a")]), BOOK, Policy(baseline=baseline), TODAY)

    assert [Standing.OPEN] == [each.standing for each in report.verdicts]


def test_what_a_rule_that_was_not_applied_once_found_is_not_gone() -> None:
    baseline = Baseline(file="base.json", rules={FIRST: "high-rule", SECOND: "removed-rule"})
    use = judge(examined([]), BOOK, Policy(baseline=baseline), TODAY).policy.baseline

    assert use is not None
    assert (2, 0, (BaselineFinding(fingerprint=FIRST, rule="high-rule"),)) == (use.findings, use.seen, use.gone)


def test_a_baseline_is_a_line_for_each_finding_by_rule() -> None:
    text = baseline_text(Baseline(file="x", rules={SECOND: "a-rule", FIRST: "b-rule"}))

    assert text == (
        "{\n"
        '  "format": "pkgaudit-baseline",\n'
        '  "version": 1,\n'
        '  "findings": [\n'
        f'    {{"rule": "a-rule", "fingerprint": "{SECOND}"}},\n'
        f'    {{"rule": "b-rule", "fingerprint": "{FIRST}"}}\n'
        "  ]\n"
        "}\n"
    )


fingerprints = st.text("0123456789abcdef", min_size=16, max_size=16)
rules = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)


@given(held=st.dictionaries(fingerprints, rules, max_size=6))
def test_what_is_written_is_read(held: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("baseline") / "base.json"
    text = baseline_text(Baseline(file=str(path), rules=held))
    path.write_text(text)

    assert Baseline(file=path.as_posix(), rules=held) == read_baseline(str(path))
    assert text == baseline_text(Baseline(file="other", rules=dict(reversed(held.items()))))


@given(
    content=st.binary(max_size=60)
    | st.builds(
        lambda value: json.dumps(value).encode(),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.sampled_from(["pkgaudit-baseline", FIRST, "a-rule", "\udc80"]),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["format", "version", "findings", "rule", "fingerprint", "x"]), inner, max_size=4
                )
            ),
        ),
    )
)
def test_any_other_file_is_an_error_that_names_it(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("baseline") / "base.json"
    path.write_bytes(content)

    errors: tuple[str, ...] = ()
    try:
        read_baseline(str(path))
    except PolicyError as error:
        errors = error.errors
    is_one = content.startswith(b"{") and {"format", "version", "findings"} == set(json.loads(content))

    assert is_one or errors
    assert all(path.as_posix() in sentence for sentence in errors)


HEAD = '"format": "pkgaudit-baseline", "version": 1'
ENTRY = f'{{"rule": "a-rule", "fingerprint": "{FIRST}"}}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", 'is not a baseline ("format": "pkgaudit-baseline"): write it anew with --write-baseline'),
        ('{"format": "pkgaudit-report", "version": 1}', 'is not a baseline ("format": "pkgaudit-baseline")'),
        ('{"format": "pkgaudit-baseline", "version": 2}', "version: only version 1 can be read here"),
        ('{"format": "pkgaudit-baseline", "version": true}', "version: only version 1 can be read here"),
        (f"{{{HEAD}}}", "findings: is not a list: write it anew"),
        (f'{{{HEAD}, "findings": [], "x": 1}}', "x: is not a key of a baseline: remove it"),
        (f'{{{HEAD}, "findings": [3]}}', 'finding 1: is not an object with "rule" and "fingerprint"'),
        (f'{{{HEAD}, "findings": [{ENTRY}, {ENTRY}]}}', f"finding 2: {FIRST} is listed twice: remove one"),
        (
            f'{{{HEAD}, "findings": [{{"rule": "a-rule", "fingerprint": "{FIRST.upper()}"}}]}}',
            "finding 1: fingerprint: is not 16 hexadecimal digits in lower case",
        ),
        (f'{{{HEAD}, "findings": [{{"rule": "A rule", "fingerprint": "{FIRST}"}}]}}', "finding 1: rule: is not the"),
        (f'{{{HEAD}, "findings": [], "findings": []}}', "is not JSON in UTF-8 (a key stands twice in one object)"),
        ("[" * 100_000, "is not JSON in UTF-8 ("),
    ],
)
def test_what_is_wrong_with_a_baseline_is_said(text: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "base.json"
    path.write_text(text)

    with pytest.raises(PolicyError) as caught:
        read_baseline(str(path))

    assert f"{path.as_posix()}: {expected}" in caught.value.errors[0]


def test_many_faults_are_cut_after_twenty(tmp_path: Path) -> None:
    path = tmp_path / "base.json"
    path.write_text(f'{{{HEAD}, "findings": [{", ".join(["3"] * 30)}]}}')

    with pytest.raises(PolicyError) as caught:
        read_baseline(str(path))

    assert 21 == len(caught.value.errors)
    assert "and more of the kind" in caught.value.errors[-1]


def test_a_baseline_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b" " * (16 * 1024 * 1024 + 1))
    said = []
    for name in ("none", "pipe", "large", "\0"):
        with pytest.raises(PolicyError) as caught:
            read_baseline(str(tmp_path / name))
        said.append(caught.value.errors[0].partition(": ")[2])

    assert [
        "there is no such baseline: write one with --write-baseline",
        "is not an ordinary file: name a baseline",
        "has more than 16,777,216 bytes: write it anew with --write-baseline",
    ] == said[:3]
    assert said[3].startswith("cannot be read (")
