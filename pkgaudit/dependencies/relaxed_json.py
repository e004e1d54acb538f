"""JSON with comments and commas after the last entry, as bun writes it, made plain for a strict reader."""

from __future__ import annotations

import re

from pkgaudit.expression import Expression

# Strings and comments are taken whole, so that what is in them is never mistaken for the other.
_STRING = rb'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?'
_COMMENT = Expression(_STRING + rb"|//[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/)?", re.DOTALL)
_LAST_COMMA = Expression(_STRING + rb"|,(?=[ \t\r\n]*+[\]}])", re.DOTALL)


def plain_json(content: bytes) -> bytes:
    """Return the content without comments and without commas that stand last; lines keep their numbers."""
    # A comment may stand between the last comma and what it ends.
    return _LAST_COMMA.sub(_kept, _COMMENT.sub(_kept, content))


def _kept(found: re.Match[bytes]) -> bytes:
    token = found[0]
    if token.startswith(b'"'):
        return token
    return b"\n" * token.count(b"\n") or b" "
