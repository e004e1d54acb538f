"""[tool.poetry]: dependencies and groups, in poetry's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pkgaudit.dependencies.address import without_credentials
from pkgaudit.dependencies.notes import Notes, table_at, text_at
from pkgaudit.dependencies.poetry_constraint import alternatives
from pkgaudit.dependencies.toml_values import first_text
from pkgaudit.model.dependency_document import DeclaredPackage

_INTERPRETER = "python"


def poetry_dependencies(poetry: Mapping[str, object], notes: Notes) -> Iterator[DeclaredPackage]:
    """Yield what poetry's tables declare, one entry for each alternative of a range."""
    for key in ("dependencies", "dev-dependencies"):
        yield from _table(table_at(poetry, key, notes), f"tool.poetry.{key}", notes)
    for name, group in table_at(poetry, "group", notes).items():
        yield from _table(table_at(group, "dependencies", notes), f"tool.poetry.group.{name}.dependencies", notes)


def _table(table: Mapping[str, object], group: str, notes: Notes) -> Iterator[DeclaredPackage]:
    for name, value in table.items():
        if name == _INTERPRETER:
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str):
                yield from _ranges(name, each, group, "")
            elif isinstance(each, dict):
                yield from _described(name, each, group)
            else:
                notes.odd(f"{group}.{name}", "a version or a table")


def _described(name: str, each: Mapping[str, object], group: str) -> Iterator[DeclaredPackage]:
    marker = text_at(each, "markers")
    place = first_text(each, "git", "url", "path", "file")
    if place:
        commit = first_text(each, "rev", "tag", "branch")
        shown = without_credentials(f"{place}@{commit}" if commit else place)
        yield DeclaredPackage(name=name, requirement=shown, group=group, marker=marker)
    else:
        yield from _ranges(name, text_at(each, "version"), group, marker)


def _ranges(name: str, constraint: str, group: str, marker: str) -> Iterator[DeclaredPackage]:
    for specifier in alternatives(constraint):
        yield DeclaredPackage(name=name, requirement=specifier, group=group, marker=marker)
