"""The files of the incident table: which there are, and one of them or all of them read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pkgaudit.kept_from_files import StampedFile, stamp
from pkgaudit.own_folder import own_folder

if TYPE_CHECKING:
    from pkgaudit.knowledge.incident import Incident

_ENDING = ".toml"


class IncidentError(ValueError):
    """Files of the incident table that are wrong.

    Attributes:
        errors: One line for each fault in any of them: file, key, what is wrong and what to do.
    """

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = tuple(errors)


def table_folder() -> Path:
    """Return the folder of the incident table that comes with pkgaudit."""
    return own_folder() / "incidents"


def table_files(folder: Path) -> list[StampedFile]:
    """Return the files of the table, sorted by name.

    Raises:
        IncidentError: The folder cannot be read, has none, or has something that is none.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise IncidentError([f"{folder}: cannot be read: {error.strerror}; install pkgaudit again"]) from None
    errors: list[str] = []
    files = []
    for entry in entries:
        name = f"{folder.name}/{entry.name}"
        if entry.name.endswith(_ENDING) and entry.is_file():
            files.append(StampedFile(name=name, path=entry.path, stamp=stamp(entry)))
        elif entry.name != "README.md" and not entry.name.startswith("."):
            errors.append(f"{name}: is not an incident; an incident is a file whose name ends in {_ENDING}")
    if not files and not errors:
        errors.append(f"{folder}: there is no incident in it; install pkgaudit again")
    if errors:
        raise IncidentError(errors)
    return files


def slug_of(file: StampedFile) -> str:
    """Return the incident's name: its file's, without the ending."""
    return os.path.basename(file.path).removesuffix(_ENDING)  # noqa: PTH119 -- a name, not a file to open


def read_incidents(files: Sequence[StampedFile]) -> tuple[Incident, ...]:
    """Return every incident, in the order of its files.

    Raises:
        IncidentError: With every fault in any of them.
    """
    from pkgaudit.knowledge.parse_incident import parse_incident  # noqa: PLC0415 -- TOML is read only when it must be

    errors: list[str] = []
    found = []
    for file in files:
        try:
            content = Path(file.path).read_bytes()
        except OSError as error:
            errors.append(f"{file.name}: cannot be read: {error.strerror}; check its permissions")
            continue
        found.append(parse_incident(file.name, slug_of(file), content, errors))
    if errors:
        raise IncidentError(errors)
    return tuple(incident for incident in found if incident is not None)


def incident_slugs(folder: Path | None = None) -> tuple[str, ...]:
    """Return the name of every incident, sorted.

    Raises:
        IncidentError: The folder is wrong.
    """
    return tuple(map(slug_of, table_files(folder or table_folder())))


def incident(slug: str, folder: Path | None = None) -> Incident | None:
    """Return one incident, or None when there is none of this name; no other file is read.

    Raises:
        IncidentError: Its file is wrong, or the folder.
    """
    files = [file for file in table_files(folder or table_folder()) if slug_of(file) == slug]
    return read_incidents(files)[0] if files else None
