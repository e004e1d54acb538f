"""Which files say what a package depends on, and who reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from pkgaudit.model.dependency_document import DependencyDocument
from pkgaudit.model.gap import Location
from pkgaudit.model.limits import Limits

Reader = Callable[[bytes, Location, Limits], DependencyDocument]

_READERS: Mapping[str, str] = {
    "package.json": "package_json:read_package_json",
    "package-lock.json": "package_lock:read_package_lock",
    ".package-lock.json": "package_lock:read_package_lock",
    "npm-shrinkwrap.json": "package_lock:read_package_lock",
    "yarn.lock": "yarn_lock:read_yarn_lock",
    "pnpm-lock.yaml": "pnpm_lock:read_pnpm_lock",
    "bun.lock": "bun_lock:read_bun_lock",
    "bun.lockb": "bun_lock:read_bun_lock",
}
_DECLARING = frozenset(("package.json",))


def reader_of(path: str) -> str | None:
    """Return who reads a file, told by its name alone, or None when it says nothing of dependencies."""
    return _READERS.get(path.rpartition("/")[2])


def is_lockfile(path: str) -> bool:
    """Return whether a file, told by its name alone, pins what is installed; a manifest only declares it."""
    name = path.rpartition("/")[2]
    return name not in _DECLARING and reader_of(name) is not None


def read_document(reader: str, content: bytes, location: Location, limits: Limits) -> DependencyDocument:
    """Read a file with the reader that `reader_of` named; never raises."""
    module, _, function = reader.partition(":")
    read: Reader = getattr(import_module(f"pkgaudit.dependencies.{module}"), function)
    return read(content, location, limits)
