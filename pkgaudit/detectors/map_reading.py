"""What one source map, or several together, amount to: the questions rules ask, and the facts they get."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from pkgaudit.containers.compressed import inner_name
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import FactValue
from pkgaudit.model.gap import Location
from pkgaudit.model.source_map import EmbeddedSource, Novelty, SourceMap
from pkgaudit.sourcemaps.addresses import resolve
from pkgaudit.sourcemaps.overview import largest_sources, top_folders
from pkgaudit.sourcemaps.ownership import is_third_party, lies_among_vendored

_NAMES_SHOWN = 20


class ReadMap(Struct, frozen=True, kw_only=True):
    """A source map with what can be said of it once the artifact is known.

    Attributes:
        map: As found.
        novel: Its embedded sources that are nowhere else.
        unshipped: Sources it names but neither carries nor finds in the artifact (up to 1,000).
        own_unshipped: Those of them that are not other people's.
        vendored: Whether the map itself lies in a folder of other people's code.
    """

    map: SourceMap
    novel: tuple[EmbeddedSource, ...]
    unshipped: tuple[str, ...]
    own_unshipped: tuple[str, ...]
    vendored: bool

    @property
    def layout_only(self) -> bool:
        """Whether it shows how the project's own sources are laid out, and nothing of what is in them."""
        return not self.map.embedded and bool(self.own_unshipped)


def read_maps(artifact: Artifact) -> list[ReadMap]:
    """Return every map of the artifact, in the order found."""
    if not artifact.atlas.maps:
        return []
    shipped = {member.location for member in artifact.files}
    return [_read(found, shipped) for found in artifact.atlas.maps]


def _read(found: SourceMap, shipped: set[Location]) -> ReadMap:
    container, path = found.location[:-1], found.location[-1]
    unshipped = []
    for name in found.missing:
        target = resolve(name, path)
        if target is None or (*container, target) not in shipped:
            unshipped.append(name)
    vendored = lies_among_vendored(path)
    return ReadMap(
        map=found,
        novel=tuple(source for source in found.embedded if source.novelty is Novelty.NOVEL),
        unshipped=tuple(unshipped),
        own_unshipped=() if vendored else tuple(name for name in unshipped if not is_third_party(name)),
        vendored=vendored,
    )


FACTS = {
    "maps": "how many source maps this finding stands for",
    "place": "`file`, `inline` (in a `data:` URI), `object` (in code) or `binary`; several are separated by commas",
    "map_bytes": "size of the maps' JSON text in bytes",
    "indexed": "whether a map is made of sections",
    "disguised": "whether a map lies under a name that does not end in `.map`",
    "nested": "whether it lies inside an archive that lies inside the artifact",
    "packing": "`in an archive`, `compressed` or `as it is`",
    "debug_id": "the map's debug id, or none",
    "sources": "how many sources the maps name",
    "embedded": "how many of them they carry with content",
    "embedded_bytes": "UTF-8 length of that content",
    "novel": "embedded sources that are nowhere else in the artifact and are not other people's",
    "novel_bytes": "UTF-8 length of the novel sources",
    "novel_lines": "lines of the novel sources",
    "shipped": "embedded sources that are also files of the artifact",
    "third_party": "embedded sources that are other people's packages",
    "unshipped": "sources that are named, but neither embedded nor shipped (counted up to 1,000 for each map)",
    "private_paths": "how many sources show a path of somebody's machine",
    "folders": "the ten folders with most content: `path`, `sources`, `bytes`, `lines`; of novel sources, if any",
    "largest": "the ten largest sources: `path`, `bytes`, `lines`; of novel ones, if any",
    "names": "the first twenty names that matter here: private paths or unshipped sources",
    "problems": "what the source map standard forbids and this map does",
}


def facts_of(maps: Sequence[ReadMap], artifact: Artifact, names: Iterable[str]) -> dict[str, FactValue]:
    """Return the facts of one map, or the sums over several."""
    found = [each.map for each in maps]
    embedded = [source for each in found for source in each.embedded]
    novel = [source for each in maps for source in each.novel]
    shown = novel or embedded
    return {
        "maps": len(found),
        "place": ", ".join(sorted({each.place for each in found})),
        "map_bytes": sum(each.bytes for each in found),
        "indexed": any(each.indexed for each in found),
        "disguised": any(each.disguised for each in found),
        "nested": any(_in_archive(each.location, artifact) for each in found),
        "packing": _packing(found, artifact),
        "debug_id": next((each.debug_id for each in found if each.debug_id), None),
        "sources": sum(each.sources for each in found),
        "embedded": len(embedded),
        "embedded_bytes": sum(source.bytes for source in embedded),
        "novel": len(novel),
        "novel_bytes": sum(source.bytes for source in novel),
        "novel_lines": sum(source.lines for source in novel),
        "shipped": sum(source.novelty is Novelty.SHIPPED for source in embedded),
        "third_party": sum(source.novelty is Novelty.THIRD_PARTY for source in embedded),
        "unshipped": sum(len(each.unshipped) for each in maps),
        "private_paths": sum(each.private_path_count for each in found),
        "folders": tuple(
            {"path": folder.path, "sources": folder.sources, "bytes": folder.bytes, "lines": folder.lines}
            for folder in top_folders(shown)
        ),
        "largest": tuple(
            {"path": source.path, "bytes": source.bytes, "lines": source.lines} for source in largest_sources(shown)
        ),
        "names": tuple(dict.fromkeys(names))[:_NAMES_SHOWN],
        "problems": tuple(dict.fromkeys(problem for each in found for problem in each.problems))[:_NAMES_SHOWN],
    }


def is_nested(location: Location, artifact: Artifact) -> bool:
    """Whether a member lies inside an archive or a compressed file that lies inside the artifact."""
    return len(location) > len(artifact.location) + 1


def _in_archive(location: Location, artifact: Artifact) -> bool:
    """Whether one of the files it lies inside of is more than compressed: that alone is named like what it holds."""
    beyond = range(len(artifact.location) + 1, len(location))
    return any(inner_name(location[:end]) != location[end] for end in beyond)


def _packing(maps: Sequence[SourceMap], artifact: Artifact) -> str:
    if any(_in_archive(each.location, artifact) for each in maps):
        return "in an archive"
    return "compressed" if any(is_nested(each.location, artifact) for each in maps) else "as it is"
