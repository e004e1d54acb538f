"""Text is found in every member, counted by lines, and never shown."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.detectors.text_pattern import Params, prepare
from pkgaudit.model.finding import Hit
from pkgaudit.model.member import Member
from pkgaudit.search.searcher import Searcher
from tests.detectors.atlas import artifact, rule


def found(members: dict[str, bytes], **params: object) -> list[Hit]:
    check = prepare([rule("text_pattern", params)])
    searcher = Searcher(check.patterns)
    for path, content in members.items():
        member = Member(container=("a.tgz",), raw_name=path.encode(), path=path, content=content)
        assert [] == list(check.visit(member, searcher.scan(content)))
    return list(check.conclude(artifact()))


def test_a_pattern_is_reported_with_its_first_line_and_the_number_of_lines() -> None:
    (hit,) = found({"a.js": b"one\nproject bluebird\nx\nbluebird bluebird\n"}, patterns=["bluebird"])

    assert ("a.tgz", "a.js") == hit.location
    assert 2 == hit.line
    assert {"members": 1, "first": "a.js", "more": "", "lines": 2} == hit.facts


def test_a_match_that_ends_a_line_counts_for_that_line() -> None:
    (hit,) = found({"a": b"x\nbluebird\nbluebird\n"}, patterns=["bluebird\\n"])

    assert (2, 2) == (hit.line, hit.facts["lines"])


def test_paths_narrow_it_down() -> None:
    members = {"a.js": b"bluebird", "a.md": b"bluebird", "test/b.js": b"bluebird"}

    assert ["a.js"] == [
        hit.location[-1] for hit in found(members, patterns=["bluebird"], paths=["*.js"], unless=["test/"])
    ]


def test_letters_of_both_cases_match_when_told_so() -> None:
    assert [] == found({"a": b"BlueBird"}, patterns=["bluebird"])
    assert 1 == len(found({"a": b"BlueBird"}, patterns=["bluebird"], caseless=True))


def test_several_patterns_in_one_line_are_one_line() -> None:
    (hit,) = found({"a": b"red\nblue red\n"}, patterns=["red", "blue"])

    assert 2 == hit.facts["lines"]


def test_many_members_are_one_finding_a_folder() -> None:
    (hit,) = found({f"lib/{index}.js": b"bluebird\n" * 3 for index in range(25)}, patterns=["bluebird"])

    assert 25 == len(hit.places)

    assert (("a.tgz", "lib"), None) == (hit.location, hit.line)
    assert (25, 75) == (hit.facts["members"], hit.facts["lines"])


@given(st.lists(st.sampled_from([b"red", b"x", b"", b"a red one"]), max_size=30))
def test_lines_are_counted_as_a_reader_counts_them(lines: list[bytes]) -> None:
    hits = found({"a": b"\n".join(lines)}, patterns=["red"])
    numbers = [number for number, line in enumerate(lines, 1) if b"red" in line]

    assert [(number, len(numbers)) for number in numbers[:1]] == [(hit.line, hit.facts["lines"]) for hit in hits]


@pytest.mark.parametrize(
    ("params", "wrong"),
    [
        ({"patterns": []}, "patterns is empty"),
        ({"patterns": [""]}, "1 to 1,000 characters"),
        ({"patterns": ["a" * 1001]}, "1 to 1,000 characters"),
        ({"patterns": ["a"] * 201}, "split the rule"),
        ({"patterns": ["a", "a.{1,30000}b"]}, r"patterns\[1\]: repeats something more than 1,000 times"),
        ({"patterns": ["(a|b){1001}"]}, "repeats something more than 1,000 times"),
        ({"patterns": ["a{0," + "9" * 900 + "}"]}, "repeats something more than 1,000 times"),
        ({"patterns": ["a\0b"]}, "holds the character NUL itself"),
        ({"patterns": ["[[]a{2000}"]}, "repeats something more than 1,000 times"),
        ({"patterns": ["a"], "paths": ["["]}, "paths: the glob"),
        ({"patterns": ["a"], "unless": [""]}, "unless: the glob"),
    ],
)
def test_parameters_that_mean_nothing_are_refused_when_the_rule_is_loaded(
    params: dict[str, object], wrong: str
) -> None:
    with pytest.raises(msgspec.ValidationError, match=wrong):
        msgspec.convert(params, Params)


@pytest.mark.parametrize(
    "pattern", ["a{1000}", "a{0001000,}", r"a\{2000}", "[{2000}]", r"\Qa{2000}\E", "{2000", "a{x2000}"]
)
def test_what_only_looks_like_a_large_repeat_is_none(pattern: str) -> None:
    assert (pattern,) == msgspec.convert({"patterns": [pattern]}, Params).patterns
