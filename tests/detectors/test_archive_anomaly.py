"""Anomalies are reported where they are, and the archive they are in decides whose they are."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pkgaudit.model.grades import Format
from pkgaudit.model.member import Anomaly, AnomalyKind
from tests.detectors.atlas import TOP, artifact, hits, places


def anomaly(*path: str, kind: AnomalyKind = AnomalyKind.DUPLICATE_NAME, offset: int | None = 512) -> Anomaly:
    return Anomaly(kind=kind, location=(*TOP, *path), offset=offset, detail="the name occurs twice")


OWN = anomaly("package/b.zip")
WHOLE = anomaly(kind=AnomalyKind.TRUNCATED)
# Seen in the archive b.zip itself, which is also a member of the artifact: the place alone cannot tell the two apart.
INSIDE = replace(anomaly("package/b.zip"), nested=True)
DEEP = anomaly("package/b.zip", "x")


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("artifact", ["package/b.zip", "."]),
        ("nested", ["package/b.zip", "package/b.zip!x"]),
        ("any", ["package/b.zip", "package/b.zip", "package/b.zip!x", "."]),
    ],
)
def test_a_rule_is_for_the_artifact_or_for_archives_inside(where: str, expected: list[str]) -> None:
    whole = artifact(anomalies=(OWN, WHOLE, INSIDE, DEEP))

    assert expected == places(hits(whole, "archive_anomaly", kinds=["duplicate-name", "truncated"], where=where))


def test_the_artifact_s_own_is_the_default() -> None:
    assert ["package/b.zip"] == places(
        hits(artifact(anomalies=(OWN, INSIDE)), "archive_anomaly", kinds=["duplicate-name", "sparse"])
    )


def test_the_facts_name_kind_place_and_what_was_seen() -> None:
    (hit,) = hits(artifact(anomalies=(OWN,)), "archive_anomaly", kinds=["duplicate-name"])

    assert {
        "kind": "duplicate-name",
        "count": 1,
        "detail": "the name occurs twice",
        "more": "",
        "offset": 512,
        "first": (),
    } == hit.facts


def test_more_than_twenty_of_a_kind_are_one_finding_with_the_first_twenty() -> None:
    members = tuple(anomaly(f"package/{number}.js", offset=number or None) for number in range(30))
    (hit,) = hits(artifact(anomalies=members), "archive_anomaly", kinds=["duplicate-name"])
    first = hit.facts["first"]

    assert (TOP, 30, " (and 29 more)") == (hit.location, hit.facts["count"], hit.facts["more"])
    assert isinstance(first, tuple)
    assert 20 == len(first)
    assert {"member": "package/0.js", "offset": -1, "detail": "the name occurs twice"} == first[0]


def test_twenty_are_reported_one_by_one() -> None:
    members = tuple(anomaly(f"package/{number}.js") for number in range(20))

    assert 20 == len(hits(artifact(anomalies=members), "archive_anomaly", kinds=["duplicate-name"]))


def test_many_in_one_inner_archive_are_reported_there() -> None:
    members = tuple(anomaly("b.zip", f"{number}.js") for number in range(30))

    assert ["b.zip"] == places(
        hits(artifact(anomalies=members), "archive_anomaly", kinds=["duplicate-name"], where="nested")
    )


def test_a_rule_may_be_for_one_format() -> None:
    assert [] == hits(artifact(anomalies=(OWN,)), "archive_anomaly", kinds=["duplicate-name"], formats=[Format.WHEEL])
