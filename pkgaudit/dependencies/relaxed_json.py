"""JSON with comments and commas after the last entry, as bun writes it, made plain for a strict reader."""

from __future__ import annotations

import re

from pkgaudit.expression import Expression

# Strings and comments are taken whole, so that what is in them is never mistaken for the other.
_TOKEN = Expression(
    rb'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|,(?=[ \t\r\n]*+[\]}])', re.DOTALL
)


def plain_json(content: bytes) -> bytes:
    """Return the content without comments and without commas that stand last; lines keep their numbers."""
    return _TOKEN.sub(_kept, content)


def _kept(found: re.Match[bytes]) -> bytes:
    token = found[0]
    if token.startswith(b'"'):
        return token
    return b"\n" * token.count(b"\n") or b" "
