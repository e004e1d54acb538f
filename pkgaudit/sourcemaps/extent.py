"""Where a JSON value ends, found without recursion and in one pass over the bytes."""

from __future__ import annotations

import re

from msgspec import Struct

from pkgaudit.expression import Expression

# What may stand between two brackets or strings of JSON, then one of them. Possessive: nothing is tried twice.
# No string of JSON holds a NUL, so that in a binary the first one ends it.
_TOKEN = Expression(rb'[\s,:\w.+-]*+("[^"\\\x00]*+(?:\\[^\x00][^"\\\x00]*+)*+"|[\[\]{}])', re.DOTALL)
_REST = Expression(rb'[\s,:\w.+-]*+(?:"[^"\\\x00]*+(?:\\[^\x00][^"\\\x00]*+)*+\\?)?')


class Extent(Struct, frozen=True, kw_only=True):
    """How far a value goes.

    Attributes:
        end: Just past its closing bracket, or past the last byte that can be JSON.
        closed: Whether the closing bracket is there.
    """

    end: int
    closed: bool


def extent(text: bytes, start: int) -> Extent:
    """Return how far the value goes whose opening bracket stands at ``start`` of a text of any kind."""
    depth = 0
    at = start
    while (match := _TOKEN.match(text, at)) is not None:
        at = match.end()
        token = match[1]
        if token in {b"{", b"["}:
            depth += 1
        elif token in {b"}", b"]"}:
            depth -= 1
            if depth == 0:
                return Extent(end=at, closed=True)
    rest = _REST.match(text, at)
    return Extent(end=at if rest is None else rest.end(), closed=False)
