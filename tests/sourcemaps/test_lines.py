"""Line numbers in any order."""

from __future__ import annotations

from pkgaudit.sourcemaps.lines import Lines


def test_lines_are_counted_forwards_and_backwards() -> None:
    lines = Lines(b"a\nb\nc\n")

    assert [1, 3, 2, 3, 4] == [lines.at(offset) for offset in (0, 4, 2, 5, 6)]
