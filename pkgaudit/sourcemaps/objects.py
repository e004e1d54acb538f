"""Source maps that stand as JSON objects inside something else: a binary, a script, another document."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from heapq import merge

from msgspec import Struct

from pkgaudit.expression import Expression
from pkgaudit.search.pattern import Marks
from pkgaudit.sourcemaps import marks
from pkgaudit.sourcemaps.effort import Effort
from pkgaudit.sourcemaps.extent import extent

# Far enough back for the names of some 20,000 sources to stand before their contents.
_WINDOW = 1024 * 1024
_TRIES = 8
_KEY_AFTER_BRACE = Expression(rb'\{[ \t\r\n]*+"')
_UNENDING = Expression(rb'\{[ \t\r\n]*+"version"[ \t\r\n]*+:[ \t\r\n]*+3[ \t\r\n]*+,')
_QUOTED_END = Expression(rb'(?:[^"\\]|\\.)*+(?=")', re.DOTALL)


class JsonObject(Struct, frozen=True, kw_only=True):
    """One candidate.

    Attributes:
        offset: Of its opening brace.
        end: Just past it.
        text: The object as JSON; as far as it can be JSON when it does not close.
        closed: Whether it closes.
    """

    offset: int
    end: int
    text: bytes
    closed: bool = True


def objects(
    content: bytes, seen: Marks, effort: Effort, is_wanted: Callable[[JsonObject], bool], past: int = 0
) -> Iterator[JsonObject]:
    """Yield each wanted JSON object around a mark.

    A mark is walked back from to the braces before it, nearest first, in a window; the first whose value reaches
    past the mark is asked about. Marks inside a wanted object are done with; those inside another one are walked
    back from in their turn. What the effort does not pay for is left out, and what lies before ``past``.
    """
    names = [name for name in (marks.VERSION, marks.CONTENT, marks.MAPPINGS, marks.ESCAPED_KEY) if name in seen]
    for mark in merge(*(marks.places(seen, name, content) for name in names)):
        if mark <= past or effort.exhausted:
            continue
        found = _around(content, mark, past, effort)
        if found is not None and is_wanted(found):
            past = found.end
            yield found


def quoted_objects(content: bytes, seen: Marks, effort: Effort) -> Iterator[JsonObject]:
    r"""Yield each JSON object inside a double-quoted string, its quotes escaped: ``"{\"version\":3,...}"``."""
    past = 0
    for mark in marks.places(seen, marks.QUOTED_CONTENT, content):
        if mark <= past:
            continue
        start = content.rfind(b'"{\\"', max(past, mark - _WINDOW), mark)
        if start < 0 or not effort.spend(mark - start):
            continue
        body = _QUOTED_END.match(content, start + 1)
        if body is None or body.end() < mark or not effort.spend(body.end() - start):
            continue
        try:
            text, _ = json.JSONDecoder(strict=False).raw_decode(
                content[start : body.end() + 1].decode("utf-8", "replace")
            )
        except ValueError:
            continue
        past = body.end()
        yield JsonObject(offset=start + 1, end=past, text=str(text).encode("utf-8", "surrogatepass"))


def _around(content: bytes, mark: int, past: int, effort: Effort) -> JsonObject | None:
    brace = mark
    unending: JsonObject | None = None
    for _ in range(_TRIES):
        floor = max(past, mark - _WINDOW)
        brace_before = content.rfind(b"{", floor, brace)
        effort.spend(brace - max(brace_before, floor))
        brace = brace_before
        if brace < 0:
            break
        if not _KEY_AFTER_BRACE.match(content, brace):
            continue
        found = extent(content, brace)
        if not effort.spend(found.end - brace):
            return None
        if not found.closed:
            unending = unending or (
                JsonObject(offset=brace, end=found.end, text=content[brace : found.end], closed=False)
                if found.end >= mark and _UNENDING.match(content, brace)
                else None
            )
        elif found.end >= mark:
            return JsonObject(offset=brace, end=found.end, text=content[brace : found.end])
    return unending
