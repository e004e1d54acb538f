"""Which releases are known to be bad: a compact index of the incident table, made once and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from pkgaudit.kept_from_files import KeptFromFiles
from pkgaudit.knowledge.incident_kind import IncidentKind
from pkgaudit.knowledge.incident_table import read_incidents, table_files, table_folder
from pkgaudit.knowledge.versions import is_placeholder, normal_name, not_before, same_version
from pkgaudit.model.grades import Confidence, Ecosystem

if TYPE_CHECKING:
    from pkgaudit.knowledge.incident import BadPackage, Incident

EVERY = "*"
"""In the place of a version: every one is bad."""

SINCE = ">="
"""Before a version: it and every later one is bad."""


class BadRelease(Struct, frozen=True, kw_only=True, array_like=True):
    """What the table says of one release.

    Attributes:
        slug: Of the incident; ``pkgaudit explain`` shows it.
        kind: How it came to be bad.
        confidence: How sure the table is.
        elsewhere: Hosts from which a release of this name is good.
        until: When it was taken down, UTC, as exactly as it is known; empty when it is not.
        available: Whether its registry still gave it out when the table was last checked.
    """

    slug: str
    kind: IncidentKind
    confidence: Confidence
    elsewhere: tuple[str, ...] = ()
    until: str = ""
    available: bool = False


class Kept(Struct, frozen=True, kw_only=True, array_like=True):
    """What the cache file holds.

    Attributes:
        facts: What is said of releases, each set of facts once.
        versions: By ecosystem and name a text that is taken apart when the name is asked for, as few ever are: a line
            for each set of facts, its place in ``facts`` and the versions, a blank between all of them. ``*`` and
            ``>=`` with a version stand for more than one.
        companions: The incident's slug by ecosystem and name.
    """

    facts: tuple[BadRelease, ...]
    versions: dict[Ecosystem, dict[str, str]]
    companions: dict[Ecosystem, dict[str, str]]


class IncidentIndex:
    """Look-ups in the incident table, without reading its files.

    Names are taken in any spelling their registry takes, and so are versions. Placeholders that npm puts in the place
    of what it took down (``0.0.1-security``) are never bad.
    """

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def bad_versions(self, ecosystem: Ecosystem, name: str) -> Mapping[str, str]:
        """Return the incident's slug by bad version; the key ``*`` is every version, ``>=V`` V and every later one."""
        return {version: release.slug for version, release in self.known(ecosystem, name).items()}

    def lookup(self, ecosystem: Ecosystem, name: str, version: str) -> str | None:
        """Return the slug of the incident this release belongs to, or None."""
        release = self.release(ecosystem, name, version)
        return None if release is None else release.slug

    def release(self, ecosystem: Ecosystem, name: str, version: str) -> BadRelease | None:
        """Return what is known of this release, or None when nothing is."""
        known = self.known(ecosystem, name)
        if not known or is_placeholder(version):
            return None
        exact = known.get(version)
        if exact is not None:
            return exact
        return next((release for bad, release in known.items() if _covers(ecosystem, bad, version)), None)

    def knows(self, ecosystem: Ecosystem, name: str) -> bool:
        """Return whether anything is known of a name: that of few is, and this is quick."""
        return normal_name(ecosystem, name) in self._kept.versions.get(ecosystem, {})

    def known(self, ecosystem: Ecosystem, name: str) -> Mapping[str, BadRelease]:
        """Return what is known of each bad version of a name; keys as those of `bad_versions`."""
        text = self._kept.versions.get(ecosystem, {}).get(normal_name(ecosystem, name))
        if text is None:
            return {}
        lines = (line.split(" ") for line in text.split("\n"))
        return {version: self._kept.facts[int(place)] for place, *versions in lines for version in versions}

    def companions(self, ecosystem: Ecosystem) -> Mapping[str, str]:
        """Return the incident's slug by the name of a package whose presence at any version gives it away."""
        return self._kept.companions.get(ecosystem, {})


@cache
def incident_index(folder: Path | None = None) -> IncidentIndex:
    """Return the index of the incident table, from the user's cache folder when no file of the table has changed.

    Args:
        folder: Of the table; pkgaudit's own by default.

    Raises:
        IncidentError: A file of the table is wrong.
    """
    where = folder or table_folder()
    files = table_files(where)
    cache_file = KeptFromFiles("incidents", [str(where)], files)
    body = cache_file.read()
    if body is not None:
        try:
            return IncidentIndex(msgspec.msgpack.decode(body, type=Kept))
        except (msgspec.MsgspecError, RecursionError, ValueError):
            pass
    kept = compact(read_incidents(files))
    cache_file.write(msgspec.msgpack.encode(kept))
    return IncidentIndex(kept)


def compact(incidents: Iterable[Incident]) -> Kept:
    """Return the index of these incidents; of two that list a release, the one with fewer packages names it."""
    places: dict[BadRelease, int] = {}
    versions: dict[Ecosystem, dict[str, dict[str, int]]] = {}
    companions: dict[Ecosystem, dict[str, str]] = {}
    for incident in sorted(incidents, key=lambda incident: (len(incident.packages), incident.slug)):
        for package in incident.packages:
            known = versions.setdefault(package.ecosystem, {}).setdefault(package.name, {})
            for version, release in _releases(incident, package):
                known.setdefault(version, places.setdefault(release, len(places)))
            if package.name in incident.indicators.companions:
                companions.setdefault(package.ecosystem, {}).setdefault(package.name, incident.slug)
    texts = {ecosystem: {name: _text(known) for name, known in names.items()} for ecosystem, names in versions.items()}
    return Kept(facts=tuple(places), versions=texts, companions=companions)


def _text(known: Mapping[str, int]) -> str:
    lines: dict[int, list[str]] = {}
    for version, place in known.items():
        lines.setdefault(place, []).append(version)
    return "\n".join(" ".join((str(place), *versions)) for place, versions in lines.items())


def _releases(incident: Incident, package: BadPackage) -> Iterable[tuple[str, BadRelease]]:
    sure = BadRelease(
        slug=incident.slug,
        kind=package.kind,
        confidence=package.confidence,
        elsewhere=package.elsewhere,
        until=incident.until,
    )
    less = Confidence.LOW if package.confidence is Confidence.LOW else Confidence.MEDIUM
    doubted = msgspec.structs.replace(sure, confidence=less)
    if package.every:
        yield EVERY, sure
    if package.since:
        yield SINCE + package.since, sure
    for version in package.versions:
        release = doubted if version in package.one_list else sure
        if version in package.available:
            release = msgspec.structs.replace(release, until="", available=True)
        yield version, release


def _covers(ecosystem: Ecosystem, bad: str, version: str) -> bool:
    if bad == EVERY:
        return True
    if bad.startswith(SINCE):
        return not_before(ecosystem, version, bad.removeprefix(SINCE))
    return same_version(ecosystem, bad, version)
