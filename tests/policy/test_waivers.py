from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pkgaudit.model.examination import ArtifactSummary, Examination
from pkgaudit.model.finding import Finding, WaiverNote
from pkgaudit.model.grades import Severity, Standing
from pkgaudit.model.report import Outcome, Report, WaiverProblemKind, WaiverState, WaiverUse
from pkgaudit.policy.judge import judge
from pkgaudit.policy.policy import Policy, PolicyError, rules_in_force
from pkgaudit.policy.waiver import Budget, Waiver
from pkgaudit.policy.waiver_problems import MANY
from pkgaudit.reporters.json_report import render
from tests.policy.builders import examination, finding, rule, rulebook, summary

TODAY = date(2026, 11, 21)
LATER = date(2026, 12, 31)
BOOK = rulebook(
    rule("embedded-sources", private=Severity.CRITICAL),
    rule("source-map-without-content", private=Severity.LOW),
    rule("bytes-after-end", family="archive"),
)
TGZ = "dist/acme-tool-1.0.0.tgz"
MAP = finding("embedded-sources", TGZ, "package/dist/legacy/a.js.map", facts={"map_bytes": 700, "novel_lines": 3})


def waiver(rule_name: str = "embedded-sources", **given: object) -> Waiver:
    return replace(Waiver(rule=rule_name, reason="on purpose", expires=LATER, file="pkgaudit.toml", number=1), **given)


def artifact(path: str = TGZ, name: str = "@acme/tool") -> ArtifactSummary:
    return summary(path, name=name)


def judged(*waivers: Waiver, found: tuple[Finding, ...] = (MAP,), policy: Policy | None = None) -> Report:
    return judge([examination(artifact(), *found)], BOOK, replace(policy or Policy(), waivers=waivers), TODAY)


def standings(report: Report) -> list[Standing]:
    return [verdict.standing for verdict in report.verdicts]


def kinds(use: WaiverUse) -> list[str]:
    return [problem.kind.value for problem in use.problems]


def test_a_waived_finding_is_kept_and_says_why_and_until_when() -> None:
    report = judged(waiver(owner="Ada"))

    assert [Standing.WAIVED] == standings(report)
    assert WaiverNote(reason="on purpose", expires=LATER, owner="Ada") == report.verdicts[0].waiver
    assert (Outcome.PASSED, 0, 1, 0) == (
        report.outcome,
        report.exit_code,
        report.waived,
        sum(report.by_severity.values()),
    )
    assert [(WaiverState.USED, 1, 1, ())] == [(u.state, u.matched, u.waived, u.problems) for u in report.policy.waivers]


@pytest.mark.parametrize(
    "given_",
    [
        {},
        {"artifact": "@acme/tool"},
        {"artifact": "@acme/*"},
        {"artifact": "acme-tool-*.tgz"},
        {"artifact": "dist/*"},
        {"path": "package/dist/legacy/*.map"},
        {"path": "package/**/a.js.map"},
        {"path": "package/dist/"},
        {"path": "a.js.map"},
        {"path": "package/dist/legacy/?.js.map"},
        {"fingerprint": MAP.fingerprint},
        {"sha256": "0123456789abcdef" * 4},
        {"rule": "sourcemaps", "path": "package/dist/**"},
    ],
)
def test_what_a_waiver_is_about(given_: dict[str, str]) -> None:
    assert [Standing.WAIVED] == standings(judged(waiver(**given_)))


@pytest.mark.parametrize(
    "given_",
    [
        {"rule": "source-map-without-content"},
        {"rule": "archive"},
        {"artifact": "@acme/other"},
        {"artifact": "tool"},
        {"path": "package/dist/*.map"},
        {"path": "package/dist/legacy"},
        {"path": "dist/legacy/a.js.map"},
        {"path": "PACKAGE/dist/legacy/a.js.map"},
        {"fingerprint": "0" * 16},
        {"sha256": "f" * 64},
        {"path": "package/dist/legacy/*.map", "artifact": "@acme/other"},
    ],
)
def test_what_it_is_not_about(given_: dict[str, str]) -> None:
    assert [Standing.OPEN] == standings(judged(waiver(**given_)))


