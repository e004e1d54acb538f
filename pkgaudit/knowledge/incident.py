"""An incident: releases that did harm, what they did and what to do about it."""

from __future__ import annotations

from msgspec import Struct

from pkgaudit.knowledge.incident_kind import IncidentKind
from pkgaudit.model.grades import Confidence, Ecosystem


class BadPackage(Struct, frozen=True, kw_only=True):
    """The bad releases of one package.

    Attributes:
        ecosystem: Where it is published.
        name: As its registry knows it.
        versions: Exact ones, in their normal form; empty when ``every`` or ``since`` says which.
        every: Whether every version is bad.
        since: The first bad version of which every later one is bad, else empty.
        one_list: Those of ``versions`` that only one of several public lists has.
        kind: How they came to be bad.
        confidence: How sure the table is.
        ids: Of advisories: GHSA, MAL (OSV), CVE, PYSEC, SNYK.
        elsewhere: Hosts from which a package of this name is good.
        available: Those of ``versions`` that their registry still gave out when the table was last checked.
        note: What else is to be known about this one, else empty.
    """

    ecosystem: Ecosystem
    name: str
    kind: IncidentKind
    confidence: Confidence
    versions: tuple[str, ...] = ()
    every: bool = False
    since: str = ""
    one_list: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    available: tuple[str, ...] = ()
    note: str = ""

    @property
    def spec(self) -> str:
        """The bad versions in a few words: ``*``, ``>=1.0.16`` or a list."""
        if self.every:
            return "*"
        return f">={self.since}" if self.since else ", ".join(self.versions)


class Indicators(Struct, frozen=True, kw_only=True):
    """What gives the incident away; every value as it really is, none defanged.

    Attributes:
        companions: Names of packages that were published to be pulled in: their presence at any version tells.
        files: Paths, or patterns of paths, inside a bad release.
        host_files: Paths on a machine the payload ran on.
        domains: Hosts it talks to.
        urls: As the payload spells them.
        addresses: IP addresses it talks to.
        sha256: Of files named above or of the payload, in lower case.
        strings: Text that stands in the payload or in what it leaves behind.
    """

    companions: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    host_files: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    sha256: tuple[str, ...] = ()
    strings: tuple[str, ...] = ()


class IncidentReference(Struct, frozen=True, kw_only=True):
    """Where a fact comes from.

    Attributes:
        source: Who says it.
        url: Where, or empty when it can only be named.
    """

    source: str
    url: str = ""


class Incident(Struct, frozen=True, kw_only=True):
    """One file of the incident table.

    Attributes:
        slug: The file's name: what ``pkgaudit explain`` takes.
        title: One line.
        since: When the first bad release came out, UTC, as exactly as it is known (``2018-09``, ``2026-03-31T00:21Z``).
        until: When the last one was taken down, in the same form; empty when not known.
        what: What happened.
        payload: What the code does, as far as it is known.
        now: What to do: which machines are lost, what to rotate.
        packages: Sorted by ecosystem and name.
        indicators: What gives it away.
        references: At least one.
    """

    slug: str
    title: str
    what: str
    payload: str
    now: str
    packages: tuple[BadPackage, ...]
    references: tuple[IncidentReference, ...]
    since: str = ""
    until: str = ""
    indicators: Indicators = Indicators()

    @property
    def ecosystems(self) -> tuple[Ecosystem, ...]:
        """Where its packages are published."""
        return tuple(sorted({package.ecosystem for package in self.packages}))
