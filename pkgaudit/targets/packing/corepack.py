"""Finds the packer that corepack has already fetched, without letting corepack read the project or the network."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

_SHIM = re.compile(r"[\\/]corepack[\\/]dist[\\/][a-z]{1,20}\.js\Z")
_VERSION = re.compile(r"[0-9A-Za-z.+-]{1,64}")
_ENTRIES = ("{name}.js", "bin/{name}.js", "bin/{name}.cjs", "bin/{name}.mjs")
_JSON_BYTES = 64 * 1024


def is_corepack_shim(path: str) -> bool:
    """Return whether a program is corepack in a packer's clothes: it would fetch and run what the project names."""
    return _SHIM.search(path) is not None


def fetched(name: str, version: str, environment: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the script and the version of a packer in corepack's folder, or None when it was never fetched.

    Args:
        name: ``yarn``, ``pnpm`` or ``npm``.
        version: Which one, or empty for the one corepack takes when a project names none.
        environment: The user's, for where corepack keeps things.
    """
    home = _home(environment)
    version = version or _last_known_good(home, name)
    if not _VERSION.fullmatch(version):
        return None
    for entry in _ENTRIES:
        script = home / "v1" / name / version / entry.format(name=name)
        if script.is_file():
            return os.path.realpath(script), version
    return None


def _home(environment: Mapping[str, str]) -> Path:
    if environment.get("COREPACK_HOME"):
        return Path(environment["COREPACK_HOME"])
    cache = environment.get("XDG_CACHE_HOME")
    home = Path(cache) if cache else Path(environment.get("HOME", "/")) / ".cache"
    return home / "node" / "corepack"


def _last_known_good(home: Path, name: str) -> str:
    try:
        with (home / "lastKnownGood.json").open("rb") as file:
            known: object = json.loads(file.read(_JSON_BYTES))
    except (OSError, ValueError):
        return ""
    version = known.get(name) if isinstance(known, dict) else None
    return version.split("+", 1)[0] if isinstance(version, str) else ""
