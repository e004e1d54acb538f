"""pylock.toml, the lockfile that every installer understands (PEP 751)."""

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

_SOURCES = ("vcs", "directory", "archive")


def read_pylock(content: bytes, location: Location, limits: Limits) -> DependencyDocument:  # noqa: ARG001 -- as every reader
    """Return what a pylock.toml pins; never raises.

    packaging reads such files as well, all or nothing; here an entry that breaks the standard costs that entry.
    """
    notes = Notes()
    document = read_toml_document(content, notes)
    entries = tables_at(document, "packages", notes)
    graph = PythonGraph()
    for line, entry in zip(entry_lines(content, b"[[packages]]", len(entries)), entries, strict=True):
        name = text_at(entry, "name")
        if not name:
            notes.add("a package has no name: it was not looked at")
            continue
        graph.add(_package(name, entry, line, notes), _needs(entry, notes))
    locked = graph.linked()
    return DependencyDocument(
        location=location,
        format=DocumentFormat.PYLOCK,
        ecosystem=Ecosystem.PYPI,
        version=text_at(document, "lock-version"),
        locked=locked,
        roots=unwanted(locked),
        problems=notes.all(),
    )


def _package(name: str, entry: Mapping[str, object], line: int | None, notes: Notes) -> LockedPackage:
    source = next((table_at(entry, key, notes) for key in _SOURCES if key in entry), {})
    commit = text_at(source, "commit-id")
    place = first_text(source, "url", "path") or text_at(entry, "index")
    released = "vcs" not in entry and "directory" not in entry
    return LockedPackage(
        name=name,
        version=text_at(entry, "version") if released else "",
        resolved=without_credentials(f"{place}#{commit}" if commit else place),
        integrity=" ".join(_hashes(entry, source)),
        line=line,
    )


def _hashes(entry: Mapping[str, object], source: Mapping[str, object]) -> Iterator[str]:
    wheels = entry.get("wheels")
    for file in (source, entry.get("sdist"), *(wheels if isinstance(wheels, list) else ())):
        hashes = file.get("hashes") if isinstance(file, dict) else None
        for kind, digest in hashes.items() if isinstance(hashes, dict) else ():
            if isinstance(digest, str):
                yield f"{kind}:{digest}"


def _needs(entry: Mapping[str, object], notes: Notes) -> Iterator[Need]:
    for each in tables_at(entry, "dependencies", notes):
        if name := text_at(each, "name"):
            yield name, text_at(each, "version")
