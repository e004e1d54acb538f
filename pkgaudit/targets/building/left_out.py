"""Folders that are too large to copy and almost never shipped: left out of the copy, and never at the price of truth.

A stand-in takes the place of each. When it turns up in what was built, or the build fails without the folder, or the
project names the folder where it says what ships, everything is copied.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from pkgaudit.targets.building.pyproject import table, texts_in

STAND_IN = "pkgaudit-stand-in"
_SUFFIXES = ("", ".py", ".js", ".json", ".txt", ".so")
_CONFIGURATION = ("setup.py", "setup.cfg", "MANIFEST.in")
_CONFIGURATION_BYTES = 1024 * 1024
_INDEX_BYTES = 64 * 1024 * 1024
_NOT_BUILDING = frozenset(
    {
        "black",
        "coverage",
        "isort",
        "mypy",
        "pkgaudit",
        "pylint",
        "pyright",
        "basedpyright",
        "pytest",
        "ruff",
        "ty",
        "tox",
    }
)


def may_be_left_out(
    folders: Iterable[str], *, top: Path, project: Path, document: Mapping[str, object]
) -> tuple[str, ...]:
    """Return those folders that nothing in the project names where it says what ships.

    Args:
        folders: Relative to the top, ``/`` between components.
        top: What is copied: the project, or the repository it lies in.
        project: The project's folder.
        document: Its pyproject.toml.
    """
    tools = {name: value for name, value in table(document, "tool").items() if name not in _NOT_BUILDING}
    configuration = "\n".join(texts_in(tools))
    for name in _CONFIGURATION:
        configuration += "\n" + _read(project / name, _CONFIGURATION_BYTES).decode("utf-8", "replace")
    tracked = _read(top / ".git" / "index", _INDEX_BYTES)
    return tuple(
        folder
        for folder in folders
        if folder.rpartition("/")[2] not in configuration and os.fsencode(f"{folder}/") not in tracked
    )


def put_stand_ins(copy: Path, folders: Iterable[str]) -> None:
    """Put small files where the folders would be, of the kinds that a backend might pick by their names.

    Raises:
        OSError: The copy cannot be written to.
    """
    for folder in folders:
        (copy / folder).mkdir()
        for suffix in _SUFFIXES:
            (copy / folder / f"{STAND_IN}{suffix}").touch()


def is_stand_in(path: str) -> bool:
    """Return whether a file of an artifact is one of ours."""
    return path.rpartition("/")[2].startswith(STAND_IN)


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError:
        return b""
