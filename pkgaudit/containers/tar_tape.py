"""A stream of blocks that is read forward, and again from where a second reading of it may begin."""

from __future__ import annotations

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.gzip_stream import GzipStream, PlainStream


class Tape:
    """Bytes at absolute offsets of the tar stream.

    Nothing is kept until `keep_from` names an offset that will be asked for again; from then on everything behind it is
    kept until it is named anew, so memory stays at the longest single read.

    Args:
        stream: Where the bytes come from, in order.
        budget: Charged for bytes that are given out a second time.
    """

    def __init__(self, stream: GzipStream | PlainStream, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget
        self._kept = bytearray()
        self._kept_from: int | None = None
        self.frontier = 0

    def keep_from(self, offset: int | None) -> None:
        """Promise to ask for ``offset`` and what follows it only; None: for what was never read only."""
        if offset is None or offset >= self.frontier:
            self._kept.clear()
            self._kept_from = offset
            return
        if self._kept_from is not None and offset > self._kept_from:
            del self._kept[: offset - self._kept_from]
            self._kept_from = offset

    def put_back(self, offset: int, content: bytes) -> None:
        """Take back the newest bytes read, to be asked for again from ``offset``."""
        self._kept = bytearray(content)
        self._kept_from = offset
        self.frontier = offset + len(content)

    def read_at(self, offset: int, length: int) -> bytes:
        """Return ``length`` bytes from ``offset``; fewer only at the end.

        Raises:
            LimitReached: The budget is used up.
        """
        again = b""
        if offset < self.frontier and self._kept_from is not None:
            start = offset - self._kept_from
            again = bytes(self._kept[start : start + length])
            self._budget.charge_inflated(len(again))
            offset += len(again)
            length -= len(again)
        if not length or offset < self.frontier:
            return again
        if offset > self.frontier:
            self.frontier += self._stream.skip(offset - self.frontier)
            if self.frontier < offset:
                return again
        fresh = self._stream.read(length)
        if self._kept_from is not None and self._kept_from < offset + len(fresh):
            if not self._kept:
                self._kept += fresh[max(self._kept_from - offset, 0) :]
                self._kept_from = max(self._kept_from, offset)
            else:
                self._kept += fresh
        self.frontier = offset + len(fresh)
        return again + fresh if again else fresh
