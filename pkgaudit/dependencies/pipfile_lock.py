"""Pipfile.lock: pins by category, without saying what requires what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pkgaudit.dependencies.address import without_credentials
from pkgaudit.dependencies.key_lines import key_lines
from pkgaudit.dependencies.notes import Notes, table_at, text_at
from pkgaudit.dependencies.python_requirement import pinned_version
from pkgaudit.manifests.lenient_json import read_json_object
from pkgaudit.model.dependency_document import (
    DeclaredPackage,
    DependencyDocument,
    DocumentFormat,
    IndexSetting,
    LockedPackage,
)
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import MIB, Limits

LOCKFILE_BYTES = 64 * MIB
_META = "_meta"
_GROUPS = {"default": "", "develop": "dev"}
_ELSEWHERE = ("git", "hg", "svn", "bzr", "file", "path")


def read_pipfile_lock(content: bytes, location: Location, limits: Limits) -> DependencyDocument:
    """Return what a Pipfile.lock pins; never raises. What it leaves open, which pipenv does not write, is declared."""
    notes = Notes()
    reading = read_json_object(content, limits, LOCKFILE_BYTES)
    for problem in reading.problems:
        notes.add(problem)
    document = reading.value or {}
    meta = table_at(document, _META, notes)
    lines = key_lines(content)
    locked: list[LockedPackage] = []
    declared: list[DeclaredPackage] = []
    for name, entry, group in _entries(document, notes):
        version = pinned_version(text_at(entry, "version"))
        place = next((text_at(entry, kind) for kind in _ELSEWHERE if text_at(entry, kind)), "")
        if not version and not place:
            requirement = text_at(entry, "version").replace("*", "")
            declared.append(DeclaredPackage(name=name, requirement=requirement, group=group, line=lines.get(name)))
            continue
        commit = text_at(entry, "ref")
        hashes = entry.get("hashes")
        package = LockedPackage(
            name=name,
            version="" if place else version,
            resolved=without_credentials(f"{place}@{commit}" if commit else place),
            integrity=" ".join(each for each in hashes if isinstance(each, str)) if isinstance(hashes, list) else "",
            group=group,
            line=lines.get(name),
        )
        locked.append(package)
    return DependencyDocument(
        location=location,
        format=DocumentFormat.PIPFILE_LOCK,
        ecosystem=Ecosystem.PYPI,
        version=str(meta.get("pipfile-spec", "")),
        locked=tuple(locked),
        declared=tuple(declared),
        indexes=tuple(_indexes(meta)),
        problems=notes.all(),
    )


def _entries(document: Mapping[str, object], notes: Notes) -> Iterator[tuple[str, Mapping[str, object], str]]:
    for category in document:
        if category == _META:
            continue
        for name, entry in table_at(document, category, notes).items():
            if isinstance(entry, dict):
                yield name, entry, _GROUPS.get(category, category)
            else:
                notes.odd(f"{category}.{name}", "a table")


def _indexes(meta: Mapping[str, object]) -> Iterator[IndexSetting]:
    sources = meta.get("sources")
    for source in sources if isinstance(sources, list) else ():
        url = text_at(source, "url")
        if url:
            yield IndexSetting(option="sources", value=without_credentials(url))
