"""Streams of uncompressed bytes for the tar reader: gzip inflated and verified, or plain."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from isal import igzip_lib, isal_zlib  # noqa: TID251 -- this folder opens archives

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.byte_stream import ByteStream
from pkgaudit.containers.gzip_header import GZIP_MAGIC, read_gzip_header
from pkgaudit.containers.source import Source
from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.limits import KIB, LimitReached
from pkgaudit.model.member import Anomaly, AnomalyKind

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

_PACKED_CHUNK = 64 * KIB
_INFLATED_CHUNK = 256 * KIB
_TRAILER = 8
_WORD = 0xFFFFFFFF
# isal's type stub declares an instance where the module has a class.
_IsalError = cast("type[Exception]", igzip_lib.IsalError)


class PlainStream(ByteStream):
    """An uncompressed tar, read through in order.

    Args:
        source: Where its bytes are.
        location: The archive, outermost first.
        budget: Charged for every byte read.
    """

    def __init__(self, source: Source, location: Location, budget: Budget) -> None:
        super().__init__()
        self.location = location
        self.consumed = 0
        self._pieces = self._read(source, budget)

    def _read(self, source: Source, budget: Budget) -> Iterator[bytes]:
        while piece := source.read_at(self.consumed, _INFLATED_CHUNK):
            self.consumed += len(piece)
            budget.charge_inflated(len(piece))
            yield piece


class GzipStream(ByteStream):
    """A gzip file inflated in order, its members joined, every header and trailer checked.

    Args:
        source: The packed bytes; each is inflated once.
        location: The archive, outermost first.
        budget: Charged for every byte that comes out.

    Attributes:
        anomalies: Departures seen so far; complete after `drain`. Offsets are of the packed file.
        gaps: What could not be inflated; complete after `drain`.
        consumed: Packed bytes used so far.
    """

    def __init__(self, source: Source, location: Location, budget: Budget) -> None:
        super().__init__()
        self.location = location
        self.consumed = 0
        self._source = source
        self._budget = budget
        self._pieces = self._read()

    def _read(self) -> Iterator[bytes]:
        members = 0
        while True:
            start = self.consumed
            header = read_gzip_header(self._source, start)
            for problem in header.problems:
                self._report(AnomalyKind.GZIP_HEADER, start, problem)
            if header.body is None:
                if header.cut:
                    self._report(AnomalyKind.TRUNCATED, start, "the file ends inside a gzip header")
                self._give_up(start, "its gzip header cannot be read")
                return
            members += 1
            if members == 2:  # noqa: PLR2004 -- the second is one too many
                self._report(AnomalyKind.GZIP_MEMBERS, start, "a second gzip member: npm joins them, others stop")
            limit = self._budget.limits.gzip_members
            if members > limit:
                raise LimitReached("gzip_members", limit, members)
            self.consumed = header.body
            if not (yield from self._inflate(header.body)):
                return
            if not self._next_member():
                return

    def _inflate(self, body: int) -> Generator[bytes, None, bool]:
        """Yield what one member holds; the generator's value says whether another member may follow."""
        inflater = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_DEFLATE)
        position = body
        checksum = 0
        size = 0
        while not inflater.eof:
            packed = b""
            if inflater.needs_input:
                packed = self._source.read_at(position, _PACKED_CHUNK)
                position += len(packed)
                self.consumed = position
                if not packed:
                    self._report(AnomalyKind.TRUNCATED, position, "the file ends inside the deflate data")
                    return False
            try:
                piece = inflater.decompress(packed, _INFLATED_CHUNK)
            except _IsalError:
                return (yield from self._salvage(body, size))
            if piece:
                size += len(piece)
                checksum = isal_zlib.crc32(piece, checksum)
                self._budget.charge_inflated(len(piece))
                yield piece
        self.consumed = position - len(inflater.unused_data)
        return self._check_trailer(checksum, size)

    def _check_trailer(self, checksum: int, size: int) -> bool:
        trailer = self._source.read_at(self.consumed, _TRAILER)
        if len(trailer) < _TRAILER:
            self._report(AnomalyKind.TRUNCATED, self.consumed, "the file ends inside the gzip trailer")
            self.consumed += len(trailer)
            return False
        stored, stored_size = int.from_bytes(trailer[:4], "little"), int.from_bytes(trailer[4:], "little")
        if stored != checksum:
            detail = f"CRC-32 is {checksum:08x}, the trailer says {stored:08x}"
            self._report(AnomalyKind.GZIP_CHECKSUM, self.consumed, detail)
        if stored_size != size & _WORD:
            detail = f"{size:,} bytes came out, the trailer says {stored_size:,}"
            self._report(AnomalyKind.GZIP_CHECKSUM, self.consumed, detail)
        self.consumed += _TRAILER
        return True

    def _salvage(self, body: int, delivered: int) -> Generator[bytes, None, bool]:
        """Yield what comes out before broken deflate data, to the last byte.

        A reader that stops at the archive's end marker never meets the damage, so everything before it counts.
        """
        import zlib  # noqa: PLC0415, TID251 -- only here: unlike isal it gives what it has before an error

        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        position = body
        packed = b""
        skipped = 0
        step = _INFLATED_CHUNK
        while not inflater.eof:
            if not packed:
                packed = self._source.read_at(position, _PACKED_CHUNK)
                position += len(packed)
                if not packed:
                    break
            before = inflater.copy()
            try:
                piece = inflater.decompress(packed, step)
            except zlib.error:
                if step == 1:
                    break
                inflater, step = before, step // 2
                continue
            packed = inflater.unconsumed_tail
            fresh = piece[max(delivered - skipped, 0) :]
            skipped += len(piece)
            if fresh:
                self._budget.charge_inflated(len(fresh))
                yield fresh
        self.consumed = position - len(packed) - len(inflater.unused_data)
        if inflater.eof:
            self._report(
                AnomalyKind.GZIP_CHECKSUM, self.consumed, "one inflater takes the deflate data, another does not"
            )
            self.consumed = min(self.consumed + _TRAILER, self._source.size)
            return True
        self._report(AnomalyKind.GZIP_CHECKSUM, self.consumed, f"the deflate data is broken after {skipped:,} bytes")
        self._give_up(self.consumed, f"its deflate data is broken at byte {self.consumed:,}")
        return False

    def _next_member(self) -> bool:
        """Count what lies after a trailer; say whether it leads to another member."""
        start = self.consumed
        if self._source.read_at(start, 2) == GZIP_MAGIC:
            return True
        zeros = 0
        while piece := self._source.read_at(start + zeros, _PACKED_CHUNK):
            rest = piece.lstrip(b"\0")
            zeros += len(piece) - len(rest)
            if rest:
                break
        left = self._source.size - start - zeros
        if zeros:
            self._report(AnomalyKind.BYTES_AFTER_END, start, f"{zeros:,} zero bytes after a gzip member")
        self.consumed = start + zeros
        # Python reads on after zeros, Node does not.
        if zeros and self._source.read_at(self.consumed, 2) == GZIP_MAGIC:
            return True
        if left > 0:
            self._report(AnomalyKind.BYTES_AFTER_END, self.consumed, f"{left:,} bytes after the last gzip member")
        return False

    def _report(self, kind: AnomalyKind, offset: int, detail: str) -> None:
        self.anomalies.append(Anomaly(kind=kind, location=self.location, offset=offset, detail=detail))

    def _give_up(self, offset: int, why: str) -> None:
        if offset >= self._source.size:
            return
        sentence = f"{self._source.size - offset:,} packed bytes were not read: {why}; pack the archive again"
        self.gaps.append(Gap(kind=GapKind.UNREADABLE, location=self.location, why=sentence))
