"""Embedded sources written into a folder, and nowhere else."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct, field

from pkgaudit.sourcemaps.safe_names import clash_key, numbered, safe_parts

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_DIRECTORY = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NO_FOLLOW
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW
_READ = os.O_RDONLY | _NO_FOLLOW | getattr(os, "O_NONBLOCK", 0)


class ExtractError(Exception):
    """Nothing can be written: the folder cannot be made or opened, or the system cannot do it safely."""


class Extraction(Struct, frozen=True, kw_only=True):
    """What was written.

    Attributes:
        written: Files made.
        unchanged: Files that were there with the very same content.
        refused: One sentence for each source that was not written, with the path inside the folder.
    """

    written: int
    unchanged: int
    refused: tuple[str, ...]


def extract(sources: Iterable[tuple[str, str]], folder: Path) -> Extraction:
    """Write sources below a folder under safe names.

    Every directory is opened relative to the one before it and no link is followed, so that neither a name nor what
    already lies in the folder leads outside. An existing file with other content is refused, never overwritten.

    Args:
        sources: (name, content), both hostile.
        folder: Made if it is not there; the user's own, so links on the way to it are followed.

    Raises:
        ExtractError: The folder cannot be made or opened, or the system cannot open relative to a directory.
    """
    if os.open not in os.supports_dir_fd or not _NO_FOLLOW:  # pragma: no cover -- Windows
        raise ExtractError("--extract needs a system that opens files relative to a folder: use Linux or macOS")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        root = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    except OSError as error:
        raise ExtractError(f"{folder}: {error.strerror}: name a folder that can be written to") from error
    try:
        return _Writer(root).write_all(sources)
    finally:
        os.close(root)


class _Names(Struct):
    """Gives each source a path of its own."""

    files: dict[tuple[str, ...], int] = field(default_factory=dict)
    folders: set[tuple[str, ...]] = field(default_factory=set)
    numbers: dict[tuple[str, ...], int] = field(default_factory=dict)

    def place(self, name: str, digest: int) -> tuple[str, ...] | None:
        """Return a path no other source has, or None when this very content has its path already."""
        parts = list(safe_parts(name))
        for depth in range(1, len(parts)):
            while clash_key(tuple(parts[:depth])) in self.files:
                parts[depth - 1] = self._numbered(tuple(parts[:depth]))
        original = tuple(parts)
        while (key := clash_key(tuple(parts))) in self.files or key in self.folders:
            if self.files.get(key) == digest:
                return None
            parts[-1] = self._numbered(original)
        self.files[clash_key(tuple(parts))] = digest
        self.folders.update(clash_key(tuple(parts[:depth])) for depth in range(1, len(parts)))
        return tuple(parts)

    def _numbered(self, path: tuple[str, ...]) -> str:
        key = clash_key(path)
        self.numbers[key] = self.numbers.get(key, 1) + 1
        return numbered(path[-1], self.numbers[key])


class _Writer:
    def __init__(self, root: int) -> None:
        self._root = root
        self._names = _Names()
        self._written = 0
        self._unchanged = 0
        self._refused: list[str] = []

    def write_all(self, sources: Iterable[tuple[str, str]]) -> Extraction:
        for name, content in sources:
            text = content.encode("utf-8", "surrogatepass")
            parts = self._names.place(name, hash(text))
            if parts is None:
                continue
            try:
                self._write(parts, text)
            except OSError as error:
                self._refused.append(f"{'/'.join(parts)}: {error.strerror}: choose an empty folder")
        return Extraction(written=self._written, unchanged=self._unchanged, refused=tuple(self._refused))

    def _write(self, parts: tuple[str, ...], text: bytes) -> None:
        folder = os.dup(self._root)
        try:
            for part in parts[:-1]:
                folder = _below(folder, part)
            self._write_file(folder, parts, text)
        finally:
            os.close(folder)

    def _write_file(self, folder: int, parts: tuple[str, ...], text: bytes) -> None:
        try:
            descriptor = os.open(parts[-1], _CREATE, 0o644, dir_fd=folder)
        except FileExistsError:
            if _holds(folder, parts[-1], text):
                self._unchanged += 1
            else:
                self._refused.append(f"{'/'.join(parts)}: exists with other content: choose an empty folder")
            return
        with os.fdopen(descriptor, "wb") as file:
            file.write(text)
        self._written += 1


def _below(folder: int, name: str) -> int:
    """Return a descriptor of the directory ``name`` inside ``folder``, made if need be; ``folder`` is closed."""
    with suppress(FileExistsError):
        os.mkdir(name, 0o755, dir_fd=folder)
    inner = os.open(name, _DIRECTORY, dir_fd=folder)
    os.close(folder)
    return inner


def _holds(folder: int, name: str, text: bytes) -> bool:
    """Whether a regular file, and no link, has exactly this content."""
    try:
        descriptor = os.open(name, _READ, dir_fd=folder)
    except OSError:
        return False
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        return stat.S_ISREG(status.st_mode) and status.st_size == len(text) and file.read() == text
