"""pyproject.toml: what the standards and each tool's own tables declare, and where packages are looked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pkgaudit.dependencies.address import without_credentials
from pkgaudit.dependencies.notes import Notes, table_at
from pkgaudit.dependencies.pyproject_indexes import indexes
from pkgaudit.dependencies.pyproject_poetry import poetry_dependencies
from pkgaudit.dependencies.python_requirement import split_requirement
from pkgaudit.dependencies.toml_document import read_toml_document
from pkgaudit.dependencies.toml_values import first_text, texts_at
from pkgaudit.manifests.lenient_json import quoted
from pkgaudit.model.dependency_document import DeclaredPackage, DependencyDocument, DocumentFormat
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import MIB, Limits

PYPROJECT_BYTES = 4 * MIB
_MOST = 20_000
_UV_LISTS = ("dev-dependencies", "constraint-dependencies", "override-dependencies", "build-constraint-dependencies")
_HATCH_LISTS = ("dependencies", "extra-dependencies")


def read_pyproject(content: bytes, location: Location, limits: Limits) -> DependencyDocument:  # noqa: ARG001 -- as every reader
    """Return what a pyproject.toml declares; never raises.

    The group of each is the key it stands under, as ``project.dependencies`` or ``dependency-groups.test``. poetry's
    own ranges are written as those of everybody else.
    """
    notes = Notes()
    document: Mapping[str, object] = {}
    if len(content) > PYPROJECT_BYTES:
        notes.add(f"it has {len(content):,} bytes; more than {PYPROJECT_BYTES:,} are not read")
    else:
        document = read_toml_document(content, notes)
    declared: list[DeclaredPackage] = []
    for package in _declared(document, notes):
        if len(declared) == _MOST:
            notes.add(f"more than {_MOST:,} dependencies: the rest was not looked at")
            break
        declared.append(package)
    return DependencyDocument(
        location=location,
        format=DocumentFormat.PYPROJECT,
        ecosystem=Ecosystem.PYPI,
        declared=tuple(declared),
        indexes=tuple(indexes(document, notes)),
        problems=notes.all(),
    )


def _declared(document: Mapping[str, object], notes: Notes) -> Iterator[DeclaredPackage]:
    for key, value in _lists(document, notes):
        for text in texts_at({key: value}, key):
            requirement = split_requirement(text)
            if requirement is None:
                notes.add(f"{key}: {quoted(without_credentials(text))} is no requirement")
                continue
            yield DeclaredPackage(
                name=requirement.name,
                requirement=without_credentials(requirement.url) or requirement.specifier,
                group=key,
                marker=requirement.marker,
            )
    tool = table_at(document, "tool", notes)
    yield from poetry_dependencies(table_at(tool, "poetry", notes), notes)
    yield from _uv_sources(table_at(table_at(tool, "uv", notes), "sources", notes))


def _lists(document: Mapping[str, object], notes: Notes) -> Iterator[tuple[str, object]]:
    """Yield every list of requirements and the key it stands under.

    A group that includes another one adds nothing: the other one is there itself.
    """
    project = table_at(document, "project", notes)
    yield "build-system.requires", table_at(document, "build-system", notes).get("requires")
    yield "project.dependencies", project.get("dependencies")
    for extra, value in table_at(project, "optional-dependencies", notes).items():
        yield f"project.optional-dependencies.{extra}", value
    for group, value in table_at(document, "dependency-groups", notes).items():
        yield f"dependency-groups.{group}", value
    tool = table_at(document, "tool", notes)
    uv = table_at(tool, "uv", notes)
    for key in _UV_LISTS:
        yield f"tool.uv.{key}", uv.get(key)
    for group, value in table_at(table_at(tool, "pdm", notes), "dev-dependencies", notes).items():
        yield f"tool.pdm.dev-dependencies.{group}", [_not_editable(text) for text in texts_at({group: value}, group)]
    environments = table_at(table_at(tool, "hatch", notes), "envs", notes)
    for name, environment in environments.items():
        for key in _HATCH_LISTS:
            yield f"tool.hatch.envs.{name}.{key}", environment.get(key) if isinstance(environment, dict) else None


def _not_editable(text: str) -> str:
    """Return a requirement of pdm, which may stand behind ``-e`` and then names its package behind ``#egg=``."""
    if not text.startswith("-e "):
        return text
    place = text.removeprefix("-e ").strip()
    return f"{place.partition('#egg=')[2] or 'unnamed'} @ {place}"


def _uv_sources(sources: Mapping[str, object]) -> Iterator[DeclaredPackage]:
    """Yield the packages that uv takes from elsewhere than an index; a list has one source for each platform."""
    for name, value in sources.items():
        for source in value if isinstance(value, list) else [value]:
            place = first_text(source, "git", "url", "path")
            commit = first_text(source, "rev", "tag", "branch")
            if place:
                shown = without_credentials(f"{place}@{commit}" if commit else place)
                yield DeclaredPackage(name=name, requirement=shown, group="tool.uv.sources")
