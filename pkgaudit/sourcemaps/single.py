"""All source maps of one file, with their contents at hand: what the command ``sourcemap`` works on."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from pkgaudit.model.limits import Limits
from pkgaudit.model.source_map import MapReference, SourceMap, UnreadableMap
from pkgaudit.sourcemaps import marks
from pkgaudit.sourcemaps.encoding import as_utf8, foreign_encoding
from pkgaudit.sourcemaps.finder import Found, find
from pkgaudit.sourcemaps.measure import contents_of, measured
from pkgaudit.sourcemaps.novelty import Judge
from pkgaudit.sourcemaps.raw_map import RawMap, with_problems


class OpenMap(Struct, frozen=True, kw_only=True):
    """One source map and its contents.

    Attributes:
        measures: What it gives away; third-party sources are told by their names, nothing counts as shipped.
        raw: As read.
    """

    measures: SourceMap
    raw: RawMap

    def contents(self) -> Iterator[tuple[str, str]]:
        """Yield (name, content) of each embedded source, in the order of ``measures.embedded``; both are hostile."""
        return contents_of(self.raw)


class MapsInFile(Struct, frozen=True, kw_only=True):
    """What one file holds.

    Attributes:
        maps: In order of place.
        unreadable: What is a map by its marks and could not be read.
        references: Declarations of maps elsewhere.
    """

    maps: tuple[OpenMap, ...]
    unreadable: tuple[UnreadableMap, ...]
    references: tuple[MapReference, ...]


def maps_in(content: bytes, name: str, limits: Limits) -> MapsInFile:
    """Return every map in a file, whatever kind of file it is.

    Args:
        content: Of the file.
        name: Of the file; its suffix says how comments are written in it.
        limits: ``json_depth`` and ``sections_depth`` apply.
    """
    encoding = foreign_encoding(content)
    if encoding is not None:
        content = as_utf8(content, encoding)
    raws: list[RawMap] = []
    maps: list[SourceMap] = []
    unreadable: list[UnreadableMap] = []
    references: list[MapReference] = []
    for found in find(content, marks.search(content), (name,), limits):
        if isinstance(found, Found):
            raws.append(found.raw if encoding is None else with_problems(found.raw, f"encoded as {encoding}"))
            maps.append(measured(raws[-1], found.spot))
        elif isinstance(found, UnreadableMap):
            unreadable.append(found)
        elif isinstance(found, MapReference):
            references.append(found)
    judge = Judge((), maps, None)
    return MapsInFile(
        maps=tuple(OpenMap(measures=judge.decide(one), raw=raw) for one, raw in zip(maps, raws, strict=True)),
        unreadable=tuple(unreadable),
        references=tuple(references),
    )
