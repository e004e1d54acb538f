"""Tells a Python project from a folder that merely keeps the settings of Python tools."""

from __future__ import annotations

import re
from pathlib import Path

_BYTES = 1024 * 1024
# A table, or a key of one, that says what is built or how. Taken line by line: a TOML reader needs seconds for some
# megabytes, and whoever builds the project reads it properly anyway.
_PACKAGE = re.compile(
    rb'[ \t]{0,100}\[?[ \t"]{0,20}(?:project|build-system|tool[ \t]{0,9}\.[ \t]{0,9}(?:poetry|flit))\b'
)
_METADATA = re.compile(rb"\[metadata\]")


def python_files(folder: Path) -> tuple[str, ...]:
    """Return which of ``pyproject.toml``, ``setup.py`` and ``setup.cfg`` make the folder a Python project.

    A pyproject.toml counts when it says what is built or how; one with the settings of a linter alone does not.
    """
    found: list[str] = []
    if _has_line(folder / "pyproject.toml", _PACKAGE):
        found.append("pyproject.toml")
    if (folder / "setup.py").is_file():
        found.append("setup.py")
    if _has_line(folder / "setup.cfg", _METADATA):
        found.append("setup.cfg")
    return tuple(found)


def _has_line(file: Path, wanted: re.Pattern[bytes]) -> bool:
    if not file.is_file():
        return False
    try:
        with file.open("rb") as opened:
            content = opened.read(_BYTES)
    except OSError:
        # Whoever builds it will say so; passing it over would be quiet.
        return True
    return any(wanted.match(line) for line in content.splitlines())
