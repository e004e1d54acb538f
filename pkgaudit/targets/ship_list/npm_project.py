"""What a package's project says about its packing, read once: manifest, lists, ignore files, ways in."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from pkgaudit.manifests.lenient_json import read_json_object
from pkgaudit.model.limits import Limits
from pkgaudit.model.ship_list import Origin, Tracking
from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.ship_list.git_view import tracking_of
from pkgaudit.targets.ship_list.npm_entries import Entry, read_entries
from pkgaudit.targets.ship_list.npm_ignore_file import IgnoreFile, read_ignore_file
from pkgaudit.targets.ship_list.package_manifest import at, listed
from pkgaudit.targets.ship_list.project_files import ProjectFiles

_WAYS_IN = 10_000
_LAST_AT_TOP = 10
_ENTRY_FIELDS = ("main", "module", "types", "typings", "unpkg", "jsdelivr", "bin", "browser", "exports", "imports")
_HOISTING = frozenset({PackerName.PNPM, PackerName.YARN_BERRY})


@dataclass(frozen=True, slots=True, kw_only=True)
class NpmProject:
    """One package's folder.

    Attributes:
        origin: Where it lies and what packed it.
        major: The first number of the packer's version, 0 when it is not known.
        base: The folder that is packed, relative to the package's folder; empty for that folder itself.
        manifest: The package.json of what is packed; empty when there is none that can be read.
        entries: Of ``files``, None without such a list.
        npmignore: The ``.npmignore`` at the top; None without one.
        gitignore: The ``.gitignore`` at the top; None without one.
        ways_in: Paths that a user of the package is sent to, by field.
    """

    origin: Origin
    major: int
    base: str
    manifest: Mapping[str, object]
    entries: tuple[Entry, ...] | None
    npmignore: IgnoreFile | None
    gitignore: IgnoreFile | None
    ways_in: Mapping[str, str]

    def file(self, name: str) -> str:
        """Return a configuration file's path relative to the package's folder."""
        return posixpath.join(self.base, name)

    def source(self, path: str) -> str | None:
        """Return the file in the package's folder that a member was made from; None when there is none.

        Args:
            path: Of the member, without its first component.
        """
        if any(part in {"", ".", ".."} for part in path.split("/")) or "\0" in path:
            return None
        found = posixpath.join(self.base, path)
        return found if os.path.lexists(os.path.join(self.origin.root, self.origin.folder, found)) else None  # noqa: PTH118 -- a hundred thousand files: a Path for each costs seconds

    def tracking(self, source: str | None) -> Tracking:
        """Return what git says of a file, relative to the package's folder."""
        return Tracking.UNKNOWN if source is None else tracking_of(self.origin.git, at(self.origin.folder, source))


def read_project(origin: Origin) -> NpmProject:
    """Return what the project says.

    Args:
        origin: The project.
    """
    files = ProjectFiles(origin.root)
    content, manifest = _manifest(files, at(origin.folder, "package.json"))
    base = _directory(manifest, origin.packer)
    if base:
        inner, inner_manifest = _manifest(files, at(origin.folder, f"{base}/package.json"))
        if inner_manifest:
            content, manifest = inner, inner_manifest
    top = posixpath.normpath(at(origin.folder, base)) if base else origin.folder
    number = origin.packer_version.partition(".")[0]
    major = int(number) if number.isdecimal() and len(number) < 6 else 0  # noqa: PLR2004 -- digits
    at_top = origin.packer == PackerName.YARN_BERRY or (origin.packer == PackerName.PNPM and 0 < major <= _LAST_AT_TOP)
    texts = listed(manifest)
    npmignore = files.read(at(top, ".npmignore"))
    gitignore = files.read(at(top, ".gitignore"))
    return NpmProject(
        origin=origin,
        major=major,
        base=base,
        manifest=manifest,
        entries=None if texts is None else read_entries(texts, content, origin.packer, major),
        npmignore=None if npmignore is None else read_ignore_file(npmignore),
        gitignore=None if gitignore is None else read_ignore_file(gitignore, folders_at_top=at_top),
        ways_in=_ways_in(manifest, origin.packer),
    )


def normal(path: str) -> str:
    """Return a path of a manifest as members spell it."""
    return posixpath.normpath(path.replace("\\", "/")[:4096]).lstrip("/")


def _manifest(files: ProjectFiles, path: str) -> tuple[bytes, Mapping[str, object]]:
    content = files.read(path) or b""
    return content, read_json_object(content, Limits()).value or {}


def _directory(manifest: Mapping[str, object], packer: str) -> str:
    publish = manifest.get("publishConfig")
    named = publish.get("directory") if packer == PackerName.PNPM and isinstance(publish, dict) else None
    if not isinstance(named, str) or "\0" in named:
        return ""
    path = normal(named)
    return "" if path == "." or path.startswith("..") else path


def _ways_in(manifest: Mapping[str, object], packer: str) -> dict[str, str]:
    found: dict[str, str] = {}
    publish = manifest.get("publishConfig")
    hoisted = publish if packer in _HOISTING and isinstance(publish, dict) else {}
    stack: list[tuple[str, object]] = [(f"publishConfig.{name}", hoisted.get(name)) for name in _ENTRY_FIELDS]
    stack += [(name, manifest.get(name)) for name in reversed(_ENTRY_FIELDS)]
    visited = 0
    while stack and visited < _WAYS_IN:
        key, value = stack.pop()
        visited += 1
        if isinstance(value, str):
            found.setdefault(key, normal(value))
        elif isinstance(value, dict):
            stack.extend((f"{key[:1000]}.{str(part)[:200]}", inner) for part, inner in value.items())
        elif isinstance(value, list):
            stack.extend((key, inner) for inner in value)
    return found
