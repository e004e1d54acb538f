"""Versions so high that whoever merges two registries would get them instead of their own package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pkgaudit.detectors.concluding import ConcludingCheck
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.detectors.seen_facts import SEEN_FACTS
from pkgaudit.expression import Expression
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.rule import Rule


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, rename="kebab"):
    """What a rule asks.

    Attributes:
        unless_names: Packages whose versions really are that high.
    """

    unless_names: tuple[str, ...] = ()


NEEDS = frozenset((Need.DEPENDENCIES,))
FACTS: Mapping[str, str] = SEEN_FACTS
PARAMS = Params
VISITS = False

_NINES = Expression(r"9{2,}\.[0-9]{1,9}\.[0-9]{1,9}(?:[-+.].{0,200})?|9\.9{1,9}\.9{1,9}")


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about such versions."""
    asked = [(rule.name, frozenset(params_of(rule, Params).unless_names)) for rule in rules]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        if not artifact.documents:
            return
        from pkgaudit.detectors.dependency_places import Places  # noqa: PLC0415 -- only where something is depended on
        from pkgaudit.detectors.releases_seen import Chains, facts_of, releases_seen  # noqa: PLC0415 -- as above

        places, chains = Places(artifact), Chains()
        for seen in releases_seen(places, lambda _, name, text: "9" in text[:4] and not name.startswith("@")):
            if seen.how in ("shipped", "asked for") or places.is_test_data(seen.document):
                continue
            if seen.version.startswith("9") and _NINES.fullmatch(seen.version):
                for rule, allowed in asked:
                    if seen.name not in allowed:
                        facts = facts_of(seen, chains.of(seen))
                        yield Hit(rule=rule, location=seen.document.location, line=seen.line, facts=facts)

    return ConcludingCheck(judge)
