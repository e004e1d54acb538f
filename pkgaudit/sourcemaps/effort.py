"""A ceiling on the bytes one member may make us decode, so that overlapping candidates stay linear together."""

from __future__ import annotations

_FACTOR = 8
_FLOOR = 1024 * 1024


class Effort:
    """Counts bytes decoded for one member.

    Args:
        size: Bytes of the member; eight times that may be spent.
    """

    def __init__(self, size: int) -> None:
        self._left = _FACTOR * size + _FLOOR

    @property
    def exhausted(self) -> bool:
        """Whether the ceiling was reached; what is left was then not looked at."""
        return self._left < 0

    def spend(self, count: int) -> bool:
        """Take ``count`` bytes; return whether they were still there."""
        self._left -= count
        return self._left >= 0
