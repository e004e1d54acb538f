"""Unreadable maps, paired debug ids and malformed manifests are reported where they are."""

from __future__ import annotations

import pytest

from pkgaudit.model.claims import ClaimProblem, Claims
from pkgaudit.model.source_map import Atlas, DebugIdComment, MapReference, ReferenceKind, UnreadableMap
from tests.detectors.atlas import artifact, file, hits, places

ID = "85314830-023f-4cf1-a267-535f4e37bb17"


@pytest.mark.parametrize(("content", "expected"), [(True, ["a.map"]), (False, ["b.js"])])
def test_unreadable_maps_are_told_apart_by_their_content(content: bool, expected: list[str]) -> None:
    unreadable = (
        UnreadableMap(location=("a.tgz", "a.map"), line=None, why="cut off", has_content=True),
        UnreadableMap(location=("a.tgz", "b.js"), line=4, why="no JSON", has_content=False),
    )
    found = hits(artifact(file("x"), atlas=Atlas(unreadable=unreadable)), "unreadable_map", content=content)

    assert expected == places(found)
    assert [None if content else 4] == [hit.line for hit in found]


def comment(name: str, *maps: tuple[str, ...]) -> DebugIdComment:
    return DebugIdComment(location=("a.tgz", name), line=2, debug_id=ID, maps=maps)


def test_a_pair_without_a_reference_is_found() -> None:
    referring = MapReference(location=("a.tgz", "known.js"), line=1, url="m.map", kind=ReferenceKind.RELATIVE)
    atlas = Atlas(
        debug_ids=(
            comment("pair.js", ("a.tgz", "b.zip", "m.map")),
            comment("alone.js"),
            comment("known.js", ("a.tgz", "m.map")),
            comment("inline.js", ("a.tgz", "inline.js")),
        ),
        references=(referring,),
    )
    (hit,) = hits(artifact(file("x"), atlas=atlas), "debug_id")

    assert (("a.tgz", "pair.js"), 2, "b.zip!m.map", ID) == (
        hit.location,
        hit.line,
        hit.facts["map"],
        hit.facts["debug_id"],
    )


def test_the_problems_of_one_manifest_are_one_finding() -> None:
    problems = tuple(ClaimProblem(location=("a.tgz", "PKG-INFO"), problem=f"no {name}") for name in "abcdea")
    (hit,) = hits(artifact(file("x"), claims=Claims(problems=problems)), "manifest_problem")

    assert ("no a; no b; no c (and 2 more)", 5, 1) == (
        hit.facts["told"],
        hit.facts["problems"],
        hit.facts["manifests"],
    )
    assert [f"no {name}" for name in "abcde"] == [each["problem"] for each in hit.facts["list"]]  # type: ignore[union-attr, index]


def test_every_manifest_with_a_problem_is_reported() -> None:
    problems = tuple(ClaimProblem(location=("a.tgz", name), problem=f"no {name}") for name in ("PKG-INFO", "WHEEL"))
    found = hits(artifact(file("x"), claims=Claims(problems=problems)), "manifest_problem")

    assert ["PKG-INFO", "WHEEL"] == places(found)
    assert ["no PKG-INFO", "no WHEEL"] == [hit.facts["problem"] for hit in found]
