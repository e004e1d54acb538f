"""Recognises a project: what it would publish, to which registries, and with which packer."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from pkgaudit.manifests.lenient_json import MANIFEST_BYTES, read_json_object
from pkgaudit.manifests.npm_names import name_problem, version_problem
from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.limits import Limits
from pkgaudit.targets.packing.packer_choice import PackerChoice, UnknownPackerError, choose_packer
from pkgaudit.targets.packing.python_files import python_files
from pkgaudit.targets.packing.workspace_globs import WorkspaceLimitError, workspace_folders
from pkgaudit.targets.packing.yaml_reading import YAML_BYTES, YamlError, read_yaml

SCRIPTS_OF_PUBLISHING = ("prepublish", "prepublishOnly")
"""What runs before a package is published, and not when it is only packed."""
_SCRIPTS = (*SCRIPTS_OF_PUBLISHING, "prepack", "prepare", "postpack")


class Workspace(Struct, frozen=True, kw_only=True):
    """One package of the npm family in a project.

    Attributes:
        path: Its folder, resolved.
        relative: The folder as seen from the project's root, ``/`` between components; ``.`` for the root itself.
        name: As its package.json says; empty when it says none.
        version: As its package.json says; empty when it says none.
        unpublished: Why it is never published (``"private": true``, no name...), or empty.
        scripts: The scripts it has that run around packing.
        bundles: Whether it bundles dependencies.
    """

    path: Path
    relative: str
    name: str
    version: str
    unpublished: str = ""
    scripts: tuple[str, ...] = ()
    bundles: bool = False


class Project(Struct, frozen=True, kw_only=True):
    """What a folder would publish.

    Attributes:
        directory: What the user named, resolved.
        root: The root of the monorepo it belongs to, or the directory itself.
        location: How reports name it: as the user typed it.
        packer: For the packages of the npm family, None when there are none.
        workspaces: The packages to pack, sorted by folder, the root first.
        unpublished: Packages that are never published, and why.
        python: The files that make it a Python project (``pyproject.toml``, ``setup.py``, ``setup.cfg``).
        notes: What a reader of the report should know.
        gaps: What could not be understood.
    """

    directory: Path
    root: Path
    location: str
    packer: PackerChoice | None = None
    workspaces: tuple[Workspace, ...] = ()
    unpublished: tuple[Workspace, ...] = ()
    python: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def location_of(self, package: Workspace) -> str:
        """Return a package's folder as the user would type it."""
        relative = os.path.relpath(package.path, self.directory).replace(os.sep, "/")
        if relative == ".":
            return self.location.rstrip("/") or self.location
        return relative if self.location in (".", "./") else f"{self.location.rstrip('/')}/{relative}"


def recognise(directory: Path, *, pm: str | None = None, text: str | None = None) -> Project | None:
    """Return the project in a folder, or None when it holds none.

    A folder inside a monorepo stands for its own package only; the monorepo's root stands for all of them.

    Args:
        directory: What the user named.
        pm: The packer the user wants, as in `choose_packer`.
        text: How the user spelled the folder.
    """
    location = text if text is not None else str(directory)
    here = Path(os.path.realpath(directory))
    python = python_files(here)
    if not (here / "package.json").is_file():
        if not python:
            return None
        return Project(directory=here, root=here, location=location, python=python)
    reader = _Reader(location)
    root = _root_above(here, location)
    members = _members(root, reader)
    chosen = [root, *members] if here == root else [here]
    found = [reader.workspace(folder, root) for folder in chosen]
    packages = [package for package in found if package is not None]
    packer = None
    notes: tuple[str, ...] = ()
    try:
        packer = choose_packer(root, reader.manifest(root) or {}, pm)
        notes = packer.notes
    except UnknownPackerError as error:
        reader.gap(f"{error}; choose one with --pm")
    return Project(
        directory=here,
        root=root,
        location=location,
        packer=packer,
        workspaces=tuple(package for package in packages if not package.unpublished),
        unpublished=tuple(package for package in packages if package.unpublished),
        python=python,
        notes=notes,
        gaps=tuple(reader.gaps),
    )


