"""Line numbers for ascending offsets, counting each byte once."""

from __future__ import annotations


class Lines:
    """Counts newlines of one text.

    Args:
        text: Whose lines are counted.
    """

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._counted = 0
        self._line = 1

    def at(self, offset: int) -> int:
        """Return the 1-based line of an offset; offsets below one already asked for cost a count from the start."""
        if offset < self._counted:
            return 1 + self._text.count(b"\n", 0, offset)
        self._line += self._text.count(b"\n", self._counted, offset)
        self._counted = offset
        return self._line
