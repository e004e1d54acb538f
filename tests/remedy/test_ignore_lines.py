from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.remedy.edit import EditError
from pkgaudit.remedy.ignore_lines import append_lines


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, b"*.map\n/.env\n"),
        (b"", b"*.map\n/.env\n"),
        (b"a\n", b"a\n*.map\n/.env\n"),
        (b"a", b"a\n*.map\n/.env\n"),
        (b"a\r\nb", b"a\r\nb\r\n*.map\r\n/.env\r\n"),
        (b"/.env\n!.env\n", b"/.env\n!.env\n*.map\n/.env\n"),
        (b"a\n*.map\n", b"a\n*.map\n/.env\n"),
    ],
)
def test_lines_come_at_the_end_the_way_the_file_has_them(before: bytes | None, after: bytes) -> None:
    assert after == append_lines(before, ["*.map", "/.env"])


def test_what_is_not_text_is_refused() -> None:
    with pytest.raises(EditError, match="not UTF-8"):
        append_lines(b"\xff", ["a"])


@given(st.text(max_size=30).map(str.encode), st.lists(st.text("ab/*.", min_size=1, max_size=4), max_size=3))
def test_what_was_there_stays_byte_for_byte(before: bytes, lines: list[str]) -> None:
    assert append_lines(before, lines).startswith(before)
