"""The header of one gzip member (RFC 1952), parsed strictly and read leniently."""

from __future__ import annotations

from isal import isal_zlib  # noqa: TID251 -- this folder opens archives
from msgspec import Struct

from pkgaudit.containers.source import Source

GZIP_MAGIC = b"\x1f\x8b"
_FIXED = 10
_DEFLATE = 8
_FHCRC, _FEXTRA, _FNAME, _FCOMMENT = 2, 4, 8, 16
_RESERVED = 0xE0
_TEXT_BOUND = 64 * 1024
_WINDOW = 4096


class GzipHeader(Struct, frozen=True, kw_only=True):
    """One header.

    Attributes:
        body: Offset of the first deflate byte in the file; None when no reader would inflate what follows.
        problems: What the format forbids; some readers go on all the same.
        cut: The file ends inside the header.
    """

    body: int | None
    problems: tuple[str, ...] = ()
    cut: bool = False


def read_gzip_header(source: Source, offset: int) -> GzipHeader:
    """Parse the header at ``offset``; any bytes give an answer."""
    fixed = source.read_at(offset, _FIXED)
    if not fixed.startswith(GZIP_MAGIC):
        return GzipHeader(body=None, problems=("it does not begin with the gzip magic",))
    if len(fixed) < _FIXED:
        return GzipHeader(body=None, cut=True)
    method, flags = fixed[2], fixed[3]
    if method != _DEFLATE:
        return GzipHeader(body=None, problems=(f"compression method {method} instead of 8",))
    problems = []
    if flags & _RESERVED:
        problems.append(f"reserved flags 0x{flags & _RESERVED:02x} are set: Node refuses them, Python does not look")
    end: int | None = offset + _FIXED
    if flags & _FEXTRA:
        end = _after_extra(source, offset + _FIXED)
    for flag, field in ((_FNAME, "file name"), (_FCOMMENT, "comment")):
        if end is not None and flags & flag:
            start = end
            end = _after_text(source, start)
            if end is not None and end - start > _TEXT_BOUND:
                problems.append(f"a {field} of {end - start:,} bytes")
    if end is not None and flags & _FHCRC:
        end = _after_checksum(source, offset, end, problems)
    return GzipHeader(body=end, problems=tuple(problems), cut=end is None)


def _after_extra(source: Source, offset: int) -> int | None:
    length = source.read_at(offset, 2)
    end = offset + 2 + int.from_bytes(length, "little")
    return end if len(length) == 2 and end <= source.size else None  # noqa: PLR2004 -- the field is two bytes


def _after_text(source: Source, offset: int) -> int | None:
    window = _WINDOW
    while piece := source.read_at(offset, window):
        end = piece.find(b"\0")
        if end >= 0:
            return offset + end + 1
        offset += len(piece)
        window = _TEXT_BOUND
    return None


def _after_checksum(source: Source, start: int, offset: int, problems: list[str]) -> int | None:
    stored = source.read_at(offset, 2)
    if len(stored) < 2:  # noqa: PLR2004 -- the field is two bytes
        return None
    checksum = 0
    position = start
    while position < offset:
        piece = source.read_at(position, min(_TEXT_BOUND, offset - position))
        checksum = isal_zlib.crc32(piece, checksum)
        position += len(piece)
    if checksum & 0xFFFF != int.from_bytes(stored, "little"):
        problems.append("the header's own checksum is wrong: Node refuses it, Python does not look")
    return offset + 2
