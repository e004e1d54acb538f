"""Members are found by their paths, alone or by the folder."""

from __future__ import annotations

import msgspec
import pytest

from pkgaudit.detectors.member_path import Params
from tests.detectors.atlas import artifact, file, hits, places


def test_a_member_that_a_glob_matches_is_reported() -> None:
    whole = artifact(file("package/.env", size=7), file("package/a.js"), file("package/certs/a.pem"))
    found = hits(whole, "member_path", paths=[".env", "*.pem"])

    assert ["package/.env", "package/certs/a.pem"] == places(found)
    assert {"members": 1, "first": "package/.env", "more": "", "bytes": 7} == {
        key: value for key, value in found[0].facts.items() if key != "list"
    }
    assert ({"path": "package/.env", "bytes": 7},) == found[0].facts["list"]


def test_a_member_that_is_excepted_is_not() -> None:
    whole = artifact(file("package/.env"), file("package/test/.env"))

    assert ["package/.env"] == places(hits(whole, "member_path", paths=[".env"], unless=["**/test/**"]))


@pytest.mark.parametrize(("nested", "expected"), [(True, ["a.env", "b.env"]), (False, ["a.env"])])
def test_nested_archives_count_unless_told_otherwise(nested: bool, expected: list[str]) -> None:
    whole = artifact(file("a.env"), file("inner.zip", "b.env"))

    assert expected == [
        place.rsplit("!", 1)[-1].rsplit(" ", 1)[-1]
        for place in places(hits(whole, "member_path", paths=["*.env"], nested=nested))
    ]


def test_many_members_are_one_finding_a_folder() -> None:
    whole = artifact(*(file(f"package/.claude/{index}.md", size=2) for index in range(30)))
    (found,) = hits(whole, "member_path", paths=["**/.claude/**"])

    assert "package/.claude" == found.location[-1]
    assert (30, 60, " (and 29 more)") == (found.facts["members"], found.facts["bytes"], found.facts["more"])


@pytest.mark.parametrize(
    ("params", "wrong"),
    [
        ({"paths": []}, "paths is empty"),
        ({"paths": ["["]}, "paths: the glob"),
        ({"paths": ["a"], "unless": ["a**"]}, "unless: the glob"),
    ],
)
def test_globs_that_mean_nothing_are_refused_when_the_rule_is_loaded(params: dict[str, object], wrong: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=wrong):
        msgspec.convert(params, Params)
