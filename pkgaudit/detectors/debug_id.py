"""Code and a source map that carry the same debug id: a pair that no reference shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pkgaudit.detectors.concluding import ConcludingCheck
from pkgaudit.detectors.grouping import MORE, by_place, more, places
from pkgaudit.detectors.protocol import Need
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.gap import Location
from pkgaudit.model.rule import Rule
from pkgaudit.model.source_map import DebugIdComment


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A rule has nothing to choose here."""


NEEDS = frozenset((Need.MEMBERS,))
FACTS: Mapping[str, str] = {
    "pairs": "how many pairs this finding stands for",
    "debug_id": "the id both carry (of the first pair)",
    "more": MORE,
    "map": "path of the source map (of the first pair)",
}
PARAMS = Params
VISITS = False


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about paired debug ids."""
    names = [rule.name for rule in rules]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        pairs = list(_pairs(artifact))
        for name in names:
            for location, members in by_place(pairs, lambda pair: pair[0].location):
                comment, target = members[0]
                yield Hit(
                    rule=name,
                    location=location,
                    places=places(location, [each.location for each, _ in members]),
                    line=comment.line if len(members) == 1 else None,
                    facts={
                        "pairs": len(members),
                        "debug_id": comment.debug_id,
                        "map": "!".join(target[len(artifact.location) :]),
                        "more": more(len(members)),
                    },
                )

    return ConcludingCheck(judge)


def _pairs(artifact: Artifact) -> Iterator[tuple[DebugIdComment, Location]]:
    atlas = artifact.atlas
    referring = {reference.location for reference in atlas.references}
    for comment in atlas.debug_ids:
        # A map inside the very same member is an inline one, and a reference shows the pair to everybody.
        others = [location for location in comment.maps if location != comment.location]
        if others and comment.location not in referring:
            yield comment, others[0]
