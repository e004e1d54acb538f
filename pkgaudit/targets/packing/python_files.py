"""Tells a Python project from a folder that merely keeps the settings of Python tools."""

from __future__ import annotations

from pathlib import Path

_TOML_BYTES = 1024 * 1024
_PACKAGE_TOOLS = ("poetry", "flit")


def python_files(folder: Path) -> tuple[str, ...]:
    """Return which of ``pyproject.toml``, ``setup.py`` and ``setup.cfg`` make the folder a Python project.

    A pyproject.toml counts when it says what is built or how; one with the settings of a linter alone does not.
    """
    found: list[str] = []
    if _describes_a_package(folder / "pyproject.toml"):
        found.append("pyproject.toml")
    if (folder / "setup.py").is_file():
        found.append("setup.py")
    if _has_metadata(folder / "setup.cfg"):
        found.append("setup.cfg")
    return tuple(found)


def _describes_a_package(file: Path) -> bool:
    content = _read(file)
    if content is None:
        return False
    import tomllib  # noqa: PLC0415 -- only where there is such a file

    try:
        value = tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        # Whoever builds it will say what is wrong with it; passing it over would be quiet.
        return True
    tools = value.get("tool")
    declared = isinstance(tools, dict) and any(tool in tools for tool in _PACKAGE_TOOLS)
    return declared or "project" in value or "build-system" in value


def _has_metadata(file: Path) -> bool:
    content = _read(file)
    return content is not None and any(line.strip() == b"[metadata]" for line in content.splitlines())


def _read(file: Path) -> bytes | None:
    try:
        with file.open("rb") as opened:
            content = opened.read(_TOML_BYTES + 1)
    except OSError:
        return None
    return content[:_TOML_BYTES]
