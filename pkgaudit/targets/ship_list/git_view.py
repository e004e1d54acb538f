"""Asks git which files of a project it tracks and which it has never heard of, and lets the repository run nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from pkgaudit.model.ship_list import GitView, Tracking
from pkgaudit.targets.packing.environment import search_path
from pkgaudit.targets.packing.runner import run

_KEPT = ("HOME", "XDG_CONFIG_HOME")
_SECONDS = 60.0
_LIST_BYTES = 128 * 1024 * 1024
# A repository's own configuration can name programs; what is said here wins over it. The last keeps a bare repository
# that lies in the tree, where it looks like plain files, from being taken for the project's.
_RESTRAINTS = (
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.untrackedCache=false"),
    *("-c", "protocol.allow=never"),
    *("-c", "safe.bareRepository=explicit"),
)


def git_view(root: Path, environment: Mapping[str, str]) -> GitView | None:
    """Return what git says of the files below a folder; None without git, without a repository, or when it refuses.

    Bytes of a name that are not UTF-8 become U+FFFD, as in a member's path. A submodule is one path in ``tracked``, a
    repository inside the repository one path with ``/`` at its end in ``untracked``: of their files nothing is said.

    Args:
        root: The project's root, resolved; it may lie deep inside the repository.
        environment: The user's own.
    """
    git = shutil.which("git", path=search_path(environment, root))
    if git is None:
        return None
    chosen = {
        **{name: environment[name] for name in _KEPT if name in environment},
        "PATH": search_path(environment, root),
        "LC_ALL": "C",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
    }
    tracked = _names(git, root, chosen, "--cached")
    untracked = None if tracked is None else _names(git, root, chosen, "--others", "--exclude-standard")
    if tracked is None or untracked is None:
        return None
    return GitView(tracked=tracked, untracked=untracked)


def tracking_of(git: GitView | None, path: str) -> Tracking:
    """Return what git says of a file that exists.

    Args:
        git: What it says of all; None without a repository.
        path: Relative to the project's root.
    """
    if git is None:
        return Tracking.UNKNOWN
    if path in git.tracked:
        return Tracking.TRACKED
    if path in git.untracked:
        return Tracking.UNTRACKED
    above = path.rpartition("/")[0]
    while above:
        # A submodule, a repository of its own, or a link to a folder: git says nothing of what is inside.
        if above in git.tracked or above in git.untracked or f"{above}/" in git.untracked:
            return Tracking.UNKNOWN
        above = above.rpartition("/")[0]
    return Tracking.IGNORED


def _names(git: str, root: Path, environment: Mapping[str, str], *which: str) -> frozenset[str] | None:
    done = run(
        [git, "--no-pager", *_RESTRAINTS, "-C", str(root), "ls-files", "-z", *which],
        cwd=Path(os.sep),
        environment=environment,
        timeout_seconds=_SECONDS,
        kept=_LIST_BYTES,
    )
    # Half a list would make files ignored that are not.
    if not done.succeeded or len(done.stdout) >= _LIST_BYTES:
        return None
    return frozenset(name.decode("utf-8", "replace") for name in done.stdout.split(b"\0") if name)
