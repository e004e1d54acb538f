"""Where reports leave the process: a stream whose reader may be gone, or a file that is whole or not there."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TextIO

from pkgaudit.reporters.visible import text as visible


class OutputError(Exception):
    """A report could not be written; the sentence says where, why and what to do."""


def write_out(text: str, stream: TextIO | None) -> None:
    """Write all of ``text``; a reader that left (``| head``) has what it wanted and is no error.

    What the stream's encoding cannot say is written as an escape. None is a stream that was closed from the start.

    Raises:
        OutputError: The stream takes no more: the disk is full, or it is closed.
    """
    if stream is None or stream.closed:
        raise OutputError("the report could not be written: standard output is closed; give it somewhere to go")
    encoding = stream.encoding or "utf-8"
    sayable = text.encode(encoding, "backslashreplace").decode(encoding)
    try:
        stream.write(sayable)
        stream.flush()
    except BrokenPipeError:
        _silence(stream)
    except OSError as error:
        _silence(stream)
        raise OutputError(
            f"the report could not be written: {error.strerror}; what was shown is not all of it"
        ) from error


def write_file(path: str, text: str) -> None:
    """Write ``text`` as UTF-8 to ``path``, at once: whoever looks sees the old file or the whole new one.

    A device or a pipe is written to as it is. A symbolic link stays one.

    Raises:
        OutputError: The folder is missing or not writable, the path is a folder, or the disk is full.
    """
    target = Path(path)
    content = text.encode("utf-8", "backslashreplace")
    try:
        if _is_special(target):
            with target.open("wb", buffering=0) as device:
                device.write(content)
        else:
            _replace(target.resolve(), content)
    except BrokenPipeError:
        return
    except FileNotFoundError as error:
        raise OutputError(f"{visible(path)}: the folder does not exist; create it first") from error
    except (OSError, RuntimeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise OutputError(f"{visible(path)}: the report could not be written: {reason}") from error


def _is_special(target: Path) -> bool:
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _replace(target: Path, content: bytes) -> None:
    # os.open and not tempfile: the report gets the permissions the user's umask gives, not 0600.
    temporary = target.with_name(f".pkgaudit-{os.urandom(8).hex()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _silence(stream: TextIO) -> None:
    """Point the stream's descriptor at nothing, so that what is still buffered does not complain at exit."""
    try:
        descriptor = stream.fileno()
    except (OSError, ValueError):
        return
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, descriptor)
    os.close(devnull)
