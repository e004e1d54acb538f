"""Manifests that do not say what they must, or say it twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pkgaudit.detectors.concluding import ConcludingCheck
from pkgaudit.detectors.grouping import MORE, by_place, more
from pkgaudit.detectors.protocol import Need
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import FactValue, Hit
from pkgaudit.model.rule import Rule


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A rule has nothing to choose here."""


NEEDS = frozenset((Need.MEMBERS,))
FACTS: Mapping[str, str] = {
    "problems": "how many problems this finding stands for",
    "problem": "what is wrong (the first one)",
    "more": MORE,
}
PARAMS = Params
VISITS = False


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about malformed manifests."""
    names = [rule.name for rule in rules]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        for name in names:
            for location, members in by_place(artifact.claims.problems, lambda each: each.location):
                facts: dict[str, FactValue] = {
                    "problems": len(members),
                    "problem": members[0].problem,
                    "more": more(len(members)),
                }
                yield Hit(rule=name, location=location, facts=facts)

    return ConcludingCheck(judge)
