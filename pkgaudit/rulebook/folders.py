"""Where rule files lie, and which there are."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

_PACKAGE = Path(__file__).resolve().parents[1]


class RuleFile(Struct, frozen=True, kw_only=True):
    """One file of a rule folder, not yet read.

    Attributes:
        name: How errors name it: the folder's name and the path in it, ``/`` between components.
        relative: ``family/name.toml``.
        path: What to open.
        stamp: Size, modification time and change time (both in nanoseconds); a changed file has another one.
    """

    name: str
    relative: str
    path: str
    stamp: tuple[int, int, int]


def own_folder() -> Path:
    """Return the folder of the rules that come with pkgaudit.

    In a wheel they lie inside the package. In a checkout, which an editable install points to, they lie beside it; that
    a pyproject.toml is their neighbour tells the checkout from some other folder named ``rules``.
    """
    checkout = _PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "rules").is_dir():
        return checkout / "rules"
    return _PACKAGE / "rules"


def rule_files(folders: Sequence[Path], errors: list[str]) -> list[RuleFile]:
    """Return every rule file of these folders, sorted within each; what cannot be one becomes an error."""
    return [file for folder in folders for file in _folder(folder, errors)]


def _folder(folder: Path, errors: list[str]) -> Iterator[RuleFile]:
    try:
        families = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        errors.append(f"{folder}: cannot be read as a folder of rules: {error.strerror}; name an existing folder")
        return
    for family in families:
        if family.is_dir():
            yield from _family(folder.name, family, errors)
        elif family.name.endswith(".toml"):
            errors.append(
                f"{folder.name}/{family.name}: a rule lies in a folder named after its family; move it into one"
            )


def _family(top: str, family: os.DirEntry[str], errors: list[str]) -> Iterator[RuleFile]:
    for entry in sorted(os.scandir(family.path), key=lambda entry: entry.name):
        relative = f"{family.name}/{entry.name}"
        if entry.name.startswith(".") or entry.name == "README.md":
            continue
        if not entry.name.endswith(".toml") or not entry.is_file():
            errors.append(f"{top}/{relative}: is not a rule; a rule is a file whose name ends in .toml")
            continue
        status = entry.stat()
        stamp = (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        yield RuleFile(name=f"{top}/{relative}", relative=relative, path=entry.path, stamp=stamp)
