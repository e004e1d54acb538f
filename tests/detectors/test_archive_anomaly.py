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
        "also": (),
    } == hit.facts


def test_a_file_that_is_cut_off_is_one_finding_that_says_where() -> None:
    inner = replace(WHOLE, detail="the tar ends", offset=7)
    outer = replace(WHOLE, detail="the gzip ends", offset=3)
    own, nested = hits(
        artifact(anomalies=(inner, replace(inner, nested=True), outer)),
        "archive_anomaly",
        kinds=["truncated"],
        where="any",
    )

    assert ("the gzip ends", "", 1, 3) == tuple(own.facts[name] for name in ("detail", "more", "count", "offset"))
    assert ({"kind": "truncated", "member": "", "offset": 7, "detail": "the tar ends"},) == own.facts["also"]
    assert ("the tar ends", ()) == (nested.facts["detail"], nested.facts["also"])


BEHIND = anomaly(kind=AnomalyKind.MEMBERS_AFTER_END)
DISAGREE = replace(anomaly(kind=AnomalyKind.READERS_DISAGREE), detail="tarfile ends there")
FOLLOWS = replace(DISAGREE, cause=AnomalyKind.MEMBERS_AFTER_END)


def kinds_of(*anomalies: Anomaly, asked: tuple[str, ...] = ("readers-disagree", "members-after-end")) -> list[object]:
    return [hit.facts["kind"] for hit in hits(artifact(anomalies=anomalies), "archive_anomaly", kinds=list(asked))]


def test_a_disagreement_with_a_cause_is_told_with_its_cause() -> None:
    (hit,) = hits(
        artifact(anomalies=(BEHIND, FOLLOWS)), "archive_anomaly", kinds=["readers-disagree", "members-after-end"]
    )
    told = {"kind": "readers-disagree", "member": "", "offset": 512, "detail": "tarfile ends there"}

    assert ("members-after-end", (told,)) == (hit.facts["kind"], hit.facts["also"])


@pytest.mark.parametrize(
    "anomalies",
    [
        (BEHIND, DISAGREE),
        (replace(BEHIND, location=("a.tgz", "b.zip")), FOLLOWS),
        (replace(BEHIND, nested=True), FOLLOWS),
        (FOLLOWS,),
    ],
    ids=["no-cause-known", "another-archive", "a-nested-archive", "cause-not-there"],
)
def test_a_disagreement_without_a_cause_of_its_own_is_never_dropped(anomalies: tuple[Anomaly, ...]) -> None:
    assert "readers-disagree" in kinds_of(*anomalies)


def test_a_disagreement_is_reported_when_no_rule_asks_for_its_cause() -> None:
    assert ["readers-disagree"] == kinds_of(BEHIND, FOLLOWS, asked=("readers-disagree",))


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
