from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.model.gap import Location
from pkgaudit.reporters.figures import count, listed, place, size


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (59_800_000, "59.8 MB"),
        (10_500_000, "10.5 MB"),
        (1_270_000_000, "1.3 GB"),
        (2 * 10**12, "2.0 TB"),
        (5 * 10**18, "5,000.0 PB"),
    ],
)
def test_sizes_are_decimal_with_one_digit(number: int, expected: str) -> None:
    assert expected == size(number)


@given(number=st.integers(min_value=0, max_value=10**18 - 10**15))
def test_a_size_is_never_wider_than_eight_characters(number: int) -> None:
    assert len(size(number)) <= 8


def test_counts_have_their_noun() -> None:
    assert ["1 file", "1,900 files", "0 files", "2 indices"] == [
        count(1, "file"),
        count(1900, "file"),
        count(0, "file"),
        count(2, "index", "indices"),
    ]


@pytest.mark.parametrize(
    ("parts", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_read_as_a_sentence(parts: list[str], expected: str) -> None:
    assert expected == listed(parts)


@pytest.mark.parametrize(
    ("location", "line", "expected"),
    [
        ((), None, ""),
        (("dist/a.tgz",), None, "dist/a.tgz"),
        (("dist/a.tgz", "package/b.zip", "x.js"), 3, "dist/a.tgz > package/b.zip > x.js:3"),
        (("a\x1b", "b\n"), None, "a\\x1b > b\\n"),
    ],
)
def test_a_place_is_one_visible_path(location: Location, line: int | None, expected: str) -> None:
    assert expected == place(location, line)
