"""Hyperscan behind one door: patterns in, marks out, in linear time."""

from __future__ import annotations

from collections.abc import Sequence

import hyperscan  # noqa: TID251 -- this module is the one place that compiles patterns

from pkgaudit.search.pattern import Marks, Pattern

_NO_MARKS: Marks = {}
_MAX_PER_PATTERN = 10_000


class PatternError(ValueError):
    """A pattern that the linear-time engine refuses."""


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
        self._database: hyperscan.Database | None = None
        if patterns:
            self._database = _compile(patterns)

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


def _compile(patterns: Sequence[Pattern]) -> hyperscan.Database:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    flags = [hyperscan.HS_FLAG_DOTALL | (hyperscan.HS_FLAG_CASELESS if pattern.caseless else 0) for pattern in patterns]
    try:
        database.compile(
            expressions=[pattern.expression for pattern in patterns],
            ids=list(range(len(patterns))),
            elements=len(patterns),
            flags=flags,
        )
    except hyperscan.error as error:
        names = ", ".join(pattern.name for pattern in patterns)
        raise PatternError(f"one of the patterns {names} cannot be compiled: {error}") from error
    return database
