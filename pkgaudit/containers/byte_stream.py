"""Bytes that come in pieces, behind ``read`` and ``skip``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkgaudit.model.gap import Gap
from pkgaudit.model.member import Anomaly

if TYPE_CHECKING:
    from collections.abc import Iterator


class ByteStream:
    """Pieces of bytes behind ``read`` and ``skip``; a subclass sets where they come from.

    Attributes:
        anomalies: Departures from the strict profile seen so far.
        gaps: What could not be read so far.
    """

    def __init__(self) -> None:
        self.anomalies: list[Anomaly] = []
        self.gaps: list[Gap] = []
        self._buffer = b""
        self._position = 0
        self._pieces: Iterator[bytes] = iter(())

    def read(self, length: int) -> bytes:
        """Return exactly ``length`` bytes; fewer only at the end.

        Raises:
            LimitReached: The budget is used up.
        """
        start = self._position
        end = start + length
        buffer = self._buffer
        if end <= len(buffer):
            self._position = end
            return buffer[start:end]
        parts = [buffer[start:]]
        missing = end - len(buffer)
        while missing > 0 and self._refill():
            piece = self._buffer[:missing]
            parts.append(piece)
            missing -= len(piece)
            self._position = len(piece)
        return b"".join(parts)

    def skip(self, length: int) -> int:
        """Pass over ``length`` bytes and return how many there were; fewer only at the end.

        Raises:
            LimitReached: The budget is used up.
        """
        missing = length
        while True:
            step = min(missing, len(self._buffer) - self._position)
            self._position += step
            missing -= step
            if not missing or not self._refill():
                return length - missing

    def read_piece(self) -> bytes:
        """Return some bytes, as many as are at hand; none only at the end.

        Raises:
            LimitReached: The budget is used up.
        """
        if self._position >= len(self._buffer) and not self._refill():
            return b""
        piece = self._buffer[self._position :]
        self._position = len(self._buffer)
        return piece

    def drain(self) -> None:
        """Read to the end, so that every checksum is verified.

        Raises:
            LimitReached: The budget is used up.
        """
        while self._refill():
            pass

    def _refill(self) -> bool:
        self._buffer = next(self._pieces, b"")
        self._position = 0
        return bool(self._buffer)
