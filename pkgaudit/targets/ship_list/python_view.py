"""What there is in a Python project that a package was built from: its configuration, its files, what git says."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from pkgaudit.model.ship_list import Origin, Tracking
from pkgaudit.targets.building.pyproject import PyprojectError, read_pyproject, text_at
from pkgaudit.targets.ship_list.git_view import tracking_of
from pkgaudit.targets.ship_list.project_files import ProjectFiles

_LINES = 20_000
_NAME_CHARACTERS = 4096


class ProjectView:
    """The project in one package's folder; every path is relative to that folder, ``/`` between components.

    Args:
        origin: Where it lies, and what git says.
    """

    def __init__(self, origin: Origin) -> None:
        self._prefix = "" if origin.folder == "." else f"{origin.folder}/"
        self._folder = Path(origin.root) / origin.folder
        self._files = ProjectFiles(origin.root)
        self._git = origin.git
        self._seen: dict[str, bool] = {}
        self._folders: dict[str, bool] = {}

    @cached_property
    def document(self) -> Mapping[str, object]:
        """pyproject.toml, empty without a readable one."""
        return self.toml("pyproject.toml")

    def toml(self, path: str) -> Mapping[str, object]:
        """Return a TOML file, empty without a readable one."""
        try:
            return read_pyproject(self._folder / path)
        except PyprojectError:
            return {}

    def text(self, path: str) -> str:
        """Return a configuration file, empty without one that can be read."""
        return (self._files.read(self._prefix + path) or b"").decode("utf-8-sig", "replace")

    @cached_property
    def setup_cfg(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """setup.cfg: the lines of every value, by section and key with ``_`` for ``-``."""
        return _sections(self.text("setup.cfg"))

    @cached_property
    def name(self) -> str:
        """The project's name, empty where it is computed."""
        cfg = self.setup_cfg.get("metadata", {}).get("name", ())
        found = text_at(self.document, "project", "name") or text_at(self.document, "tool", "poetry", "name")
        return found or (cfg[0] if cfg else "")

    @cached_property
    def has_history(self) -> bool:
        """Whether git tracks any file of the folder; where it does not, nothing can be told from what it ignores."""
        return self._git is not None and any(path.startswith(self._prefix) for path in self._git.tracked)

    @cached_property
    def known_files(self) -> frozenset[str]:
        """What git tracks, or would track if told to."""
        if self._git is None:
            return frozenset()
        cut = len(self._prefix)
        both = (self._git.tracked, self._git.untracked)
        return frozenset(path[cut:] for paths in both for path in paths if path.startswith(self._prefix))

    @cached_property
    def tracked_folders(self) -> frozenset[str]:
        """Folders that directly hold a file that git tracks."""
        paths = self._git.tracked if self._git is not None else ()
        cut = len(self._prefix)
        return frozenset(path[cut:].rpartition("/")[0] for path in paths if path.startswith(self._prefix))

    @cached_property
    def tracked_files(self) -> frozenset[str]:
        """What git tracks."""
        return frozenset(path for path in self.known_files if self.is_tracked(path))

    def is_folder(self, path: str) -> bool:
        """Return whether there is such a folder in the project."""
        known = self._folders.get(path)
        if known is None:
            try:
                known = ".." not in path.split("/") and (self._folder / path).is_dir()
            except (OSError, ValueError):
                known = False
            self._folders[path] = known
        return known

    def exists(self, path: str) -> bool:
        """Return whether there is such a file in the project."""
        known = self._seen.get(path)
        if known is None:
            known = self._seen[path] = self._tells(path) or self._is_there(path)
        return known

    def is_tracked(self, path: str) -> bool:
        """Return whether git tracks a file."""
        return self._git is not None and self._prefix + path in self._git.tracked

    def tracking(self, path: str | None) -> Tracking:
        """Return what git says of a file of the project."""
        return Tracking.UNKNOWN if path is None else tracking_of(self._git, self._prefix + path)

    def _tells(self, path: str) -> bool:
        return self._git is not None and (
            self._prefix + path in self._git.tracked or self._prefix + path in self._git.untracked
        )

    def _is_there(self, path: str) -> bool:
        if not path or ".." in path.split("/") or path.startswith("/") or len(path) > _NAME_CHARACTERS:
            return False
        # Most paths that are asked for in vain lie in folders that are not there.
        if not self.is_folder(path.rpartition("/")[0]):
            return False
        try:
            mode = os.lstat(f"{self._folder}/{path}").st_mode
        except (OSError, ValueError):
            return False
        return not stat.S_ISDIR(mode) and not (stat.S_ISLNK(mode) and (self._folder / path).is_dir())


def _sections(text: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return values line by line; configparser needs quadratic time for some lines."""
    sections: dict[str, dict[str, tuple[str, ...]]] = {}
    values: dict[str, tuple[str, ...]] = {}
    key = ""
    for line in text.splitlines()[:_LINES]:
        stripped = line.strip()
        if not stripped or stripped[0] in "#;":
            continue
        if line[0].isspace():
            if key:
                values[key] += (stripped,)
        elif stripped.startswith("["):
            values, key = sections.setdefault(stripped.strip("[]").strip(), {}), ""
        else:
            cut = min((at for at in (line.find("="), line.find(":")) if at >= 0), default=-1)
            key = line[:cut].strip().lower().replace("-", "_") if cut >= 0 else ""
            if key:
                value = line[cut + 1 :].strip()
                values[key] = (value,) if value else ()
    return sections
