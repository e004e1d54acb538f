"""What a package.json says: claims as npm would understand them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from pkgaudit.manifests.fields import Fields, Problems, kind_of
from pkgaudit.manifests.lenient_json import quoted, read_json_object
from pkgaudit.manifests.licenses import is_osi
from pkgaudit.manifests.npm_entry_points import entry_points
from pkgaudit.manifests.npm_names import name_problem, version_problem
from pkgaudit.manifests.repositories import is_public_repository
from pkgaudit.model.claims import Claims, Dependency
from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import Limits

_GROUPS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_BUNDLED = ("bundleDependencies", "bundledDependencies")
_DEPENDENCIES = 10_000


def read_package_json(content: bytes, location: Location, limits: Limits) -> Claims:
    """Return the claims of a package.json, with every problem found; never raises.

    Args:
        content: The file, whatever it holds.
        location: Of the file, for the problems.
        limits: For ``json_depth`` and ``text_line_bytes``.
    """
    problems = Problems(location)
    reading = read_json_object(content, limits)
    for problem in reading.problems:
        problems.add(problem)
    if reading.value is None:
        return Claims(ecosystem=Ecosystem.NPM, problems=problems.all())
    fields = Fields(reading.value, problems, limits)
    name = _name(fields)
    version = _version(fields)
    license_ = _license(fields)
    repository = _repository(fields)
    return Claims(
        ecosystem=Ecosystem.NPM,
        name=name,
        version=version,
        license=license_,
        license_is_osi=license_ is not None and is_osi(license_),
        repository=repository,
        repository_is_public=repository is not None and is_public_repository(repository),
        marked_private=_private(fields),
        scripts=fields.texts("scripts", "npm drops it"),
        dependencies=tuple(_dependencies(fields)),
        entry_points=entry_points(fields, name),
        keys=fields.keys(),
        problems=problems.all(),
    )


def package_json_gap(content: bytes, location: Location, limits: Limits) -> Gap | None:
    """Return why a package.json that npm would read was not read here, or None."""
    limit = read_json_object(content, limits).limit
    return Gap(kind=GapKind.LIMIT, location=location, why=limit) if limit else None


def _name(fields: Fields) -> str | None:
    name = fields.text("name", "npm refuses to pack it")
    if name is None:
        if fields.value.get("name") is None:
            fields.problems.add("it has no name: npm refuses to publish it")
        return None
    problem = name_problem(name)
    if problem:
        fields.problems.add(f"{quoted(name)}: {problem}")
    return name


def _version(fields: Fields) -> str | None:
    version = fields.text("version", "npm refuses to pack it")
    if version is None:
        if fields.value.get("version") is None:
            fields.problems.add("it has no version: npm refuses to publish it")
        return None
    problem = version_problem(version)
    if problem:
        fields.problems.add(f"{quoted(version)}: {problem}")
    return version


def _license(fields: Fields) -> str | None:
    """Return ``license``, or the legacy forms: an object with ``type``, and a list of either under ``licenses``."""
    for key in ("license", "licenses", "licence"):
        value = fields.value.get(key)
        names = [fields.cut(name) for name in _license_names(value)]
        if len(names) > 1:
            return " OR ".join(names)
        if names:
            return names[0]
        if value is not None and not isinstance(value, str | list | dict):
            fields.problems.add(f"{quoted(key)} is {kind_of(value)} instead of a text: npm ignores it")
    return None


def _license_names(value: object) -> list[str]:
    found: list[str] = []
    for entry in value[:100] if isinstance(value, list) else (value,):
        name = (entry.get("type") or entry.get("name")) if isinstance(entry, dict) else entry
        if isinstance(name, str) and name.strip():
            found.append(name)
    return found


def _repository(fields: Fields) -> str | None:
    value = fields.value.get("repository")
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("url")
    if isinstance(value, str):
        return fields.cut(value) or None
    if value is not None and value != []:
        fields.problems.add(f'"repository" is {kind_of(value)} instead of an address: npm ignores it')
    return None


def _private(fields: Fields) -> bool:
    value = fields.value.get("private")
    if value is None or isinstance(value, bool):
        return value is True
    truthy = isinstance(value, list | dict) or bool(value)
    effect = "npm refuses to publish it" if truthy else "npm takes it for false"
    fields.problems.add(f'"private" is {kind_of(value)} instead of a boolean: {effect}')
    return truthy


def _dependencies(fields: Fields) -> Iterable[Dependency]:
    count = 0
    for group in _GROUPS:
        for name, requirement in fields.texts(group, "npm drops it").items():
            count += 1
            if count > _DEPENDENCIES:
                fields.problems.add(f"more than {_DEPENDENCIES:,} dependencies: the rest is not looked at")
                return
            yield Dependency(name=name, requirement=requirement, group=group)
    for group in _BUNDLED:
        yield from _bundled(fields, group)


def _bundled(fields: Fields, group: str) -> Iterable[Dependency]:
    value = fields.value.get(group)
    names: Iterable[object] = ()
    if isinstance(value, list | dict):
        names = islice(value, _DEPENDENCIES)
    elif value is not None and not isinstance(value, bool):
        fields.problems.add(f"{quoted(group)} is {kind_of(value)} instead of a list: npm drops it")
    for name in names:
        if isinstance(name, str):
            yield Dependency(name=fields.cut(name), requirement="", group="bundledDependencies")
        else:
            fields.problems.add(f"{quoted(group)} lists {kind_of(name)}: npm drops it")
