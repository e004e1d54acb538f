"""What was made from a set of files, kept until one of them changes."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Sequence

from msgspec import Struct

from pkgaudit import __version__
from pkgaudit.kept_file import keep, read_kept

# A file system's clock may be this coarse: a file changed twice within it could look as it did after the first change.
_SETTLED_NS = 2_000_000_000
_KEY = 32


class StampedFile(Struct, frozen=True, kw_only=True):
    """One file that something is made from, not yet read.

    Attributes:
        name: How errors name it.
        path: What to open.
        stamp: Size, modification time and change time (both in nanoseconds); a changed file has another one.
    """

    name: str
    path: str
    stamp: tuple[int, int, int]


def stamp(entry: os.DirEntry[str]) -> tuple[int, int, int]:
    """Return what tells a changed file from the one it was."""
    status = entry.stat()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


class KeptFromFiles:
    """One file in the user's cache folder.

    A file that was changed, added or removed, another version of pkgaudit or of Python, a damaged cache file, and one
    that somebody else could have written are all a miss.

    Args:
        purpose: What is kept; begins the cache file's name.
        folders: Where the files come from; each set of folders has a cache file of its own.
        files: Everything it is made from.
    """

    def __init__(self, purpose: str, folders: Sequence[str], files: Sequence[StampedFile]) -> None:
        name = hashlib.sha256("\0".join(folders).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._name = f"{purpose}-{name}.bin"
        self._newest = max((max(file.stamp[1:]) for file in files), default=0)
        known = "\0".join(f"{file.path}\0{file.stamp}" for file in files)
        seed = f"{__version__}\0{sys.version}\0{known}"
        self._key = hashlib.sha256(seed.encode("utf-8", "surrogateescape")).digest()

    def read(self) -> bytes | None:
        """Return what was made from exactly these files, or None."""
        body = read_kept(self._name)
        return body[_KEY:] if body is not None and body.startswith(self._key) else None

    def write(self, body: bytes) -> None:
        """Keep it; where that is not possible, the next run makes it again."""
        if time.time_ns() - self._newest >= _SETTLED_NS:
            keep(self._name, self._key + body)