def test_the_digest_of_the_member_pins_its_content() -> None:
    pinned = replace(MAP, sha256="a" * 64)

    assert [Standing.WAIVED] == standings(judged(waiver(sha256="a" * 64), found=(pinned,)))
    assert [Standing.OPEN] == standings(judged(waiver(sha256="b" * 64), found=(pinned,)))


def test_a_path_is_never_about_the_artifact_itself() -> None:
    whole = finding("embedded-sources", TGZ)

    assert [Standing.OPEN] == standings(judged(waiver(path="**"), found=(whole,)))
    assert [Standing.WAIVED] == standings(judged(waiver(), found=(whole,)))


def test_an_archive_inside_counts_as_a_folder() -> None:
    nested = finding("embedded-sources", TGZ, "package/vendor.zip", "lib/x.js.map")

    assert [Standing.WAIVED] == standings(judged(waiver(path="package/vendor.zip/**"), found=(nested,)))
    assert [Standing.OPEN] == standings(judged(waiver(path="package/*.zip"), found=(nested,)))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("package/dist/**", Standing.WAIVED),
        ("package/dist/", Standing.WAIVED),
        ("package/**", Standing.WAIVED),
        ("package/dist/*", Standing.OPEN),
        ("package/dist", Standing.OPEN),
        ("package/dist/*.map", Standing.OPEN),
        ("package/dist/old/**", Standing.OPEN),
    ],
)
def test_a_finding_about_a_folder_is_waived_only_as_a_whole(path: str, expected: Standing) -> None:
    folder = replace(finding("embedded-sources", TGZ, "package/dist"), in_folder=True)

    assert [expected] == standings(judged(waiver(path=path), found=(folder,)))


def test_a_finding_that_stands_for_known_members_is_waived_when_all_of_them_match() -> None:
    places = ((TGZ, "package/dist/legacy/a.map"), (TGZ, "package/dist/legacy/b.map"))
    group = replace(finding("embedded-sources", TGZ, "package/dist"), in_folder=True, places=places)
    wider = replace(group, places=(*places, (TGZ, "package/dist/c.map")))

    assert [Standing.WAIVED] == standings(judged(waiver(path="package/dist/legacy/*.map"), found=(group,)))
    assert [Standing.OPEN] == standings(judged(waiver(path="package/dist/legacy/*.map"), found=(wider,)))


@pytest.mark.parametrize(
    "path", ["package/a.map\n", "package/a.map/", "x\npackage/a.map", "package/a.map\0", "package//a.map"]
)
def test_a_name_that_only_looks_like_the_one_that_is_meant_is_not_waived(path: str) -> None:
    hostile = finding("embedded-sources", TGZ, path)

    assert [Standing.OPEN] == standings(judged(waiver(path="package/a.map"), found=(hostile,)))


def test_a_waiver_holds_on_its_last_day_and_no_longer() -> None:
    last = judged(waiver(expires=TODAY))
    over = judged(waiver(expires=TODAY - timedelta(days=1)))
    (use,) = over.policy.waivers

    assert [Standing.WAIVED] == standings(last)
    assert ([Standing.OPEN], WaiverState.EXPIRED, ["expired"], 1, 0) == (
        standings(over),
        use.state,
        kinds(use),
        use.matched,
        use.waived,
    )
    assert "it expired on 2026-11-20, 1 day ago: the 1 finding it was about is judged" in use.problems[0].why


def test_an_expired_waiver_that_matches_nothing_can_go() -> None:
    (use,) = judged(waiver(expires=date(2026, 1, 1)), found=()).policy.waivers

    assert use.problems[0].why.endswith("it matches nothing; remove it")


