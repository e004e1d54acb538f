"""package.json: every kind of dependency it declares, overrides included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pkgaudit.dependencies.notes import Notes, table_at, text_at
from pkgaudit.dependencies.npm_specifier import specifier, split_at_version
from pkgaudit.expression import Expression
from pkgaudit.manifests.lenient_json import read_json_object
from pkgaudit.model.dependency_document import DeclaredPackage, DependencyDocument, DocumentFormat, LockedPackage
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import Limits

GROUPS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_BUNDLED = ("bundleDependencies", "bundledDependencies")
_MOST = 20_000
_LONGEST_KEY = 1_000
_CHILD = Expression(r">(?=[@A-Za-z])")


def read_package_json(content: bytes, location: Location, limits: Limits) -> DependencyDocument:
    """Return what a package.json declares; never raises."""
    notes = Notes()
    reading = read_json_object(content, limits)
    for problem in reading.problems:
        notes.add(problem)
    declared: list[DeclaredPackage] = []
    name, version = text_at(reading.value, "name"), text_at(reading.value, "version")
    if reading.value is not None:
        for package in _declared(reading.value, notes):
            if len(declared) == _MOST:
                notes.add(f"more than {_MOST:,} dependencies: the rest was not looked at")
                break
            declared.append(package)
    return DependencyDocument(
        location=location,
        format=DocumentFormat.PACKAGE_JSON,
        ecosystem=Ecosystem.NPM,
        itself=LockedPackage(name=name, version=version) if name else None,
        declared=tuple(declared),
        problems=notes.all(),
    )


def _declared(manifest: Mapping[str, object], notes: Notes) -> Iterator[DeclaredPackage]:
    for group in GROUPS:
        for name, requirement in table_at(manifest, group, notes).items():
            if isinstance(requirement, str):
                yield _package(name, requirement, group)
            else:
                notes.odd(f"{group}.{name}", "a text")
    for group in _BUNDLED:
        names = manifest.get(group)
        if isinstance(names, list):
            yield from (
                DeclaredPackage(name=name, requirement="", group=_BUNDLED[0]) for name in names if isinstance(name, str)
            )
    yield from _overrides(table_at(manifest, "overrides", notes), "overrides")
    yield from _resolutions(table_at(manifest, "resolutions", notes), "resolutions")
    pnpm = manifest.get("pnpm")
    yield from _resolutions(table_at(pnpm, "overrides", notes), "pnpm.overrides")


def _overrides(table: Mapping[str, object], group: str) -> Iterator[DeclaredPackage]:
    """Yield npm's overrides: ``name`` or ``name@range`` to a version, or to a table with ``.`` and what is below."""
    waiting: list[tuple[str, Mapping[str, object]]] = [("", table)]
    while waiting:
        parent, rules = waiting.pop()
        for key, value in rules.items():
            name = parent if key == "." else split_at_version(key)[0]
            if isinstance(value, dict):
                waiting.append((name, value))
            elif isinstance(value, str) and name and not value.startswith("$"):
                yield _package(name, value, group)


def _resolutions(table: Mapping[str, object], group: str) -> Iterator[DeclaredPackage]:
    """Yield yarn's and pnpm's: the last package of ``a/b``, ``**/b``, ``a@1>b@2`` to a version."""
    for key, value in table.items():
        if not isinstance(value, str):
            continue
        # A ``>`` before a name leads from parent to child; any other one belongs to a range.
        last = _CHILD.split(key[:_LONGEST_KEY])[-1]
        parts = [part for part in last.split("/") if part not in {"", "**"}]
        named = "/".join(parts[-2:]) if len(parts) > 1 and parts[-2].startswith("@") else "".join(parts[-1:])
        name = split_at_version(named)[0]
        if name:
            yield _package(name, value, group)


def _package(name: str, requirement: str, group: str) -> DeclaredPackage:
    meant = specifier(name, requirement)
    return DeclaredPackage(name=meant.name, requirement=meant.requirement, group=group, alias=meant.alias)
