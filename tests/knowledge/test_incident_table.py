"""The table that comes with pkgaudit is whole, and what it says is fit to print."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from pkgaudit.knowledge.defanging import defanged
from pkgaudit.knowledge.incident import Incident
from pkgaudit.knowledge.incident_index import EVERY, SINCE, incident_index
from pkgaudit.knowledge.incident_kind import IncidentKind
from pkgaudit.knowledge.incident_page import render_incident, render_index
from pkgaudit.knowledge.incident_table import incident_slugs, read_incidents, slug_of, table_files, table_folder
from pkgaudit.model.grades import Ecosystem
from pkgaudit.rulebook.load import load_rulebook
from tests.tools import ROOT, outside_data

FILES = table_files(table_folder())
INCIDENTS = {incident.slug: incident for incident in read_incidents(FILES)}
PAGE = ROOT / "docs" / "incidents.md"
SHORTEST, LONGEST = 20, 1200


@pytest.mark.parametrize("incident", INCIDENTS.values(), ids=INCIDENTS)
def test_an_incident_says_what_happened_and_what_to_do(incident: Incident) -> None:
    texts = (incident.what, incident.payload, incident.now)

    assert [] == [text for text in texts if not SHORTEST < len(text) < LONGEST or not text.endswith(".")]
    assert 3 == len(set(texts))
    assert not incident.title.endswith(".")
    assert len(incident.title) <= 100
    assert incident.references


def test_there_are_all_incidents_and_names_are_no_rule_s() -> None:
    assert 88 == len(INCIDENTS)
    assert set() == set(INCIDENTS) & set(load_rulebook().rules)
    assert [] == [title for title, count in Counter(one.title for one in INCIDENTS.values()).items() if count > 1]


def test_no_address_of_malware_is_a_link_anywhere() -> None:
    known = [incident.indicators for incident in INCIDENTS.values()]
    live = {address for one in known for address in (*one.domains, *one.urls, *one.addresses)}
    written = [Path(file.path).read_text(encoding="utf-8") for file in FILES]
    written += [render_incident(incident) for incident in INCIDENTS.values()]
    written.append(render_index(INCIDENTS.values()))

    assert len(live) > 20
    assert [] == [address for address in live for text in written if address in text]
    assert all(any(defanged(address) in text for text in written) for address in live)


def test_compromised_releases_never_match_by_name_alone() -> None:
    by_name = [
        (incident.slug, package.name)
        for incident in INCIDENTS.values()
        for package in incident.packages
        if package.every and package.kind is IncidentKind.COMPROMISED_RELEASE
    ]

    assert [] == by_name


def test_no_two_incidents_tell_the_same_story() -> None:
    stories = Counter(incident.what for incident in INCIDENTS.values())

    assert [] == [story for story, count in stories.items() if count > 1]


@pytest.mark.parametrize("incident", INCIDENTS.values(), ids=INCIDENTS)
def test_a_page_shows_everything_a_reader_needs(incident: Incident) -> None:
    page = render_incident(incident)

    assert page.startswith(f"# {incident.slug}\n\n**{incident.title}.**\n")
    assert [] == [part for part in (incident.what, incident.payload, incident.now) if part not in page]
    assert [] == [package.name for package in incident.packages if f"- `{package.name}` " not in page]
    assert [] == [known for package in incident.packages for known in package.ids if known not in page]
    assert [] == [reference.url for reference in incident.references if reference.url not in page]
    assert page.endswith("\n")
    assert not page.endswith("\n\n")


def test_what_is_said_of_one_package_stands_beside_it() -> None:
    assert "- `torchtriton` every version (good from download.pytorch.org)" in render_incident(
        INCIDENTS["torchtriton-2022"]
    )
    assert "- `postmark-mcp` >=1.0.16" in render_incident(INCIDENTS["postmark-mcp-2025"])
    assert "(Kind: malicious-package; confidence: high; on one list only: 4.2.0; 4.2.0 is" in render_incident(
        INCIDENTS["axios-2026"]
    )
    assert "first published at an unknown time, taken down by 2017-08-01" in render_incident(
        INCIDENTS["hacktask-crossenv-2017"]
    )


def test_the_list_of_incidents_is_what_the_table_says(request: pytest.FixtureRequest) -> None:
    expected = render_index(INCIDENTS.values())
    if request.config.getoption("--golden") == "write":
        PAGE.write_text(expected, encoding="utf-8")

    assert expected == PAGE.read_text(encoding="utf-8"), "rewrite it with: pytest --golden=write tests/knowledge"
    links = re.findall(r"\]\(([^)]+)\)", expected)
    assert len(INCIDENTS) == len(links)
    assert [] == [link for link in links if not (PAGE.parent / link).is_file()]


def test_the_names_of_files_are_the_names_of_incidents() -> None:
    assert tuple(INCIDENTS) == incident_slugs() == tuple(map(slug_of, FILES))


def test_a_table_file_is_in_a_form_people_can_compare() -> None:
    lines = [line for file in FILES for line in Path(file.path).read_text(encoding="utf-8").splitlines()]
    packages = sum(len(incident.packages) for incident in INCIDENTS.values())

    assert packages == sum(" = { versions = " in line for line in lines), "one line a package"
    assert [] == [line for line in lines if line != line.rstrip()]


def test_every_record_of_the_facts_is_found() -> None:
    records = [json.loads(line) for line in outside_data("known_compromised.jsonl").read_text().splitlines()]
    index = incident_index()
    missing = []
    for record in records:
        ecosystem, name, versions = Ecosystem(record["ecosystem"]), record["name"], record["versions"]
        listed = versions if isinstance(versions, list) else [versions]
        for version in listed:
            exact = "1.0.0" if version == EVERY else version.removeprefix(SINCE)
            if index.lookup(ecosystem, name, exact) not in INCIDENTS:
                missing.append((ecosystem, name, exact))
        named = [package.name for package in INCIDENTS[record["incident"]].packages if package.ecosystem == ecosystem]
        if name not in named:
            missing.append((ecosystem, name, record["incident"]))

    assert 2902 == len(records)
    assert [] == missing
    assert {record["incident"] for record in records} == set(INCIDENTS)


def test_no_sentence_of_the_facts_was_taken_over() -> None:
    records = [json.loads(line) for line in outside_data("known_compromised.jsonl").read_text().splitlines()]
    theirs = {text for record in records for text in (record["payload"], record.get("note")) if text}
    ours = "\n".join(" ".join(f"{one.what} {one.payload} {one.now}".split()) for one in INCIDENTS.values())

    assert len(theirs) > len(INCIDENTS)
    assert [] == [text for text in theirs if text in ours]


def test_indicators_of_the_facts_are_all_there() -> None:
    records = [json.loads(line) for line in outside_data("known_compromised.jsonl").read_text().splitlines()]
    values = {(record["incident"], one["value"]) for record in records for one in record["indicators"]}
    missing = []
    for slug, value in values:
        known = INCIDENTS[slug].indicators
        everything = {
            *known.files,
            *known.host_files,
            *known.domains,
            *known.urls,
            *known.addresses,
            *known.sha256,
            *known.strings,
            *known.companions,
        }
        if value.partition("@")[0] not in everything and value not in everything:
            missing.append((slug, value))

    assert len(values) > 50
    assert [] == missing


def test_releases_that_two_incidents_list_are_few_and_known() -> None:
    listed: dict[tuple[str, str, str], list[str]] = {}
    for incident in INCIDENTS.values():
        for package in incident.packages:
            for version in package.versions:
                listed.setdefault((package.ecosystem, package.name, version), []).append(incident.slug)
    pairs = {tuple(slugs) for slugs in listed.values() if len(slugs) > 1}

    assert {
        ("eslint-scope-2018", "npm-2019-ghsa-hijack-batch"),
        ("event-stream-2018", "npm-2019-ghsa-hijack-batch"),
        ("npm-2019-ghsa-hijack-batch", "purescript-installer-2019"),
        ("trapdoor-2026", "web3-mcp-2026"),
    } == pairs


def test_the_files_are_plain_toml_that_any_reader_takes() -> None:
    for file in FILES:
        values = tomllib.loads(Path(file.path).read_text(encoding="utf-8"))

        assert {"title", "kind", "confidence", "what", "payload", "now", "window", "indicators"} <= set(values)
