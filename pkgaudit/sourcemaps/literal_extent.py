"""Where a JavaScript literal ends, found without recursion and in one pass over the bytes."""

from __future__ import annotations

import re

from pkgaudit.expression import Expression
from pkgaudit.sourcemaps.extent import Extent

# What may stand between two strings or brackets of a literal: names, numbers, signs and comments. Possessive: nothing
# is tried twice. A template with a substitution is no literal.
_GAP = rb"(?:[\s,:\w$.!+\x80-\xff-]++|//[^\r\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)*+"
_UNENDING = (
    rb'"[^"\\\r\n\x00]*+(?:\\(?:\r\n|[^\x00])[^"\\\r\n\x00]*+)*+',
    rb"'[^'\\\r\n\x00]*+(?:\\(?:\r\n|[^\x00])[^'\\\r\n\x00]*+)*+",
    rb"`[^`\\$\x00]*+(?:(?:\\[^\x00]|\$(?!\{))[^`\\$\x00]*+)*+",
)
_STRINGS = (_UNENDING[0] + b'"', _UNENDING[1] + b"'", _UNENDING[2] + b"`")
_TOKEN = Expression(_GAP + rb"(" + rb"|".join(_STRINGS) + rb"|[\[\]{}()])", re.DOTALL)
_REST = Expression(_GAP + rb"(?:" + rb"|".join(_UNENDING) + rb")?+", re.DOTALL)
_OPENS = frozenset((b"{", b"[", b"("))
_CLOSES = frozenset((b"}", b"]", b")"))


def literal_extent(text: bytes, start: int) -> Extent:
    """Return how far the literal goes whose opening brace stands at ``start``; unclosed where anything else stands."""
    depth = 0
    at = start
    while (match := _TOKEN.match(text, at)) is not None:
        at = match.end()
        token = match[1]
        if token in _OPENS:
            depth += 1
        elif token in _CLOSES:
            depth -= 1
            if depth == 0:
                return Extent(end=at, closed=True)
    # What was read in vain counts too: whoever asks pays for it.
    rest = _REST.match(text, at)
    return Extent(end=at if rest is None else rest.end(), closed=False)
