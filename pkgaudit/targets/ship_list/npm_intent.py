"""Tells what ships on purpose although git does not track it: what a build made."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cached_property

from pkgaudit.model.ship_list import ReasonKind, ShippedFile
from pkgaudit.targets.ship_list.npm_edits import LEFT_OVER, inner
from pkgaudit.targets.ship_list.npm_ignore_file import IgnoreRule
from pkgaudit.targets.ship_list.npm_project import NpmProject
from pkgaudit.targets.ship_list.package_manifest import at

_PRIVATE = (
    *(".env", ".env.*", ".envrc", "*.local", "*.local.*", ".npmrc", ".yarnrc.yml", ".netrc", ".git-credentials"),
    *("id_rsa", "id_ecdsa", "id_ed25519", "*.pem", "*.key", "*.p12", "*.pfx", "*.keystore", "*.tfstate"),
    *("secret", "secrets", "secret.*", "secrets.*", "credentials", "credentials.*"),
    *("*.sqlite", "*.sqlite3", "*.dump", "*.heapsnapshot", "*.log"),
)
_TEMPLATES = (".example", ".sample", ".template", ".dist", ".js", ".mjs", ".cjs", ".ts", ".map")
# What builds are called where no entry point leads there: assets, styles, other formats of the same code.
_BUILDS = frozenset({"dist", "build", "lib", "out", "es", "esm", "cjs", "umd", "types", "typings", "bin", "prebuilds"})

# What a compiler writes beside its source.
_COMPILED = (".js", ".mjs", ".cjs", ".d.ts", ".d.mts", ".d.cts", ".map", ".css", ".flow", ".wasm", ".node", ".html")


class Intent:
    """What of one package a build made, as far as the project shows.

    Args:
        project: Its project.
        files: All of the package.
    """

    def __init__(self, project: NpmProject, files: Sequence[ShippedFile]) -> None:
        self._project = project
        paths = {inner(file) for file in files}
        ways_in = set(project.ways_in.values()) | {"index.js"}
        self._ways_in = {path for path in ways_in if not path.startswith("../")}
        self._shipped_ways_in = self._ways_in & paths

    def is_private(self, path: str) -> bool:
        """Return whether a name says that a file belongs to one machine or one person."""
        *folders, name = path.lower().split("/")
        if any(len(folder) > 1 and folder.startswith(".") for folder in folders):
            return True
        return not name.endswith(_TEMPLATES) and any(fnmatchcase(name, pattern) for pattern in _PRIVATE)

    def is_built_by(self, rule: IgnoreRule, path: str) -> bool:
        """Return whether a line of ``.gitignore`` speaks of what is built: an entry point is among it, or its name."""
        first = path.partition("/")[0]
        if any(rule.glob.covers(each) for each in self._ways_in):
            return True
        return first in _BUILDS and "/" in path and rule.glob.covers(f"{first}/x")

    def is_built(self, file: ShippedFile) -> bool:
        """Return whether a file that git does not track looks built: among others such, or beside its source."""
        source = file.source or ""
        path = at(self._project.origin.folder, source)
        folder = path.rpartition("/")[0]
        name = source.rpartition("/")[2]
        if name.endswith(_COMPILED) and (folder, name.partition(".")[0]) in self._tracked_stems:
            return True
        if name.endswith(LEFT_OVER):
            return False
        untracked = self._untracked_top(path)
        if untracked is None:
            return False
        top = untracked if self._project.origin.folder == "." else untracked[len(self._project.origin.folder) + 1 :]
        if file.reason.kind is ReasonKind.LISTED:
            return True
        return top.partition("/")[0] in _BUILDS or any(way.startswith(f"{top}/") for way in self._ways_in)

    def _untracked_top(self, path: str) -> str | None:
        """Return the topmost folder above a path, inside the package, below which git tracks nothing."""
        start = 0 if self._project.origin.folder == "." else self._project.origin.folder.count("/") + 1
        parts = path.split("/")
        for depth in range(start + 1, len(parts)):
            folder = "/".join(parts[:depth])
            if folder not in self._tracked_folders:
                return folder
        return None

    @property
    def has_tracked(self) -> bool:
        """Git tracks something below the package's folder."""
        folder = self._project.origin.folder
        return bool(self._tracked_folders) if folder == "." else folder in self._tracked_folders

    @cached_property
    def _tracked_folders(self) -> frozenset[str]:
        git = self._project.origin.git
        found: set[str] = set()
        for path in git.tracked if git is not None else ():
            folder = path.rpartition("/")[0]
            while folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(found)

    @cached_property
    def _tracked_stems(self) -> frozenset[tuple[str, str]]:
        git = self._project.origin.git
        split = (path.rpartition("/") for path in (git.tracked if git is not None else ()))
        return frozenset((folder, name.partition(".")[0]) for folder, _, name in split if name.partition(".")[0])
