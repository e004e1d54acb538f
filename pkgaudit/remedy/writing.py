"""Writes proved edits into the project: all of them or none, and only over what was read."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from pkgaudit.remedy.edit import Edit


class WriteError(ValueError):
    """An edit that was not written; nothing was, unless the message says so."""


def place_within(top: Path, path: str) -> Path:
    """Return the file that a path leads to, links followed.

    Args:
        top: The folder it must lie in, resolved.
        path: Relative to it.

    Raises:
        WriteError: It leads out of the folder.
    """
    resolved = Path(os.path.realpath(top / path))
    if not resolved.is_relative_to(top):
        raise WriteError(f"{path} is a link that leads out of the project: edit it where it lies")
    return resolved


def write_edits(top: Path, edits: Sequence[Edit]) -> None:
    """Write every edit in place of the file it was made from; permissions stay, and a link stays a link.

    Raises:
        WriteError: A file is not what was read, leads out of the project, or cannot be written to.
    """
    places = [(edit, place_within(top, edit.path)) for edit in edits]
    for edit, place in places:
        _check(edit, place)
    written: list[str] = []
    for edit, place in places:
        try:
            _replace(place, edit)
        except OSError as error:
            already = f"; {', '.join(written)} was written already" if written else "; nothing was written"
            raise WriteError(f"{edit.path} cannot be written to ({error.strerror}){already}") from error
        written.append(edit.path)


def _check(edit: Edit, place: Path) -> None:
    try:
        now: bytes | None = place.read_bytes()
    except FileNotFoundError:
        now = None
    except OSError as error:
        raise WriteError(f"{edit.path} cannot be read ({error.strerror}); nothing was written") from error
    if now != edit.before:
        raise WriteError(f"{edit.path} has changed since it was read: run it again; nothing was written")


def _replace(place: Path, edit: Edit) -> None:
    temporary = place.with_name(f".pkgaudit-{os.urandom(8).hex()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(edit.after)
            if edit.before is not None:
                os.fchmod(file.fileno(), stat.S_IMODE(place.stat().st_mode))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
