"""Reads a tar stream: every entry that any installer would write, and what lies outside the strict profile."""

from __future__ import annotations

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.events import Events
from pkgaudit.containers.gzip_stream import GzipStream, PlainStream
from pkgaudit.containers.names import decode_name, name_anomalies
from pkgaudit.containers.tar_header import BLOCK
from pkgaudit.containers.tar_pending import Pending
from pkgaudit.containers.tar_plain import only_times, read_plain
from pkgaudit.containers.tar_walk import Walk
from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.limits import LimitReached
from pkgaudit.model.member import Anomaly, AnomalyKind, Member, MemberKind

_NOTICED_MEMBERS = 20_000
_LAST_IN_BLOCK = BLOCK - 1
FILE, DIRECTORY = MemberKind.FILE, MemberKind.DIRECTORY


def read_tar(stream: GzipStream | PlainStream, location: Location, budget: Budget) -> Events:
    """Yield the members, anomalies and gaps of one tar, in archive order; archives in it are members like others.

    Offsets are of the uncompressed stream. Where readers take a header differently every way is followed, so that a
    member may come twice, with different names or sizes. The stream is read to its end, and its own anomalies and gaps
    (with offsets in the packed file) are yielded last.

    Raises:
        LimitReached: The budget is used up.
    """
    try:
        yield from _read_members(stream, location, budget)
        stream.drain()
    except LimitReached:
        yield from stream.anomalies
        yield from stream.gaps
        raise
    yield from stream.anomalies
    yield from stream.gaps


def _read_members(stream: GzipStream | PlainStream, location: Location, budget: Budget) -> Events:
    walk = Walk(stream, location, budget)
    while walk.ways:
        offset, pending = walk.ways.popitem()
        if walk.ways or not walk.is_plain or not pending.is_clear or walk.tape.frontier != offset:
            walk.ways[offset] = pending
            yield from walk.read_next()
        else:
            walk.tape.keep_from(None)
            yield from _read_plain_members(stream, location, budget, walk)
    yield from walk.finish()
    count = walk.maker.count
    if count > _NOTICED_MEMBERS:
        detail = f"{count:,} members"
        yield Anomaly(kind=AnomalyKind.MANY_MEMBERS, location=location, offset=None, detail=detail)
    if not count:
        yield Anomaly(kind=AnomalyKind.EMPTY_ARCHIVE, location=location, offset=None, detail="no member in it")
        if walk.broken_at is not None:
            why = "no tar header was found in it; pack the archive again"
            yield Gap(kind=GapKind.UNREADABLE, location=location, why=why)


def _read_plain_members(stream: GzipStream | PlainStream, location: Location, budget: Budget, walk: Walk) -> Events:
    """Read on as long as each header has one possible reading: nearly all that real packers write."""
    read, tape, limits = stream.read, walk.tape, budget.limits
    charge, check = budget.charge_member, walk.names.check
    most = limits.member_bytes
    offset = tape.frontier
    while True:
        start = offset
        before = b""
        block = read(BLOCK)
        plain = read_plain(block) if len(block) == BLOCK else None
        if plain is not None and plain[3] == b"x":
            # setuptools and others give every file an exact time in this way.
            before, block, plain = _pass_times(stream, block, plain[1])
            offset += len(before)
        if plain is None:
            tape.put_back(start, before + block)
            walk.ways[start] = Pending()
            yield from walk.read_next()
            return
        raw, size, mode, flag = plain
        charge()
        walk.maker.count += 1
        path = decode_name(raw)
        kind = DIRECTORY if flag == b"5" else FILE
        problems, collisions = name_anomalies(raw, path, limits), check(path, kind)
        if problems or collisions:
            where = (*location, path)
            yield from (Anomaly(kind=k, location=where, offset=offset, detail=d) for k, d in (*problems, *collisions))
        content: bytes | None = None
        body = offset + BLOCK
        following = body + (size + _LAST_IN_BLOCK & ~_LAST_IN_BLOCK)
        if size > most:
            yield walk.maker.over_limit(path, size)
        elif kind is FILE:
            content = read(size)
        yield Member(
            container=location,
            raw_name=raw,
            path=path,
            kind=kind,
            size=size if content is None else len(content),
            content=content,
            offset=offset,
            mode=mode,
        )
        if size:
            rest = read(-size & _LAST_IN_BLOCK) if content is not None else b""
            if rest.strip(b"\0"):
                yield walk.anomaly(AnomalyKind.BYTES_BETWEEN_MEMBERS, body + size, "bytes pad a member, not zeros")
            if content is None or len(content) < size:
                tape.frontier = body + len(content or b"")
                walk.ways[following] = Pending()
                return
        offset = following


def _pass_times(
    stream: GzipStream | PlainStream, header: bytes, size: int
) -> tuple[bytes, bytes, tuple[bytes, int, int, bytes] | None]:
    """Read an extended header's body and the header after it; the last value is None when it is more than times."""
    if size > BLOCK:
        return b"", header, None
    body = stream.read(size + (-size & _LAST_IN_BLOCK))
    if not only_times(body, size):
        return header, body, None
    block = stream.read(BLOCK)
    plain = read_plain(block) if len(block) == BLOCK else None
    return header + body, block, plain if plain is not None and plain[3] != b"x" else None
