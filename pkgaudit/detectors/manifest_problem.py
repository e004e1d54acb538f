"""Manifests that do not say what they must, or say it twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pkgaudit.detectors.concluding import ConcludingCheck
from pkgaudit.detectors.grouping import by_place, more, places
from pkgaudit.detectors.protocol import Need
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import FactValue, Hit
from pkgaudit.model.gap import Location
from pkgaudit.model.rule import Rule


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A rule has nothing to choose here."""


NEEDS = frozenset((Need.MEMBERS,))
FACTS: Mapping[str, str] = {
    "problems": "how many problems this finding stands for",
    "manifests": "how many manifests it stands for",
    "problem": "what is wrong (the first problem)",
    "told": "what is wrong: the first three problems of the manifest, and how many more there are",
    "list": "the first twenty problems: `manifest`, `problem`",
}
PARAMS = Params
VISITS = False

_TOLD = 3
_LISTED = 20


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about malformed manifests."""
    names = [rule.name for rule in rules]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        manifests: dict[Location, list[str]] = {}
        for each in artifact.claims.problems:
            problems = manifests.setdefault(each.location, [])
            if each.problem not in problems:
                problems.append(each.problem)
        for name in names:
            for location, members in by_place(list(manifests.items()), lambda manifest: manifest[0]):
                yield Hit(
                    rule=name,
                    location=location,
                    facts=_facts(members, len(artifact.location)),
                    places=places(location, [each for each, _ in members]),
                )

    return ConcludingCheck(judge)


def _facts(manifests: Sequence[tuple[Location, list[str]]], depth: int) -> dict[str, FactValue]:
    every = [(location, problem) for location, problems in manifests for problem in problems]
    first = manifests[0][1][:_TOLD]
    return {
        "problems": len(every),
        "manifests": len(manifests),
        "problem": first[0],
        "told": "; ".join(first) + more(len(every) - len(first) + 1),
        "list": tuple(
            {"manifest": "!".join(location[depth:]), "problem": problem} for location, problem in every[:_LISTED]
        ),
    }
