"""The slow reader: takes what JavaScript and browsers take, and looks on where the text is damaged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pkgaudit.sourcemaps.raw_map import AFTER_END, BrokenMap, RawMap, RawSection, is_source_map

_WANTED = ("sources", "sourcesContent", "sourceRoot", "file", "debugId", "debug_id", "mappings", "version", "sections")
_BLANK = re.compile(r"[ \t\r\n\ufeff]*+")
_SCALAR = re.compile(r'[^\s,:"\[\]{}]++')
_STRING = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)("|\\?\Z)', re.DOTALL)
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
# Where reading goes on after damage: the next key that matters.
_NEXT_KEY = re.compile(r'"(?:sourcesContent|sources|mappings|sections|sourceRoot|version)"[ \t\r\n]*+:')
# A damaged text is judged as JSON only where it begins like JSON: JavaScript may begin with a brace too.
_KEYED = re.compile(r'[ \t\r\n\ufeff]*+\{[ \t\r\n,]*+"[^"\\]{0,200}+"[ \t\r\n]*+:')
_QUOTED = re.compile(r'[ \t\r\n\ufeff]*+\{[ \t\r\n,]*+"')
_CONTENT_KEY = re.compile(r'"sourcesContent"[ \t\r\n]*+:[ \t\r\n]*+\[')
_MAPPINGS_KEY = re.compile(r'"mappings"[ \t\r\n]*+:[ \t\r\n]*+"')
_SOURCES_KEY = re.compile(r'"sources"[ \t\r\n]*+:[ \t\r\n]*+\[')
_VERSION = re.compile(r'"version"[ \t\r\n]*+:[ \t\r\n]*+"?3')
_CONTENT = re.compile(
    r'"sourcesContent"[ \t\r\n]*+:[ \t\r\n]*+\[(?:[ \t\r\n]*+(?:null|"")?+[ \t\r\n]*+,)*+[ \t\r\n]*+"[^"]'
)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*+)(?:\.\d++)?+(?:[eE][+-]?\d++)?+")
_LITERALS = frozenset(("true", "false", "null"))
_DECODER = json.JSONDecoder(strict=False)
_MANY_PROBLEMS = 20


def read(text: str, *, json_depth: int, sections_depth: int) -> RawMap | BrokenMap | None:
    """Return the map, what is left of a damaged one, or None when the text is not a map by its structure.

    Args:
        text: Begins with ``{`` after blanks; names and contents may hold lone surrogates, U+FFFD and anything else.
        json_depth: Nesting beyond which a problem is recorded.
        sections_depth: Nesting of ``sections`` that is followed; deeper ones make the map a broken one.
    """
    reader = _Reader(text, json_depth, sections_depth)
    raw = reader.document()
    if not reader.damage and (is_source_map(raw) or AFTER_END not in raw.problems):
        return raw if is_source_map(raw) else None
    leaks = reader.seen_content or _CONTENT.search(text) is not None
    marks = _marks_of_a_map(text)
    # A lost quote turns every later string inside out, and the first key with it; then three marks are asked for.
    if is_source_map(raw) or (marks > 1 and _KEYED.match(text)) or (marks > 2 and _QUOTED.match(text)):  # noqa: PLR2004
        return BrokenMap(why=reader.damage or AFTER_END, has_content=leaks, goes_on=not reader.damage)
    return None


def _marks_of_a_map(text: str) -> int:
    """Count a map's keys in a damaged text, wherever they stand; 0 without one that is a source map's alone."""
    marks = [
        expression.search(text) is not None for expression in (_CONTENT_KEY, _MAPPINGS_KEY, _SOURCES_KEY, _VERSION)
    ]
    return sum(marks) if marks[0] or marks[1] else 0


@dataclass(slots=True)
class _Keys:
    """What one object said so far."""

    first: dict[str, str | None] = field(default_factory=dict)
    version: str | None = None
    has_mappings: bool = False
    sources: list[str | None] | None = None
    contents: list[list[str | None]] = field(default_factory=list)
    sections: list[RawSection] | None = None
    seen: set[str] = field(default_factory=set)


class _Reader:
    def __init__(self, text: str, json_depth: int, sections_depth: int) -> None:
        self._text = text
        self._at = 0
        self._json_depth = json_depth
        self._sections_depth = sections_depth
        self._unclosed = False
        self._problems: dict[str, None] = {}
        self.damage = ""
        self.seen_content = False

    def document(self) -> RawMap:
        self._blank()
        raw = self._map(0)
        if not self.damage:
            self._blank()
            rest = self._text[self._at : self._at + 64]
            if rest.strip("\0"):
                self._problem(AFTER_END)
            elif rest:
                self._problem("NUL bytes after the end of the JSON")
        return RawMap(
            is_version_3=raw.is_version_3,
            has_version=raw.has_version,
            has_mappings=raw.has_mappings,
            sources=raw.sources,
            contents=raw.contents,
            source_root=raw.source_root,
            file=raw.file,
            debug_id=raw.debug_id,
            sections=raw.sections,
            problems=tuple(self._problems),
        )

    # Recursion _map -> _sections -> _section -> _map ends after sections_depth levels.
    def _map(self, level: int) -> RawMap:
        keys = _Keys()
        for key in self._object_keys():
            if key not in _WANTED:
                self._skip()
                continue
            if key in keys.seen:
                self._problem(f"the key {key} occurs twice")
            keys.seen.add(key)
            self._value_of(key, keys, level)
        version = (keys.version or "").strip('"')
        if keys.version != "3":
            self._problem("version is missing" if keys.version is None else f"version is {keys.version[:40]}")
        debug_id = keys.first.get("debugId")
        return RawMap(
            is_version_3=version.rstrip("0").rstrip(".") == "3",
            has_version=keys.version is not None,
            has_mappings=keys.has_mappings,
            sources=keys.sources,
            contents=tuple(keys.contents),
            source_root=keys.first.get("sourceRoot"),
            file=keys.first.get("file"),
            debug_id=debug_id if debug_id is not None else keys.first.get("debug_id"),
            sections=None if keys.sections is None else tuple(keys.sections),
        )

    def _value_of(self, key: str, keys: _Keys, level: int) -> None:
        opening = self._peek()
        if key == "sources" and opening == "[":
            keys.sources = self._strings(key)
        elif key == "sourcesContent" and opening == "[":
            contents = self._strings(key)
            keys.contents.append(contents)
            self.seen_content = self.seen_content or any(contents)
        elif key == "sections" and opening == "[":
            self._sections_of(keys, level)
        elif key in {"version", "mappings"}:
            start = self._at
            if key == "mappings":
                keys.has_mappings = opening == '"'
            self._skip()
            if key == "version":
                keys.version = self._text[start : min(self._at, start + 64)].strip()
        elif key in {"sourceRoot", "file", "debugId", "debug_id"} and opening == '"':
            keys.first[key] = self._string()
        else:
            if self._text[self._at : self._at + 4] != "null":
                self._problem(f"{key} has the wrong type")
            self._skip()

    def _sections_of(self, keys: _Keys, level: int) -> None:
        if level >= self._sections_depth:
            self._damaged(f"sections_depth: sections are nested deeper than the limit of {self._sections_depth}")
            self._skip()
            return
        if keys.sections is None:
            keys.sections = []
        self._sections(level, keys.sections)

    def _sections(self, level: int, found: list[RawSection]) -> None:
        for _ in self._items():
            if self._peek() == "{":
                found.append(self._section(level))
            else:
                self._problem("an entry of sections is no object")
                self._skip()

    def _section(self, level: int) -> RawSection:
        has_offset = False
        url: str | None = None
        maps: list[RawMap] = []
        for key in self._object_keys():
            opening = self._peek()
            if key == "map" and opening == "{":
                maps.append(self._map(level + 1))
            elif key == "url" and opening == '"':
                url = self._string()
            else:
                has_offset = has_offset or (key == "offset" and opening == "{")
                self._skip()
        if len(maps) > 1:
            self._problem("the key map occurs twice")
        return RawSection(has_offset=has_offset, url=url, map=_merged(maps))

    def _strings(self, key: str) -> list[str | None]:
        found: list[str | None] = []
        for _ in self._items():
            if self._peek() == '"':
                found.append(self._string())
                continue
            if self._text[self._at : self._at + 4] != "null":
                self._problem(f"an entry of {key} is no string")
            self._skip()
            found.append(None)
        return found

    def _object_keys(self) -> Iterator[str]:
        """Yield each key of the object here, placed before its value; the caller consumes the value."""
        self._at += 1
        comma = True
        while True:
            here = self._peek()
            if here == "}":
                self._at += 1
                return
            if here == ",":
                self._comma(again=comma)
                comma = True
            elif here == '"':
                if not comma:
                    self._damaged("a comma is missing")
                key = self._string()
                if self._peek() == ":":
                    self._at += 1
                    self._blank()
                    yield key
                    comma = False
                else:
                    self._damaged("a key without a value")
            else:
                self._damaged("the text ends too early" if not here else f"unexpected character {here!a} in an object")
                if not self._resume():
                    return
                comma = True

    def _items(self) -> Iterator[None]:
        """Stop before each item of the list here; the caller consumes it."""
        self._at += 1
        comma = True
        while True:
            here = self._peek()
            if here == "]":
                self._at += 1
                return
            if here == ",":
                self._comma(again=comma)
                comma = True
                continue
            if not here or here in ":}":
                self._damaged("the text ends too early" if not here else f"unexpected character {here!a} in a list")
                return
            if not comma:
                self._damaged("a comma is missing")
            yield
            comma = False

    def _comma(self, *, again: bool) -> None:
        self._at += 1
        if again:
            self._damaged("a value is missing")
        elif self._peek() in {"]", "}"}:
            self._problem("a comma before a closing bracket")

    def _skip(self) -> None:
        here = self._peek()
        if here == '"':
            match = _STRING.match(self._text, self._at)
            self._at = match.end() if match else len(self._text)
            if match and match[2] != '"':
                self._damaged("the text ends inside a string")
        elif here and here in "[{":
            self._skip_nested()
        else:
            match = _SCALAR.match(self._text, self._at)
            if match is None:
                self._damaged("a value is missing")
                return
            self._at = match.end()
            if match[0] not in _LITERALS and not _NUMBER.fullmatch(match[0]):
                self._problem(f"{match[0][:40]!a} is no JSON")

    def _skip_nested(self) -> None:
        depth = deepest = 0
        # Once a bracket was found never to close, a second search for its end could make the whole quadratic.
        for match in () if self._unclosed else _TOKEN.finditer(self._text, self._at):
            if match.end() - match.start() > 1:
                continue
            if match[0] in "[{":
                depth += 1
                deepest = max(deepest, depth)
            elif match[0] in "]}":
                depth -= 1
            if depth == 0:
                self._at = match.end()
                if deepest >= self._json_depth:
                    self._problem(f"json_depth: nested {deepest + 1} deep, over the limit of {self._json_depth}")
                return
        self._unclosed = True
        self._damaged("a bracket does not close")
        self._at += 1
        self._resume()

    def _resume(self) -> bool:
        match = _NEXT_KEY.search(self._text, self._at)
        self._at = match.start() if match else len(self._text)
        return match is not None

    def _string(self) -> str:
        match = _STRING.match(self._text, self._at)
        if match is None:  # pragma: no cover -- callers stand before a quote
            return ""
        self._at = match.end()
        body = match[1]
        if match[2] != '"':
            self._damaged("the text ends inside a string")
        if "\\" not in body:
            return body
        try:
            # On the token alone: the decoder counts lines from the start of its text for every error.
            value, _ = _DECODER.raw_decode(f'"{body}"')
        except ValueError:
            self._damaged("a string has an escape that is no JSON")
            return body
        return str(value)

    def _blank(self) -> None:
        match = _BLANK.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _peek(self) -> str:
        self._blank()
        return self._text[self._at : self._at + 1]

    def _problem(self, what: str) -> None:
        if len(self._problems) < _MANY_PROBLEMS:
            self._problems[what] = None

    def _damaged(self, why: str) -> None:
        self.damage = self.damage or f"{why} (near character {self._at:,})"


def _merged(maps: list[RawMap]) -> RawMap | None:
    if len(maps) < 2:  # noqa: PLR2004 -- two are the first that need merging
        return maps[0] if maps else None
    return replace(maps[-1], contents=tuple(contents for one in maps for contents in one.contents))
