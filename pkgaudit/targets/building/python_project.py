"""Recognises a Python project: what it is called, and which backend builds it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.targets.building.pyproject import PyprojectError, read_pyproject, table, text_at, texts_at
from pkgaudit.targets.packing.python_files import python_files

_CFG_BYTES = 256 * 1024
_LEGACY = "setuptools.build_meta:__legacy__"
_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


class BackendKind(StrEnum):
    """Who decides what ships."""

    SETUPTOOLS = "setuptools"
    HATCHLING = "hatchling"
    FLIT = "flit"
    POETRY = "poetry"
    PDM = "pdm"
    UV = "uv"
    IN_TREE = "in-tree"
    OTHER = "other"


_KINDS = {
    "setuptools": BackendKind.SETUPTOOLS,
    "hatchling": BackendKind.HATCHLING,
    "flit_core": BackendKind.FLIT,
    "flit": BackendKind.FLIT,
    "poetry": BackendKind.POETRY,
    "pdm": BackendKind.PDM,
    "uv_build": BackendKind.UV,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """The build backend, as the project declares it.

    Attributes:
        kind: Which of those we know.
        name: The object's path (``hatchling.build``); setuptools' legacy one when none is declared.
        requires: What is installed before it runs, as written.
        path: ``backend-path``: folders of the project it is loaded from.
        declared: Whether there is a build-system table.
    """

    kind: BackendKind
    name: str
    requires: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    declared: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonProject:
    """A folder that an sdist and a wheel are made from.

    Attributes:
        root: The folder, resolved.
        location: How reports name it.
        files: Which of ``pyproject.toml``, ``setup.py``, ``setup.cfg`` make it a project.
        backend: Who builds it.
        name: As written, where it is written down and not computed; else None.
        unpublished: The setting that says it is never published, or empty.
        document: The pyproject.toml; empty without one.
    """

    root: Path
    location: Location
    files: tuple[str, ...]
    backend: Backend
    name: str | None = None
    unpublished: str = ""
    document: Mapping[str, object] = field(default_factory=dict, repr=False)


def recognise_python_project(directory: Path, *, text: str | None = None) -> PythonProject | Gap | None:
    """Return the Python project in a folder, a gap when its pyproject.toml is malformed, None when it holds none.

    A pyproject.toml with nothing but settings of linters and the like makes no project. Nothing runs.

    Args:
        directory: What the user named.
        text: How the user spelled it.
    """
    root = Path(os.path.realpath(directory))
    location = (text if text is not None else str(directory),)
    files = python_files(root)
    if not files:
        return None
    document: Mapping[str, object] = {}
    # A pyproject.toml that makes no project by itself still names the backend of a setup.py beside it.
    if (root / "pyproject.toml").exists():
        try:
            document = read_pyproject(root / "pyproject.toml")
        except PyprojectError as error:
            return _gap((*location, "pyproject.toml"), f"{error}; without it nobody can build the project")
    if files == ("setup.cfg",) and not document:
        why = (
            "a setup.cfg alone is built by nobody any more: add a pyproject.toml with a [build-system] table, or a "
            "setup.py that calls setup()"
        )
        return _gap(location, why)
    fault = _build_system_fault(document, root)
    if fault:
        return _gap((*location, "pyproject.toml"), fault)
    return PythonProject(
        root=root,
        location=location,
        files=files,
        backend=_backend(document),
        name=_name(document) or _name_in_setup_cfg(root / "setup.cfg"),
        unpublished=_unpublished(document),
        document=document,
    )


def _gap(location: Location, why: str) -> Gap:
    return Gap(kind=GapKind.PACKING, location=location, why=why)


def _build_system_fault(document: Mapping[str, object], root: Path) -> str:
    """Return what is wrong with the build-system table, as PEP 517 and 518 see it, or nothing."""
    system = document.get("build-system")
    if system is None:
        return ""
    if not isinstance(system, dict):
        return "build-system is not a table: write [build-system]"
    if not _is_list_of_texts(system.get("requires")):
        return "build-system.requires is not a list of texts: name what the backend needs"
    if not isinstance(system.get("build-backend", ""), str):
        return "build-system.build-backend is not a text: name the backend"
    if not _is_list_of_texts(system.get("backend-path", [])):
        return "build-system.backend-path is not a list of texts: name folders of the project"
    outside = [path for path in texts_at(document, "build-system", "backend-path") if not _is_inside(path, root)]
    return (
        f'build-system.backend-path names "{outside[0][:80]}", which is outside the project: keep it inside'
        if outside
        else ""
    )


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_inside(path: str, root: Path) -> bool:
    return "\0" not in path and Path(os.path.realpath(root / path)).is_relative_to(root)


def _backend(document: Mapping[str, object]) -> Backend:
    if "build-system" not in document:
        return Backend(kind=BackendKind.SETUPTOOLS, name=_LEGACY, requires=("setuptools",), declared=False)
    name = text_at(document, "build-system", "build-backend") or _LEGACY
    path = texts_at(document, "build-system", "backend-path")
    return Backend(
        kind=BackendKind.IN_TREE if path else backend_kind(name),
        name=name,
        requires=texts_at(document, "build-system", "requires"),
        path=path,
    )


def backend_kind(name: str) -> BackendKind:
    """Return the kind of a backend from its ``build-backend``, wherever it lies."""
    return _KINDS.get(name.partition(":")[0].partition(".")[0].strip(), BackendKind.OTHER)


def _name(document: Mapping[str, object]) -> str | None:
    metadata = table(document, "tool", "flit", "metadata")
    return (
        text_at(document, "project", "name")
        or text_at(document, "tool", "poetry", "name")
        or text_at(metadata, "dist-name")
        or text_at(metadata, "module")
    )


def _name_in_setup_cfg(path: Path) -> str | None:
    """Return ``name`` of ``[metadata]``; line by line, because configparser needs quadratic time for some lines."""
    try:
        with path.open("rb") as file:
            lines = file.read(_CFG_BYTES).decode("utf-8", "replace").lstrip(_BYTE_ORDER_MARK).splitlines()
    except OSError:
        return None
    section = ""
    for line in lines:
        if line.startswith("["):
            section = line.strip()
        elif section == "[metadata]" and line[:4].lower() == "name":
            rest = line[4:].lstrip()
            if rest.startswith(("=", ":")):
                return rest[1:].strip() or None
    return None


def _unpublished(document: Mapping[str, object]) -> str:
    private = [c for c in texts_at(document, "project", "classifiers") if c.lower().startswith("private ::")]
    if private:
        return f"the classifier {private[0][:80]!r}"
    if table(document, "tool", "poetry").get("package-mode") is False:
        return "tool.poetry.package-mode = false"
    if table(document, "tool", "uv").get("package") is False:
        return "tool.uv.package = false"
    if table(document, "tool", "pdm").get("distribution") is False:
        return "tool.pdm.distribution = false"
    return ""
