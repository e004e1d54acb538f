"""Path globs, many at once and in linear time: a path can be as hostile as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pkgaudit.search.pattern import Pattern
from pkgaudit.search.searcher import Searcher

LONGEST = 500
"""Characters of one glob."""

# The search engine refuses more than 16,000.
_LONGEST_EXPRESSION = 15_000

_CHARACTER = rb"(?:[\x00-\x2e\x30-\x7f]|[\xc0-\xff][\x80-\xbf]*)"
_COMPONENT = rb"[^/]"


class GlobError(ValueError):
    """A glob that means nothing; the message says what is wrong with it and what to write."""


class GlobSet:
    """Globs that a path is held against together.

    A glob without ``/`` matches the last component of a path, wherever it lies. Any other one matches the whole path:
    ``*`` stands for any characters but ``/``, ``?`` for one, ``[ab]`` and ``[!ab]`` for one of them or one other,
    ``**`` as a whole component for any number of components. One that ends in ``/`` matches everything below.

    Args:
        globs: At least one.

    Raises:
        GlobError: One of them means nothing.
    """

    def __init__(self, globs: Sequence[str]) -> None:
        self._searcher = Searcher(
            [Pattern(name=str(index), expression=glob_expression(glob)) for index, glob in enumerate(globs)]
        )

    def matches(self, path: str) -> bool:
        """Return whether any of them matches a path with ``/`` between its components."""
        return bool(self._searcher.scan(path.encode("utf-8", "surrogatepass")))


def glob_expression(glob: str) -> bytes:
    """Return a glob as an expression over the UTF-8 bytes of a path.

    Raises:
        GlobError: It is empty or too long, has an unclosed ``[``, or ``**`` beside other characters.
    """
    if not glob.strip("/"):
        raise GlobError(f"the glob {glob!r} names nothing: write a file name or a path")
    if len(glob) > LONGEST:
        raise GlobError(f"the glob {glob[:40]!r}... has {len(glob):,} characters, more than {LONGEST:,}: shorten it")
    anywhere = "/" not in glob
    components = glob.strip("/").split("/")
    if glob.endswith("/"):
        components.append("**")
    parts = [rb"(?:^|/)" if anywhere else b"^"]
    last = len(components) - 1
    for index, component in enumerate(components):
        if component == "**":
            parts.append(rb".+" if index == last else rb"(?:.+/)?")
        else:
            parts.extend(_component(component, glob))
            if index < last:
                parts.append(b"/")
    expression = b"".join([*parts, rb"\z"])
    if len(expression) > _LONGEST_EXPRESSION:
        raise GlobError(f"the glob {glob[:40]!r}... has too many ? and characters beyond ASCII: shorten it")
    return expression


def _component(component: str, glob: str) -> Iterator[bytes]:
    if "**" in component:
        raise GlobError(f"the glob {glob!r} has ** beside other characters: write **/ or /** for any folders")
    position = 0
    while position < len(component):
        character = component[position]
        position += 1
        if character == "*":
            yield _COMPONENT + b"*"
        elif character == "?":
            yield _CHARACTER
        elif character == "[":
            end = component.find("]", position + 1)
            if end < 0:
                raise GlobError(f"the glob {glob!r} has a [ that no ] closes: close it, or write [[] for the character")
            yield _class(component[position:end], glob)
            position = end + 1
        else:
            yield _literal(character)


def _class(content: str, glob: str) -> bytes:
    negated = content.startswith("!")
    members = content[1:] if negated else content
    if not members or not members.isascii() or "/" in members:
        raise GlobError(f"the glob {glob!r} has [{content}]: between the brackets stand ASCII characters other than /")
    escaped = b"".join(
        b"-" if each == "-" and 0 < place < len(members) - 1 else _literal(each) for place, each in enumerate(members)
    )
    return b"[^/" + escaped + b"]" if negated else b"[" + escaped + b"]"


def _literal(character: str) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in character.encode("utf-8", "surrogatepass"))
