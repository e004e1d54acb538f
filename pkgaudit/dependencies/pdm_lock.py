"""pdm.lock, every version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pkgaudit.dependencies.address import without_credentials
from pkgaudit.dependencies.notes import Notes, table_at, text_at
from pkgaudit.dependencies.python_graph import Need, PythonGraph, unwanted
from pkgaudit.dependencies.python_requirement import pinned_version, split_requirement
from pkgaudit.dependencies.toml_document import entry_lines, read_toml_document
from pkgaudit.dependencies.toml_values import first_text, tables_at, texts_at
from pkgaudit.model.dependency_document import DependencyDocument, DocumentFormat, LockedPackage
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import Limits

_MAIN = "default"


def read_pdm_lock(content: bytes, location: Location, limits: Limits) -> DependencyDocument:  # noqa: ARG001 -- as every reader
    """Return what a pdm.lock pins; never raises. It does not tell what the project itself asks for.

    A package that is asked for with an extra stands there twice, the second time with what the extra adds.
    """
    notes = Notes()
    document = read_toml_document(content, notes)
    metadata = table_at(document, "metadata", notes)
    # Before version 4 the hashes of all packages stood at the end, below "name version".
    old_files = table_at(metadata, "files", notes)
    entries = tables_at(document, "package", notes)
    graph = PythonGraph()
    for line, entry in zip(entry_lines(content, b"[[package]]", len(entries)), entries, strict=True):
        name = text_at(entry, "name")
        if not name:
            notes.add("a package has no name: it was not looked at")
            continue
        files = entry.get("files", old_files.get(f"{name} {text_at(entry, 'version')}"))
        graph.add(_package(name, entry, files, line), _needs(entry))
    locked = graph.linked()
    return DependencyDocument(
        location=location,
        format=DocumentFormat.PDM_LOCK,
        ecosystem=Ecosystem.PYPI,
        version=text_at(metadata, "lock_version"),
        locked=locked,
        roots=unwanted(locked),
        problems=notes.all(),
    )


def _package(name: str, entry: Mapping[str, object], files: object, line: int | None) -> LockedPackage:
    place = without_credentials(first_text(entry, "git", "hg", "svn", "bzr", "url", "path"))
    commit = text_at(entry, "revision")
    groups = list(texts_at(entry, "groups"))
    digests = [text_at(file, "hash") for file in files] if isinstance(files, list) else []
    return LockedPackage(
        name=name,
        version="" if place else text_at(entry, "version"),
        resolved=f"{place}#{commit}" if commit else place,
        integrity=" ".join(filter(None, digests)),
        group=groups[0] if groups and _MAIN not in groups else "",
        line=line,
    )


def _needs(entry: Mapping[str, object]) -> Iterator[Need]:
    for text in texts_at(entry, "dependencies"):
        requirement = split_requirement(text)
        if requirement is not None:
            yield requirement.name, pinned_version(requirement.specifier)
