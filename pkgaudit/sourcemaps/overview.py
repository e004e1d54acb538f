"""The folders and the sources in which most of an embedded text lies."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nlargest

from msgspec import Struct

from pkgaudit.model.source_map import EmbeddedSource


class Folder(Struct, frozen=True, kw_only=True):
    """Sources below one folder, not counting folders inside it; sizes in UTF-8 bytes."""

    path: str
    sources: int
    bytes: int
    lines: int


def top_folders(sources: Iterable[EmbeddedSource], most: int = 10) -> list[Folder]:
    """Return the folders with most embedded bytes, largest first."""
    sums: dict[str, tuple[int, int, int]] = {}
    for source in sources:
        path = source.path.replace("\\", "/").rpartition("/")[0] or "."
        count, size, lines = sums.get(path, (0, 0, 0))
        sums[path] = (count + 1, size + source.bytes, lines + source.lines)
    largest = nlargest(most, sums.items(), key=lambda item: (item[1][1], item[0]))
    return [Folder(path=path, sources=count, bytes=size, lines=lines) for path, (count, size, lines) in largest]


def largest_sources(sources: Iterable[EmbeddedSource], most: int = 10) -> list[EmbeddedSource]:
    """Return the largest embedded sources, largest first."""
    return nlargest(most, sources, key=lambda source: (source.bytes, source.path))
