"""Hyperscan behind one door: patterns in, marks out, in linear time."""

from __future__ import annotations

from collections.abc import Sequence

import hyperscan  # noqa: TID251 -- it stops a scan by an exception of its own

from pkgaudit.search.database import PatternError, database
from pkgaudit.search.pattern import Marks, Pattern

__all__ = ["PatternError", "Searcher"]

_NO_MARKS: Marks = {}
_MAX_PER_PATTERN = 10_000
# Each costs a call: a text of which every byte matches would be searched for minutes.
_MAX_LEFT_OUT = 100_000


class Searcher:
    """All patterns compiled into one automaton.

    Args:
        patterns: With unique names.

    Raises:
        PatternError: A name occurs twice, or an expression needs more than linear time.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = tuple(patterns)
        self._names = [pattern.name for pattern in patterns]
        if len(set(self._names)) != len(self._names):
            raise PatternError("two patterns share a name: each must be unique")
        self._database = database(patterns) if patterns else None
        self._without: dict[frozenset[int], Searcher] = {}

    def scan(self, content: bytes) -> Marks:
        """Return where each pattern ends in ``content``, at most 10,000 places a pattern."""
        if self._database is None or not content:
            return _NO_MARKS
        seen: dict[int, list[int]] = {}
        left_out = 0

        def remember(identifier: int, _start: int, end: int, _flags: int, _context: object) -> bool | None:
            nonlocal left_out
            ends = seen.setdefault(identifier, [])
            if len(ends) < _MAX_PER_PATTERN:
                ends.append(end)
                return None
            left_out += 1
            return left_out > _MAX_LEFT_OUT or None

        try:
            self._database.scan(content, match_event_handler=remember)
        except hyperscan.ScanTerminated:
            full = frozenset(identifier for identifier, ends in seen.items() if len(ends) == _MAX_PER_PATTERN)
            rest = self._searcher_without(full).scan(content)
            return {**{self._names[identifier]: seen[identifier] for identifier in sorted(full)}, **rest}
        if not seen:
            return _NO_MARKS
        return {self._names[identifier]: ends for identifier, ends in seen.items()}

    def _searcher_without(self, identifiers: frozenset[int]) -> Searcher:
        """Return what looks for all but those that were seen often enough."""
        if identifiers not in self._without:
            left = [pattern for number, pattern in enumerate(self._patterns) if number not in identifiers]
            self._without[identifiers] = Searcher(left)
        return self._without[identifiers]
