"""Equal text has an equal key, whatever its newlines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.sourcemaps.text_key import folded, line_count, text_key


def test_newlines_and_a_byte_order_mark_make_no_difference() -> None:
    keys = {text_key(text) for text in (b"a\nb\n", b"a\r\nb\r\n", b"a\rb\r", b"\xef\xbb\xbfa\nb\n", b"a\r\nb\r")}

    assert 1 == len(keys)
    assert {4} == {length for length, _ in keys}


def test_text_that_differs_has_another_key() -> None:
    keys = {text_key(text) for text in (b"", b"\n", b"a", b"a\n", b"a\n\n", b"b\n", b"\n\r", b"a\xef\xbb\xbf")}

    assert 8 == len(keys)


def test_text_without_carriage_returns_is_not_copied() -> None:
    text = b"x" * 1000

    assert folded(text) is text


def test_a_last_line_without_a_newline_counts() -> None:
    assert [0, 1, 1, 2, 2, 1] == [line_count(text) for text in (b"", b"a", b"a\n", b"a\nb", b"a\nb\n", b"\n")]


@given(st.lists(st.sampled_from(["a", "\u00e9", " ", ""])))
def test_any_text_is_the_same_with_any_newline(lines: list[str]) -> None:
    keys = {text_key(newline.join(lines).encode()) for newline in ("\n", "\r\n", "\r")}

    assert 1 == len(keys)
