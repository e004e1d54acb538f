"""Members by where they lie and what they are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pkgaudit.detectors.concluding import ConcludingCheck
from pkgaudit.detectors.globs import checked_globs, wanted
from pkgaudit.detectors.grouping import MORE, by_place, more, places
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import FactValue, Hit
from pkgaudit.model.member import MemberKind, MemberRecord
from pkgaudit.model.rule import Rule


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, rename="kebab"):
    """What a rule asks.

    Attributes:
        paths: Globs; a member that any of them matches is reported.
        unless: Globs; a member that any of them matches is not.
        nested: Whether members of archives inside the artifact count too.
    """

    paths: tuple[str, ...]
    unless: tuple[str, ...] = ()
    nested: bool = True

    def __post_init__(self) -> None:
        checked_globs("paths", self.paths, needed=True)
        checked_globs("unless", self.unless, needed=False)


NEEDS = frozenset((Need.MEMBERS,))
FACTS: Mapping[str, str] = {
    "members": "how many members this finding stands for",
    "first": "path of the first one",
    "more": MORE,
    "bytes": "their content in bytes, all together",
    "list": "the first twenty: `path`, `bytes`",
}
PARAMS = Params
VISITS = False

_LISTED = 20


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about paths."""
    asked = [(rule.name, params, wanted(params.paths, params.unless)) for rule in rules for params in [_params(rule)]]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        own = len(artifact.location) + 1
        members = [member for member in artifact.members if member.kind is not MemberKind.DIRECTORY]
        for name, params, matches in asked:
            found = [
                member
                for member in members
                if (params.nested or len(member.location) == own) and matches(member.location[-1])
            ]
            for location, held in by_place(found, lambda member: member.location):
                held_at = places(location, [member.location for member in held])
                yield Hit(rule=name, location=location, facts=_facts(held), places=held_at)

    return ConcludingCheck(judge)


def _params(rule: Rule) -> Params:
    return params_of(rule, Params)


def _facts(members: Sequence[MemberRecord]) -> dict[str, FactValue]:
    return {
        "members": len(members),
        "first": members[0].path,
        "more": more(len(members)),
        "bytes": sum(member.size for member in members),
        "list": tuple({"path": member.path, "bytes": member.size} for member in members[:_LISTED]),
    }
