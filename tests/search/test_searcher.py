"""One pass marks every pattern where it ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.search.pattern import Pattern
from pkgaudit.search.searcher import PatternError, Searcher


def test_every_pattern_is_marked_where_it_ends() -> None:
    searcher = Searcher([Pattern(name="a", expression=rb"needle"), Pattern(name="b", expression=rb"e[0-9]{2}")])

    assert {"a": [8, 15], "b": [18]} == searcher.scan(b"  needle needlee12")


def test_caseless_patterns_match_both_cases() -> None:
    searcher = Searcher([Pattern(name="a", expression=rb"data:", caseless=True)])

    assert {"a": [5, 11]} == searcher.scan(b"DATA: daTa:")


def test_nothing_to_look_for_marks_nothing() -> None:
    assert {} == Searcher([]).scan(b"anything")


def test_nothing_to_look_in_marks_nothing() -> None:
    assert {} == Searcher([Pattern(name="a", expression=rb"x")]).scan(b"")


def test_marks_of_one_pattern_are_bounded() -> None:
    marks = Searcher([Pattern(name="a", expression=rb"x")]).scan(b"x" * 50_000)

    assert list(range(1, 10_001)) == list(marks["a"])


def test_two_patterns_of_one_name_are_refused() -> None:
    twice = [Pattern(name="a", expression=rb"x"), Pattern(name="a", expression=rb"y")]

    with pytest.raises(PatternError, match="unique"):
        Searcher(twice)


@pytest.mark.parametrize("expression", [rb"(a)\1", rb"(?<=a)b", rb"a("])
def test_what_needs_more_than_linear_time_is_refused(expression: bytes) -> None:
    with pytest.raises(PatternError, match="cannot be compiled"):
        Searcher([Pattern(name="a", expression=expression)])


@given(st.binary(max_size=200), st.sampled_from([b"ab", b"\x00", b"sourceMappingURL"]))
def test_marks_agree_with_find(content: bytes, literal: bytes) -> None:
    content = content + literal + content
    searcher = Searcher([Pattern(name="a", expression=b"".join(b"\\x%02x" % byte for byte in literal))])
    ends = []
    start = content.find(literal)
    while start != -1:
        ends.append(start + len(literal))
        start = content.find(literal, start + 1)

    assert ends == list(searcher.scan(content)["a"])
