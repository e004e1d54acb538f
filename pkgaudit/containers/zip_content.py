"""Takes the content of one zip member out, bounded at every step, whatever its headers claim."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from isal import igzip_lib, isal_zlib  # noqa: TID251 -- this folder opens archives
from msgspec import Struct

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.zip_records import STORED, Window
from pkgaudit.model.limits import KIB

_PACKED_CHUNK = 64 * KIB
_INFLATED_CHUNK = 256 * KIB
_FINE = 1 * KIB
# isal's type stub declares an instance where the module has a class.
_IsalError = cast("type[Exception]", igzip_lib.IsalError)
_Inflater = igzip_lib.IgzipDecompressor
_RAW = igzip_lib.DECOMP_DEFLATE


class Content(Struct, kw_only=True):
    """What came out of a member.

    Attributes:
        data: The bytes; None when they are more than the limit.
        size: How many came out.
        crc: CRC-32 of what came out.
        consumed: Packed bytes used.
        broken: The deflate data is damaged there.
        cut: The packed bytes end before the data does.
    """

    data: bytes | None
    size: int
    crc: int
    consumed: int
    broken: bool = False
    cut: bool = False


def inflate_whole(packed: bytes, size: int, crc: int) -> bytes | None:
    """Return the content of deflated bytes that are exactly what the headers say, else None.

    No more than ``size`` + 1 bytes come out.
    """
    inflater = _Inflater(flag=_RAW)
    try:
        data = inflater.decompress(packed, size + 1)
    except _IsalError:
        return None
    if not inflater.eof or inflater.unused_data or len(data) != size or isal_zlib.crc32(data) != crc:
        return None
    return data


def take_out(window: Window, start: int, packed: int, method: int, budget: Budget) -> Content:
    """Read a stored or deflated member of up to ``packed`` bytes to its end.

    Raises:
        LimitReached: The budget is used up.
    """
    limit = budget.limits.member_bytes
    content = Content(data=None, size=0, crc=0, consumed=0)
    pieces = _stored(window, start, packed, content) if method == STORED else _inflated(window, start, packed, content)
    parts: list[bytes] = []
    for piece in pieces:
        budget.charge_inflated(len(piece))
        content.size += len(piece)
        content.crc = isal_zlib.crc32(piece, content.crc)
        if content.size <= limit:
            parts.append(piece)
        else:
            parts.clear()
    if content.size <= limit:
        content.data = b"".join(parts)
    return content


def _stored(window: Window, start: int, packed: int, content: Content) -> Iterator[bytes]:
    left = packed
    while left:
        piece = window.read(start + content.consumed, min(left, _INFLATED_CHUNK))
        if not piece:
            content.cut = True
            return
        content.consumed += len(piece)
        left -= len(piece)
        yield piece


def _inflated(window: Window, start: int, packed: int, content: Content) -> Iterator[bytes]:
    inflater = _Inflater(flag=_RAW)
    position, end = start, start + packed
    while not inflater.eof:
        chunk = b""
        if inflater.needs_input:
            chunk = window.read(position, min(_PACKED_CHUNK, end - position))
            position += len(chunk)
            if not chunk:
                content.cut = True
                content.consumed = position - start
                return
        try:
            piece = inflater.decompress(chunk, _INFLATED_CHUNK)
        except _IsalError:
            yield from _salvaged(window, start, packed, content)
            return
        if piece:
            yield piece
    content.consumed = position - start - len(inflater.unused_data)


def _salvaged(window: Window, start: int, packed: int, content: Content) -> Iterator[bytes]:
    """Yield what comes out before damaged deflate data, to the last byte, leaving out what was yielded before."""
    import zlib  # noqa: PLC0415, TID251 -- only here: unlike isal it gives what it has before an error

    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    content.broken = True
    position, end, step, produced = start, start + packed, _PACKED_CHUNK, 0
    while position < end and not inflater.eof:
        rest = window.read(position, min(step, end - position))
        length = len(rest)
        if not length:
            break
        saved, produced_before = inflater.copy(), produced
        try:
            piece = inflater.decompress(rest, _INFLATED_CHUNK)
            while piece:
                # The size grows as the pieces are taken.
                fresh = piece[max(content.size - produced, 0) :]
                produced += len(piece)
                if fresh:
                    yield fresh
                piece = inflater.decompress(inflater.unconsumed_tail, _INFLATED_CHUNK)
        except zlib.error:
            if step == 1:
                break
            inflater, produced, step = saved, produced_before, _FINE if step == _PACKED_CHUNK else 1
            continue
        position += length
    content.consumed = position - start - len(inflater.unused_data)
