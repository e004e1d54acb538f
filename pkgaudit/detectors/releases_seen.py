"""Every exact release that an artifact's documents name: locked, pinned or shipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from pkgaudit.detectors.dependency_places import Places
from pkgaudit.detectors.package_address import is_usual, package_address
from pkgaudit.knowledge.ranges import exact_version
from pkgaudit.model.dependency_document import DeclaredPackage, DependencyDocument
from pkgaudit.model.finding import FactValue
from pkgaudit.model.grades import Ecosystem

Known = Callable[[Ecosystem, str, str], bool]
"""Whether a name, with what is said of its version, is of any interest; most are not looked at further."""


class Seen(Struct, frozen=True, kw_only=True):
    """One package as one document names it.

    Attributes:
        document: Which one.
        name: Of the package.
        version: Exact, or empty when the document does not tell.
        how: ``locked``, ``fetched`` (its address names it, whatever the entry says), ``pinned``, ``asked for`` (by a
            range or anything else) or ``shipped``.
        requirement: What was asked for.
        group: As the document has it.
        host: It is fetched from, empty when that is not told.
        line: 1-based, or None.
        position: In the document's ``locked``, or None.
        counts: Whether anybody installs it, as far as it is known.
    """

    document: DependencyDocument
    name: str
    version: str
    how: str
    requirement: str = ""
    group: str = ""
    host: str = ""
    line: int | None = None
    position: int | None = None
    counts: bool = True

    @property
    def is_range(self) -> bool:
        """Whether it is asked for by a range: no exact version, no address, no folder, no workspace."""
        return self.how == "asked for" and not any(mark in self.requirement for mark in ":/")


class Chains:
    """Tells ways through lockfiles, each lockfile walked once."""

    def __init__(self) -> None:
        self._ways: dict[int, dict[int, int | None]] = {}

    def of(self, seen: Seen) -> str:
        """Return ``app > http-kit > axios``; the name alone where no lockfile says more."""
        if seen.position is None:
            return seen.name
        key = id(seen.document)
        if key not in self._ways:
            self._ways[key] = seen.document.ways()
        return " > ".join(seen.document.chain(seen.position, self._ways[key]))


def facts_of(seen: Seen, chain: str) -> dict[str, FactValue]:
    """Return the facts that every sighting has."""
    return {
        "name": seen.name,
        "version": seen.version,
        "release": f"{seen.name}@{seen.version}" if seen.version else seen.name,
        "how": seen.how,
        "requirement": seen.requirement,
        "group": seen.group,
        "chain": chain,
        "document": seen.document.format.value,
        "kind": f"{seen.name} {seen.version or seen.requirement}",
    }


def releases_seen(places: Places, known: Known) -> Iterator[Seen]:
    """Yield every package of a known name, in the order of the documents."""
    for document in places.documents():
        ecosystem = document.ecosystem
        itself = document.itself
        if itself is not None and not places.alone and known(ecosystem, itself.name, itself.version):
            yield Seen(document=document, name=itself.name, version=itself.version, how="shipped")
        yield from _locked(document, known)
        for declared in document.declared:
            if known(ecosystem, declared.name, declared.requirement):
                counts = places.counts(declared)
                # The tools of whoever made a package that is shipped inside were never installed here.
                if counts or not places.is_third_party(document):
                    yield _declared(document, declared, counts=counts)


def _locked(document: DependencyDocument, known: Known) -> Iterator[Seen]:
    ecosystem = document.ecosystem
    for position, package in enumerate(document.locked):
        name, version, resolved = package.name, package.version, package.resolved
        plain = not resolved or ecosystem is not Ecosystem.NPM or is_usual(resolved, name, version)
        is_known = known(ecosystem, name, version)
        if plain and not is_known:
            continue
        address = package_address(resolved)
        if is_known and not package.own:
            yield Seen(
                document=document,
                name=name,
                version=version,
                how="locked",
                host=address.host,
                position=position,
                group=package.group,
                line=package.line,
            )
        other = address.name and address.version and (address.name, address.version) != (name, version)
        if not plain and other and known(ecosystem, address.name, address.version):
            yield Seen(
                document=document,
                name=address.name,
                version=address.version,
                how="fetched",
                host=address.host,
                position=position,
                group=package.group,
                line=package.line,
            )


def _declared(document: DependencyDocument, declared: DeclaredPackage, *, counts: bool) -> Seen:
    exact = exact_version(document.ecosystem, declared.requirement)
    return Seen(
        document=document,
        name=declared.name,
        version=exact or "",
        how="asked for" if exact is None else "pinned",
        requirement=declared.requirement,
        group=declared.group,
        host=package_address(declared.requirement).host,
        line=declared.line,
        counts=counts,
    )
