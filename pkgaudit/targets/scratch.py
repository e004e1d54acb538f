"""A temporary folder for what is packed, made when the first project needs it and removed at the end."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from pathlib import Path
from types import TracebackType
from typing import Self


class Scratch:
    """A context manager around a folder that only this user can read."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def folder(self) -> Path:
        """Return the folder, resolved; the same one each time."""
        if self._folder is None:
            import tempfile  # noqa: PLC0415 -- slow to import, and an artifact that exists needs no folder

            self._folder = Path(tempfile.mkdtemp(prefix="pkgaudit-")).resolve()
        return self._folder

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._folder is not None:
            _remove(self._folder)
            self._folder = None


def _remove(folder: Path) -> None:
    """Remove a folder; what stays in spite of all is the system's to clean."""
    shutil.rmtree(folder, ignore_errors=True)
    if not folder.exists():
        return
    # A copied project, or a script, has left folders that not even their owner may write to.
    folder.chmod(stat.S_IRWXU)
    for above, names, _ in os.walk(folder):
        for name in names:
            inside = Path(above, name)
            if not inside.is_symlink():
                with contextlib.suppress(OSError):
                    inside.chmod(stat.S_IRWXU)
    shutil.rmtree(folder, ignore_errors=True)
