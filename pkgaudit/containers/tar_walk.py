"""Walks the blocks of a tar that is not plain, along every way a reader may take."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.events import Events
from pkgaudit.containers.gzip_stream import GzipStream, PlainStream
from pkgaudit.containers.names import NameLedger
from pkgaudit.containers.tar_entry import padded, read_entry
from pkgaudit.containers.tar_extension import describe_size, take_extension
from pkgaudit.containers.tar_header import BLOCK, ZERO_BLOCK, Header, read_header
from pkgaudit.containers.tar_members import MemberMaker
from pkgaudit.containers.tar_pending import Pending
from pkgaudit.containers.tar_second_opinion import SecondOpinion
from pkgaudit.containers.tar_tape import Tape
from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.member import Anomaly, AnomalyKind

_EXTENSIONS = b"xXgLKN"
_MOST_SPARSE_BLOCKS = 4096
_GOES_ON = 504


class Walk:
    """The state of reading one tar.

    Attributes:
        ways: Every offset where some reader takes the next block for a header. Nearly always there is one.
        tape: The stream.
        names: Names so far.
        opinion: What tarfile makes of it.
        count: Members so far.
        broken_at: Where the last run of blocks that are no headers began, None while the way is good.
        end: Where the end marker ends, None while none was seen.
        truncated: The file ends too early.
        everywhere: What global headers say about all members after them.
    """

    def __init__(self, stream: GzipStream | PlainStream, location: Location, budget: Budget) -> None:
        self.location = location
        self.limits = budget.limits
        self.tape = Tape(stream, budget)
        self.names = NameLedger()
        self.opinion = SecondOpinion()
        self.ways: dict[int, Pending] = {0: Pending()}
        self.everywhere = Pending()
        self.broken_at: int | None = None
        self.end: int | None = None
        self.truncated = False
        self.maker = MemberMaker(location, budget, self.tape, self.names)

    @property
    def is_plain(self) -> bool:
        """Every reader stands at the same header, with nothing to remember."""
        return self.broken_at is None and self.everywhere.start is None

    def read_next(self) -> Events:
        """Read what should be a header, at the lowest offset of any way, and everything that belongs to it."""
        offset = min(self.ways)
        pending = self.ways.pop(offset)
        self.tape.keep_from(offset)
        block = self.tape.read_at(offset, BLOCK)
        if len(block) < BLOCK:
            if not pending.speculative and (block.strip(b"\0") or self.tape.frontier < offset):
                self.truncated = True
                detail = f"the file ends at {self.tape.frontier:,}, inside a header or before the end of a member"
                yield self.anomaly(AnomalyKind.TRUNCATED, offset, detail)
            yield from self._dangling(offset, pending)
        elif block == ZERO_BLOCK:
            yield from self._zero_block(offset, pending)
        elif (header := read_header(block)) is None:
            yield from self._bad_block(offset, pending)
        else:
            yield from self._header(offset, block, header, pending)

    def anomaly(self, kind: AnomalyKind, offset: int, detail: str) -> Anomaly:
        """Return an anomaly of the archive itself."""
        return Anomaly(kind=kind, location=self.location, offset=offset, detail=detail)

    def go(self, offset: int, pending: Pending) -> None:
        """Let a way of reading continue at ``offset``."""
        other = self.ways.get(offset)
        if other is None:
            self.ways[offset] = pending
        else:
            other.merge(pending)

    def _dangling(self, offset: int, pending: Pending) -> Events:
        if pending.types and not pending.speculative:
            yield self.anomaly(AnomalyKind.AMBIGUOUS_HEADER, offset, "an extension header describes no member")

    def _zero_block(self, offset: int, pending: Pending) -> Events:
        if pending.after_zero == offset - BLOCK:
            if not pending.speculative:
                self.end = offset + BLOCK
            yield from self._dangling(offset, pending)
            if pending.fresh:
                self.go(offset + BLOCK, pending.follow(speculative=True, after_zero=offset))
            return
        if not pending.speculative:
            self.opinion.stop(offset, self.maker.count, "a zero block", AnomalyKind.MEMBERS_AFTER_END)
        self.go(offset + BLOCK, pending.follow(after_zero=offset))

    def _bad_block(self, offset: int, pending: Pending) -> Events:
        if not pending.speculative and self.broken_at is None:
            self.broken_at = offset
            is_header = pending.after_zero is None
            kind = AnomalyKind.BAD_HEADER if is_header else AnomalyKind.MEMBERS_AFTER_END
            self.opinion.stop(offset, self.maker.count, "a bad header", kind)
            if is_header:
                detail = "not a header (wrong checksum): npm and tar look for the next one, tarfile stops"
                yield self.anomaly(AnomalyKind.BAD_HEADER, offset, detail)
            else:
                yield self.anomaly(AnomalyKind.BYTES_AFTER_END, offset, "bytes follow a single zero block")
        pending.doubtful = True
        self.go(offset + BLOCK, pending.follow(after_zero=pending.after_zero))

    def _header(self, offset: int, block: bytes, header: Header, pending: Pending) -> Events:
        if not pending.speculative:
            if pending.after_zero is not None:
                detail = f"members follow the zero block at {pending.after_zero:,}: npm reads on, others stop there"
                yield self.anomaly(AnomalyKind.MEMBERS_AFTER_END, offset, detail)
            self.broken_at = None
            self.opinion.note(offset, block)
        pending.after_zero = None
        if header.size.negative:
            why = (
                f"the header at {offset:,} has a negative size, with which some readers go back: pack the archive again"
            )
            yield Gap(kind=GapKind.UNREADABLE, location=self.location, why=why)
        if header.type in _EXTENSIONS:
            yield from self._extension(offset, header, pending)
        else:
            yield from self._entry(offset, header, pending)

    def _extension(self, offset: int, header: Header, pending: Pending) -> Events:
        for kind, detail in header.problems:
            yield self.anomaly(kind, offset, detail)
        body_at = offset + BLOCK
        # A size of 0 that waits for the next file makes npm pass over the body of any extension header before it.
        refused = header.refused or 0 in pending.sizes or 0 in self.everywhere.sizes
        before = pending.follow(speculative=True) if refused or header.type == b"N" else pending
        if refused:
            self.go(body_at, before)
        size = header.size.value
        steps = list(dict.fromkeys(padded(each) for each in (size, *header.size.others)))
        self.tape.keep_from(body_at)
        yield from describe_size(self.location, offset, size, self.limits)
        body = self.tape.read_at(body_at, padded(size)) if size <= self.limits.member_bytes else b""
        if not pending.speculative:
            self.opinion.note(body_at, body)
        for kind, detail in take_extension(offset, header, body, pending, self.everywhere):
            yield self.anomaly(kind, offset, detail)
        if header.problems or pending.sizes or size > self.limits.extension_header_bytes:
            pending.doubtful = True
        for step in steps[1:]:
            self.go(body_at + step, pending.follow(speculative=True))
        self.go(body_at + steps[0], pending)
        if header.type == b"N":
            # npm takes it for the name of the next member, everybody else for a file.
            yield from self.maker.make(offset, header, read_entry(header, before, self.everywhere), body_at)

    def _entry(self, offset: int, header: Header, pending: Pending) -> Events:
        entry = read_entry(header, pending, self.everywhere)
        if pending.crowded:
            why = f"the member at {offset:,} has too many extension headers to follow them all: pack the archive again"
            yield Gap(kind=GapKind.LIMIT, location=self.location, why=why)
        starts = [offset + BLOCK]
        if header.more_blocks:
            starts.insert(0, self._after_sparse_blocks(offset + BLOCK))
        if header.refused or header.type == b"V":
            # bsdtar passes over a volume's name and keeps what waits for a file.
            self.go(offset + BLOCK, pending.follow(speculative=True))
        for index, after in enumerate(start + step for start in starts for step in entry.steps):
            self.go(after, Pending(speculative=pending.speculative or index > 0))
        self.tape.keep_from(offset + BLOCK)
        if not pending.speculative:
            start = offset if pending.start is None else pending.start
            size = entry.real_sizes[0] if entry.real_sizes else entry.sizes[0]
            self.opinion.compare(start, self.maker.count + 1, entry.names[0], entry.kinds[0], size)
            self.opinion.check_next(starts[0] + entry.steps[0])
        yield from self.maker.make(offset, header, entry, starts[0])

    def _after_sparse_blocks(self, offset: int) -> int:
        """Return where the body begins behind the blocks that continue a GNU sparse header."""
        self.tape.keep_from(offset)
        for number in range(_MOST_SPARSE_BLOCKS):
            block = self.tape.read_at(offset + number * BLOCK, BLOCK)
            self.opinion.note(offset + number * BLOCK, block)
            if len(block) < BLOCK or not block[_GOES_ON]:
                return offset + (number + 1) * BLOCK
        return offset

    def finish(self) -> Iterator[Anomaly]:
        """Yield what can be said once every way has ended."""
        if self.end is not None:
            yield from self._after_end(self.end)
        elif self.maker.count and not self.truncated:
            yield self.anomaly(AnomalyKind.MISSING_END_MARKER, self.tape.frontier, "no two zero blocks end the archive")
        if self.opinion.difference:
            disagreement = self.anomaly(AnomalyKind.READERS_DISAGREE, 0, self.opinion.difference)
            yield replace(disagreement, cause=self.opinion.cause)

    def _after_end(self, end: int) -> Iterator[Anomaly]:
        offset = max(end, self.tape.frontier)
        while piece := self.tape.read_at(offset, 64 * BLOCK):
            rest = piece.lstrip(b"\0")
            if rest:
                detail = "bytes follow the end marker"
                yield self.anomaly(AnomalyKind.BYTES_AFTER_END, offset + len(piece) - len(rest), detail)
                return
            offset += len(piece)
