"""Finds the lockfiles of a project and of what lies below it, and leaves out those that came with dependencies."""

# ruff: noqa: PTH118 -- paths stay as the user typed them; Path would rewrite them

from __future__ import annotations

import os
from collections.abc import Iterator

from pkgaudit.dependencies.recognise import is_lockfile

_INSTALLED = frozenset(("node_modules", "site-packages", ".venv", "venv", ".tox", ".nox", ".yarn", ".git", ".hg"))


# What is locked for the sake of tests and measurements is often old or broken on purpose, and never published.
_ASIDE = frozenset(
    ("test", "tests", "__tests__", "spec", "fixtures", "__fixtures__", "benchmark", "benchmarks", "bench")
)


def is_installed(relative: str) -> bool:
    """Return whether a path lies among what a package manager or a version control system keeps."""
    return not _INSTALLED.isdisjoint(relative.replace(os.sep, "/").split("/")[:-1])


def lockfiles_below(root: str, ceiling: int) -> Iterator[str]:
    """Yield the lockfiles of a project and of what lies below it, relative, in order; no link is followed.

    Those of tests and benchmarks are left out; they are examined when they are named.

    Args:
        root: The folder.
        ceiling: Entries looked at; what lies beyond is not a lockfile of this project, as far as anybody can tell.
    """
    waiting = [""]
    seen = 0
    while waiting and seen <= ceiling:
        folder = waiting.pop()
        try:
            with os.scandir(os.path.join(root, folder) if folder else root) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue
        seen += len(listed)
        for entry in listed:
            relative = os.path.join(folder, entry.name)
            if entry.is_file(follow_symlinks=False) and is_lockfile(entry.name):
                yield relative
        left_out = _INSTALLED | _ASIDE
        below = [entry.name for entry in listed if entry.is_dir(follow_symlinks=False) and entry.name not in left_out]
        waiting.extend(os.path.join(folder, name) for name in reversed(below))
