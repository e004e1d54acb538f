"""Finds every Python project that a folder stands for: its own, and those of the workspace whose root it is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.targets.building.pyproject import PyprojectError, read_pyproject, texts_at
from pkgaudit.targets.building.python_project import PythonProject, recognise_python_project
from pkgaudit.targets.packing.workspace_globs import WorkspaceLimitError, workspace_folders

_MANIFEST = "pyproject.toml"


def recognise_python_projects(directory: Path, *, text: str | None = None) -> tuple[PythonProject | Gap, ...]:
    """Return the project in a folder, then those that its ``[tool.uv.workspace]`` names, by folder; none when none.

    Other tools have no table for this: their projects are named one by one.

    Args:
        directory: What the user named.
        text: How the user spelled it.
    """
    root = Path(os.path.realpath(directory))
    spelled = text if text is not None else str(directory)
    own = recognise_python_project(root, text=spelled)
    if isinstance(own, Gap):
        return (own,)
    found: list[PythonProject | Gap] = [] if own is None else [own]
    document = own.document if own is not None else _document(root)
    members = texts_at(document, "tool", "uv", "workspace", "members")
    excluded = tuple(f"!{pattern}" for pattern in texts_at(document, "tool", "uv", "workspace", "exclude"))
    try:
        folders = workspace_folders(root, (*members, *excluded), _MANIFEST) if members else ()
    except WorkspaceLimitError as error:
        why = f"{error}: name the folders in tool.uv.workspace.members more narrowly"
        found.append(Gap(kind=GapKind.PACKING, location=(spelled, _MANIFEST), why=why))
        return tuple(found)
    for folder in folders:
        relative = folder.relative_to(root).as_posix()
        member = recognise_python_project(folder, text=relative if spelled == "." else f"{spelled}/{relative}")
        if member is not None:
            found.append(member)
    return tuple(found)


def _document(root: Path) -> Mapping[str, object]:
    """Return a pyproject.toml that makes no project but may be a workspace's root; one that is malformed is neither."""
    try:
        return read_pyproject(root / _MANIFEST)
    except PyprojectError:
        return {}