def test_an_unused_waiver_is_reported_and_fails_only_when_asked() -> None:
    lax = judged(waiver(path="package/gone.map"), found=())
    strict = judged(waiver(path="package/gone.map"), found=(), policy=Policy(strict_waivers=True))
    (use,) = lax.policy.waivers

    assert (WaiverState.UNUSED, ["unused"], 0) == (use.state, kinds(use), lax.exit_code)
    assert "remove it, or correct its rule or its path" in use.problems[0].why
    assert (Outcome.FINDINGS, 1, 1) == (strict.outcome, strict.exit_code, strict.policy.failing_waivers)
    assert 0 == judged(waiver(), policy=Policy(strict_waivers=True)).exit_code


@pytest.mark.parametrize(
    ("unrelated", "not_applicable"),
    [
        (waiver(artifact="another-package"), ()),
        (waiver("bytes-after-end"), ("bytes-after-end",)),
        (waiver("archive"), ("bytes-after-end",)),
    ],
)
def test_a_waiver_that_this_run_could_not_use_is_not_called_unused(
    unrelated: Waiver, not_applicable: tuple[str, ...]
) -> None:
    examined = examination(artifact(), not_applicable=not_applicable)
    report = judge([examined], BOOK, Policy(waivers=(unrelated,), strict_waivers=True), TODAY)
    (use,) = report.policy.waivers

    assert (WaiverState.NOT_APPLICABLE, 0) == (use.state, report.exit_code)
    assert "unused" not in kinds(use)


@pytest.mark.parametrize(
    ("broad", "expected"),
    [
        (waiver("sourcemaps"), "waives the whole family sourcemaps"),
        (waiver(path="**"), "matches every file"),
        (waiver(path="**/*"), "matches every file"),
        (waiver(path="*"), "matches every file"),
    ],
)
def test_what_is_too_broad_is_reported_and_still_waives(broad: Waiver, expected: str) -> None:
    report = judged(broad)
    (use,) = report.policy.waivers

    assert ([Standing.WAIVED], ["over-broad"]) == (standings(report), kinds(use))
    assert expected in use.problems[0].why


@pytest.mark.parametrize("narrow", [waiver("sourcemaps", path="package/**"), waiver(path="**", sha256="0" * 64)])
def test_what_is_narrowed_is_not_too_broad(narrow: Waiver) -> None:
    (use,) = judged(narrow).policy.waivers

    assert "over-broad" not in kinds(use)


@pytest.mark.parametrize(("number", "expected"), [(MANY, []), (MANY + 1, ["over-broad"])])
def test_one_waiver_for_very_many_findings_is_too_broad(number: int, expected: list[str]) -> None:
    found = tuple(finding("embedded-sources", TGZ, f"package/{index}.map") for index in range(number))
    (use,) = judged(waiver(path="package/*.map"), found=found).policy.waivers

    assert (expected, number) == (kinds(use), use.waived)


@pytest.mark.parametrize(
    ("budget", "expected", "why"),
    [
        (Budget(bytes=1_400, novel_lines=6), Standing.WAIVED, ""),
        (Budget(bytes=1_400), Standing.WAIVED, ""),
        (Budget(), Standing.WAIVED, ""),
        (Budget(bytes=1_399), Standing.OPEN, "1,400 bytes are 1 over the 1,399 allowed"),
        (Budget(novel_lines=0), Standing.OPEN, "6 novel lines are 6 over the 0 allowed"),
        (Budget(bytes=0, novel_lines=0), Standing.OPEN, "1,400 over the 0 allowed and 6 novel lines"),
    ],
)
def test_a_budget_waives_all_of_it_or_nothing(budget: Budget, expected: Standing, why: str) -> None:
    second = replace(MAP, location=(TGZ, "package/dist/legacy/b.js.map"))
    report = judged(waiver(path="package/dist/legacy/*.map", budget=budget), found=(MAP, second))
    (use,) = report.policy.waivers

    assert [expected] * 2 == standings(report)
    assert (["over-budget"] if why else []) == kinds(use)
    assert (WaiverState.OVER_BUDGET if why else WaiverState.USED) is use.state
    assert why in "".join(problem.why for problem in use.problems)


