"""What a source map gives away, in numbers: its contents are looked at here and then forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from pkgaudit.expression import Expression
from pkgaudit.model.gap import Location
from pkgaudit.model.source_map import EmbeddedSource, MapPlace, SourceMap
from pkgaudit.sourcemaps.names import kept, source_name
from pkgaudit.sourcemaps.private_paths import shows_a_machine
from pkgaudit.sourcemaps.raw_map import RawMap, flattened
from pkgaudit.sourcemaps.text_key import folded, key_of_folded, line_count

_PRIVATE_SHOWN = 20
_MISSING_SHOWN = 1000
_ABSOLUTE_URL = Expression(r"[A-Za-z][A-Za-z0-9+.-]{1,30}://")
_COMPRESSED = (".gz", ".br", ".zst", ".zstd", ".xz", ".bz2", ".deflate")


class Spot(Struct, frozen=True, kw_only=True):
    """Where a map was found; the fields are those of `SourceMap`."""

    location: Location
    place: MapPlace = MapPlace.FILE
    line: int | None = None
    offset: int | None = None
    bytes: int = 0


def measured(raw: RawMap, spot: Spot) -> SourceMap:
    """Return the measures of a map, its sections' sources added up."""
    tally = _Tally()
    for one in flattened(raw):
        tally.add(one)
    return SourceMap(
        location=spot.location,
        line=spot.line,
        offset=spot.offset,
        place=spot.place,
        indexed=raw.sections is not None,
        disguised=spot.place is MapPlace.FILE and not _is_named_map(spot.location[-1]),
        bytes=spot.bytes,
        sources=tally.sources,
        embedded=tuple(tally.embedded),
        file=None if raw.file is None else kept(raw.file),
        debug_id=None if not raw.debug_id else kept(raw.debug_id.lower()),
        section_urls=tuple(tally.section_urls),
        source_root_url=tally.root_url,
        private_paths=tuple(tally.private),
        private_path_count=tally.private_count,
        missing=tuple(tally.missing),
        problems=tuple(dict.fromkeys((*raw.problems, *tally.problems))),
    )


def contents_of(raw: RawMap) -> Iterator[tuple[str, str]]:
    """Yield (name, content) of every embedded source of a map and its sections, as `measured` counts them."""
    for one in flattened(raw):
        for index, content in _distinct(one):
            yield source_name(_at(one.sources, index), one.source_root, index), content


class _Tally:
    def __init__(self) -> None:
        self.sources = 0
        self.embedded: list[EmbeddedSource] = []
        self.section_urls: list[str] = []
        self.root_url: str | None = None
        self.private: dict[str, None] = {}
        self.private_count = 0
        self.missing: list[str] = []
        self.problems: dict[str, None] = {}

    def add(self, raw: RawMap) -> None:
        self.sources += len(raw.sources or ())
        self.section_urls += [kept(section.url) for section in raw.sections or () if section.url is not None]
        if raw.source_root is not None and _ABSOLUTE_URL.match(raw.source_root):
            self.root_url = self.root_url or kept(raw.source_root)
        self.problems.update(dict.fromkeys(_problems(raw)))
        having = set()
        for index, content in _distinct(raw):
            having.add(index)
            self._embed(source_name(_at(raw.sources, index), raw.source_root, index), content)
        self._name_sources(raw, having)

    def _embed(self, name: str, content: str) -> None:
        # A lone surrogate becomes three bytes, the same number that JavaScript counts for it.
        text = content.encode("utf-8", "surrogatepass")
        plain = folded(text)
        self.embedded.append(
            EmbeddedSource(path=name, bytes=len(text), lines=line_count(plain), text_key=key_of_folded(plain))
        )

    def _name_sources(self, raw: RawMap, having: set[int]) -> None:
        for index, source in enumerate(raw.sources or ()):
            name = source_name(source, raw.source_root, index)
            if index not in having and source is not None and len(self.missing) < _MISSING_SHOWN:
                self.missing.append(name)
            if shows_a_machine(name):
                self.private_count += 1
                if len(self.private) < _PRIVATE_SHOWN:
                    self.private[name] = None
        if not raw.sources and raw.source_root is not None and shows_a_machine(f"{raw.source_root.rstrip('/')}/x"):
            self.private[kept(raw.source_root)] = None


def _distinct(raw: RawMap) -> Iterator[tuple[int, str]]:
    """Yield the non-empty contents with their index; of duplicate lists, what differs from the list in force too."""
    if len(raw.contents) == 1:
        for index, content in enumerate(raw.contents[0]):
            if content:
                yield index, content
        return
    seen: set[tuple[int, str]] = set()
    for contents in raw.contents:
        for index, content in enumerate(contents):
            if content and (index, content) not in seen:
                seen.add((index, content))
                yield index, content


def _problems(raw: RawMap) -> Iterator[str]:
    yield from raw.problems
    if raw.sections is not None:
        if raw.has_mappings or raw.sources is not None:
            yield "has sections beside sources or mappings"
        if any(section.map is None and section.url is None for section in raw.sections):
            yield "a section without a map"
        if any(section.map is not None and section.map.sections is not None for section in raw.sections):
            yield "sections inside sections"
        return
    if raw.sources is None:
        yield "sources is missing"
    if not raw.has_mappings:
        yield "mappings is missing"
    if raw.contents:
        count, expected = len(raw.contents[-1]), len(raw.sources or ())
        if count < expected:
            yield "sourcesContent is shorter than sources"
        elif count > expected:
            yield "sourcesContent is longer than sources"


def _at(sources: list[str | None] | None, index: int) -> str | None:
    return sources[index] if sources is not None and index < len(sources) else None


def _is_named_map(path: str) -> bool:
    name = path.lower()
    for suffix in _COMPRESSED:
        name = name.removesuffix(suffix)
    return name.endswith(".map")
