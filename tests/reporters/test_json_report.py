from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from pkgaudit.model.examination import PackedBy
from pkgaudit.model.finding import WaiverNote
from pkgaudit.model.grades import Standing
from pkgaudit.model.report import Report
from pkgaudit.model.ship_list import Unpublished
from pkgaudit.reporters import json_report
from pkgaudit.reporters.text import render as render_text
from tests.reporters.examples import POLICY, leak_report
from tests.reporters.strategies import reports

LOADED: object = json.loads(json_report.SCHEMA.read_text(encoding="utf-8"))
assert isinstance(LOADED, dict)
SCHEMA: dict[str, object] = LOADED
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def parsed(report: Report) -> dict[str, object]:
    document: object = json.loads(json_report.render(report))
    assert isinstance(document, dict)
    return document


def objects_of(node: object, place: str = "") -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield every part of the schema that describes an object with named properties."""
    if not isinstance(node, dict):
        return
    if isinstance(node.get("properties"), dict):
        yield place, node
    for key, value in node.items():
        yield from objects_of(value, f"{place}/{key}")


def properties_of(node: object, place: str = "") -> Iterator[str]:
    for where, described in objects_of(node, place):
        named = described["properties"]
        assert isinstance(named, dict)
        yield from (f"{where}/{name}" for name in named)


def test_the_schema_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_object_in_the_schema_is_closed_and_complete() -> None:
    described = [part for _, part in objects_of(SCHEMA)]

    assert len(described) >= 9
    for part in described:
        named = part["properties"]
        assert isinstance(named, dict)
        assert part["additionalProperties"] is False
        assert list(named) == part["required"]


def test_every_property_in_the_schema_says_what_it_is() -> None:
    undescribed = [
        f"{where}/{name}"
        for where, part in objects_of(SCHEMA)
        if isinstance(part["properties"], dict)
        for name, each in part["properties"].items()
        if "description" not in each and "$ref" not in each
    ]

    assert [] == undescribed


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(report=reports)
def test_any_report_satisfies_the_schema(report: Report) -> None:
    document = parsed(report)

    assert [] == [error.message for error in VALIDATOR.iter_errors(document)]


def test_a_waived_finding_satisfies_the_schema_and_keeps_its_waiver() -> None:
    report = leak_report()
    waived = replace(
        report.verdicts[0],
        standing=Standing.WAIVED,
        waiver=WaiverNote(reason="published on purpose", expires=date(2026, 12, 31)),
    )
    document = parsed(replace(report, verdicts=(waived,), waived=1))
    findings = document["findings"]

    assert [] == [error.message for error in VALIDATOR.iter_errors(document)]
    assert isinstance(findings, list)
    assert {"reason": "published on purpose", "expires": "2026-12-31", "owner": None} == findings[0]["waiver"]


@pytest.mark.parametrize("place", sorted(properties_of(SCHEMA)))
def test_a_report_without_a_property_of_the_schema_does_not_satisfy_it(place: str) -> None:
    report = leak_report()
    waived = replace(report.verdicts[0], waiver=WaiverNote(reason="r", expires=date(2026, 12, 31)))
    with_waivers = replace(report, verdicts=(waived, *report.verdicts[1:]), policy=POLICY)
    document = parsed(packed_from_a_project(with_waivers))
    removed = [place.rsplit("/", 1)[-1], place.split("/")[2] if place.startswith("/$defs/") else ""]

    assert [] == list(VALIDATOR.iter_errors(document))
    assert remove(document, place) > 0, removed
    assert [] != list(VALIDATOR.iter_errors(document))


def packed_from_a_project(report: Report) -> Report:
    """Return a report as if its artifacts had been packed from a project with one package nobody publishes."""
    packed_by = PackedBy(packer="npm", version="11.6.2", notes=("scripts did not run (prepack)",))
    artifacts = [
        replace(artifact, summary=replace(artifact.summary, packed_by=packed_by)) for artifact in report.artifacts
    ]
    private = Unpublished(location=("packages/tools",), name="tools", why='"private": true')
    return replace(report, artifacts=tuple(artifacts), unpublished=(private,))


def test_a_report_says_who_packed_what_and_what_is_never_published() -> None:
    document = parsed(packed_from_a_project(leak_report()))
    artifacts = document["artifacts"]

    assert isinstance(artifacts, list)
    assert {"packer": "npm", "version": "11.6.2", "notes": ["scripts did not run (prepack)"]} == artifacts[0][
        "packed_by"
    ]
    assert [{"location": ["packages/tools"], "name": "tools", "why": '"private": true'}] == document["not_published"]


def test_the_terminal_report_says_it_too() -> None:
    said = render_text(packed_from_a_project(leak_report()), colour=False, width=100, verbosity=0)

    assert "packed by npm 11.6.2" in said
    assert "note: scripts did not run (prepack)" in said
    assert 'Not published, and so not packed: packages/tools ("private": true)' in said


def remove(document: dict[str, object], place: str) -> int:
    """Take the property at a place of the schema out of every object it describes; return how many had it."""
    *parents, name = [part for part in place.split("/") if part not in {"", "properties"}]
    nodes: list[object] = [document]
    if parents[:1] == ["$defs"]:
        lists = {
            "artifact": "artifacts",
            "packed_by": "artifacts",
            "unpublished": "not_published",
            "finding": "findings",
            "gap": "gaps",
            "waiver": "findings",
        }
        policy = document["policy"]
        assert isinstance(policy, dict)
        uses = policy["waivers"]
        problems = [problem for use in uses for problem in use["problems"]]
        known = {"waiver_use": uses, "waiver_problem": problems}
        known |= {"broad_rule": policy["broad_rules"]}
        known |= {"baseline_use": [policy["baseline"]], "baseline_finding": policy["baseline"]["gone"]}
        found = known.get(parents[1]) or document[lists[parents[1]]]
        assert isinstance(found, list)
        nodes = found
        parents = [parents[1]] if parents[1] in {"waiver", "packed_by"} else parents[2:]
    for parent in parents:
        nodes = [node[parent] for node in nodes if isinstance(node, dict)]
    holders = [node for node in nodes if isinstance(node, dict) and name in node]
    for holder in holders:
        del holder[name]
    return len(holders)


def test_the_keys_stand_in_the_order_of_the_schema() -> None:
    document = parsed(leak_report())
    top = SCHEMA["properties"]
    definitions = SCHEMA["$defs"]
    findings = document["findings"]
    artifacts = document["artifacts"]
    assert isinstance(top, dict)
    assert isinstance(definitions, dict)
    assert isinstance(findings, list)
    assert isinstance(artifacts, list)

    assert list(top) == list(document)
    assert list(definitions["finding"]["properties"]) == list(findings[0])
    assert list(definitions["artifact"]["properties"]) == list(artifacts[0])
    assert list(definitions["artifact"]["properties"]["source_maps"]["properties"]) == list(artifacts[0]["source_maps"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(report=reports)
def test_the_report_is_deterministic_and_plain_ascii(report: Report) -> None:
    written = json_report.render(report)
    turned = replace(
        report,
        by_severity=dict(reversed(report.by_severity.items())),
        verdicts=tuple(
            replace(
                verdict,
                finding=replace(verdict.finding, facts=dict(reversed(list(verdict.finding.facts.items())))),
            )
            for verdict in report.verdicts
        ),
    )

    assert written == json_report.render(turned)
    assert written.isascii()
    assert written.endswith("}\n")
    assert "##" not in written
    assert "" == "".join(character for character in written if not character.isprintable() and character != "\n")


def test_hostile_text_reads_back_as_it_was() -> None:
    report = leak_report()
    name = "package/\x1b[2J\x7f\udc80\u202e##vso[x]###[y]\n::error::"
    finding = replace(report.verdicts[0].finding, location=("dist/a.tgz", name))
    document = parsed(replace(report, verdicts=(replace(report.verdicts[0], finding=finding),)))
    findings = document["findings"]

    assert isinstance(findings, list)
    assert ["dist/a.tgz", name] == findings[0]["location"]


def test_no_bar_is_written_as_never_and_numbers_json_cannot_say_as_null() -> None:
    report = leak_report()
    finding = replace(report.verdicts[0].finding, facts={"ratio": float("nan"), "share": float("inf"), "half": 0.5})
    document = parsed(replace(report, fail_on=None, verdicts=(replace(report.verdicts[0], finding=finding),)))
    findings = document["findings"]

    assert "never" == document["fail_on"]
    assert isinstance(findings, list)
    assert {"half": 0.5, "ratio": None, "share": None} == findings[0]["facts"]
