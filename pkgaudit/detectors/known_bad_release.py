"""Releases of the incident table: locked, pinned or shipped; their companions; and ranges that admit them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from pkgaudit.detectors.concluding import ConcludingCheck
from pkgaudit.detectors.grouping import MORE, more
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.detectors.seen_facts import SEEN_FACTS
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import FactValue, Hit
from pkgaudit.model.grades import Confidence
from pkgaudit.model.rule import Rule

if TYPE_CHECKING:
    from pkgaudit.detectors.dependency_places import Places
    from pkgaudit.detectors.releases_seen import Seen
    from pkgaudit.knowledge.incident_index import BadRelease, IncidentIndex


class Case(StrEnum):
    """What is seen of a bad release, and how sure that is."""

    RELEASE = "release"
    SUSPECTED_RELEASE = "suspected-release"
    DISPUTED_RELEASE = "disputed-release"
    COMPANION = "companion"
    IN_TEST_DATA = "in-test-data"
    RANGE_AVAILABLE = "range-available"
    RANGE_UNKNOWN = "range-unknown"
    RANGE_REMOVED = "range-removed"


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What a rule asks.

    Attributes:
        cases: Any of these. ``release`` is in an advisory database or two lists, ``suspected-release`` in one list,
            ``disputed-release`` in one list and missing where it should be; the ranges differ by whether the registry
            still gives the release out.
    """

    cases: tuple[Case, ...]

    def __post_init__(self) -> None:
        if not self.cases:
            raise ValueError("cases is empty: write at least one")


NEEDS = frozenset((Need.DEPENDENCIES,))
FACTS: Mapping[str, str] = {
    **SEEN_FACTS,
    "incident": "the incident: `pkgaudit explain` shows it",
    "nature": "how the release came to be bad: `compromised-release`, `malicious-package`, `sabotage`, `protestware`",
    "confidence": "how sure the table is",
    "until": "when it was taken down, UTC; empty when that is not known",
    "admitted": "the bad versions that a range admits",
    "more": MORE,
}
PARAMS = Params
VISITS = False

_BY_CONFIDENCE = {
    Confidence.HIGH: Case.RELEASE,
    Confidence.MEDIUM: Case.SUSPECTED_RELEASE,
    Confidence.LOW: Case.DISPUTED_RELEASE,
}
_RANGES = (Case.RANGE_AVAILABLE, Case.RANGE_UNKNOWN, Case.RANGE_REMOVED)
"""Strongest first."""

_Admitted = dict[str, "BadRelease"]


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about bad releases."""
    asked = [(rule.name, params_of(rule, Params)) for rule in rules]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        if not artifact.documents:
            return
        from pkgaudit.detectors.dependency_places import Places  # noqa: PLC0415 -- only where something is depended on
        from pkgaudit.knowledge.incident_index import incident_index  # noqa: PLC0415 -- as above

        for case, location, line, facts in _Judgement(Places(artifact), incident_index()).told():
            for name, params in asked:
                if case in params.cases:
                    yield Hit(rule=name, location=location, line=line, facts=facts)

    return ConcludingCheck(judge)


_Told = tuple[Case, tuple[str, ...], int | None, dict[str, FactValue]]


class _Judgement:
    """Goes through what one artifact names, once."""

    def __init__(self, places: Places, index: IncidentIndex) -> None:
        from pkgaudit.detectors.releases_seen import Chains  # noqa: PLC0415 -- as above

        self._places = places
        self._index = index
        self._chains = Chains()

    def told(self) -> Iterator[_Told]:
        from pkgaudit.detectors.releases_seen import releases_seen  # noqa: PLC0415 -- as above

        ranges: dict[tuple[Case, str], list[tuple[Seen, _Admitted]]] = {}
        for seen in releases_seen(self._places, lambda ecosystem, name, _: self._index.knows(ecosystem, name)):
            found = self._release(seen)
            if found is not None:
                yield self._one(*found, seen)
            elif seen.how == "asked for" and self._is_open(seen):
                admitted = self._admitted(seen)
                if admitted:
                    case = min(map(_range_case, admitted.values()), key=_RANGES.index)
                    ranges.setdefault((case, seen.name), []).append((seen, admitted))
        for (case, _), held in ranges.items():
            yield self._range(case, held)

    def _release(self, seen: Seen) -> tuple[Case, BadRelease] | None:
        """Return what is known of the very release, or of a name that is bad at every version."""
        from pkgaudit.knowledge.incident_index import EVERY  # noqa: PLC0415 -- as above
        from pkgaudit.knowledge.versions import is_placeholder, normal_name  # noqa: PLC0415 -- as above

        ecosystem = seen.document.ecosystem
        known = self._index.known(ecosystem, seen.name)
        if is_placeholder(seen.version or seen.requirement):
            return None
        companion = self._index.companions(ecosystem).get(normal_name(ecosystem, seen.name))
        release = self._index.release(ecosystem, seen.name, seen.version) if seen.version else known.get(EVERY)
        if companion is not None:
            release = release or next(each for each in known.values() if each.slug == companion)
        if release is None or seen.host in release.elsewhere or _is_elsewhere(seen, release):
            return None
        if companion is None and not seen.version and not seen.is_range:
            return None
        if self._places.is_test_data(seen.document):
            return Case.IN_TEST_DATA, release
        return (Case.COMPANION if companion is not None else _BY_CONFIDENCE[release.confidence]), release

    def _is_open(self, seen: Seen) -> bool:
        return (
            seen.counts
            and not self._places.is_test_data(seen.document)
            and not self._places.is_lockfile(seen.document)
            and not self._places.is_settled(seen.document, seen.name)
        )

    def _admitted(self, seen: Seen) -> _Admitted:
        from pkgaudit.knowledge.incident_index import SINCE  # noqa: PLC0415 -- as above
        from pkgaudit.knowledge.ranges import admits, admits_some_after  # noqa: PLC0415 -- as above

        ecosystem, wanted = seen.document.ecosystem, seen.requirement
        return {
            version: release
            for version, release in self._index.known(ecosystem, seen.name).items()
            if not _is_elsewhere(seen, release)
            and (
                admits_some_after(ecosystem, wanted, version.removeprefix(SINCE))
                if version.startswith(SINCE)
                else admits(ecosystem, wanted, version)
            )
        }

    def _one(self, case: Case, release: BadRelease, seen: Seen) -> _Told:
        from pkgaudit.detectors.releases_seen import facts_of  # noqa: PLC0415 -- as above

        facts = {**facts_of(seen, self._chains.of(seen)), **_known_facts(release), "admitted": "", "more": ""}
        return case, seen.document.location, seen.line, facts

    def _range(self, case: Case, held: Sequence[tuple[Seen, _Admitted]]) -> _Told:
        seen, admitted = held[0]
        _, location, line, facts = self._one(case, next(r for r in admitted.values() if _range_case(r) is case), seen)
        return case, location, line, {**facts, "admitted": ", ".join(admitted), "more": more(len(held))}


def _is_elsewhere(seen: Seen, release: BadRelease) -> bool:
    """Return whether the file says that packages come from a host from which this one is good."""
    return any(host in setting.value for host in release.elsewhere for setting in seen.document.indexes)


def _range_case(release: BadRelease) -> Case:
    if release.available:
        return Case.RANGE_AVAILABLE
    return Case.RANGE_REMOVED if release.until or release.confidence is not Confidence.HIGH else Case.RANGE_UNKNOWN


def _known_facts(release: BadRelease) -> dict[str, FactValue]:
    return {
        "incident": release.slug,
        "nature": release.kind.value,
        "confidence": release.confidence.value,
        "until": release.until,
    }
