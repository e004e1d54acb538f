"""Lockfiles that ship in a package although no installer goes by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pkgaudit.detectors.concluding import ConcludingCheck
from pkgaudit.detectors.grouping import MORE, by_place, more
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.dependency_document import DependencyDocument
from pkgaudit.model.finding import Hit
from pkgaudit.model.grades import Format
from pkgaudit.model.rule import Rule


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What a rule asks.

    Attributes:
        formats: Only artifacts of these formats.
    """

    formats: tuple[Format, ...]


NEEDS = frozenset((Need.DEPENDENCIES,))
FACTS: Mapping[str, str] = {
    "lockfiles": "how many lockfiles this finding stands for",
    "first": "path of the first one",
    "packages": "how many packages they lock",
    "more": MORE,
}
PARAMS = Params
VISITS = False


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about lockfiles that ship."""
    asked = [(rule.name, params_of(rule, Params)) for rule in rules]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        applying = [name for name, params in asked if artifact.format in params.formats]
        if not applying or not artifact.documents:
            return
        from pkgaudit.detectors.dependency_places import Places  # noqa: PLC0415 -- only where something is depended on

        places = Places(artifact)
        found = [
            document
            for document in places.documents()
            if places.is_lockfile(document)
            and not places.is_installed_from(document)
            and _is_at_the_top(document, artifact)
        ]
        for name in applying:
            for location, held in by_place(found, lambda document: document.location):
                yield Hit(
                    rule=name,
                    location=location,
                    facts={
                        "lockfiles": len(held),
                        "first": held[0].location[-1],
                        "packages": sum(len(document.locked) for document in held),
                        "more": more(len(held)),
                    },
                )

    return ConcludingCheck(judge)


def _is_at_the_top(document: DependencyDocument, artifact: Artifact) -> bool:
    """Return whether a lockfile is the package's own; one in a folder below may belong to a template that is used."""
    inside = document.location[len(artifact.location) :]
    folders = 1 if artifact.format is Format.NPM_TARBALL else 0
    return len(inside) == 1 and inside[0].count("/") == folders
