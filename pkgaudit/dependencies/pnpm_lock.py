"""pnpm-lock.yaml, versions 5 to 9."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from pkgaudit.dependencies.notes import Notes, table_at, text_at
from pkgaudit.dependencies.npm_specifier import split_at_version
from pkgaudit.manifests.plain_yaml import YamlError, YamlValue, read_yaml_documents
from pkgaudit.model.dependency_document import DependencyDocument, DocumentFormat, LockedPackage
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import MIB, Limits

LOCKFILE_BYTES = 32 * MIB
_DEPTH = 16
_GROUPS = ("dependencies", "devDependencies", "optionalDependencies")
_ASKING = (*_GROUPS, "configDependencies", "packageManagerDependencies")
_WITHOUT_AT = ("3", "4", "5")
"""Until this version a package's key is ``/name/1.0.0_peers``; afterwards it is ``name@1.0.0(peers)``."""


def read_pnpm_lock(content: bytes, location: Location, limits: Limits) -> DependencyDocument:  # noqa: ARG001 -- as every reader
    """Return what a pnpm lockfile pins; never raises. Of several documents in one file all count."""
    notes = Notes()
    reading = _Reading(notes)
    for document in _documents(content, notes):
        reading.add(document)
    return DependencyDocument(
        location=location,
        format=DocumentFormat.PNPM_LOCK,
        ecosystem=Ecosystem.NPM,
        version=reading.version,
        locked=reading.locked(),
        roots=tuple(dict.fromkeys(reading.roots)),
        problems=notes.all(),
    )


def _documents(content: bytes, notes: Notes) -> Iterator[dict[str, YamlValue]]:
    try:
        for document in read_yaml_documents(content, most_bytes=LOCKFILE_BYTES, most_depth=_DEPTH):
            if isinstance(document, dict):
                yield document
            elif document:
                notes.odd("the file", "a table")
    except YamlError as error:
        notes.add(f"{error}: nothing from there on was looked at")


class _Reading:
    """The packages of all documents."""

    def __init__(self, notes: Notes) -> None:
        self.version = ""
        self.roots: list[int] = []
        self._notes = notes
        self._packages: list[LockedPackage] = []
        self._needs: list[list[tuple[str, str]]] = []

    def add(self, document: Mapping[str, object]) -> None:
        self.version = text_at(document, "lockfileVersion") or self.version
        old = self.version.split(".", 1)[0] in _WITHOUT_AT
        places: dict[str, int] = {}
        described = table_at(document, "packages", self._notes)
        # Version 9 keeps what a package is apart from what it depends on, which differs with its peers.
        snapshots = table_at(document, "snapshots", self._notes)
        first = len(self._packages)
        with_peers = {_without_peers(key) for key in snapshots}
        for key in (*snapshots, *(key for key in described if key not in with_peers)):
            entry = described.get(_without_peers(key) if key in snapshots else key, snapshots.get(key))
            if not isinstance(entry, dict):
                self._notes.odd(f"packages.{key}", "a table")
                continue
            places[key] = len(self._packages)
            self._packages.append(_package(key, entry, old=old))
            needs = snapshots.get(key, entry)
            self._needs.append([pair for group in _GROUPS for pair in self._pairs(needs, group)])
        self._resolve(places, first, old=old)
        self.roots.extend(self._asked(document, places, old=old))

    def locked(self) -> tuple[LockedPackage, ...]:
        return tuple(self._packages)

    def _resolve(self, places: Mapping[str, int], first: int, *, old: bool) -> None:
        for position in range(first, len(self._packages)):
            found = [_place(name, version, places, old=old) for name, version in self._needs[position]]
            requires = tuple(dict.fromkeys(each for each in found if each is not None))
            self._packages[position] = replace(self._packages[position], requires=requires)

    def _asked(self, document: Mapping[str, object], places: Mapping[str, int], *, old: bool) -> Iterator[int]:
        """Yield what the importers ask for; their own entry is the package, so the alias is known only here."""
        importers = table_at(document, "importers", self._notes)
        asking: list[object] = [*importers.values()] if importers else [document]
        for importer in asking:
            for group in _ASKING:
                for name, version in self._pairs(importer, group):
                    position = _place(name, version, places, old=old)
                    if position is not None:
                        package = self._packages[position]
                        if package.name != name and not package.alias:
                            self._packages[position] = replace(package, alias=name)
                        yield position

    def _pairs(self, entry: object, group: str) -> Iterator[tuple[str, str]]:
        for name, value in table_at(entry, group, self._notes).items():
            version = text_at(value, "version") if isinstance(value, dict) else value
            if isinstance(version, str):
                yield name, version


def _place(name: str, version: str, places: Mapping[str, int], *, old: bool) -> int | None:
    """Return the package that ``name: version`` stands for: a version, or the key of a package of another name."""
    joined = f"/{name}/{version}" if old else f"{name}@{version}"
    for key in (joined, f"/{joined}", version, f"/{version}"):
        if key in places:
            return places[key]
    return None


def _package(key: str, entry: Mapping[str, object], *, old: bool) -> LockedPackage:
    name, version = _split_key(key, old=old)
    resolution = entry.get("resolution")
    tarball = text_at(resolution, "tarball") or text_at(resolution, "repo") or text_at(resolution, "directory")
    commit = text_at(resolution, "commit")
    from_registry = not commit and not text_at(resolution, "directory") and version[:1].isdigit()
    group = "dev" if entry.get("dev") == "true" else "optional" if entry.get("optional") == "true" else ""
    return LockedPackage(
        name=text_at(entry, "name") or name,
        version=version if from_registry else "",
        resolved=f"{tarball}#{commit}" if commit else tarball,
        integrity=text_at(resolution, "integrity"),
        group=group,
    )


def _split_key(key: str, *, old: bool) -> tuple[str, str]:
    """Return name and version of a package's key, peers left out."""
    if not old:
        plain = _without_peers(key).removeprefix("/")
        before_at = plain.partition("@")[0]
        return split_at_version(plain[before_at.rfind("/") + 1 :] if "@" in plain else plain)
    # Before the name may stand the host of another registry; after the version its peers, behind ``/`` or ``_``.
    host_or_nothing, *parts = key.split("/")
    if host_or_nothing.startswith("@"):
        parts = [host_or_nothing, *parts]
    scoped = bool(parts) and parts[0].startswith("@")
    name, rest = ("/".join(parts[:2]), parts[2:]) if scoped else ("".join(parts[:1]), parts[1:])
    return name or key, rest[0].partition("_")[0] if rest else ""


def _without_peers(key: str) -> str:
    """Return a key of version 6 and later without the peers that follow it in parentheses."""
    return key.partition("(")[0]
