"""The files of a package as rows of a tree, largest first; of a great many the largest, and the rest counted."""

from __future__ import annotations

import heapq
import os
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from msgspec import Struct

from pkgaudit.model.ship_list import ShippedFile

# The character after "/": whatever begins with "a/" sorts before "a0".
_AFTER_SLASH = "0"


class Row(Struct, frozen=True, kw_only=True):
    """One line of the tree.

    Attributes:
        depth: 0 at the top.
        name: The last component, or several for folders that hold one folder only; ``/`` at a folder's end. Empty for
            what is left out.
        size: Bytes, of a folder everything below it.
        files: Files below it; 1 for a file.
        file: The file, None for a folder and for what is left out.
        closed: Whether it is a folder of which nothing is shown.
    """

    depth: int
    name: str
    size: int
    files: int
    file: ShippedFile | None = None
    closed: bool = False


class _Entry(Struct, frozen=True):
    """A file, or a folder as a range of the sorted paths."""

    name: str
    start: int
    stop: int
    size: int
    folder: str = ""


def tree_rows(files: Sequence[ShippedFile], most: int | None) -> Iterator[Row]:
    """Yield the rows, folders before what is in them.

    Args:
        files: In any order; several of one path stay several.
        most: Files and folders shown, the largest; None shows all. What is left out is one row in each folder.
    """
    tree = _Tree(files)
    shown = None if most is None else tree.largest(most)
    waiting: list[tuple[int, _Entry | None, Row | None]] = [(-1, tree.root, None)]
    while waiting:
        depth, entry, row = waiting.pop()
        if row is not None:
            yield row
        if entry is None or not (entry.folder or entry is tree.root):
            continue
        inside = tree.inside(entry) if shown is None else shown.get(entry.start, entry.folder)
        if entry is not tree.root and not inside:
            continue
        waiting.extend(_reversed_rows(tree, entry, inside, depth + 1, shown))


class _Shown:
    """Which entries of each folder are shown."""

    def __init__(self) -> None:
        self._by_folder: dict[tuple[int, str], list[_Entry]] = {}

    def add(self, parent: _Entry, entry: _Entry) -> None:
        self._by_folder.setdefault((parent.start, parent.folder), []).append(entry)

    def get(self, start: int, folder: str) -> list[_Entry]:
        return self._by_folder.get((start, folder), [])


def _reversed_rows(
    tree: _Tree, folder: _Entry, inside: list[_Entry], depth: int, shown: _Shown | None
) -> Iterator[tuple[int, _Entry | None, Row | None]]:
    """Yield what stands in a folder, last first: it goes on a stack."""
    left_files = folder.stop - folder.start - sum(each.stop - each.start for each in inside)
    if left_files:
        left_size = folder.size - sum(each.size for each in inside)
        yield depth, None, Row(depth=depth, name="", size=left_size, files=left_files)
    for each in reversed(inside):
        if each.folder:
            closed = shown is not None and not shown.get(each.start, each.folder)
            row = Row(depth=depth, name=each.name, size=each.size, files=each.stop - each.start, closed=closed)
        else:
            row = Row(depth=depth, name=each.name, size=each.size, files=1, file=tree.files[each.start])
        yield depth, each, row


class _Tree:
    """Files sorted by path, so that a folder is a range of them and costs nothing until it is opened."""

    def __init__(self, files: Sequence[ShippedFile]) -> None:
        self.files = sorted(files, key=lambda file: file.path)
        self._paths = [file.path for file in self.files]
        self._sums = list(accumulate((file.size for file in self.files), initial=0))
        self.root = _Entry("", 0, len(self.files), self._sums[-1])

    def inside(self, folder: _Entry) -> list[_Entry]:
        """Return the files and folders directly in a folder, largest first."""
        depth = len(folder.folder)
        entries = []
        at = folder.start
        while at < folder.stop:
            path = self._paths[at]
            slash = path.find("/", depth)
            if slash < 0:
                entries.append(_Entry(path[depth:], at, at + 1, self.files[at].size))
                at += 1
                continue
            stop = bisect_left(self._paths, path[:slash] + _AFTER_SLASH, at, folder.stop)
            common = os.path.commonprefix([path, self._paths[stop - 1]])  # noqa: RUF071 -- cut at a slash below
            prefix = common[: common.rindex("/") + 1]
            entries.append(_Entry(prefix[depth:], at, stop, self._sums[stop] - self._sums[at], prefix))
            at = stop
        return sorted(entries, key=lambda entry: (-entry.size, entry.name))

    def largest(self, most: int) -> _Shown:
        """Return the largest entries: a folder is never smaller than what is in it, so it comes before."""
        shown = _Shown()
        heap: list[tuple[int, str, int, _Entry, _Entry]] = []
        ticket = 0

        def offer(folder: _Entry) -> None:
            nonlocal ticket
            for each in self.inside(folder):
                ticket += 1
                heapq.heappush(heap, (-each.size, each.name, ticket, each, folder))

        offer(self.root)
        for _ in range(most):
            if not heap:
                break
            *_, entry, parent = heapq.heappop(heap)
            shown.add(parent, entry)
            if entry.folder:
                offer(entry)
        return shown
