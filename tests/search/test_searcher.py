"""One pass marks every pattern where it ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.search.pattern import Pattern
from pkgaudit.search.pattern_faults import pattern_faults
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
    with pytest.raises(PatternError, match=r"a cannot be searched for: .*; use no look-around"):
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


def test_a_pattern_that_stands_everywhere_does_not_hide_the_others() -> None:
    patterns = [
        Pattern(name="a", expression=rb"x"),
        Pattern(name="b", expression=rb"y."),
        Pattern(name="c", expression=b"."),
    ]
    content = b"yx" + b"x" * 200_000 + b"yz"
    marks = Searcher(patterns).scan(content)

    assert [2, len(content)] == list(marks["b"])
    assert (list(range(2, 10_002)), list(range(1, 10_001))) == (list(marks["a"]), list(marks["c"]))


@pytest.mark.parametrize("expression", [b"^", b"$", rb"\b", rb"\B", b"foo|$", b"a*", b"(a|b)?", b".*", b"(?:)"])
def test_what_matches_the_empty_text_is_a_fault(expression: bytes) -> None:
    (fault,) = pattern_faults([Pattern(name="p", expression=expression)])

    assert ("p", True) == (fault.name, fault.why.startswith("matches the empty text"))


@pytest.mark.parametrize("expression", [b"a", b".", b"^a", b"a$", rb"\bfoo\b", rb"\n", b"(?i)abc", b"[^a]{1,200}"])
def test_what_matches_something_is_none(expression: bytes) -> None:
    assert [] == list(pattern_faults([Pattern(name="p", expression=expression)]))
