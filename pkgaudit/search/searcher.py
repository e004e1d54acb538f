"""Hyperscan behind one door: patterns in, marks out, in linear time."""

from __future__ import annotations

from collections.abc import Sequence

from pkgaudit.search.database import PatternError, database
from pkgaudit.search.pattern import Marks, Pattern

__all__ = ["PatternError", "Searcher"]

_NO_MARKS: Marks = {}
_MAX_PER_PATTERN = 10_000


class Searcher:
    """All patterns compiled into one automaton.

    Args:
        patterns: With unique names.

    Raises:
        PatternError: A name occurs twice, or an expression needs more than linear time.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._names = [pattern.name for pattern in patterns]
        if len(set(self._names)) != len(self._names):
            raise PatternError("two patterns share a name: each must be unique")
        self._database = database(patterns) if patterns else None

    def scan(self, content: bytes) -> Marks:
        """Return where each pattern ends in ``content``, at most 10,000 places a pattern."""
        if self._database is None or not content:
            return _NO_MARKS
        seen: dict[int, list[int]] = {}

        def remember(identifier: int, _start: int, end: int, _flags: int, _context: object) -> bool | None:
            ends = seen.setdefault(identifier, [])
            if len(ends) < _MAX_PER_PATTERN:
                ends.append(end)
            return None

        self._database.scan(content, match_event_handler=remember)
        if not seen:
            return _NO_MARKS
        return {self._names[identifier]: ends for identifier, ends in seen.items()}
