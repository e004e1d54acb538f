"""Source maps that stand in code as object literals: what style loaders write, after a minifier."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from heapq import merge

from pkgaudit.expression import Expression
from pkgaudit.search.pattern import Marks
from pkgaudit.sourcemaps import marks
from pkgaudit.sourcemaps.context import Surroundings
from pkgaudit.sourcemaps.effort import Effort
from pkgaudit.sourcemaps.literal_extent import literal_extent
from pkgaudit.sourcemaps.literal_json import as_json
from pkgaudit.sourcemaps.objects import JsonObject

# As far back as for JSON: the names of some 20,000 sources may stand before their contents.
_WINDOW = 1024 * 1024
_TRIES = 8
_LIST = Expression(rb"(?:(?<=:)|\s{0,64}+:)\s{0,64}+\[")
_KEY_AFTER_BRACE = Expression(rb"""\{\s*+(?:[\w$]++|"[\w$]*+"|'[\w$]*+')\s*+:""")
_Wanted = Callable[[JsonObject], bool]


def literals(
    content: bytes, seen: Marks, effort: Effort, taken: Sequence[tuple[int, int]], is_wanted: _Wanted
) -> Iterator[JsonObject]:
    """Yield each wanted object literal around a key ``sourcesContent`` whose value is a list.

    Args:
        content: A script, or a binary that holds one.
        seen: Its marks.
        effort: Pays for what is read; what it does not pay for is left out.
        taken: Ascending spans that were read as something else; what begins inside them is passed over.
        is_wanted: Asked about each literal, told again as JSON.
    """
    past = 0
    surroundings = Surroundings(content)
    names = (marks.BARE_CONTENT, marks.CONTENT)
    for mark in merge(*(marks.places(seen, name, content) for name in names)):
        before = bisect_right(taken, (mark, len(content))) - 1
        if before >= 0:
            past = max(past, taken[before][1])
        if mark <= past or effort.exhausted or not _LIST.match(content, mark):
            continue
        found = _around(content, mark, past, effort)
        if found is not None and is_wanted(found) and not surroundings.in_comment(found.offset):
            past = found.end
            yield found


def _around(content: bytes, mark: int, past: int, effort: Effort) -> JsonObject | None:
    """Return the literal whose nearest brace before a mark reaches past it."""
    floor = max(past, mark - _WINDOW)
    brace = mark
    tries = 0
    while tries < _TRIES and not effort.exhausted:
        before = content.rfind(b"{", floor, brace)
        effort.spend(brace - max(before, floor))
        brace = before
        if brace < 0:
            break
        if not _KEY_AFTER_BRACE.match(content, brace):
            continue
        tries += 1
        found = literal_extent(content, brace)
        if not effort.spend(found.end - brace):
            break
        if found.closed and found.end >= mark:
            text = as_json(content[brace : found.end].decode("utf-8", "replace"))
            return None if text is None else JsonObject(offset=brace, end=found.end, text=text)
    return None
