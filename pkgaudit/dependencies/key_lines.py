"""The lines on which the entries of a JSON file begin, found without a parser that keeps places."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pkgaudit.expression import Expression

# One entry a line, as every tool writes its lockfile; what is laid out otherwise has no line numbers.
_ENTRY = Expression(rb'^[ \t]*+"([^"\\\n]*+)"[ \t]*+:[ \t]*+[\[{]', re.MULTILINE)


def key_lines(content: bytes) -> Mapping[str, int]:
    """Return the 1-based line of the first object or list under each key."""
    found: dict[str, int] = {}
    line, position = 1, 0
    for match in _ENTRY.finditer(content):
        line += content.count(b"\n", position, match.start())
        position = match.start()
        found.setdefault(match[1].decode("utf-8", "replace"), line)
    return found
