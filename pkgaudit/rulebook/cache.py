"""The checked rule book, kept between runs: read back only when nothing it was made from has changed."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Sequence

import msgspec

from pkgaudit import __version__
from pkgaudit.model.rule import Rule, RuleBook
from pkgaudit.rulebook.folders import RuleFile

_MAGIC = b"pkgaudit rules 1\n"
_DIGEST = 32
_LARGEST = 64 * 1024 * 1024
# A file system's clock may be this coarse: a file changed twice within it could look as it did after the first change.
_SETTLED_NS = 2_000_000_000


class Kept(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What a cache file holds.

    Attributes:
        key: Of what it was made from.
        digest: The rule book's.
        rules: Sorted by name.
    """

    key: str
    digest: str
    rules: tuple[Rule, ...]


class Cache:
    """One cache file for one set of rule folders.

    It holds the rule files' paths, sizes and times. A rule file that was changed, added or removed, another version of
    pkgaudit or of Python, a damaged file, and one that somebody else could have written are all a miss.

    Args:
        files: Every rule file in force.
    """

    def __init__(self, files: Sequence[RuleFile]) -> None:
        self._newest = max((max(file.stamp[1:]) for file in files), default=0)
        self._key = _key(files)
        folders = sorted({os.path.dirname(os.path.dirname(file.path)) for file in files})  # noqa: PTH120 -- hundreds of paths, on every start
        name = hashlib.sha256("\0".join(folders).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._path = os.path.join(cache_folder(), f"rules-{name}.bin")  # noqa: PTH118 -- as above

    def read(self) -> RuleBook | None:
        """Return the rule book made from exactly these files, or None."""
        content = _own_bytes(self._path)
        head = len(_MAGIC) + _DIGEST
        if content is None or not content.startswith(_MAGIC):
            return None
        if hashlib.sha256(content[head:]).digest() != content[len(_MAGIC) : head]:
            return None
        try:
            kept = msgspec.msgpack.decode(content[head:], type=Kept)
        except (msgspec.MsgspecError, RecursionError, ValueError):
            return None
        if kept.key != self._key:
            return None
        return RuleBook(rules={rule.name: rule for rule in kept.rules}, digest=kept.digest)

    def write(self, book: RuleBook) -> None:
        """Keep the rule book; where that is not possible, the next run reads the rule files again."""
        if time.time_ns() - self._newest < _SETTLED_NS:
            return
        body = msgspec.msgpack.encode(Kept(key=self._key, digest=book.digest, rules=tuple(book.rules.values())))
        temporary = f"{self._path}.{os.getpid()}.{time.time_ns():x}.tmp"
        try:
            os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120 -- as above
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        except OSError:
            return
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(_MAGIC + hashlib.sha256(body).digest() + body)
            os.replace(temporary, self._path)  # noqa: PTH105 -- as above
        except OSError:
            _remove(temporary)


def cache_folder() -> str:
    """Return the folder for what can be made again: ``PKGAUDIT_CACHE_DIR``, else the user's own cache folder."""
    chosen = os.environ.get("PKGAUDIT_CACHE_DIR")
    if chosen:
        return chosen
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    # The XDG specification says to pass over a relative path.
    if not os.path.isabs(base):  # noqa: PTH117 -- pathlib is not needed before the rules are loaded
        base = os.path.join(os.path.expanduser("~"), ".cache")  # noqa: PTH111, PTH118 -- as above
    return os.path.join(base, "pkgaudit")  # noqa: PTH118 -- as above


def _key(files: Sequence[RuleFile]) -> str:
    known = "\0".join(f"{file.path}\0{file.stamp}" for file in files)
    seed = f"{__version__}\0{sys.version}\0{known}"
    return hashlib.sha256(seed.encode("utf-8", "surrogateescape")).hexdigest()


def _own_bytes(path: str) -> bytes | None:
    """Return what is in a file that only this user can have written, or None."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if status.st_size > _LARGEST or (hasattr(os, "geteuid") and status.st_uid != os.geteuid()):
            return None
        if os.name == "posix" and status.st_mode & 0o022:
            return None
        try:
            return file.read()
        except OSError:
            return None


def _remove(path: str) -> None:
    try:
        os.unlink(path)  # noqa: PTH108 -- as above
    except OSError:
        return
