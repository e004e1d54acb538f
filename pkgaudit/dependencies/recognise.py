"""Which files say what a package depends on, and who reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from pkgaudit.model.dependency_document import DependencyDocument
from pkgaudit.model.gap import Location
from pkgaudit.model.limits import Limits

Reader = Callable[[bytes, Location, Limits], DependencyDocument]

_METADATA = "core_metadata:read_core_metadata"
_PYLOCK = "pylock:read_pylock"
_PYLOCK_DOTS = 2
_READ_REQUIREMENTS = "requirements:read_requirements"
_REQUIREMENTS = ("requirements", "constraints")

_READERS: Mapping[str, str] = {
    "package.json": "package_json:read_package_json",
    "package-lock.json": "package_lock:read_package_lock",
    ".package-lock.json": "package_lock:read_package_lock",
    "npm-shrinkwrap.json": "package_lock:read_package_lock",
    "yarn.lock": "yarn_lock:read_yarn_lock",
    "pnpm-lock.yaml": "pnpm_lock:read_pnpm_lock",
    "bun.lock": "bun_lock:read_bun_lock",
    "bun.lockb": "bun_lock:read_bun_lock",
    "METADATA": _METADATA,
    "PKG-INFO": _METADATA,
    "pyproject.toml": "pyproject:read_pyproject",
    "Pipfile.lock": "pipfile_lock:read_pipfile_lock",
    "poetry.lock": "poetry_lock:read_poetry_lock",
    "pdm.lock": "pdm_lock:read_pdm_lock",
    "uv.lock": "uv_lock:read_uv_lock",
    "pylock.toml": _PYLOCK,
    "environment.yml": "conda_environment:read_conda_environment",
    "environment.yaml": "conda_environment:read_conda_environment",
}
_DECLARING = frozenset(
    ("package.json", "METADATA", "PKG-INFO", "pyproject.toml", "environment.yml", "environment.yaml")
)


def reader_of(path: str) -> str | None:
    """Return who reads a file, told by its path alone, or None when it says nothing of dependencies."""
    folder, _, name = path.rpartition("/")
    found = _READERS.get(name)
    if found is None:
        return _by_pattern(folder, name) if name.endswith((".txt", ".in", ".toml")) else None
    return found if found is not _METADATA or _holds_metadata(folder, name) else None


def is_lockfile(path: str) -> bool:
    """Return whether a file, told by its path alone, pins what is installed; a manifest only declares it.

    A requirements file counts as one whatever it pins: it is what pip is given.
    """
    return not path.endswith(".in") and path.rpartition("/")[2] not in _DECLARING and reader_of(path) is not None


def is_requirements(path: str) -> bool:
    """Return whether a file, told by its path alone, is what pip is given: requirements or constraints."""
    return reader_of(path) == _READ_REQUIREMENTS


def _by_pattern(folder: str, name: str) -> str | None:
    """Return who reads ``requirements-dev.txt``, ``dev-requirements.in``, ``requirements/x.txt``, ``pylock.x.toml``."""
    if name.endswith(".toml"):
        # https://packaging.python.org/en/latest/specifications/pylock-toml/#file-name
        return _PYLOCK if name.startswith("pylock.") and name.count(".") == _PYLOCK_DOTS else None
    stem = name.rpartition(".")[0]
    named = stem.startswith(_REQUIREMENTS) or stem.endswith(_REQUIREMENTS)
    return _READ_REQUIREMENTS if named or folder.rpartition("/")[2] == "requirements" else None


def _holds_metadata(folder: str, name: str) -> bool:
    """Return whether core metadata stands there: in a ``.dist-info`` folder, or at the top of an sdist."""
    at_top = "/" not in folder
    return folder.endswith(".dist-info") or (at_top if name == "PKG-INFO" else not folder)


def read_document(reader: str, content: bytes, location: Location, limits: Limits) -> DependencyDocument:
    """Read a file with the reader that `reader_of` named; never raises."""
    module, _, function = reader.partition(":")
    read: Reader = getattr(import_module(f"pkgaudit.dependencies.{module}"), function)
    return read(content, location, limits)
