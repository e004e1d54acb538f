"""Comments that declare where a source map is, told apart from code and prose that merely mention them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from pkgaudit.search.pattern import Marks
from pkgaudit.sourcemaps import marks
from pkgaudit.sourcemaps.context import Surroundings
from pkgaudit.sourcemaps.lines import Lines

_BEFORE = 32
_LONGEST_URL = 64 * 1024
# https://tc39.es/ecma426/#sec-linking-generated-code: the whole comment is [@#], blanks, the word, the address, blanks.
_OPENING = re.compile(rb"(//|/\*)[#@][ \t\v\f\xa0]*+\Z")
_URL = re.compile(rb"[^\s\x00]{1,65536}+")
_REST = re.compile(rb"[ \t\v\f\r]*+(?:\n|\Z|\xe2\x80[\xa8\xa9])|[ \t\v\f]*+\r")
_REST_OF_BLOCK = re.compile(rb"\s*+\*/")
_PRINTED = re.compile(rb"[!#-&(-;=?-\[\]_a-z|~\x80-\xff]++")
_PLACEHOLDER = re.compile(rb"\$\{|%[sd@]\b|%\(|\{\{|\{\}|<%|\[(?:url|file|name)\b|\+|^\.\.\.+$|^<")
_DEBUG_ID = re.compile(rb"[0-9A-Fa-f]{8}-?(?:[0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}(?![0-9A-Za-z-])")
_DATA = re.compile(rb"data:", re.IGNORECASE)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A comment that says where the map is.

    Attributes:
        offset: Of the address.
        line: 1-based, None in a binary.
        url: As written; for a ``data:`` URI only its beginning.
        inline: Whether the address is a ``data:`` URI.
    """

    offset: int
    line: int | None
    url: bytes
    inline: bool


def declarations(content: bytes, seen: Marks, language: Language) -> Iterator[Declaration]:
    """Yield every declaration; readers take the last one, and we want all of them."""
    if language is Language.PROSE:
        return
    lines = Lines(content)
    surroundings = Surroundings(content)
    for at in marks.places(seen, marks.REFERENCE, content):
        opening = _OPENING.search(
            content, max(0, at - len(b"sourceMappingURL=") - _BEFORE), at - len(b"sourceMappingURL=")
        )
        if opening is None or (language is Language.STYLE and opening[1] == b"//"):
            continue
        found = _URL.match(content, at)
        if found is None:
            continue
        inline = _DATA.match(content, at) is not None
        url = found[0][:_BEFORE] if inline else _address(content, at, found, is_block=opening[1] == b"/*")
        if url is None or (not inline and not _is_declared(content, opening.start(), at, url, language, surroundings)):
            continue
        line = None if language is Language.BINARY else lines.at(at)
        yield Declaration(offset=at, line=line, url=url, inline=inline)


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


def _address(content: bytes, at: int, found: re.Match[bytes], *, is_block: bool) -> bytes | None:
    """Return the address when it is all that follows in the comment, else None."""
    url, end = found[0], found.end()
    if is_block:
        close = url.find(b"*/")
        if close >= 0:
            url, end = url[:close], at + close
        return url if url and _REST_OF_BLOCK.match(content, end) else None
    separator = re.search(rb"\xe2\x80[\xa8\xa9]", url)
    if separator is not None:
        return url[: separator.start()] or None
    if content[end : end + 1] == b"\0":
        return url
    return url if _REST.match(content, end) else None


def _is_declared(
    content: bytes, start: int, at: int, url: bytes, language: Language, surroundings: Surroundings
) -> bool:
    # An address with a quote, a backslash or a placeholder is a piece of a string or of a template in code.
    if not _PRINTED.fullmatch(url) or _PLACEHOLDER.search(url):
        return False
    if language is Language.BINARY:
        return content[start - 1 : start] in {b"", b"\n", b"\r", b";", b"}"} and b"." in url
    if language is Language.MARKUP:
        return surroundings.in_element(start)
    if language is Language.STYLE:
        return True
    return not surroundings.in_string_or_comment(start, at + len(url))
