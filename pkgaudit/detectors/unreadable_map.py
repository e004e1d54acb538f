"""What is a source map by its marks, but cannot be read as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pkgaudit.detectors.concluding import ConcludingCheck
from pkgaudit.detectors.grouping import MORE, by_place, more, places
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.rule import Rule


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What a rule asks.

    Attributes:
        content: Whether content of sources was seen among its bytes.
    """

    content: bool


NEEDS = frozenset((Need.MEMBERS,))
FACTS: Mapping[str, str] = {
    "maps": "how many unreadable maps this finding stands for",
    "why": "what stopped the reader (of the first one)",
    "more": MORE,
    "content": "whether content of sources was seen among the bytes",
}
PARAMS = Params
VISITS = False


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about unreadable maps."""
    asked = [(rule.name, params_of(rule, Params)) for rule in rules]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        for name, params in asked:
            matching = [each for each in artifact.atlas.unreadable if each.has_content is params.content]
            for location, members in by_place(matching, lambda each: each.location):
                yield Hit(
                    rule=name,
                    location=location,
                    places=places(location, [each.location for each in members]),
                    line=members[0].line if len(members) == 1 else None,
                    facts={
                        "maps": len(members),
                        "why": members[0].why,
                        "more": more(len(members)),
                        "content": params.content,
                    },
                )

    return ConcludingCheck(judge)
