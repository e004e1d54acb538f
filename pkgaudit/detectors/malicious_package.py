"""Packages that OSV's records call malicious and the incident table does not have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

import msgspec

from pkgaudit.detectors.concluding import ConcludingCheck
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.detectors.seen_facts import SEEN_FACTS
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.rule import Rule

if TYPE_CHECKING:
    from pkgaudit.detectors.dependency_places import Places
    from pkgaudit.detectors.releases_seen import Seen


class Records(Protocol):
    """What is asked of the fetched records."""

    @property
    def as_of(self) -> date:
        """The day they are of."""
        ...

    def lookup(self, ecosystem: Ecosystem, name: str, version: str) -> str | None:
        """Return the id of the record that calls this release malicious, or None."""
        ...

    def every(self, ecosystem: Ecosystem, name: str) -> str | None:
        """Return the id of the record that calls every version malicious, or None."""
        ...

    def bad_versions(self, ecosystem: Ecosystem, name: str) -> Mapping[str, str]:
        """Return the record's id by what it says of versions; empty for a name that is in none."""
        ...


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, rename="kebab"):
    """What a rule asks.

    Attributes:
        in_test_data: Whether files among the artifact's own tests count, and those alone.
    """

    in_test_data: bool = False


NEEDS = frozenset((Need.DEPENDENCIES,))
FACTS: Mapping[str, str] = {
    **SEEN_FACTS,
    "record": "the record's id in OSV",
    "as_of": "the day of the data",
}
PARAMS = Params
VISITS = False


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about malicious packages."""
    asked = [(rule.name, params_of(rule, Params)) for rule in rules]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        records = fetched_records() if artifact.documents else None
        if records is None:
            return
        from pkgaudit.detectors.dependency_places import Places  # noqa: PLC0415 -- only where data was fetched

        places = Places(artifact)
        for seen, record, chain in _found(places, records):
            is_test_data = places.is_test_data(seen.document)
            for name, params in asked:
                if params.in_test_data is is_test_data:
                    yield _hit(name, seen, record, chain, records.as_of)

    return ConcludingCheck(judge)


def fetched_records() -> Records | None:
    """Return what `pkgaudit data update` fetched, or None when nothing was."""
    from pkgaudit.knowledge.osv_index import osv_index  # noqa: PLC0415 -- only where something is depended on

    return osv_index()


def _found(places: Places, records: Records) -> Iterator[tuple[Seen, str, str]]:
    from pkgaudit.detectors.releases_seen import Chains, releases_seen  # noqa: PLC0415 -- as above
    from pkgaudit.knowledge.incident_index import EVERY, incident_index  # noqa: PLC0415 -- as above
    from pkgaudit.knowledge.versions import is_placeholder, normal_name  # noqa: PLC0415 -- as above

    incidents, chains = incident_index(), Chains()
    for seen in releases_seen(places, lambda ecosystem, name, _: bool(records.bad_versions(ecosystem, name))):
        ecosystem, name, version = seen.document.ecosystem, seen.name, seen.version
        if is_placeholder(version or seen.requirement) or normal_name(ecosystem, name) in incidents.companions(
            ecosystem
        ):
            continue
        if version:
            record = records.lookup(ecosystem, name, version)
            told = incidents.release(ecosystem, name, version) is not None
        else:
            record = records.every(ecosystem, name) if seen.is_range else None
            told = EVERY in incidents.known(ecosystem, name)
        if record is not None and not told:
            yield seen, record, chains.of(seen)


def _hit(rule: str, seen: Seen, record: str, chain: str, as_of: date) -> Hit:
    from pkgaudit.detectors.releases_seen import facts_of  # noqa: PLC0415 -- as above

    facts = {**facts_of(seen, chain), "record": record, "as_of": as_of.isoformat()}
    return Hit(rule=rule, location=seen.document.location, line=seen.line, facts=facts)
