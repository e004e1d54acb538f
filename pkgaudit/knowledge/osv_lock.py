"""Keeps two updates of the same data apart."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LockedError(Exception):
    """Another update of the same data is running."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock that this file stands for; a process that ends in any way lets go of it.

    Raises:
        LockedError: Another process holds it.
        OSError: The file cannot be made.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError(f"{path.parent}: another update of this data is running; wait for it") from None
        yield
    finally:
        os.close(descriptor)
