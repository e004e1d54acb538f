"""yarn.lock of yarn 2 and later: YAML, an entry for each resolution."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

from msgspec.structs import replace

from pkgaudit.dependencies.notes import Notes, table_at, text_at
from pkgaudit.dependencies.npm_specifier import split_at_version
from pkgaudit.manifests.plain_yaml import YamlError, read_yaml_documents
from pkgaudit.model.dependency_document import DependencyDocument, DocumentFormat, LockedPackage
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import MIB

LOCKFILE_BYTES = 32 * MIB
_DEPTH = 16
_REGISTRY = "npm:"
_OWN = "workspace:"
_PATCHED = "patch:"
_MOST_PATCHES = 8
_ARCHIVE = "__archiveUrl="


def read_yarn_berry_lock(content: bytes, location: Location) -> DependencyDocument:
    """Return what a yarn.lock of yarn 2 and later pins; never raises."""
    notes = Notes()
    entries = _entries(content, notes)
    version = text_at(entries.pop("__metadata", None), "version")
    packages: list[LockedPackage] = []
    wanted: list[dict[str, object]] = []
    places: dict[str, int] = {}
    roots: list[int] = []
    for key, entry in entries.items():
        if not isinstance(entry, dict):
            notes.odd(key, "a table")
            continue
        position = len(packages)
        packages.append(_package(key, entry))
        wanted.append({**table_at(entry, "dependencies", notes), **table_at(entry, "optionalDependencies", notes)})
        places.update((specifier.strip(), position) for specifier in key.split(","))
        if f"@{_OWN}" in text_at(entry, "resolution"):
            roots.append(position)
    locked = tuple(
        replace(package, requires=_requires(needs, places)) for package, needs in zip(packages, wanted, strict=True)
    )
    return DependencyDocument(
        location=location,
        format=DocumentFormat.YARN_BERRY_LOCK,
        ecosystem=Ecosystem.NPM,
        version=version,
        locked=locked,
        roots=tuple(roots),
        problems=notes.all(),
    )


def _entries(content: bytes, notes: Notes) -> dict[str, object]:
    try:
        document = next(read_yaml_documents(content, most_bytes=LOCKFILE_BYTES, most_depth=_DEPTH), {})
    except YamlError as error:
        notes.add(f"{error}: nothing of it was looked at")
        return {}
    if not isinstance(document, dict):
        notes.odd("the file", "a table of entries")
        return {}
    return dict(document)


def _package(key: str, entry: Mapping[str, object]) -> LockedPackage:
    installed_as, _ = split_at_version(key.split(",", 1)[0].strip())
    resolution = text_at(entry, "resolution") or key.split(",", 1)[0].strip()
    name, reference = split_at_version(resolution)
    for _ in range(_MOST_PATCHES):
        if not reference.startswith(_PATCHED):
            break
        # A patched package is the package: ``axios@patch:axios@npm%3A1.14.1#...``, and that may be patched as well.
        name, reference = split_at_version(unquote(reference.removeprefix(_PATCHED).partition("#")[0]))
    from_registry = reference.startswith(_REGISTRY)
    # What is installed is what the resolution says, whatever the version beside it says.
    release, _, more = reference.removeprefix(_REGISTRY).partition("::")
    return LockedPackage(
        name=name,
        version=(release or text_at(entry, "version")) if from_registry else "",
        alias=installed_as if installed_as != name else "",
        resolved=unquote(more.partition(_ARCHIVE)[2].partition("&")[0]) if from_registry else unquote(reference),
        integrity=text_at(entry, "checksum"),
    )


def _requires(needs: Mapping[str, object], places: Mapping[str, int]) -> tuple[int, ...]:
    found: list[int] = []
    for name, wanted in needs.items():
        if not isinstance(wanted, str):
            continue
        # Until yarn 4 a dependency on the registry is written without its protocol.
        for specifier in (f"{name}@{wanted}", f"{name}@{_REGISTRY}{wanted}"):
            if specifier in places:
                found.append(places[specifier])
                break
    return tuple(dict.fromkeys(found))
