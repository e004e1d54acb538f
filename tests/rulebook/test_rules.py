"""What holds for every rule that comes with pkgaudit."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.registry import DETECTORS
from pkgaudit.detectors.size import Params, prepare
from pkgaudit.examine.examiner import Examiner
from pkgaudit.examine.example_run import examine_example, examiner_alone, flagged_place, run_examples
from pkgaudit.examine.wording import first_paragraph
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.grades import Ecosystem, Format, Severity, Visibility
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import AnomalyKind, MemberKind, MemberRecord
from pkgaudit.model.rule import Example, Rule
from pkgaudit.model.source_map import MapPlace
from pkgaudit.rulebook.faults import FAULTS
from pkgaudit.rulebook.load import load_rulebook
from pkgaudit.rulebook.pages import render_index, render_page
from tests.tools import ROOT

BOOK = load_rulebook()
RULES = list(BOOK.rules.values())
PAGES = ROOT / "docs" / "rules"
HOUR_OF_NEED = ("Nothing has to be done", "Turn inline source maps off")

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


@cache
def all_rules() -> Examiner:
    return Examiner(BOOK, Limits())


@each_rule
def test_each_example_is_flagged_as_it_says_by_its_rule_alone(rule: Rule) -> None:
    outcomes = run_examples(rule)

    assert 2 <= len(outcomes)
    assert [] == [outcome for outcome in outcomes if outcome.differs]


@each_rule
def test_no_message_has_a_placeholder_left(rule: Rule) -> None:
    messages = [
        finding.message
        for example in rule.examples
        for finding in examine_example(example, examiner_alone(rule, example)).findings
    ]

    assert messages
    assert [] == [message for message in messages if "{" in message]


@each_rule
def test_a_harmless_example_of_one_rule_fails_no_release_under_all_rules(rule: Rule) -> None:
    harmless = [example for example in rule.examples if not example.flags]
    if "sourcemaps" == rule.family:
        harmless = [example for example in harmless if "sourcesContent" not in str(example.members)]
    bad = [
        (finding.rule, finding.message)
        for example in harmless
        for finding in examine_example(example, all_rules()).findings
        if BOOK.rules[finding.rule].severity[Visibility.PRIVATE].rank <= Severity.HIGH.rank
    ]

    assert [] == bad


@pytest.mark.parametrize(
    ("name", "counted"),
    [("over-npm-size-limit", 209_715_200), ("over-pypi-file-limit", 104_857_600), ("package-too-large", 104_857_600)],
)
def test_what_examples_scale_down_is_judged_at_its_own_number(name: str, counted: int) -> None:
    rule = BOOK.rules[name]
    params = params_of(rule, Params)
    ecosystem = params.ecosystems[0] if params.ecosystems else Ecosystem.NPM

    def found(size: int) -> list[Hit]:
        whole = Artifact(
            target="a",
            location=("a",),
            format=Format.ARCHIVE,
            ecosystem=ecosystem,
            packed_bytes=size,
            unpacked_bytes=size,
        )
        return list(prepare([rule]).conclude(whole))

    assert [] == found(counted)
    assert [counted + 1] == [hit.facts["bytes"] for hit in found(counted + 1)]


@pytest.mark.parametrize(("size", "expected"), [(10_485_760, 0), (10_485_761, 1)])
def test_a_file_of_ten_megabytes_is_the_largest_that_passes(size: int, expected: int) -> None:
    member = MemberRecord(location=("a", "package/a.bin"), kind=MemberKind.FILE, size=size)
    whole = Artifact(target="a", location=("a",), format=Format.NPM_TARBALL, members=(member,))

    assert expected == len(list(prepare([BOOK.rules["file-too-large"]]).conclude(whole)))


@pytest.mark.parametrize("name", ["embedded-sources", "embedded-sources-inline", "embedded-sources-in-binary"])
def test_one_leaked_map_is_one_finding_that_fails(name: str) -> None:
    examination = examine_example(BOOK.rules[name].examples[0], all_rules())
    failing = [
        finding.rule
        for finding in examination.findings
        if BOOK.rules[finding.rule].severity[Visibility.PRIVATE].rank <= Severity.HIGH.rank
    ]

    assert [name] == failing


@pytest.mark.parametrize("place", list(MapPlace))
def test_novel_content_is_one_rule_s_wherever_the_map_is(place: MapPlace) -> None:
    def covers(rule: Rule) -> bool:
        places = rule.params.get("places", list(MapPlace))
        assert isinstance(places, list)
        return place in places

    asking = [rule for rule in RULES if rule.params.get("having") == "novel-content"]

    assert 1 == len([rule.name for rule in asking if covers(rule)])


def test_a_leak_in_the_open_is_a_note() -> None:
    leaks = [rule for rule in RULES if rule.name.startswith("embedded-sources")]

    assert 3 == len(leaks)
    assert {Severity.CRITICAL} == {rule.severity[Visibility.PRIVATE] for rule in leaks}
    assert {Severity.NOTE} == {rule.severity[Visibility.PUBLIC] for rule in leaks}


@pytest.mark.parametrize("kind", list(AnomalyKind))
@pytest.mark.parametrize("artifact_format", list(Format))
def test_every_anomaly_of_an_artifact_is_in_one_rule(kind: AnomalyKind, artifact_format: Format) -> None:
    def covers(rule: Rule, where: str) -> bool:
        kinds, formats = rule.params.get("kinds"), rule.params.get("formats") or list(Format)
        assert isinstance(kinds, list)
        assert isinstance(formats, list)
        return kind in kinds and artifact_format in formats and where == rule.params.get("where", "artifact")

    archive_rules = [rule for rule in RULES if rule.detector == "archive_anomaly"]

    assert 1 == len([rule.name for rule in archive_rules if covers(rule, "artifact")])
    assert 1 == len([rule.name for rule in archive_rules if covers(rule, "nested")])


@each_rule
def test_words_are_written_for_people_who_have_to_act(rule: Rule) -> None:
    start = first_paragraph(rule.fix)

    assert not rule.title.endswith(".")
    assert len(rule.title) <= 80
    assert 1 <= len(re.findall(r"\.(?:\s|$)", start)) <= 3
    assert start.endswith(".")
    assert rule.references
    assert re.search(r"\b(?:npm|Python|python|pip|PyPI)\b", rule.fix) or start.startswith(HOUR_OF_NEED)


@each_rule
def test_every_page_is_what_its_rule_says(rule: Rule, request: pytest.FixtureRequest) -> None:
    compare(PAGES / f"{rule.name}.md", render_page(rule), request)


def test_the_index_of_pages_is_complete(request: pytest.FixtureRequest) -> None:
    compare(PAGES / "README.md", render_index(BOOK), request)
    names = {path.stem for path in PAGES.glob("*.md")} - {"README"}

    assert set(BOOK.rules) == names


def compare(page: Path, expected: str, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--golden") == "write":
        page.write_text(expected, encoding="utf-8")

    assert expected == page.read_text(encoding="utf-8"), "rewrite it with: pytest --golden=write tests/rulebook"


def test_no_page_and_no_rule_file_is_what_its_examples_show() -> None:
    files = [*PAGES.glob("*.md"), *(ROOT / "rules").glob("*/*.toml")]
    members = {f"example-1.0.0/{path.parent.name}/{path.name}": path.read_text(encoding="utf-8") for path in files}
    metadata = {"example-1.0.0/PKG-INFO": "Metadata-Version: 2.4\nName: example\nVersion: 1.0.0\n"}
    every = Example(name="our own", flags=(), members={**members, **metadata})
    examination = examine_example(every, all_rules())

    assert 2 * len(RULES) < len(members)
    assert [] == [(finding.rule, flagged_place(finding)) for finding in examination.findings]
    assert () == examination.gaps


def test_a_rule_s_owner_is_the_code_owner_of_its_family() -> None:
    lines = (ROOT / ".github" / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    owners = dict(line.split() for line in lines if line.startswith("/rules/"))
    families = {f"/rules/{rule.family}/": f"@pkgaudit/{rule.owner}" for rule in RULES}

    assert {**families, "/rules/incidents/": "@pkgaudit/knowledge"} == owners


def test_every_detector_and_every_fault_is_used() -> None:
    # Members by their paths are what users' own rules ask for.
    assert set(DETECTORS) == {rule.detector for rule in RULES} | {"member_path"}
    assert set(FAULTS) == {example.fault for rule in RULES for example in rule.examples} - {""}


def test_titles_differ() -> None:
    titles = Counter(rule.title for rule in RULES)

    assert [] == [title for title, count in titles.items() if count > 1]
