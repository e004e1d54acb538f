"""The checked rule book, kept between runs: read back only when nothing it was made from has changed."""

from __future__ import annotations

import os
from collections.abc import Sequence

import msgspec

from pkgaudit.kept_from_files import KeptFromFiles
from pkgaudit.model.rule import Rule, RuleBook
from pkgaudit.rulebook.folders import RuleFile


class Kept(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What a cache file holds.

    Attributes:
        digest: The rule book's.
        rules: Sorted by name.
    """

    digest: str
    rules: tuple[Rule, ...]


class Cache:
    """One cache file for one set of rule folders.

    Args:
        files: Every rule file in force.
    """

    def __init__(self, files: Sequence[RuleFile]) -> None:
        folders = sorted({os.path.dirname(os.path.dirname(file.path)) for file in files})  # noqa: PTH120 -- hundreds of paths, on every start
        self._kept = KeptFromFiles("rules", folders, files)

    def read(self) -> RuleBook | None:
        """Return the rule book made from exactly these files, or None."""
        body = self._kept.read()
        if body is None:
            return None
        try:
            kept = msgspec.msgpack.decode(body, type=Kept)
        except (msgspec.MsgspecError, RecursionError, ValueError):
            return None
        return RuleBook(rules={rule.name: rule for rule in kept.rules}, digest=kept.digest)

    def write(self, book: RuleBook) -> None:
        """Keep the rule book; where that is not possible, the next run reads the rule files again."""
        self._kept.write(msgspec.msgpack.encode(Kept(digest=book.digest, rules=tuple(book.rules.values()))))
