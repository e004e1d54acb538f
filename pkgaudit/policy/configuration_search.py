"""Where the configuration is: the nearest file from the current directory up to the root of the repository."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from pkgaudit.expression import Expression
from pkgaudit.policy.policy import PolicyError

TOML_BYTES = 256 * 1024
JSON_BYTES = 4 * 1024 * 1024
_INSTALLED = frozenset(("node_modules", "site-packages", "dist-packages"))
# Without it a file shared with others holds no configuration of ours, and need not be parsed.
_MARKS = {
    "pyproject.toml": Expression(rb"""tool["' \t]*(?:\.["' \t]*pkgaudit|\]|=)"""),
    "package.json": Expression(rb'"pkgaudit"\s*:'),
}


class Place(StrEnum):
    """In which kind of file a configuration stands, in the order in which they win in one folder."""

    OWN = "pkgaudit.toml"
    HIDDEN = ".pkgaudit.toml"
    PYPROJECT = "pyproject.toml"
    PACKAGE_JSON = "package.json"

    @property
    def table(self) -> tuple[str, ...]:
        """The keys that lead to the configuration in such a file."""
        return _TABLES[self]


_TABLES = {
    Place.OWN: (),
    Place.HIDDEN: (),
    Place.PYPROJECT: ("tool", "pkgaudit"),
    Place.PACKAGE_JSON: ("pkgaudit",),
}


class ConfigurationFile(Struct, frozen=True, kw_only=True):
    """A file that holds a configuration.

    Attributes:
        path: Absolute.
        shown: As a user in the current directory would type it, ``/`` between components.
        place: Which kind of file it is.
        document: What stands in the configuration's table, not yet checked.
        text: The whole file, for finding lines; empty for JSON.
    """

    path: Path
    shown: str
    place: Place
    document: dict[str, object]
    text: str


class Search(Struct, frozen=True, kw_only=True):
    """What looking for a configuration came to.

    Attributes:
        file: The configuration to use, None when there is none.
        passed_over: Others in the same folder, as shown: they are not used.
        root: The folder in which the search ended, absolute: the repository's root, if there is one.
    """

    file: ConfigurationFile | None
    passed_over: tuple[str, ...]
    root: Path


def find_configuration(start: Path) -> Search:
    """Look for the configuration from a folder upwards.

    Folders of installed packages are somebody else's: what stands in them does not configure. Above ``start``, a folder
    that anybody may write to (``/tmp``) is not looked into, and ends the search.

    Args:
        start: Usually the current directory.

    Raises:
        PolicyError: A file that may hold the configuration cannot be read.
    """
    folders = list(_folders(start.resolve()))
    root = folders[-1]
    for folder in folders:
        found = [file for place in Place if (file := _look(folder, place, root)) is not None]
        if found:
            return Search(file=found[0], passed_over=tuple(file.shown for file in found[1:]), root=root)
    return Search(file=None, passed_over=(), root=root)


def named_configuration(path: Path) -> ConfigurationFile:
    """Return the configuration that the user named; a link is followed wherever it leads.

    Raises:
        PolicyError: It cannot be read, or holds no configuration.
    """
    place = Place(path.name) if path.name in set(Place) else Place.OWN
    shown = str(path).replace(os.sep, "/")
    content = _content(path, place, shown)
    if content is None:
        raise PolicyError([f"{shown}: is not an ordinary file: name one with --config"])
    file = _parsed(path, shown, place, content)
    if file is None:
        raise PolicyError([f"{shown}: has no {_title(place)}: add it, or name another file with --config"])
    return file


def with_content(file: ConfigurationFile, content: bytes) -> ConfigurationFile:
    """Return the configuration that a file would state if it held this.

    Raises:
        PolicyError: It would hold none, or could not be read.
    """
    made = _parsed(file.path, file.shown, file.place, content)
    if made is None:
        raise PolicyError([f"{file.shown}: has no {_title(file.place)}"])
    return made


def _folders(start: Path) -> Iterator[Path]:
    """Yield the folders to look into, the nearest first; the last one is where the search ends."""
    folder = _above_installed(start)
    while True:
        yield folder
        if folder == folder.parent or os.path.lexists(folder / ".git") or _is_shared(folder.parent):
            return
        folder = folder.parent


def _above_installed(start: Path) -> Path:
    for folder in reversed((start, *start.parents)):
        if folder.name in _INSTALLED:
            return folder.parent
    return start


def _is_shared(folder: Path) -> bool:
    try:
        mode = folder.stat().st_mode
    except OSError:
        return True
    return os.name == "posix" and bool(mode & stat.S_IWOTH) and bool(mode & stat.S_ISVTX)


def _look(folder: Path, place: Place, root: Path) -> ConfigurationFile | None:
    path = folder / place
    if not os.path.lexists(path):
        return None
    shown = os.path.relpath(path).replace(os.sep, "/")
    content = _content(path, place, shown)
    if content is None:
        if place.table:
            return None
        raise PolicyError([f"{shown}: is not an ordinary file: remove it, or use --no-config"])
    if place in _MARKS and not _MARKS[place].search(content):
        return None
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        why = f"is a link that leads out of {root}: name the file with --config, or use --no-config"
        raise PolicyError([f"{shown}: {why}"])
    return _parsed(path, shown, place, content)


def _content(path: Path, place: Place, shown: str) -> bytes | None:
    """Return up to one byte more than may be, None for what is no ordinary file."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return None
            return file.read((JSON_BYTES if place is Place.PACKAGE_JSON else TOML_BYTES) + 1)
    except OSError as error:
        if path.is_dir():
            return None
        why = f"cannot be read ({error.strerror}): make it readable, or use --no-config"
        raise PolicyError([f"{shown}: {why}"]) from error


def _parsed(path: Path, shown: str, place: Place, content: bytes) -> ConfigurationFile | None:
    is_json = place is Place.PACKAGE_JSON
    whole = _json(shown, content) if is_json else _toml(shown, content)
    current: object = whole
    for key in place.table:
        current = current.get(key) if isinstance(current, dict) else None
        if current is None:
            return None
    if not isinstance(current, dict):
        raise PolicyError([f"{shown}: {_title(place)} is not a table of keys: write one"])
    return ConfigurationFile(
        path=path.absolute(),
        shown=shown,
        place=place,
        document=current,
        text="" if is_json else content.decode(),
    )


def _toml(shown: str, content: bytes) -> dict[str, object]:
    from pkgaudit.targets.building.pyproject import PyprojectError, parse_toml  # noqa: PLC0415 -- slow to import

    try:
        return dict(parse_toml(content))
    except PyprojectError as error:
        raise PolicyError([f"{shown}: {error}"]) from error


def _json(shown: str, content: bytes) -> dict[str, object]:
    from pkgaudit.manifests.lenient_json import read_json_object  # noqa: PLC0415 -- as above
    from pkgaudit.model.limits import Limits  # noqa: PLC0415 -- as above

    reading = read_json_object(content, Limits())
    if reading.value is None:
        raise PolicyError([f"{shown}: {problem}; correct it, or use --no-config" for problem in reading.problems])
    return dict(reading.value)


def _title(place: Place) -> str:
    return '"pkgaudit" key' if place is Place.PACKAGE_JSON else f"[{'.'.join(place.table)}] table"
