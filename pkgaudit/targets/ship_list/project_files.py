"""Reads files of a project: plain files of a bounded size that lie inside it, whatever their names say."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

FILE_BYTES = 512 * 1024
"""The largest configuration file that is read; those of real projects have some kilobytes."""

Read = Callable[[str], "bytes | None"]
"""From a path relative to the project's root, ``/`` between components, to a file's bytes; None when there is none."""

_NAMES = 1000


class ProjectFiles:
    """The files below a project's root.

    Args:
        root: Resolved.
    """

    def __init__(self, root: str) -> None:
        self._root = Path(root)

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes, None when it is none, is too large, cannot be read, or lies outside the root."""
        try:
            resolved = Path(os.path.realpath(self._root / path))
            if not resolved.is_relative_to(self._root):
                return None
            descriptor = os.open(resolved, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with open(descriptor, "rb") as file:  # noqa: PTH123 -- a descriptor, which Path cannot open
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    return None
                content = file.read(FILE_BYTES + 1)
        except (OSError, ValueError):
            return None
        return content if len(content) <= FILE_BYTES else None

    def names(self, folder: str) -> tuple[str, ...]:
        """Return what lies in a folder, sorted; at most a thousand names, none when it is no folder."""
        try:
            with os.scandir(self._root / folder) as entries:
                return tuple(sorted(entry.name for _, entry in zip(range(_NAMES), entries, strict=False)))
        except (OSError, ValueError):
            return ()
