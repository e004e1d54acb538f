"""package-lock.json and npm-shrinkwrap.json, versions 1 to 3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from pkgaudit.dependencies.key_lines import key_lines
from pkgaudit.dependencies.notes import Notes, table_at, text_at
from pkgaudit.dependencies.npm_specifier import specifier
from pkgaudit.manifests.lenient_json import read_json_object
from pkgaudit.model.dependency_document import DependencyDocument, DocumentFormat, LockedPackage
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import MIB, Limits

LOCKFILE_BYTES = 64 * MIB
_FOLDER = "node_modules/"
_GROUPS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_MOST_LEVELS = 128
_VERSIONS = (1, 2, 3)
_GIT = ("git+", "git:", "git@", "ssh:", "github:", "gitlab:", "bitbucket:")


def read_package_lock(content: bytes, location: Location, limits: Limits) -> DependencyDocument:
    """Return what an npm lockfile pins; never raises.

    Version 2 says everything twice, for old and new readers. What one part has and the other has not counts as well:
    which one is believed depends on who installs.
    """
    notes = Notes()
    reading = read_json_object(content, limits, LOCKFILE_BYTES)
    for problem in reading.problems:
        notes.add(problem)
    document = reading.value or {}
    if document and document.get("lockfileVersion", 1) not in _VERSIONS:
        notes.add(f"lockfileVersion is none of {', '.join(map(str, _VERSIONS))}: its entries may have been misread")
    packages = table_at(document, "packages", notes)
    entries = dict(_modern(packages, text_at(document, "name"), notes))
    lines = key_lines(content)
    old = _Legacy(table_at(document, "dependencies", notes), notes)
    known = {(each.name, each.version) for each in entries.values()}
    for place, package in old.entries.items():
        if place not in packages:
            entries[place] = package
        elif package.version and place in entries and (package.name, package.version) not in known:
            entries[f"{place}#1"] = package
    places = {place: position for position, place in enumerate(entries)}
    requires = _Requires(places, packages, old.requires)
    locked = tuple(
        replace(package, requires=requires.of(place), line=lines.get(place) or lines.get(place.rpartition(_FOLDER)[2]))
        for place, package in entries.items()
    )
    roots = [position for place, position in places.items() if _FOLDER not in place]
    return DependencyDocument(
        location=location,
        format=DocumentFormat.PACKAGE_LOCK,
        ecosystem=Ecosystem.NPM,
        version=str(document.get("lockfileVersion", "")),
        locked=locked,
        roots=tuple(roots) or _asked(locked),
        problems=notes.all(),
    )


def _modern(packages: Mapping[str, object], project: str, notes: Notes) -> Iterator[tuple[str, LockedPackage]]:
    """Yield the entries of ``packages`` by place; links are only pointers to other places."""
    for place, entry in packages.items():
        if not isinstance(entry, dict):
            notes.odd(f"packages.{place}", "a table")
        elif entry.get("link") is not True:
            installed_as = place.rpartition(_FOLDER)[2] if _FOLDER in place else ""
            name = text_at(entry, "name") or installed_as or place or project or "the project"
            package = _package(name, installed_as, entry, text_at(entry, "version"))
            yield place, package if installed_as else replace(package, own=True)


def _package(name: str, installed_as: str, entry: Mapping[str, object], version: str) -> LockedPackage:
    optional = entry.get("optional") is True or entry.get("devOptional") is True
    group = (
        "dev" if entry.get("dev") is True else "optional" if optional else "peer" if entry.get("peer") is True else ""
    )
    resolved = text_at(entry, "resolved")
    return LockedPackage(
        name=name,
        # A git commit's version is only what its manifest says.
        version="" if resolved.startswith(_GIT) else version,
        alias=installed_as if installed_as and installed_as != name else "",
        resolved=resolved,
        integrity=text_at(entry, "integrity"),
        group=group,
        bundled=entry.get("inBundle") is True or entry.get("bundled") is True,
    )


class _Legacy:
    """The nested ``dependencies`` of version 1, by the place in which each is installed."""

    def __init__(self, top: Mapping[str, object], notes: Notes) -> None:
        self.entries: dict[str, LockedPackage] = {}
        self.requires: dict[str, list[str]] = {}
        waiting: list[tuple[str, Mapping[str, object]]] = [("", top)]
        while waiting:
            parent, tables = waiting.pop()
            for name, entry in tables.items():
                place = f"{parent}/{_FOLDER}{name}" if parent else f"{_FOLDER}{name}"
                if not isinstance(entry, dict):
                    notes.odd(f"dependencies.{name}", "a table")
                    continue
                self._add(place, name, entry)
                inner = table_at(entry, "dependencies", notes)
                if inner and place.count(_FOLDER) == _MOST_LEVELS:
                    notes.add(f"packages lie more than {_MOST_LEVELS} levels deep: the rest was not looked at")
                elif inner:
                    waiting.append((place, inner))

    def _add(self, place: str, name: str, entry: Mapping[str, object]) -> None:
        version = text_at(entry, "version")
        meant = specifier(name, version)
        package = _package(meant.name, name, entry, meant.requirement)
        if not package.version[:1].isdigit():
            # What is no release has its address in the version's place.
            package = replace(package, version="", resolved=package.resolved or version)
        self.entries[place] = package
        requires = entry.get("requires")
        self.requires[place] = list(requires) if isinstance(requires, dict) else []


class _Requires:
    """Finds what each package depends on, as Node does: in its own folder first, then in those around it."""

    def __init__(
        self, places: Mapping[str, int], packages: Mapping[str, object], legacy: Mapping[str, list[str]]
    ) -> None:
        self._places = places
        self._packages = packages
        self._legacy = legacy

    def of(self, place: str) -> tuple[int, ...]:
        entry = self._packages.get(place)
        names = self._legacy.get(place, ()) if not isinstance(entry, dict) else _names(entry)
        found = [self._lookup(place, name) for name in names]
        return tuple(dict.fromkeys(each for each in found if each is not None))

    def _lookup(self, place: str, name: str) -> int | None:
        around = place
        for _ in range(_MOST_LEVELS):
            candidate = f"{around}/{_FOLDER}{name}" if around else f"{_FOLDER}{name}"
            if candidate in self._places:
                return self._places[candidate]
            entry = self._packages.get(candidate)
            if isinstance(entry, dict) and entry.get("link") is True:
                return self._places.get(text_at(entry, "resolved"))
            if not around:
                return None
            around = _outer(around)
        return None


def _asked(locked: Sequence[LockedPackage]) -> tuple[int, ...]:
    """Return what no other package requires, for a file that does not tell what the project asks for."""
    wanted = {position for package in locked for position in package.requires}
    return tuple(position for position in range(len(locked)) if position not in wanted)


def _names(entry: Mapping[str, object]) -> Iterator[str]:
    for group in _GROUPS:
        table = entry.get(group)
        if isinstance(table, dict):
            yield from (name for name in table if isinstance(name, str))


def _outer(place: str) -> str:
    """Return the folder around: of ``a/node_modules/b`` it is ``a``, of ``packages/a`` the project itself."""
    outer, found, _ = place.rpartition(_FOLDER)
    return outer.rstrip("/") if found else ""
