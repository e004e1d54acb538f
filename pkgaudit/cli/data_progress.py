"""How far fetching has come: lines in a log, one line that changes on a terminal."""

from __future__ import annotations

import time
from typing import Self, TextIO

from pkgaudit.reporters.figures import size
from pkgaudit.reporters.visible import text

_CLEAR = "\r\x1b[K"
_SECONDS_BETWEEN_DRAWINGS = 0.1


class DataProgress:
    """Is told how far an update has come, and shows it.

    Args:
        stream: Where to.
        drawn: Whether it is a terminal on which a line can be drawn again.
        silent: Whether notes are wanted neither.
    """

    def __init__(self, stream: TextIO, *, drawn: bool, silent: bool) -> None:
        self._stream = stream
        self._is_drawn = drawn
        self._is_silent = silent
        self._last = 0.0
        self._said = ""

    def __enter__(self) -> Self:
        """Return itself; what was drawn goes away at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take away what was drawn."""
        self._write("")

    def fetching(self, what: str, there: int, total: int | None) -> None:
        """Show how much of a download is there."""
        self._draw(f"Fetching {what}: {size(there)}{'' if total is None else f' of {size(total)}'}")
        if not self._is_drawn and what != self._said:
            self._said = what
            self.note(f"fetching every record of {what}{'' if total is None else f' ({size(total)})'}")

    def reading(self, what: str, records: int) -> None:
        """Show how many records were read."""
        self._draw(f"Reading {what}: {records:,} records")

    def note(self, text_: str) -> None:
        """Say that something is done in another way than usual."""
        if not self._is_silent:
            self._write("")
            self._stream.write(f"pkgaudit: {text(text_)}\n")
            self._stream.flush()

    def _draw(self, line: str) -> None:
        now = time.monotonic()
        if now - self._last >= _SECONDS_BETWEEN_DRAWINGS:
            self._last = now
            self._write(line)

    def _write(self, line: str) -> None:
        if self._is_drawn:
            self._stream.write(f"{_CLEAR}{line}")
            self._stream.flush()
