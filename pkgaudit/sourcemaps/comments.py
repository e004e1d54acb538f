"""Comments that declare where a source map is, told apart from code and prose that merely mention them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

from msgspec import Struct

from pkgaudit.expression import Expression
from pkgaudit.search.pattern import Marks
from pkgaudit.sourcemaps import marks
from pkgaudit.sourcemaps.context import Surroundings
from pkgaudit.sourcemaps.lines import Lines

_BEFORE = 32
_WORD = b"sourceMappingURL="
# https://tc39.es/ecma426/#sec-linking-generated-code: the whole comment is [@#], blanks, the word, the address, blanks.
_OPENING = Expression(rb"(//|/\*)[#@][ \t\v\f\xa0]*+\Z")
_URL = Expression(rb"[^\s\x00]++")
_BLOCK_URL = Expression(rb"[^\s\x00*]*+(?:\*(?!/)[^\s\x00*]*+)*+")
_LONGEST_URL = 8192
_REST = Expression(rb"[ \t\v\f\r]*+(?:\n|\Z|\xe2\x80[\xa8\xa9])|[ \t\v\f]*+\r")
_CLOSES_ELEMENT = Expression(rb"</|\xe2\x80[\xa8\xa9]")
_SEPARATOR = Expression(rb"\xe2\x80[\xa8\xa9]")
_REST_OF_BLOCK = Expression(rb"\s*+\*/")
_PRINTED = Expression(rb"[!#-&(-;=?-\[\]_a-z|~\x80-\xff]++")
_PLACEHOLDER = Expression(rb"%[sd@]\b|%\(|\[url\]|^\.\.\.+$")
_DEBUG_ID = Expression(rb"[0-9A-Fa-f]{8}-?(?:[0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}(?![0-9A-Za-z-])")
_DATA = Expression(rb"data:", re.IGNORECASE)


class Language(Enum):
    """How comments are written in a member."""

    SCRIPT = auto()
    STYLE = auto()
    MARKUP = auto()
    BINARY = auto()
    PROSE = auto()


_SUFFIXES = {
    Language.STYLE: ("css", "scss", "sass", "less", "styl", "pcss", "wxss"),
    Language.MARKUP: ("html", "htm", "xhtml", "vue", "svelte", "astro", "svg", "xml", "php", "ejs", "hbs"),
    Language.PROSE: (
        "md",
        "markdown",
        "mdx",
        "txt",
        "rst",
        "adoc",
        "json",
        "map",
        "jsonc",
        "yaml",
        "yml",
        "toml",
        "lock",
        "tex",
    ),
}
_BY_SUFFIX = {suffix: language for language, suffixes in _SUFFIXES.items() for suffix in suffixes}


def language_of(path: str, content: bytes) -> Language:
    """Return how comments are written in a member, by its content and its suffix; a script when nothing says other."""
    if b"\0" in content:
        return Language.BINARY
    return _BY_SUFFIX.get(path.rsplit("/", 1)[-1].rpartition(".")[2].lower(), Language.SCRIPT)


class Declaration(Struct, frozen=True, kw_only=True):
    """A comment that says where the map is.

    Attributes:
        offset: Of the address.
        line: 1-based, None in a binary.
        url: As written; for a ``data:`` URI only its beginning.
        inline: Whether the address is a ``data:`` URI.
        firm: Whether the comment is one beyond doubt; an inline map may as well stand in a string.
    """

    offset: int
    line: int | None
    url: bytes
    inline: bool
    firm: bool


def declarations(content: bytes, seen: Marks, language: Language) -> Iterator[Declaration]:
    """Yield every declaration; readers take the last one, and we want all of them."""
    if language is Language.PROSE or marks.REFERENCE not in seen:
        return
    lines = Lines(content)
    surroundings = Surroundings(content)
    past = 0
    for at in marks.places(seen, marks.REFERENCE, content):
        if at < past:
            # Inside the address of the comment before: whatever that was, this is no comment of its own.
            continue
        word = at - len(_WORD)
        opening = _OPENING.search(content, max(0, word - _BEFORE), word)
        if opening is None or (language is Language.STYLE and opening[1] == b"//"):
            continue
        is_block = opening[1] == b"/*"
        found = (_BLOCK_URL if is_block else _URL).match(content, at)
        past = at if found is None else found.end()
        inline = _DATA.match(content, at) is not None
        url = None
        if found is not None and found.end() - at <= _LONGEST_URL:
            url = _address(content, found, language, is_block=is_block)
        firm = url is not None and _is_declared(surroundings, opening.start(), at + len(url), language)
        if inline or firm:
            line = None if language is Language.BINARY else lines.at(at)
            yield Declaration(offset=at, line=line, url=url or b"", inline=inline, firm=firm)


def debug_ids(content: bytes, seen: Marks, language: Language) -> Iterator[tuple[int, str]]:
    """Yield (line, debug id in lower case) for each ``//# debugId=`` comment at the start of a line."""
    if language in {Language.PROSE, Language.BINARY}:
        return
    lines = Lines(content)
    for at in marks.places(seen, marks.DEBUG_ID, content):
        found = _DEBUG_ID.match(content, at)
        start = content.rfind(b"//", max(0, at - _BEFORE), at)
        before = content[max(0, start - 1) : start]
        if found is not None and before in {b"", b"\n", b"\r", b";", b"}", b" "}:
            yield lines.at(at), found[0].decode("ascii").lower()


def _address(content: bytes, found: re.Match[bytes], language: Language, *, is_block: bool) -> bytes | None:
    """Return the address when it is all that follows in the comment, and can be one; else None."""
    url, end = found[0], found.end()
    cut = (_CLOSES_ELEMENT if language is Language.MARKUP else _SEPARATOR).search(url)
    if cut is not None:
        url, end = url[: cut.start()], found.start() + cut.start()
    if is_block:
        ends = _REST_OF_BLOCK.match(content, end) is not None
    else:
        ends = cut is not None or content[end : end + 1] == b"\0" or _REST.match(content, end) is not None
    if language is Language.BINARY and b"." not in url.rpartition(b"/")[2]:
        # A constant to which a name is joined when the program runs.
        return None
    # An address with a quote, a backslash or a placeholder is a piece of a string or of a template in code.
    return url if ends and _PRINTED.fullmatch(url) and not _PLACEHOLDER.search(url) else None


def _is_declared(surroundings: Surroundings, start: int, end: int, language: Language) -> bool:
    if language is Language.BINARY:
        return surroundings.begins_a_statement(start)
    if language is Language.MARKUP:
        return surroundings.in_element(start)
    return language is Language.STYLE or not surroundings.in_string_or_comment(start, end)
