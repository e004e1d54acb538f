"""Where rule files lie, and which there are."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from pkgaudit.kept_from_files import StampedFile, stamp
from pkgaudit.own_folder import own_folder

INCIDENTS = "incidents"
"""The folder beside our own families that holds the incident table, not rules."""


class RuleFile(StampedFile, frozen=True, kw_only=True):
    """One file of a rule folder, not yet read.

    Attributes:
        relative: ``family/name.toml``.
    """

    relative: str


def rule_files(folders: Sequence[Path], errors: list[str]) -> list[RuleFile]:
    """Return every rule file of these folders, sorted within each; what cannot be one becomes an error."""
    return [file for folder in folders for file in _folder(folder, errors)]


def _folder(folder: Path, errors: list[str]) -> Iterator[RuleFile]:
    try:
        families = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        errors.append(f"{folder}: cannot be read as a folder of rules: {error.strerror}; name an existing folder")
        return
    ours = folder == own_folder()
    for family in families:
        if ours and family.name == INCIDENTS:
            continue
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
        yield RuleFile(name=f"{top}/{relative}", relative=relative, path=entry.path, stamp=stamp(entry))
