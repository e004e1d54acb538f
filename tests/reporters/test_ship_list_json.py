from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from pkgaudit.model.grades import Format, Listing
from pkgaudit.model.ship_list import ReasonKind, Tracking
from pkgaudit.model.ship_report import ShipReport
from pkgaudit.reporters import ship_list_json
from tests.reporters.ship_reports import a_file, a_package, a_report, ship_reports, whole_report

LOADED: object = json.loads(ship_list_json.SCHEMA.read_text(encoding="utf-8"))
assert isinstance(LOADED, dict)
SCHEMA: dict[str, object] = LOADED
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def parsed(report: ShipReport) -> dict[str, object]:
    document: object = json.loads(ship_list_json.render(report))
    assert isinstance(document, dict)
    return document


def objects_of(node: object) -> list[dict[str, object]]:
    """Return every part of the schema that describes an object, in depth."""
    if isinstance(node, list):
        return [found for each in node for found in objects_of(each)]
    if not isinstance(node, dict):
        return []
    inside = [found for each in node.values() for found in objects_of(each)]
    return [node, *inside] if isinstance(node.get("properties"), dict) else inside


def holders_of(node: object, names: set[str]) -> list[dict[str, object]]:
    """Return every object of a document that has exactly these keys."""
    if isinstance(node, list):
        return [found for each in node for found in holders_of(each, names)]
    if not isinstance(node, dict):
        return []
    inside = [found for each in node.values() for found in holders_of(each, names)]
    return [node, *inside] if set(node) == names else inside


def test_the_schema_is_a_valid_schema_whose_objects_are_closed_complete_and_described() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    described = objects_of(SCHEMA)

    assert 9 == len(described)
    for part in described:
        named = part["properties"]
        assert isinstance(named, dict)
        assert part["additionalProperties"] is False
        assert list(named) == part["required"]
        assert [] == [name for name, each in named.items() if "description" not in each and "$ref" not in each]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(report=ship_reports)
def test_any_report_satisfies_the_schema_in_the_same_bytes_each_time(report: ShipReport) -> None:
    written = ship_list_json.render(report)

    assert [] == [error.message for error in VALIDATOR.iter_errors(json.loads(written))]
    assert written == ship_list_json.render(report)
    assert written.isascii()
    assert "##" not in written
    assert written.endswith("}\n")


@pytest.mark.parametrize("number", range(9))
def test_no_property_of_the_schema_can_be_left_out_and_none_be_added(number: int) -> None:
    names = objects_of(SCHEMA)[number]["required"]
    assert isinstance(names, list)
    for name in [*names, "made-up"]:
        document = parsed(whole_report())
        holders = holders_of(document, set(names))

        assert [] == list(VALIDATOR.iter_errors(document))
        assert holders
        if name in names:
            del holders[0][name]
        else:
            holders[0][name] = 1
        assert [] != list(VALIDATOR.iter_errors(document))


def test_the_keys_stand_in_the_order_of_the_schema() -> None:
    document = parsed(whole_report())

    for part in objects_of(SCHEMA):
        names = part["required"]
        assert isinstance(names, list)
        assert {tuple(names)} == {tuple(holder) for holder in holders_of(document, set(names))}


def test_the_schema_knows_every_word_of_the_model() -> None:
    files = [a_file("package/x", 1, tracking=tracking) for tracking in Tracking]
    definitions = SCHEMA["$defs"]
    assert isinstance(definitions, dict)
    file, package = definitions["file"]["properties"], definitions["package"]["properties"]

    assert [*ReasonKind, None] == file["reason"]["enum"]
    assert list(Tracking) == file["tracking"]["enum"]
    assert list(Format) == package["format"]["enum"]
    assert list(Listing) == package["listing"]["enum"]
    assert [] == list(VALIDATOR.iter_errors(parsed(a_report(a_package(files)))))


def test_totals_add_up_and_are_largest_first() -> None:
    packages = parsed(whole_report())["packages"]
    assert isinstance(packages, list)
    totals = packages[0]["totals"]

    assert [
        {"kind": "source maps", "files": 1, "bytes": 821_500},
        {"kind": "JavaScript", "files": 3, "bytes": 113_705},
        {"kind": "documentation", "files": 1, "bytes": 2_048},
        {"kind": "data", "files": 1, "bytes": 812},
        {"kind": "type declarations", "files": 1, "bytes": 640},
        {"kind": "other", "files": 2, "bytes": 27},
    ] == totals["by_kind"]
    for name in ("by_kind", "by_reason", "by_tracking"):
        assert packages[0]["unpacked_bytes"] == sum(each["bytes"] for each in totals[name])
        assert totals["files"] == sum(each["files"] for each in totals[name])


def test_a_package_that_existed_already_has_no_reasons_and_no_packer() -> None:
    packages = parsed(whole_report())["packages"]
    assert isinstance(packages, list)

    assert packages[1]["packer"] is None
    assert packages[1]["packer_version"] is None
    assert {None} == {file["reason"] for file in packages[1]["files"]}
    assert [] == packages[1]["totals"]["by_reason"]
