"""uv.lock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pkgaudit.dependencies.address import without_credentials
from pkgaudit.dependencies.notes import Notes, table_at, text_at
from pkgaudit.dependencies.python_graph import Need, PythonGraph, unwanted
from pkgaudit.dependencies.toml_document import entry_lines, read_toml_document
from pkgaudit.dependencies.toml_values import first_text, tables_at
from pkgaudit.model.dependency_document import DependencyDocument, DocumentFormat, LockedPackage
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import Limits

_OWN = frozenset(("editable", "virtual"))
"""Kinds of source that the members of a workspace have."""
_TABLES = ("optional-dependencies", "dev-dependencies")


def read_uv_lock(content: bytes, location: Location, limits: Limits) -> DependencyDocument:  # noqa: ARG001 -- as every reader
    """Return what a uv.lock pins; never raises. The project itself is one of its packages, a root."""
    notes = Notes()
    document = read_toml_document(content, notes)
    entries = tables_at(document, "package", notes)
    graph = PythonGraph()
    roots: list[int] = []
    for line, entry in zip(entry_lines(content, b"[[package]]", len(entries)), entries, strict=True):
        name = text_at(entry, "name")
        if not name:
            notes.add("a package has no name: it was not looked at")
            continue
        source = table_at(entry, "source", notes)
        position = graph.add(_package(name, entry, source, line), _needs(entry, notes))
        if not _OWN.isdisjoint(source):
            roots.append(position)
    locked = graph.linked()
    return DependencyDocument(
        location=location,
        format=DocumentFormat.UV_LOCK,
        ecosystem=Ecosystem.PYPI,
        version=str(document.get("version", "")),
        locked=locked,
        roots=tuple(roots) or unwanted(locked),
        problems=notes.all(),
    )


def _package(name: str, entry: Mapping[str, object], source: Mapping[str, object], line: int | None) -> LockedPackage:
    # An address of an archive pins a release's version as well as an index does.
    released = not source or "registry" in source or "url" in source
    hashes = (text_at(each, "hash") for each in (entry.get("sdist"), *_wheels(entry)))
    return LockedPackage(
        name=name,
        version=text_at(entry, "version") if released else "",
        resolved=without_credentials(first_text(source, "registry", "url", "git", "path", "directory", *_OWN)),
        integrity=" ".join(digest for digest in hashes if digest),
        line=line,
    )


def _wheels(entry: Mapping[str, object]) -> list[object]:
    wheels = entry.get("wheels")
    return wheels if isinstance(wheels, list) else []


def _needs(entry: Mapping[str, object], notes: Notes) -> Iterator[Need]:
    wanted = tables_at(entry, "dependencies", notes)
    for key in _TABLES:
        groups = table_at(entry, key, notes)
        for group in groups:
            wanted.extend(tables_at(groups, group, notes))
    for each in wanted:
        if name := text_at(each, "name"):
            yield name, text_at(each, "version")
