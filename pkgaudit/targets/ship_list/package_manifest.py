"""Reads the package.json of a package inside a project."""

from __future__ import annotations

from collections.abc import Mapping

from pkgaudit.manifests.lenient_json import read_json_object
from pkgaudit.model.limits import Limits
from pkgaudit.targets.ship_list.project_files import Read


def at(folder: str, path: str) -> str:
    """Return a path in a package's folder as seen from the project's root."""
    return path if folder == "." else f"{folder}/{path}"


def read_manifest(read: Read, folder: str) -> Mapping[str, object] | None:
    """Return a package's package.json; None when there is none or nothing could read it."""
    content = read(at(folder, "package.json"))
    return None if content is None else read_json_object(content, Limits()).value


def listed(manifest: Mapping[str, object]) -> tuple[str, ...] | None:
    """Return the entries of ``files``, None when there is no such list."""
    files = manifest.get("files")
    if not isinstance(files, list):
        return None
    return tuple(entry for entry in files if isinstance(entry, str))
