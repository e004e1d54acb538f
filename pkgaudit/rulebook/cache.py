"""The checked rule book, kept between runs: read back only when nothing it was made from has changed."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Sequence

import msgspec

from pkgaudit import __version__
from pkgaudit.kept_file import keep, read_kept
from pkgaudit.model.rule import Rule, RuleBook
from pkgaudit.rulebook.folders import RuleFile

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
        self._name = f"rules-{name}.bin"

    def read(self) -> RuleBook | None:
        """Return the rule book made from exactly these files, or None."""
        body = read_kept(self._name)
        if body is None:
            return None
        try:
            kept = msgspec.msgpack.decode(body, type=Kept)
        except (msgspec.MsgspecError, RecursionError, ValueError):
            return None
        if kept.key != self._key:
            return None
        return RuleBook(rules={rule.name: rule for rule in kept.rules}, digest=kept.digest)

    def write(self, book: RuleBook) -> None:
        """Keep the rule book; where that is not possible, the next run reads the rule files again."""
        if time.time_ns() - self._newest < _SETTLED_NS:
            return
        kept = Kept(key=self._key, digest=book.digest, rules=tuple(book.rules.values()))
        keep(self._name, msgspec.msgpack.encode(kept))


def _key(files: Sequence[RuleFile]) -> str:
    known = "\0".join(f"{file.path}\0{file.stamp}" for file in files)
    seed = f"{__version__}\0{sys.version}\0{known}"
    return hashlib.sha256(seed.encode("utf-8", "surrogateescape")).hexdigest()
