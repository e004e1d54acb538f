"""Edits that keep files out of an sdist and the wheel made from it, by build backend, the most natural first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pkgaudit.remedy.edit import Contents, EditError
from pkgaudit.remedy.exclusions import Exclusions, ways_to_exclude
from pkgaudit.remedy.ignore_lines import append_lines
from pkgaudit.remedy.npm_candidates import Read
from pkgaudit.remedy.packages import Package
from pkgaudit.remedy.spelling import as_glob, as_ignore_line, as_manifest_command, as_uv_glob
from pkgaudit.remedy.toml_list import add_to_list
from pkgaudit.targets.building.python_project import BackendKind

_PYPROJECT = "pyproject.toml"
_MANIFEST = "MANIFEST.in"
_HATCH = ("tool", "hatch", "build")


def python_candidates(package: Package, unwanted: frozenset[str], read: Read) -> Iterator[Contents]:
    """Yield edits as contents of files in the package's folder; which one cures is for the backend to show.

    Raises:
        EditError: The backend's configuration is not known, or cannot be edited.
    """
    ways = list(ways_to_exclude(unwanted, package.sources)) if unwanted else []
    # A text and not the enum: it may say something else.
    backend = str(package.origin.packer)
    if backend == BackendKind.SETUPTOOLS:
        yield from (_manifest(way, read) for way in ways)
        return
    document = read(_PYPROJECT)
    if document is None:
        raise EditError("there is no pyproject.toml to edit")
    in_wheel = any(
        artifact.is_wheel and unwanted.intersection(artifact.sources.values()) for artifact in package.artifacts
    )
    for way in ways:
        if backend == BackendKind.HATCHLING:
            yield from _hatchling(document, way, in_wheel=in_wheel)
        elif backend == BackendKind.UV:
            yield from _uv(document, way)
        else:
            yield _listed(document, _keys(backend), [as_glob(each) for each in way])


def _keys(backend: str) -> Sequence[str]:
    known = {
        BackendKind.FLIT.value: ("tool", "flit", "sdist", "exclude"),
        BackendKind.POETRY.value: ("tool", "poetry", "exclude"),
        BackendKind.PDM.value: ("tool", "pdm", "build", "excludes"),
    }
    if backend not in known:
        raise EditError(f"it is not known how the backend ({backend[:40]}) is told what not to ship")
    return known[backend]


def _listed(document: bytes, keys: Sequence[str], entries: Sequence[str]) -> Contents:
    return {_PYPROJECT: add_to_list(document, keys, entries)}


def _hatchling(document: bytes, way: Exclusions, *, in_wheel: bool) -> Iterator[Contents]:
    """Yield the narrowest table that is enough first; a target's own list hides the one for all targets."""
    lines = [as_ignore_line(each) for each in way]
    sdist = (*_HATCH, "targets", "sdist", "exclude")
    wheel = (*_HATCH, "targets", "wheel", "exclude")
    if in_wheel:
        yield _listed(document, (*_HATCH, "exclude"), lines)
    yield _listed(document, sdist, lines)
    if in_wheel:
        yield {_PYPROJECT: add_to_list(add_to_list(document, sdist, lines), wheel, lines)}


def _uv(document: bytes, way: Exclusions) -> Iterator[Contents]:
    globs = [as_uv_glob(each) for each in way]
    source = ("tool", "uv", "build-backend", "source-exclude")
    wheel = ("tool", "uv", "build-backend", "wheel-exclude")
    yield _listed(document, source, globs)
    yield {_PYPROJECT: add_to_list(add_to_list(document, source, globs), wheel, globs)}


def _manifest(way: Exclusions, read: Read) -> Contents:
    """Return MANIFEST.in: the wheel is made from the sdist, so what is not in there is in neither."""
    return {_MANIFEST: append_lines(read(_MANIFEST), [as_manifest_command(each) for each in way])}
