"""The environment a packer gets: what it needs to find its programs and its user's configuration, and no secret."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

# No token, no `npm_config_*` (dry_run would make a pack that writes nothing), no NODE_OPTIONS, no packer's own switch.
_KEPT = frozenset(
    {
        "HOME",
        "USER",
        "LOGNAME",
        "LANG",
        "LANGUAGE",
        "TZ",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "XDG_DATA_HOME",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "NODE_EXTRA_CA_CERTS",
        "SOURCE_DATE_EPOCH",
    }
)
_KEPT_PREFIXES = ("LC_",)
_KEPT_FOR_SCRIPTS = frozenset(
    {"CI", "SHELL", "TERM", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"}
    | {"NVM_DIR", "VOLTA_HOME", "PNPM_HOME", "COREPACK_HOME", "BUN_INSTALL", "CARGO_HOME", "RUSTUP_HOME", "GOPATH"}
)


def environment_for(
    given: Mapping[str, str], *, tree: Path, temporary: Path, scripts: bool, named: tuple[str, ...] = ()
) -> dict[str, str]:
    """Return the environment for one run.

    Args:
        given: The user's own.
        tree: The project; folders of PATH inside it are left out.
        temporary: Where temporary files go.
        scripts: Whether the project's scripts may run and need what they usually have.
        named: Further variables the user wants handed on.
    """
    kept = _KEPT | (_KEPT_FOR_SCRIPTS if scripts else frozenset()) | frozenset(named)
    chosen = {name: value for name, value in given.items() if name in kept or name.startswith(_KEPT_PREFIXES)}
    return {**chosen, "PATH": search_path(given, tree), "TMPDIR": str(temporary)}


def search_path(given: Mapping[str, str], tree: Path) -> str:
    """Return PATH without relative folders and without folders of the project.

    ``npm run`` puts the project's ``node_modules/.bin`` first: a packer found there is the project's code.
    """
    root = os.path.realpath(tree)
    kept: list[str] = []
    for folder in given.get("PATH", "").split(os.pathsep):
        real = os.path.realpath(folder) if folder.startswith(os.sep) else root
        if real != root and not real.startswith(root + os.sep):
            kept.append(folder)
    return os.pathsep.join(kept)
