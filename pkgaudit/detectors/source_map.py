"""Source maps by what they carry and how they are shipped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from pkgaudit.detectors import map_reading
from pkgaudit.detectors.concluding import ConcludingCheck
from pkgaudit.detectors.grouping import by_member, places
from pkgaudit.detectors.map_reading import ReadMap, facts_of, is_nested, read_maps
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.rule import Rule
from pkgaudit.model.source_map import MapPlace


class Having(StrEnum):
    """What a map must have; the first four exclude each other, the others are beside them."""

    NOVEL_CONTENT = "novel-content"
    KNOWN_CONTENT_ONLY = "known-content-only"
    LAYOUT_ONLY = "layout-only"
    UNRESOLVABLE_SOURCES = "unresolvable-sources"
    PRIVATE_PATHS = "private-paths"
    DISGUISE = "disguise"
    NESTED_ARCHIVE = "nested-archive"
    PROBLEMS = "problems"


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What a rule asks.

    Attributes:
        having: What the map must have.
        places: How it must have been shipped; any of these.
    """

    having: Having
    places: tuple[MapPlace, ...] = tuple(MapPlace)


NEEDS = frozenset((Need.MEMBERS,))
FACTS: Mapping[str, str] = map_reading.FACTS
PARAMS = Params
VISITS = False

_Test = Callable[[ReadMap, Artifact], bool]

_TESTS: Mapping[Having, _Test] = {
    Having.NOVEL_CONTENT: lambda read, _: bool(read.novel),
    Having.KNOWN_CONTENT_ONLY: lambda read, _: bool(read.map.embedded) and not read.novel,
    Having.LAYOUT_ONLY: lambda read, _: read.layout_only,
    Having.UNRESOLVABLE_SOURCES: lambda read, _: bool(read.unshipped) and not read.novel and not read.layout_only,
    Having.PRIVATE_PATHS: lambda read, _: bool(read.map.private_paths) and not read.vendored,
    Having.DISGUISE: lambda read, _: read.map.disguised,
    Having.NESTED_ARCHIVE: lambda read, artifact: is_nested(read.map.location, artifact),
    Having.PROBLEMS: lambda read, _: bool(read.map.problems),
}


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about source maps."""
    asked = [(rule.name, params_of(rule, Params)) for rule in rules]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        maps = read_maps(artifact)
        for name, params in asked:
            yield from _hits(name, params, maps, artifact)

    return ConcludingCheck(judge)


def _hits(rule: str, params: Params, maps: Sequence[ReadMap], artifact: Artifact) -> Iterable[Hit]:
    test = _TESTS[params.having]
    matching = [read for read in maps if read.map.place in params.places and test(read, artifact)]
    for location, members in by_member(matching, lambda read: read.map.location):
        yield Hit(
            rule=rule,
            location=location,
            line=members[0].map.line if len(members) == 1 else None,
            facts=facts_of(members, artifact, _names(params.having, members)),
            places=places(location, [read.map.location for read in members]),
        )


def _names(having: Having, maps: Sequence[ReadMap]) -> Iterator[str]:
    for read in maps:
        if having is Having.PRIVATE_PATHS:
            yield from read.map.private_paths
        elif having is Having.LAYOUT_ONLY:
            yield from read.own_unshipped
        elif having is Having.UNRESOLVABLE_SOURCES:
            yield from read.unshipped
