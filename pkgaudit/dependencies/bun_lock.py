"""bun.lock, the text form; the binary bun.lockb is named as what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from pkgaudit.dependencies.notes import Notes, table_at, text_at
from pkgaudit.dependencies.npm_specifier import split_at_version
from pkgaudit.dependencies.relaxed_json import plain_json
from pkgaudit.expression import Expression
from pkgaudit.manifests.lenient_json import read_json_object
from pkgaudit.model.dependency_document import DependencyDocument, DocumentFormat, LockedPackage
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import MIB, Limits

LOCKFILE_BYTES = 64 * MIB
_GROUPS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_MOST_LEVELS = 64
_INTEGRITY = Expression(r"sha[0-9]{1,3}-")
_BINARY = b"#!/usr/bin/env bun\nbun-lockfile-format"


def read_bun_lock(content: bytes, location: Location, limits: Limits) -> DependencyDocument:
    """Return what a bun.lock pins; never raises."""
    notes = Notes()
    document: Mapping[str, object] = {}
    if content.startswith(_BINARY):
        notes.add("it is bun's binary lockfile, which is not read: write the text form with `bun install`")
    else:
        comments_gone = plain_json(content) if len(content) <= LOCKFILE_BYTES else content
        reading = read_json_object(comments_gone, limits, LOCKFILE_BYTES)
        for problem in reading.problems:
            notes.add(problem)
        document = reading.value or {}
    entries = table_at(document, "packages", notes)
    places: dict[str, int] = {}
    packages: list[LockedPackage] = []
    for place, entry in entries.items():
        if isinstance(entry, list) and entry and isinstance(entry[0], str):
            places[place] = len(packages)
            packages.append(_package(place, entry))
        else:
            notes.odd(f"packages.{place}", "a list that begins with a name and a version")
    locked = tuple(
        replace(package, requires=tuple(_requires(place, entries[place], places)))
        for place, package in zip(places, packages, strict=True)
    )
    return DependencyDocument(
        location=location,
        format=DocumentFormat.BUN_LOCK,
        ecosystem=Ecosystem.NPM,
        version=str(document.get("lockfileVersion", "")),
        locked=locked,
        roots=tuple(dict.fromkeys(_roots(document, places, notes))),
        problems=notes.all(),
    )


def _package(place: str, entry: Sequence[object]) -> LockedPackage:
    """Return ``["name@version", registry, {...}, integrity]``; what comes from elsewhere has fewer entries."""
    texts = [each for each in entry if isinstance(each, str)]
    name, version = split_at_version(texts[0])
    installed_as = _last_name(place)
    from_registry = version[:1].isdigit()
    return LockedPackage(
        name=name,
        version=version if from_registry else "",
        alias=installed_as if installed_as != name else "",
        resolved=(texts[1] if len(texts) > 2 else "") if from_registry else version,  # noqa: PLR2004 -- with a registry
        integrity=texts[-1] if _INTEGRITY.match(texts[-1]) else "",
        bundled=any(isinstance(each, dict) and each.get("bundled") is True for each in entry),
    )


def _requires(place: str, entry: object, places: Mapping[str, int]) -> Iterator[int]:
    for described in entry if isinstance(entry, list) else ():
        for group in _GROUPS:
            names = described.get(group) if isinstance(described, dict) else None
            for name in names if isinstance(names, dict) else ():
                found = _lookup(place, name, places)
                if found is not None:
                    yield found


def _lookup(place: str, name: str, places: Mapping[str, int]) -> int | None:
    """Return what a package finds under a name: its own copy, one of those around it, or the common one."""
    parts = _names(place)
    if len(parts) > _MOST_LEVELS:
        return places.get(name)
    for depth in range(len(parts), -1, -1):
        candidate = "/".join([*parts[:depth], name])
        if candidate in places:
            return places[candidate]
    return None


def _roots(document: Mapping[str, object], places: Mapping[str, int], notes: Notes) -> Iterator[int]:
    for workspace in table_at(document, "workspaces", notes).values():
        own = text_at(workspace, "name")
        for group in _GROUPS:
            for name in table_at(workspace, group, notes):
                found = places.get(f"{own}/{name}", places.get(name))
                if found is not None:
                    yield found


def _names(place: str) -> list[str]:
    """Return the names that a place is made of; a scope and what follows it are one."""
    names: list[str] = []
    for part in place.split("/"):
        if names and names[-1].startswith("@") and "/" not in names[-1]:
            names[-1] = f"{names[-1]}/{part}"
        else:
            names.append(part)
    return names


def _last_name(place: str) -> str:
    return _names(place)[-1]
