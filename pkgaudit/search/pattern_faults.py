"""What is wrong with single patterns: refused by the linear-time engine, or matching where there is nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import hyperscan  # noqa: TID251 -- beside database.py, which compiles all patterns together

from pkgaudit.search.pattern import Pattern, PatternFault

# A match that ends where the text begins is one of nothing.
_LITTLE = (b"", b"a", b" a", b"\n", b"a\n")
_EMPTY = "matches the empty text, which stands everywhere; write what must be there"


def pattern_faults(patterns: Sequence[Pattern]) -> Iterator[PatternFault]:
    """Yield what is wrong with each pattern by itself; compiling one can take long, and much memory."""
    for pattern in patterns:
        try:
            alone = compiled([pattern])
        except hyperscan.error as error:
            said = str(error).rstrip(".")
            why = f"cannot be searched for: {said}; use no look-around, no back-reference and no huge repeat"
            yield PatternFault(name=pattern.name, why=_EMPTY if "empty buffer" in said else why)
        else:
            if _matches_nothing(alone):
                yield PatternFault(name=pattern.name, why=_EMPTY)


def compiled(patterns: Sequence[Pattern]) -> hyperscan.Database:
    """Return the patterns as one automaton; a match's id is its pattern's position.

    Raises:
        hyperscan.error: One of them is refused, or there is no memory for them.
    """
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[pattern.expression for pattern in patterns],
        ids=list(range(len(patterns))),
        elements=len(patterns),
        flags=[
            hyperscan.HS_FLAG_DOTALL | (hyperscan.HS_FLAG_CASELESS if pattern.caseless else 0) for pattern in patterns
        ],
    )
    return database


def _matches_nothing(alone: hyperscan.Database) -> bool:
    ends: list[int] = []

    def remember(_identifier: int, _start: int, end: int, _flags: int, _context: object) -> bool | None:
        ends.append(end)
        return None

    for text in _LITTLE:
        alone.scan(text, match_event_handler=remember)
    return 0 in ends