def test_what_is_not_measured_is_over_any_budget() -> None:
    vague = replace(MAP, facts={"map_bytes": "99999999999999999999", "novel_lines": True})
    (use,) = judged(waiver(budget=Budget(bytes=10**9, novel_lines=9)), found=(vague,)).policy.waivers

    assert WaiverState.OVER_BUDGET is use.state
    assert (
        "embedded-sources does not measure bytes and embedded-sources does not measure novel lines"
        in use.problems[0].why
    )


def test_each_artifact_has_the_whole_budget_and_is_waived_for_itself() -> None:
    small = examination(artifact("dist/b.tgz"), replace(MAP, location=("dist/b.tgz", "a.map"), facts={"map_bytes": 5}))
    large = examination(artifact(), MAP)
    report = judge([large, small], BOOK, Policy(waivers=(waiver(budget=Budget(bytes=5)),)), TODAY)
    (use,) = report.policy.waivers

    assert {0: Standing.OPEN, 1: Standing.WAIVED} == {each.artifact: each.standing for each in report.verdicts}
    assert (2, 1, [f"in {TGZ}"]) == (use.matched, use.waived, [p.why.split(":")[0] for p in use.problems])


def test_what_is_waived_without_a_budget_is_not_held_against_one() -> None:
    other = replace(MAP, location=(TGZ, "package/big.map"), facts={"map_bytes": 10**6, "novel_lines": 0})
    report = judged(
        waiver(budget=Budget(bytes=700), number=1), waiver(path="package/big.map", number=2), found=(MAP, other)
    )

    assert [Standing.WAIVED] * 2 == standings(report)
    assert [(2, 1), (1, 1)] == [(use.matched, use.waived) for use in report.policy.waivers]


def test_a_finding_is_credited_to_the_most_specific_waiver() -> None:
    broad = waiver("sourcemaps", path="package/**", reason="broad", number=1)
    narrow = waiver(path="package/dist/legacy/a.js.map", reason="narrow", number=2)
    exact = waiver(fingerprint=MAP.fingerprint, reason="exact", number=3)
    report = judged(broad, narrow, exact)
    note = report.verdicts[0].waiver

    assert note is not None
    assert "exact" == note.reason
    assert [(WaiverState.USED, 0), (WaiverState.USED, 0), (WaiverState.USED, 1)] == [
        (use.state, use.waived) for use in report.policy.waivers
    ]


def test_a_finding_below_the_bar_can_be_waived_too() -> None:
    low = finding("source-map-without-content", TGZ, "package/a.map")
    report = judged(waiver("source-map-without-content"), found=(low,))

    assert ([Standing.WAIVED], 1, 0) == (standings(report), report.waived, report.below_bar)


def test_findings_of_what_could_not_be_opened_can_be_waived_by_where_it_lies() -> None:
    unopened = Examination(artifact=None, findings=(MAP,))
    by_place = judge([unopened], BOOK, Policy(waivers=(waiver(artifact="dist/*.tgz"),)), TODAY)
    by_name = judge([unopened], BOOK, Policy(waivers=(waiver(artifact="@acme/tool"),)), TODAY)

    assert ([Standing.WAIVED], [Standing.OPEN]) == (standings(by_place), standings(by_name))
    assert WaiverState.NOT_APPLICABLE is by_name.policy.waivers[0].state


def test_a_waiver_for_a_rule_that_does_not_exist_stops_the_run() -> None:
    wrong = waiver("embeded-sources", number=2, line=9)
    with pytest.raises(PolicyError) as caught:
        rules_in_force(BOOK, Policy(waivers=(waiver(), wrong)))

    assert (
        (
            "pkgaudit.toml: waiver 2 (line 9): rule: 'embeded-sources' is neither a rule nor a family; "
            "did you mean 'embedded-sources'? `pkgaudit rules` lists them all"
        ),
    ) == caught.value.errors


