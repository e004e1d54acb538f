"""poetry.lock, versions 1 and 2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pkgaudit.dependencies.address import without_credentials
from pkgaudit.dependencies.notes import Notes, table_at, text_at
from pkgaudit.dependencies.python_graph import Need, PythonGraph, unwanted
from pkgaudit.dependencies.toml_document import entry_lines, read_toml_document
from pkgaudit.dependencies.toml_values import first_text, tables_at, texts_at
from pkgaudit.model.dependency_document import DependencyDocument, DocumentFormat, LockedPackage
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import Limits

_MAIN = "main"
# Sources that hand out releases; a version from any other one is only what a commit or a folder says of itself.
_REGISTRIES = frozenset(("", "legacy", "pypi"))


def read_poetry_lock(content: bytes, location: Location, limits: Limits) -> DependencyDocument:  # noqa: ARG001 -- as every reader
    """Return what a poetry.lock pins; never raises. It does not tell what the project itself asks for."""
    notes = Notes()
    document = read_toml_document(content, notes)
    metadata = table_at(document, "metadata", notes)
    old_files = table_at(metadata, "files", notes)
    entries = tables_at(document, "package", notes)
    graph = PythonGraph()
    for line, entry in zip(entry_lines(content, b"[[package]]", len(entries)), entries, strict=True):
        name = text_at(entry, "name")
        if not name:
            notes.add("a package has no name: it was not looked at")
            continue
        files = entry.get("files", old_files.get(name))
        graph.add(_package(name, entry, files, line), _needs(entry, notes))
    locked = graph.linked()
    return DependencyDocument(
        location=location,
        format=DocumentFormat.POETRY_LOCK,
        ecosystem=Ecosystem.PYPI,
        version=text_at(metadata, "lock-version"),
        locked=locked,
        roots=unwanted(locked),
        problems=notes.all(),
    )


def _package(name: str, entry: Mapping[str, object], files: object, line: int | None) -> LockedPackage:
    source = entry.get("source")
    registry = text_at(source, "type") in _REGISTRIES
    commit = first_text(source, "resolved_reference", "reference") if not registry else ""
    address = without_credentials(text_at(source, "url"))
    return LockedPackage(
        name=name,
        version=text_at(entry, "version") if registry else "",
        resolved=f"{address}#{commit}" if commit else address,
        integrity=" ".join(_hashes(files)),
        group=_group(entry),
        line=line,
    )


def _hashes(files: object) -> Iterator[str]:
    for file in files if isinstance(files, list) else ():
        if digest := text_at(file, "hash"):
            yield digest


def _group(entry: Mapping[str, object]) -> str:
    groups = list(texts_at(entry, "groups")) or list(texts_at(entry, "category"))
    if groups and _MAIN not in groups:
        return groups[0]
    return "optional" if entry.get("optional") is True else ""


def _needs(entry: Mapping[str, object], notes: Notes) -> Iterator[Need]:
    for name in table_at(entry, "dependencies", notes):
        yield name, ""
