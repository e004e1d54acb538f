"""Which installer fetches a build backend: uv where it would ask the same index as the user's pip."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

_PIP_VARIABLES = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX", "PIP_PROXY", "PIP_CERT")
_UV_VARIABLES = (
    *("UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "UV_NO_INDEX"),
    *("UV_CONFIG_FILE", "UV_OFFLINE"),
)
_PIP_KEYS = ("index-url", "extra-index-url", "find-links", "no-index", "proxy", "cert")
_UV_KEYS = ("index", "default-index", "index-url", "extra-index-url", "find-links", "no-index", "offline")
_CONFIGURATION_BYTES = 256 * 1024
_SYSTEM = Path("/etc")


class Installer(StrEnum):
    """What ``build`` can fetch a backend with."""

    PIP = "pip"
    UV = "uv"


def choose_installer(environment: Mapping[str, str], path: str) -> Installer:
    """Return uv when it is there and asks where the user's pip would ask, else pip.

    uv reads none of pip's configuration. Whoever has told only pip about a private index must not have the same names
    fetched from the public one.

    Args:
        environment: The user's own.
        path: PATH without the project's folders.
    """
    module = find_spec("uv")
    # A folder called uv in the current one is a namespace package, and has no origin.
    there = (module is not None and module.origin is not None) or shutil.which("uv", path=path) is not None
    if not there:
        return Installer.PIP
    home = Path(environment.get("HOME") or os.sep)
    settings = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    told_uv = any(environment.get(name) for name in _UV_VARIABLES) or _has_key(
        (settings / "uv" / "uv.toml", _SYSTEM / "uv" / "uv.toml"), _UV_KEYS
    )
    told_pip = any(environment.get(name) for name in _PIP_VARIABLES) or _has_key(
        _pip_files(environment, home, settings), _PIP_KEYS
    )
    return Installer.PIP if told_pip and not told_uv else Installer.UV


def _pip_files(environment: Mapping[str, str], home: Path, settings: Path) -> tuple[Path, ...]:
    named = environment.get("PIP_CONFIG_FILE", "")
    if named == os.devnull:
        return ()
    system = [Path(folder) / "pip" / "pip.conf" for folder in environment.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")]
    return (
        *system,
        _SYSTEM / "pip.conf",
        Path("/Library/Application Support/pip/pip.conf"),
        home / ".pip" / "pip.conf",
        home / "Library" / "Application Support" / "pip" / "pip.conf",
        settings / "pip" / "pip.conf",
        Path(sys.prefix) / "pip.conf",
        *([Path(named)] if named else []),
    )


def _has_key(files: tuple[Path, ...], keys: tuple[str, ...]) -> bool:
    """Return whether a line of one of the files sets one of the keys, or heads a table of that name."""
    for file in files:
        try:
            with file.open("rb") as opened:
                lines = opened.read(_CONFIGURATION_BYTES).decode("utf-8", "replace").splitlines()
        except OSError:
            continue
        for line in lines:
            key = line.partition("=")[0].partition(":")[0].strip().strip("[]").strip().lower().replace("_", "-")
            if key.removeprefix("pip.") in keys:
                return True
    return False
