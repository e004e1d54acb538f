"""Where a JSON value ends, found without recursion and in one pass over the bytes."""

from __future__ import annotations

import re

# Possessive throughout: a string that never ends is taken to the end of the text instead of being tried again.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_OPENING = frozenset((b"[", b"{"))
_CLOSING = frozenset((b"]", b"}"))


def end_of_value(text: bytes, start: int, stop: int | None = None) -> int | None:
    """Return the offset just past the bracket that closes the one at ``start``.

    Args:
        text: JSON, or anything in which a JSON value may stand.
        start: Offset of an opening bracket.
        stop: Where to give up; the end of the text when None.

    Returns:
        None when the value does not end.
    """
    depth = 0
    for match in _TOKEN.finditer(text, start, len(text) if stop is None else stop):
        token = match.group() if match.end() - match.start() == 1 else b""
        if token in _OPENING:
            depth += 1
        elif token in _CLOSING:
            depth -= 1
            if depth == 0:
                return match.end()
    return None
