"""What the patterns of one's own rules cost to compile is bounded, whatever they ask for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from pkgaudit import rule_trial
from pkgaudit.examine.example_run import ExampleOutcome
from pkgaudit.kept_file import cache_folder
from pkgaudit.model.limits import MIB, Limits
from pkgaudit.model.rule import Example, Rule, RuleBook
from pkgaudit.reporters.rule_check import as_text
from pkgaudit.rule_trial import pattern_errors, try_rules
from tests.detectors.atlas import rule

# What is harmless takes a hundredth of this, whatever else the machine does.
LIMITS = Limits(seconds=4, memory_bytes=512 * MIB)
# Each by itself is within what one expression may say, and compiles for many seconds.
SLOW = "|".join(f"{chr(code)}.{{1,999}}{chr(code + 1)}" for code in range(97, 120))
PACKAGE = {"package/package.json": '{"name":"example","version":"1.0.0"}'}


def book(**patterns: list[str]) -> RuleBook:
    rules = {
        name: replace(rule("text_pattern", {"patterns": each}), name=name, folder="ours", file=f"ours/x/{name}.toml")
        for name, each in patterns.items()
    }
    return RuleBook(rules=rules, digest=f"sha256:{patterns}")


def test_rules_that_come_with_pkgaudit_are_not_tried(cache: Path) -> None:
    ours = replace(rule("text_pattern", {"patterns": ["("]}), name="ours")

    assert [] == pattern_errors(RuleBook(rules={"ours": ours}, digest="x"))
    assert not cache.exists()


def test_that_all_is_well_is_kept_and_that_something_is_wrong_is_not(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [] == pattern_errors(book(good=["bluebird"]))
    assert cache_folder() == str(cache)
    monkeypatch.setattr(rule_trial, "_errors", lambda *_: ["asked again"])

    assert [] == pattern_errors(book(good=["bluebird"]))
    assert ["asked again"] == pattern_errors(book(good=["bluejay"]))
    assert ["asked again"] == pattern_errors(book(good=["bluejay"]))


@pytest.mark.usefixtures("cache")
def test_every_fault_of_every_rule_is_named() -> None:
    errors = pattern_errors(book(one=["a(", "fine", "b*"], two=[r"(x)\1"]))

    assert [
        "ours/x/one.toml: params.patterns[0]",
        "ours/x/one.toml: params.patterns[2]",
        "ours/x/two.toml: params.patterns[0]",
    ] == [": ".join(error.split(": ")[:2]) for error in errors]


@pytest.mark.usefixtures("cache")
def test_the_rule_that_takes_too_long_is_named_with_the_faults_of_others() -> None:
    errors = pattern_errors(book(fine=["bluebird"], slow=[SLOW], wrong=["a("]), LIMITS)

    assert [
        "ours/x/slow.toml: params: it takes more than 4 seconds or 512 MiB",
        "ours/x/wrong.toml: params.patterns[0]: ",
    ] == [
        errors[0].split(" to compile")[0],
        errors[1].split("cannot")[0],
    ]


@pytest.mark.usefixtures("cache")
def test_one_rule_alone_that_takes_too_long_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_trial, "_compile_apart", lambda *_: [(0, rule_trial.Compiled(failed=True))])

    (error,) = pattern_errors(book(slow=["a"]), LIMITS)
    assert error.startswith("ours/x/slow.toml: params: it takes more than 4 seconds or 512 MiB")


@pytest.mark.usefixtures("cache")
def test_rules_that_take_too_long_only_together_are_told_by_their_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    def compiled(batches: list[list[Rule]], _: Limits) -> list[tuple[int, object]]:
        return [(index, rule_trial.Compiled(failed=len(batch) > 1)) for index, batch in enumerate(batches)]

    monkeypatch.setattr(rule_trial, "_compile_apart", compiled)

    (error,) = pattern_errors(book(one=["a"], two=["b"]), LIMITS)
    assert error.startswith("ours: these rules together take more than 4 seconds")


@pytest.mark.parametrize(
    "pattern",
    [
        "a.{1,1000}b",
        "(a|b){1,1000}c",
        "(([a-z]{1,50}){1,50}){1,50}",
        "(x+x+)+y",
        "(.*a){20}",
        "((a|b|c){1,30}x{1,30}){1,30}",
        r"(\w{1,30}\s{1,30}){1,30}",
        ".{1,1000}x" * 5,
        "(?:" * 200 + "a" + ")" * 200,
    ],
)
@pytest.mark.usefixtures("cache")
def test_nasty_expressions_end_one_way_or_the_other(pattern: str) -> None:
    errors = pattern_errors(book(nasty=[pattern]), LIMITS)

    assert [] == [error for error in errors if not error.startswith("ours/x/nasty.toml: params")]


def tried(members: Mapping[str, str], **params: object) -> rule_trial.RuleTrial:
    example = Example(name="one", flags=("package/a.js",), members={**PACKAGE, **members})
    (trial,) = try_rules([replace(rule("text_pattern", params), message="", examples=(example,))])
    return trial


def test_an_example_shows_what_is_flagged() -> None:
    trial = tried({"package/a.js": "a", "package/b.js": "bluebird"}, patterns=["bluebird"])

    assert trial.differs
    assert [(("package/a.js",), ("package/b.js",))] == [(each.expected, each.flagged) for each in trial.examples]


def test_a_rule_whose_examples_cannot_be_run_says_why() -> None:
    trial = tried({"package/a.js": "a"}, patterns=["a("])

    assert (True, ()) == (trial.differs, trial.examples)
    assert "cannot be searched for" in trial.why


def test_a_rule_whose_examples_kill_the_process_costs_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_trial, "run_examples", lambda _: 1 / 0)

    assert "the reader failed (ZeroDivisionError" in tried({}, patterns=["a"]).why


def test_the_check_s_text_shows_hostile_words_and_why_something_was_not_run() -> None:
    ours, theirs = (
        rule("size"),
        replace(rule("size"), name="their-rule", folder="a\x1b[31m", file="a/x/their-rule.toml"),
    )
    good = rule_trial.RuleTrial(examples=(ExampleOutcome(name="one", expected=()),))
    said = as_text([(ours, good), (theirs, rule_trial.RuleTrial(why="it died \x07"))])

    assert (
        "rules that come with pkgaudit\n"
        "  the-rule    1 example, as they say\n"
        "\n"
        "a\\x1b[31m\n"
        "  their-rule  its examples could not be run\n"
        "    it died \\x07\n"
        "\n"
        "FAILED (exit 2): 2 rules, 1 example; 1 rule does not flag what its examples say\n"
    ) == said
