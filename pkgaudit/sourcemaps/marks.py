"""What the one pass over every member marks for us, and how a mark list that was cut off is completed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import islice

from pkgaudit.search.pattern import Marks, Pattern

MAPPINGS = "sourcemaps:mappings"
SECTIONS = "sourcemaps:sections"
CONTENT = "sourcemaps:content"
VERSION = "sourcemaps:version"
ESCAPED_KEY = "sourcemaps:escaped-key"
QUOTED_CONTENT = "sourcemaps:quoted-content"
BARE_CONTENT = "sourcemaps:bare-content"
REFERENCE = "sourcemaps:reference"
DEBUG_ID = "sourcemaps:debug-id"
BASE64 = "sourcemaps:base64"
PERCENT = "sourcemaps:percent"

# Each match has one end, so that each place costs one callback. A key with an escaped ASCII letter
# ("sources\u0043ontent") is written by no honest tool; inside an embedded source its backslash would be doubled and
# not match.
PATTERNS = (
    Pattern(name=MAPPINGS, expression=rb'"mappings"'),
    Pattern(name=SECTIONS, expression=rb'"sections"'),
    Pattern(name=CONTENT, expression=rb'"sourcesContent"'),
    Pattern(name=VERSION, expression=rb'"version"[ \t\r\n]{0,4}:[ \t\r\n]{0,4}"?3"?[,}\s]'),
    Pattern(name=ESCAPED_KEY, expression=rb'"[A-Za-z_]{0,20}\\u00[4-7][0-9A-Fa-f]'),
    Pattern(name=QUOTED_CONTENT, expression=rb'\\"sourcesContent\\"'),
    Pattern(name=BARE_CONTENT, expression=rb"sourcesContent'?:"),
    Pattern(name=REFERENCE, expression=rb"sourceMappingURL="),
    Pattern(name=DEBUG_ID, expression=rb"//[#@][ \t]{0,4}debugId="),
    Pattern(name=BASE64, expression=rb"base64,", caseless=True),
    Pattern(
        name=PERCENT,
        expression=rb"data:[a-z0-9/+.;=_\"' -]{0,128},[ \t\"']{0,4}(?:%7b|\{|%ef%bb%bf|%20|%0[9ad]|%29%5d|\)\])",
        caseless=True,
    ),
)

_BY_NAME = {pattern.name: pattern for pattern in PATTERNS}
NAMES = frozenset(_BY_NAME)

KEYS = (MAPPINGS, SECTIONS, CONTENT, ESCAPED_KEY)
_LITERALS = {
    MAPPINGS: b'"mappings"',
    SECTIONS: b'"sections"',
    CONTENT: b'"sourcesContent"',
    ESCAPED_KEY: b"\\u00",
    QUOTED_CONTENT: b'\\"sourcesContent\\"',
    BARE_CONTENT: b"sourcesContent",
    REFERENCE: b"sourceMappingURL=",
    DEBUG_ID: b"debugId=",
}

# The search keeps this many places of one pattern; an author who wants to hide the next one must not succeed.
_KEPT = 10_000


def places(marks: Marks, name: str, content: bytes) -> Iterator[int]:
    """Yield the offsets just past each match of one pattern, also those the search did not keep."""
    ends = marks.get(name, ())
    yield from ends
    if len(ends) >= _KEPT:
        for match in _expression(name).finditer(content, ends[-1]):
            yield match.end()


def count(marks: Marks, name: str, content: bytes) -> int:
    """Return how many places a pattern matches."""
    kept = len(marks.get(name, ()))
    return kept if kept < _KEPT else sum(1 for _ in places(marks, name, content))


def search(content: bytes, names: Collection[str] = NAMES) -> Marks:
    """Return the marks of a text that the one pass did not see: transcoded, decoded, or read on its own."""
    return {name: ends for name in names if (ends := list(islice(_ends(name, content), _KEPT)))}


def _ends(name: str, content: bytes) -> Iterator[int]:
    literal = _LITERALS.get(name)
    if literal is None or literal in content:
        for match in _expression(name).finditer(content):
            yield match.end()


@lru_cache(maxsize=len(PATTERNS))
def _expression(name: str) -> re.Pattern[bytes]:
    pattern = _BY_NAME[name]
    return re.compile(pattern.expression, re.DOTALL | (re.IGNORECASE if pattern.caseless else 0))
