"""Random access to the bytes of a container, on disk or in memory."""

from __future__ import annotations

import os
from typing import Protocol


class Source(Protocol):
    """Bytes that can be read at any offset."""

    @property
    def size(self) -> int:
        """Length in bytes."""
        ...

    def read_at(self, offset: int, length: int) -> bytes:
        """Return up to ``length`` bytes from ``offset``; fewer only at the end."""
        ...


class BytesSource:
    """A container held in memory: a nested archive, or an example."""

    def __init__(self, content: bytes) -> None:
        self._view = memoryview(content)

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self._view)

    def read_at(self, offset: int, length: int) -> bytes:
        """Return up to ``length`` bytes from ``offset``."""
        return bytes(self._view[offset : offset + length])


class FileSource:
    """A container on disk, read through one descriptor that stays open."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._size = os.fstat(descriptor).st_size

    @property
    def size(self) -> int:
        """Length in bytes when the file was opened."""
        return self._size

    def read_at(self, offset: int, length: int) -> bytes:
        """Return up to ``length`` bytes from ``offset``."""
        return os.pread(self._descriptor, length, offset)
