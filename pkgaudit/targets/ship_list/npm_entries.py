"""Reads the entries of a ``files`` list the way each packer does."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.ship_list.npm_globs import Glob, is_literal

_ENTRIES = 1000
_FIRST_NPM_WITH_GLOBS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry.

    Attributes:
        text: As written.
        index: Its place in the list.
        negated: Whether it begins with ``!``.
        pattern: Without ``!`` and ``./``.
        line: 1-based line in package.json, or None.
        glob: What it covers, as seen from the package's folder.
        meant: What somebody who writes ``*.map`` means: at any depth.
    """

    text: str
    index: int
    negated: bool
    pattern: str
    line: int | None
    glob: Glob
    meant: Glob

    @property
    def names_kind(self) -> bool:
        """It asks for files by the end of their names, such as ``lib/*.d.ts``."""
        last = self.pattern.rpartition("/")[2]
        return "*." in last and not last.endswith("*")


def read_entries(texts: tuple[str, ...], manifest: bytes, packer: str, major: int) -> tuple[Entry, ...]:
    """Return the entries of a list, at most a thousand.

    Args:
        texts: As written.
        manifest: The package.json, for line numbers.
        packer: Its name.
        major: The first number of its version; 0 when it is not known.
    """
    lines = _Lines(manifest)
    anywhere = packer == PackerName.NPM and 0 < major < _FIRST_NPM_WITH_GLOBS
    found: list[Entry] = []
    for index, text in enumerate(texts[:_ENTRIES]):
        pattern = text.lstrip("!").removeprefix("./")
        plain = "/" not in pattern.rstrip("/")
        literal = is_literal(pattern)
        # yarn takes files of that name in any folder, and a folder at the top only.
        by_name = packer == PackerName.YARN_BERRY and (not literal or "." in pattern)
        folded = packer in {PackerName.NPM, PackerName.YARN_CLASSIC}
        found.append(
            Entry(
                text=text,
                index=index,
                negated=text.startswith("!"),
                pattern=pattern,
                line=lines.of(text),
                glob=Glob(pattern, anywhere=plain and (by_name or (anywhere and not literal)), folded=folded),
                meant=Glob(pattern, anywhere=plain and (by_name or not literal), folded=True),
            )
        )
    return tuple(found)


class _Lines:
    """Line numbers in a package.json, of texts after ``"files"`` in the order of the list."""

    def __init__(self, manifest: bytes) -> None:
        self._text = manifest
        self._from = max(0, manifest.find(b'"files"'))

    def of(self, text: str) -> int | None:
        for spelled in (json.dumps(text, ensure_ascii=False), json.dumps(text)):
            at = self._text.find(spelled.encode("utf-8", "replace"), self._from)
            if at >= 0:
                return self._text.count(b"\n", 0, at) + 1
        return None
