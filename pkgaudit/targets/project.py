"""Recognises a project directory, and says how to pack it."""

# ruff: noqa: PTH118, PTH123, PTH208 -- paths stay as the user typed them; Path would rewrite them

from __future__ import annotations

import os

_SETUP_CFG_BYTES = 1 << 20
_NPM = "package.json"
_PYTHON = ("pyproject.toml", "setup.py")


def how_to_pack(folder: str) -> str:
    """Return the sentence that says how to pack a project, or nothing when the folder is none.

    A project holds package.json, pyproject.toml, setup.py, or a setup.cfg with ``[metadata]`` at its top.

    Raises:
        OSError: The folder cannot be read.
    """
    names = set(os.listdir(folder))
    npm = _NPM in names
    marks = [name for name in _PYTHON if name in names]
    if not marks and "setup.cfg" in names and _has_metadata(os.path.join(folder, "setup.cfg")):
        marks = ["setup.cfg"]
    if not npm and not marks:
        return ""
    found = " and ".join([*([_NPM] if npm else []), *marks[:1]])
    steps = []
    if npm:
        steps.append("run `npm pack` in it and scan the .tgz that it writes")
    if marks:
        steps.append("run `python -m build` in it and scan dist/")
    return (
        f"it is a project ({found}), and what is published is what its packer makes of it: "
        f"{'; '.join(steps)}. Its loose files were not examined"
    )


def _has_metadata(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            content = file.read(_SETUP_CFG_BYTES)
    except OSError:
        return False
    return any(line.strip() == b"[metadata]" for line in content.splitlines())
