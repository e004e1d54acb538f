"""A word for bad versions says which they are, and what cannot be placed is in no span."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.knowledge.version_span import EVERY, covers, is_span, span
from pkgaudit.model.grades import Ecosystem

NPM, PYPI = Ecosystem.NPM, Ecosystem.PYPI


@pytest.mark.parametrize(
    ("expected", "bounds"),
    [
        ("*", {}),
        (">=1.2.0", {"first": "1.2.0"}),
        ("<2.0.0", {"before": "2.0.0"}),
        ("<=2.0.0", {"last": "2.0.0"}),
        (">=1.2.0,<2.0.0", {"first": "1.2.0", "before": "2.0.0"}),
        (">=1.2.0,<=2.0.0", {"first": "1.2.0", "last": "2.0.0"}),
    ],
)
def test_a_span_is_told_from_an_exact_version(expected: str, bounds: dict[str, str]) -> None:
    word = span(**bounds)

    assert expected == word
    assert is_span(word)
    assert not is_span("1.2.0")


@pytest.mark.parametrize(
    ("word", "version", "expected"),
    [
        (EVERY, "anything", True),
        ("1.2.0", "v1.2.0+build", True),
        ("1.2.0", "1.2.1", False),
        (">=1.2.0", "1.2.0", True),
        (">=1.2.0", "1.10.0", True),
        (">=1.2.0", "1.1.9", False),
        ("<2.0.0", "1.9.9", True),
        ("<2.0.0", "2.0.0", False),
        ("<2.0.0", "2.0.0-beta", True),
        ("<=2.0.0", "2.0.0", True),
        ("<=2.0.0", "2.0.1", False),
        (">=1.1.5,<=1.1.7", "1.1.6", True),
        (">=1.1.5,<=1.1.7", "1.1.4", False),
        (">=1.1.5,<=1.1.7", "1.1.8", False),
        (">=1.0.0,<2.0.0", "latest", False),
        ("<2.0.0", "latest", False),
        ("<=2.0.0", "9" * 300, False),
    ],
)
def test_an_npm_version_is_placed(word: str, version: str, *, expected: bool) -> None:
    assert expected is covers(NPM, word, version)


@pytest.mark.parametrize(
    ("word", "version", "expected"),
    [("1.0", "1.0.0", True), ("1.0rc1", "1.0", False), (">=2", "2.0.post1", True), ("<2", "2.0rc1", True)],
)
def test_a_python_version_is_placed(word: str, version: str, *, expected: bool) -> None:
    assert expected is covers(PYPI, word, version)


@given(st.sampled_from([NPM, PYPI]), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_a_span_holds_what_lies_between_its_bounds(ecosystem: Ecosystem, first: int, between: int, end: int) -> None:
    texts = [f"1.{number}.0" for number in (first, between, end)]

    assert (first <= between < end) is covers(ecosystem, span(first=texts[0], before=texts[2]), texts[1])
    assert (first <= between <= end) is covers(ecosystem, span(first=texts[0], last=texts[2]), texts[1])
