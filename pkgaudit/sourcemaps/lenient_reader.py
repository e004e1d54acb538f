"""The slow reader: takes what JavaScript and browsers take, and looks on where the text is damaged."""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.structs import replace

from pkgaudit.expression import Expression
from pkgaudit.sourcemaps.json_cursor import JsonCursor
from pkgaudit.sourcemaps.raw_map import AFTER_END, BrokenMap, RawMap, RawSection, is_source_map

_WANTED = ("sources", "sourcesContent", "sourceRoot", "file", "debugId", "debug_id", "mappings", "version", "sections")
# A damaged text is judged as JSON only where it begins like JSON: JavaScript may begin with a brace too.
_KEYED = Expression(r'[ \t\r\n\ufeff]*+\{[ \t\r\n,]*+"[^"\\]{0,200}+"[ \t\r\n]*+:')
_QUOTED = Expression(r'[ \t\r\n\ufeff]*+\{[ \t\r\n,]*+"')
_THREE = Expression(r'"?3(?:\.0*+)?"?')
_CONTENT_KEY = Expression(r'"sourcesContent"[ \t\r\n]*+:[ \t\r\n]*+\[')
_MAPPINGS_KEY = Expression(r'"mappings"[ \t\r\n]*+:[ \t\r\n]*+"')
_SOURCES_KEY = Expression(r'"sources"[ \t\r\n]*+:[ \t\r\n]*+\[')
_VERSION = Expression(r'"version"[ \t\r\n]*+:[ \t\r\n]*+"?3')
_CONTENT = Expression(
    r'"sourcesContent"[ \t\r\n]*+:[ \t\r\n]*+\[(?:[ \t\r\n]*+(?:null|"")?+[ \t\r\n]*+,)*+[ \t\r\n]*+"[^"]'
)


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


class _Keys(Struct):
    """What one object said so far."""

    first: dict[str, str | None] = field(default_factory=dict)
    version: str | None = None
    has_mappings: bool = False
    sources: list[str | None] | None = None
    contents: list[list[str | None]] = field(default_factory=list)
    sections: list[RawSection] | None = None
    seen: set[str] = field(default_factory=set)


class _Reader(JsonCursor):
    def __init__(self, text: str, json_depth: int, sections_depth: int) -> None:
        super().__init__(text, json_depth)
        self._sections_depth = sections_depth
        self.seen_content = False

    def document(self) -> RawMap:
        self.blank()
        raw = self._map(0)
        if not self.damage:
            self.blank()
            rest = self.text[self.at : self.at + 64]
            if rest.strip("\0"):
                self.problem(AFTER_END)
            elif rest:
                self.problem("NUL bytes after the end of the JSON")
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
            problems=tuple(self.problems),
        )

    # Recursion _map -> _sections -> _section -> _map ends after sections_depth levels.
    def _map(self, level: int) -> RawMap:
        keys = _Keys()
        for key in self.object_keys():
            if key not in _WANTED:
                self.skip()
                continue
            if key in keys.seen:
                self.problem(f"the key {key} occurs twice")
            keys.seen.add(key)
            self._value_of(key, keys, level)
        if keys.version != "3":
            self.problem("version is missing" if keys.version is None else f"version is {keys.version[:40]}")
        debug_id = keys.first.get("debugId")
        return RawMap(
            is_version_3=_THREE.fullmatch(keys.version or "") is not None,
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
        opening = self.peek()
        if key == "sources" and opening == "[":
            keys.sources = self._strings(key)
        elif key == "sourcesContent" and opening == "[":
            contents = self._strings(key)
            keys.contents.append(contents)
            self.seen_content = self.seen_content or any(contents)
        elif key == "sections" and opening == "[":
            self._sections_of(keys, level)
        elif key in {"version", "mappings"}:
            start = self.at
            if key == "mappings":
                keys.has_mappings = opening == '"'
            self.skip()
            if key == "version":
                keys.version = self.text[start : min(self.at, start + 64)].strip()
        elif key in {"sourceRoot", "file", "debugId", "debug_id"} and opening == '"':
            keys.first[key] = self.string()
        else:
            if self.text[self.at : self.at + 4] != "null":
                self.problem(f"{key} has the wrong type")
            self.skip()

    def _sections_of(self, keys: _Keys, level: int) -> None:
        if level >= self._sections_depth:
            self.damaged(f"sections_depth: sections are nested deeper than the limit of {self._sections_depth}")
            self.skip()
            return
        if keys.sections is None:
            keys.sections = []
        self._sections(level, keys.sections)

    def _sections(self, level: int, found: list[RawSection]) -> None:
        for _ in self.items():
            if self.peek() == "{":
                found.append(self._section(level))
            else:
                self.problem("an entry of sections is no object")
                self.skip()
                found.append(RawSection(has_offset=False, url=None, map=None))

    def _section(self, level: int) -> RawSection:
        has_offset = False
        url: str | None = None
        maps: list[RawMap] = []
        for key in self.object_keys():
            opening = self.peek()
            if key == "map" and opening == "{":
                maps.append(self._map(level + 1))
            elif key == "url" and opening == '"':
                url = self.string()
            else:
                has_offset = has_offset or (key == "offset" and opening == "{")
                self.skip()
        if len(maps) > 1:
            self.problem("the key map occurs twice")
        return RawSection(has_offset=has_offset, url=url, map=_merged(maps))

    def _strings(self, key: str) -> list[str | None]:
        found: list[str | None] = []
        for _ in self.items():
            if self.peek() == '"':
                found.append(self.string())
                continue
            if self.text[self.at : self.at + 4] != "null":
                self.problem(f"an entry of {key} is no string")
            self.skip()
            found.append(None)
        return found


def _merged(maps: list[RawMap]) -> RawMap | None:
    if len(maps) < 2:  # noqa: PLR2004 -- two are the first that need merging
        return maps[0] if maps else None
    return replace(maps[-1], contents=tuple(contents for one in maps for contents in one.contents))
