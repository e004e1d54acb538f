"""Finds what has to be copied with a project: backends ask its repository what is tracked, ignored and tagged."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_REPOSITORIES = (".git", ".hg")
_POINTER = b"gitdir:"
_POINTER_BYTES = 4096
_SUBMODULES = os.path.join(".git", "modules", "")  # noqa: PTH118 -- ends with a separator, which a Path would drop


def top_to_copy(project: Path, environment: Mapping[str, str]) -> Path:
    """Return the root of the repository that a project lies in, or the project itself when it lies in none.

    A repository that is somebody's whole home folder is not what they mean. A submodule keeps its history in the
    repository around it, and names it by a relative path: both are copied.

    Args:
        project: Its folder, resolved.
        environment: The user's own.
    """
    beyond = {os.path.realpath(environment.get("HOME") or os.sep), os.sep}
    for folder in (project, *project.parents):
        if any((folder / name).exists() for name in _REPOSITORIES):
            top = _around_submodule(folder)
            return project if str(top) in beyond else top
    return project


def _around_submodule(folder: Path) -> Path:
    try:
        with (folder / ".git").open("rb") as file:
            pointer = file.read(_POINTER_BYTES)
    except OSError:
        return folder
    target = os.fsdecode(pointer.removeprefix(_POINTER).strip())
    if not pointer.startswith(_POINTER) or Path(target).is_absolute() or "\0" in target:
        return folder
    meant = Path(os.path.normpath(folder / target))
    top = Path(os.path.commonpath((folder, meant)))
    return top if str(meant.relative_to(top)).startswith(_SUBMODULES) else folder
