"""Every source map and every declaration in one text or binary, each looked for once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from pkgaudit.model.gap import Location
from pkgaudit.model.limits import Limits
from pkgaudit.model.source_map import DebugIdComment, MapPlace, MapReference, UnreadableMap
from pkgaudit.search.pattern import Marks
from pkgaudit.sourcemaps import addresses, comments, marks, reader, wasm
from pkgaudit.sourcemaps.comments import Language
from pkgaudit.sourcemaps.data_uris import data_uris, uri_at
from pkgaudit.sourcemaps.effort import Effort
from pkgaudit.sourcemaps.extent import extent
from pkgaudit.sourcemaps.lines import Lines
from pkgaudit.sourcemaps.literals import literals
from pkgaudit.sourcemaps.measure import Spot
from pkgaudit.sourcemaps.names import kept
from pkgaudit.sourcemaps.objects import JsonObject, objects, quoted_objects
from pkgaudit.sourcemaps.raw_map import AFTER_END, BrokenMap, RawMap, flattened, has_content

_LONGEST_URL = 2048
_DATA = b"data:"
# A shorter payload can hold no source; documentation writes "base64,..." in this place.
_SHORTEST_MAP = 24
_OBJECT_MARKS = frozenset(
    (marks.VERSION, marks.CONTENT, marks.MAPPINGS, marks.ESCAPED_KEY, marks.QUOTED_CONTENT, marks.BARE_CONTENT)
)


class Found(Struct, frozen=True, kw_only=True):
    """A source map as read, not yet measured."""

    raw: RawMap
    spot: Spot


Find = Found | UnreadableMap | MapReference | DebugIdComment


def find(content: bytes, seen: Marks, location: Location, limits: Limits) -> Iterator[Find]:
    """Yield what one member holds.

    Args:
        content: Of the member, UTF-8 or binary.
        seen: Its marks.
        location: The member.
        limits: For reading maps.
    """
    whole = reader.read(content, limits, seen) if reader.opening(content) is not None else None
    if isinstance(whole, RawMap):
        yield Found(raw=whole, spot=Spot(location=location, bytes=len(content)))
        past = _unread(whole, content, seen)
        if past is not None:
            yield from _Search(content, seen, location, limits, past=past).maps()
    elif whole is not None:
        after = list(_Search(content, seen, location, limits).maps()) if whole.goes_on else []
        yield from after
        if not after:
            yield UnreadableMap(location=location, line=None, why=whole.why, has_content=whole.has_content)
    else:
        yield from _Search(content, seen, location, limits).all()


def _unread(whole: RawMap, content: bytes, seen: Marks) -> int | None:
    """Return from where a file that is a map may hold more of them: under a key nobody reads, or after its end."""
    start = reader.opening(content) or 0
    if whole.sections is None:
        more = AFTER_END in whole.problems or marks.ESCAPED_KEY in seen
        return start + 1 if more or marks.count(seen, marks.CONTENT, content) > len(whole.contents) else None
    return extent(content, start).end if AFTER_END in whole.problems else None


class _Search:
    def __init__(self, content: bytes, seen: Marks, location: Location, limits: Limits, *, past: int = 0) -> None:
        self._past = past
        self._content = content
        self._seen = seen
        self._location = location
        self._limits = limits
        self._is_json = False
        self._effort = Effort(len(content))
        self._literal_effort = self._effort
        self._language = comments.language_of(location[-1], content)
        self._binary = self._language is Language.BINARY

    def maps(self) -> Iterator[Find]:
        """Yield only what stands as an object: in a file of JSON there is no other place for a map."""
        self._is_json = True
        yield from self._objects(())
        yield from self._left_over()

    def all(self) -> Iterator[Find]:
        inline: list[tuple[int, int]] = []
        yield from self._inline(inline)
        if not _OBJECT_MARKS.isdisjoint(self._seen):
            yield from self._objects(inline)
        if self._content.startswith(wasm.MAGIC):
            for _, url in wasm.source_mapping_urls(self._content):
                if url[: len(_DATA)].lower() != _DATA:
                    yield self._reference(url, None)
        if marks.DEBUG_ID in self._seen:
            yield from self._debug_ids()
        yield from self._left_over()

    def _left_over(self) -> Iterator[UnreadableMap]:
        if self._effort.exhausted or self._literal_effort.exhausted:
            yield self._unreadable(None, "too many overlapping beginnings of source maps to look at each", leaks=False)

    def _debug_ids(self) -> Iterator[Find]:
        for line, debug_id in comments.debug_ids(self._content, self._seen, self._language):
            yield DebugIdComment(location=self._location, line=line, debug_id=debug_id)

    def _objects(self, inline: Sequence[tuple[int, int]]) -> Iterator[Find]:
        lines = Lines(self._content)
        place = MapPlace.BINARY if self._binary else MapPlace.OBJECT
        read: RawMap | BrokenMap | None = None

        def is_map(candidate: JsonObject) -> bool:
            nonlocal read
            read = reader.read(candidate.text, self._limits)
            return read is not None

        taken = list(inline)
        for found in objects(self._content, self._seen, self._effort, is_map, self._past):
            if isinstance(read, RawMap):
                taken.append((found.offset, found.end))
            before = bisect_right(inline, (found.offset, len(self._content))) - 1
            if before >= 0 and found.offset < inline[before][1]:
                continue
            if isinstance(read, RawMap):
                if self._binary or self._is_meant(read):
                    yield self._found(read, place, found.offset, len(found.text), lines)
            elif isinstance(read, BrokenMap) and self._binary and (found.closed or read.has_content):
                yield self._unreadable(None, read.why, leaks=read.has_content)
        # JSON holds no literals, but may well hold a text that shows one.
        if not self._is_json and self._language is not Language.PROSE:
            yield from self._literals(place, sorted(taken))
        yield from self._quoted(place)

    def _quoted(self, place: MapPlace) -> Iterator[Find]:
        lines = Lines(self._content)
        for quoted in quoted_objects(self._content, self._seen, self._effort):
            raw = reader.read(quoted.text, self._limits)
            if isinstance(raw, RawMap) and self._is_meant(raw):
                yield self._found(raw, place, quoted.offset, len(quoted.text), lines)

    def _literals(self, place: MapPlace, taken: Sequence[tuple[int, int]]) -> Iterator[Find]:
        lines = Lines(self._content)
        read: RawMap | BrokenMap | None = None

        def is_map(candidate: JsonObject) -> bool:
            nonlocal read
            read = reader.read(candidate.text, self._limits)
            return isinstance(read, RawMap) and self._is_meant(read)

        # Of its own: nearly every text that mentions these words was read for JSON before. Half of that is plenty.
        self._literal_effort = Effort(len(self._content) // 2)
        for found in literals(self._content, self._seen, self._literal_effort, taken, is_map):
            if isinstance(read, RawMap):
                yield self._found(read, place, found.offset, found.end - found.offset, lines)

    def _is_meant(self, raw: RawMap) -> bool:
        """Whether an object inside a text is a map and not an example of one: complete, mapped, and with content."""
        if self._language is Language.PROSE and not self._location[-1].lower().endswith(("json", "map", "lock")):
            return False
        return any(one.has_version and one.has_mappings and has_content(one) for one in flattened(raw))

    def _inline(self, taken: list[tuple[int, int]]) -> Iterator[Find]:
        lines = Lines(self._content)
        declared: dict[int, bool] = {}
        references: list[MapReference] = []
        for one in comments.declarations(self._content, self._seen, self._language):
            if one.inline:
                declared[one.offset] = one.firm
            else:
                references.append(self._reference(one.url, one.line))
        for uri in data_uris(self._content, self._seen, self._effort):
            raw = reader.read(uri.text, self._limits)
            if isinstance(raw, RawMap):
                yield self._found(raw, MapPlace.INLINE, uri.offset, len(uri.text), lines)
                taken.append((uri.offset, uri.end))
                declared.pop(uri.offset, None)
            elif raw is not None:
                yield self._unreadable(None if self._binary else lines.at(uri.offset), raw.why, leaks=raw.has_content)
                declared.pop(uri.offset, None)
        # In a binary the constant of a library that writes such comments runs on into whatever constant comes next.
        if not self._binary:
            yield from self._undecoded(declared)
        yield from references

    def _undecoded(self, declared: Mapping[int, bool]) -> Iterator[UnreadableMap]:
        """What a comment declares to be an inline map and no reader took for one: JSON of another kind is let go."""
        lines = Lines(self._content)
        for offset, firm in declared.items():
            uri = uri_at(self._content, offset, self._effort)
            if uri is None and not (firm and self._has_a_payload(offset)):
                continue
            if uri is not None and (len(uri.text) < _SHORTEST_MAP or reader.opening(uri.text) is not None):
                continue
            yield self._unreadable(
                lines.at(offset), "declared as an inline source map, but it does not decode to one", leaks=False
            )

    def _has_a_payload(self, offset: int) -> bool:
        start = self._content.find(b",", offset, offset + _LONGEST_URL) + 1
        payload = self._content[start : start + _SHORTEST_MAP]
        return start > 0 and len(payload) == _SHORTEST_MAP and len(payload.split()) == 1

    def _found(self, raw: RawMap, place: MapPlace, offset: int, size: int, lines: Lines) -> Found:
        line = None if self._binary else lines.at(offset)
        return Found(raw=raw, spot=Spot(location=self._location, place=place, line=line, offset=offset, bytes=size))

    def _unreadable(self, line: int | None, why: str, *, leaks: bool) -> UnreadableMap:
        return UnreadableMap(location=self._location, line=line, why=why, has_content=leaks)

    def _reference(self, url: bytes, line: int | None) -> MapReference:
        text = kept(url[:_LONGEST_URL].decode("utf-8", "replace"), _LONGEST_URL)
        kind = addresses.classify(text)
        return MapReference(
            location=self._location,
            line=line,
            url=text,
            kind=kind,
            target=addresses.resolve(text, self._location[-1]),
        )