PATHS = ("package/a.map", "package/dist/b.map", "package/dist/legacy/c.js.map", "package/ü \udc80.map", "/" * 50)
some_waivers = st.lists(
    st.builds(
        Waiver,
        rule=st.sampled_from(("embedded-sources", "source-map-without-content", "sourcemaps", "archive")),
        reason=st.sampled_from("pq"),
        expires=st.sampled_from((TODAY - timedelta(days=1), TODAY, LATER)),
        artifact=st.sampled_from((None, "@acme/*", "b.tgz", "nothing")),
        path=st.sampled_from((None, "**", "package/dist/**", "*.map", "package/*.map", "package/[ab].map")),
        sha256=st.sampled_from((None, "a" * 64)),
        fingerprint=st.sampled_from((None, "0123456789abcdef")),
        owner=st.sampled_from((None, "Ada")),
        budget=st.none()
        | st.builds(Budget, bytes=st.none() | st.integers(0, 30), novel_lines=st.none() | st.integers(0, 3)),
        file=st.just("pkgaudit.toml"),
    ),
    max_size=6,
).map(lambda made: [replace(each, number=number) for number, each in enumerate(made, 1)])
some_findings = st.lists(
    st.builds(
        lambda name, path, facts, digest: replace(
            finding(name, "b.tgz", path, family=BOOK.rules[name].family, facts=facts), sha256=digest
        ),
        st.sampled_from(sorted(BOOK.rules)),
        st.sampled_from(PATHS),
        st.fixed_dictionaries({}, optional={"map_bytes": st.integers(0, 20), "novel_lines": st.integers(0, 2)}),
        st.sampled_from(("", "a" * 64)),
    ),
    max_size=8,
)


def with_waivers(found: list[Finding], waivers: list[Waiver], *, strict: bool = False) -> Report:
    examined = [examination(artifact("b.tgz"), *found[::2]), examination(artifact("c.tgz"), *found[1::2])]
    return judge(examined, BOOK, Policy(waivers=tuple(waivers), strict_waivers=strict), TODAY)


@given(found=some_findings, waivers=some_waivers, strict=st.booleans(), seed=st.randoms(use_true_random=False))
def test_the_order_of_waivers_does_not_matter(
    found: list[Finding], waivers: list[Waiver], strict: bool, seed: random.Random
) -> None:
    shuffled = list(waivers)
    seed.shuffle(shuffled)
    one, other = with_waivers(found, waivers, strict=strict), with_waivers(found, shuffled, strict=strict)

    assert (one.verdicts, one.outcome, one.by_severity) == (other.verdicts, other.outcome, other.by_severity)
    assert list(one.policy.waivers) == sorted(other.policy.waivers, key=lambda use: use.number)


@given(found=some_findings, waivers=some_waivers)
def test_judging_with_waivers_is_deterministic(found: list[Finding], waivers: list[Waiver]) -> None:
    assert render(with_waivers(found, waivers)) == render(with_waivers(found, waivers))


@given(found=some_findings, waivers=some_waivers)
def test_no_waiver_changes_how_many_findings_are_reported(found: list[Finding], waivers: list[Waiver]) -> None:
    without, report = with_waivers(found, []), with_waivers(found, waivers)

    assert len(found) == len(report.verdicts)
    assert [verdict.finding for verdict in without.verdicts] == [verdict.finding for verdict in report.verdicts]
    assert report.waived == sum(use.waived for use in report.policy.waivers)
    assert report.waived + sum(report.by_severity.values()) == len(found)


@given(found=some_findings, waivers=some_waivers)
def test_an_expired_waiver_equals_no_waiver(found: list[Finding], waivers: list[Waiver]) -> None:
    holding = [each for each in waivers if each.expires >= TODAY]
    with_expired, without = with_waivers(found, waivers, strict=True), with_waivers(found, holding, strict=True)
    expired = [use for use in with_expired.policy.waivers if use.state is WaiverState.EXPIRED]

    assert replace(without, policy=with_expired.policy) == with_expired
    assert len(waivers) - len(holding) == len(expired)
    assert all([WaiverProblemKind.EXPIRED] == [problem.kind for problem in use.problems] for use in expired)