class _Reader:
    """Reads each manifest once and keeps what is wrong with them."""

    def __init__(self, location: str) -> None:
        self._location = location
        self._manifests: dict[Path, Mapping[str, object] | None] = {}
        self.gaps: list[Gap] = []

    def gap(self, why: str, *inside: str) -> None:
        self.gaps.append(Gap(kind=GapKind.PACKING, location=(self._location, *inside), why=why))

    def manifest(self, folder: Path) -> Mapping[str, object] | None:
        if folder not in self._manifests:
            try:
                with (folder / "package.json").open("rb") as file:
                    reading = read_json_object(file.read(MANIFEST_BYTES + 1), Limits())
            except OSError as error:
                self._manifests[folder] = None
                self.gap(f"package.json cannot be read ({error.strerror}): make it readable")
            else:
                self._manifests[folder] = reading.value
                if reading.value is None:
                    self.gap(f"{folder.name}/package.json: {'; '.join(reading.problems)}: correct it")
        return self._manifests[folder]

    def workspace(self, folder: Path, root: Path) -> Workspace | None:
        manifest = self.manifest(folder)
        if manifest is None:
            return None
        name, version = manifest.get("name"), manifest.get("version")
        scripts = manifest.get("scripts")
        names = scripts if isinstance(scripts, dict) else {}
        bundled = manifest.get("bundleDependencies") or manifest.get("bundledDependencies")
        return Workspace(
            path=folder,
            relative=folder.relative_to(root).as_posix(),
            name=name if isinstance(name, str) else "",
            version=version if isinstance(version, str) else "",
            unpublished=_unpublished(manifest),
            scripts=tuple(script for script in _SCRIPTS if names.get(script)),
            bundles=bool(bundled),
        )

    def patterns(self, folder: Path) -> list[str]:
        """Return the workspace patterns of a folder, those of pnpm first."""
        file = folder / "pnpm-workspace.yaml"
        listed: object
        if file.is_file():
            try:
                with file.open("rb") as opened:
                    value = read_yaml(opened.read(YAML_BYTES + 1))
            except (OSError, YamlError) as error:
                self.gap(f"pnpm-workspace.yaml cannot be read ({error}): its packages are not known", file.name)
                return []
            listed = value.get("packages") if isinstance(value, dict) else None
        else:
            declared = (self.manifest(folder) or {}).get("workspaces")
            listed = declared.get("packages") if isinstance(declared, dict) else declared
        return [pattern for pattern in listed if isinstance(pattern, str)] if isinstance(listed, list) else []


def _unpublished(manifest: Mapping[str, object]) -> str:
    if manifest.get("private"):
        return '"private": true'
    name, version = manifest.get("name"), manifest.get("version")
    if not isinstance(name, str) or not name:
        return "its package.json has no name"
    if not isinstance(version, str) or not version:
        return "its package.json has no version"
    return name_problem(name) or version_problem(version)


def _members(root: Path, reader: _Reader) -> list[Path]:
    patterns = reader.patterns(root)
    if not patterns:
        return []
    try:
        return [folder for folder in workspace_folders(root, patterns) if folder != root]
    except WorkspaceLimitError as error:
        reader.gap(f"{error}: name the packages' folders more narrowly")
        return []


def _root_above(here: Path, location: str) -> Path:
    """Return the nearest folder above whose workspaces include this one, up to the repository's root, or itself.

    What is wrong with folders above that have nothing to do with it is none of the project's concern.
    """
    folder = here
    while not (folder / ".git").exists() and folder.parent != folder:
        folder = folder.parent
        declared = (folder / "package.json").is_file() or (folder / "pnpm-workspace.yaml").is_file()
        if declared and here in _members(folder, _Reader(location)):
            return folder
    return here
