"""Decompresses a single file (gzip, brotli, zstd, xz, bzip2) into the one member it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.events import ContainerKind, Events
from pkgaudit.containers.gzip_stream import GzipStream
from pkgaudit.containers.source import Source
from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.limits import KIB, MIB
from pkgaudit.model.member import AnomalyKind, Member

_PACKED_CHUNK = 64 * KIB
_INFLATED_CHUNK = 256 * KIB
# Its decompressor gives all that comes out of what goes in: at most 128 KiB from each four bytes.
_ZSTD_CHUNK = 512
# What the strongest presets of xz (-9) and zstd (--long=27) need.
_XZ_MEMORY = 96 * MIB
_ZSTD_WINDOW = 128 * MIB
BROTLI_SUFFIX = ".br"
_SUFFIXES = (".gz", BROTLI_SUFFIX, ".zst", ".xz", ".bz2")
_STREAMS = {
    ContainerKind.BZIP2: "bzip2",
    ContainerKind.XZ: "xz",
    ContainerKind.ZSTD: "zstd",
    None: "brotli",
}


class _BrokenStreamError(Exception):
    """Compressed data that does not decompress, with what is wrong in a few words."""


def inner_name(location: Location) -> str:
    """Return the name of what a compressed file holds: its own base name without the suffix."""
    name = location[-1].rpartition("/")[2]
    for suffix in _SUFFIXES:
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)]
    return name


def read_compressed(source: Source, location: Location, budget: Budget, kind: ContainerKind | None) -> Events:
    """Yield the one member of a compressed file.

    A file that breaks off yields what came out before, and a gap. One over ``member_bytes`` yields a member without
    content, and a gap.

    Args:
        source: The compressed bytes.
        location: The compressed file; it becomes the member's container.
        budget: Charged for every byte that comes out.
        kind: GZIP, XZ, BZIP2 or ZSTD; None for brotli, which has no magic.

    Raises:
        LimitReached: The budget is used up.
    """
    limit = budget.limits.member_bytes
    stream = GzipStream(source, location, budget) if kind is ContainerKind.GZIP else None
    pieces = _gzip_pieces(stream) if stream is not None else _pieces(source, budget, kind)
    budget.charge_member()
    parts: list[bytes] = []
    size = 0
    problem = ""
    try:
        for piece in pieces:
            size += len(piece)
            if size > limit:
                break
            parts.append(piece)
    except _BrokenStreamError as broken:
        problem = str(broken)
    content = b"".join(parts) if size <= limit else None
    name = inner_name(location)
    yield Member(
        container=location, raw_name=name.encode("utf-8", "replace"), path=name, size=size, content=content, offset=0
    )
    if content is None:
        why = (
            f"member_bytes: more than {limit:,} bytes come out of it, so they were not examined. "
            "Raise member_bytes under [limits] in the configuration."
        )
        yield Gap(kind=GapKind.LIMIT, location=(*location, name), why=why)
    elif stream is not None:
        yield from stream.anomalies
        yield from _with_truncation(stream)
    elif problem:
        why = f"its {_STREAMS[kind]} data is broken after {size:,} bytes ({problem}); compress it again"
        yield Gap(kind=GapKind.UNREADABLE, location=location, why=why)


def _with_truncation(stream: GzipStream) -> Iterator[Gap]:
    yield from stream.gaps
    if not stream.gaps and any(found.kind is AnomalyKind.TRUNCATED for found in stream.anomalies):
        why = "the gzip file is cut short: what is missing was not examined; compress it again"
        yield Gap(kind=GapKind.UNREADABLE, location=stream.location, why=why)


def _gzip_pieces(stream: GzipStream) -> Iterator[bytes]:
    while piece := stream.read_piece():
        yield piece


def _pieces(source: Source, budget: Budget, kind: ContainerKind | None) -> Iterator[bytes]:
    decompress = _DECOMPRESSORS[kind]
    for piece in decompress(source):
        budget.charge_inflated(len(piece))
        yield piece


def _packed(source: Source, chunk: int = _PACKED_CHUNK) -> Iterator[bytes]:
    for offset in range(0, source.size, chunk):
        yield source.read_at(offset, chunk)


def _bzip2(source: Source) -> Iterator[bytes]:
    import bz2  # noqa: PLC0415, TID251 -- rarely needed; this folder opens archives

    inflater: bz2.BZ2Decompressor | None = None
    for chunk in _packed(source):
        packed = chunk
        while inflater is not None or packed:
            if inflater is None:
                inflater = bz2.BZ2Decompressor()
            try:
                piece = inflater.decompress(packed, _INFLATED_CHUNK)
            except (OSError, ValueError) as error:
                raise _BrokenStreamError(str(error)) from None
            packed = b""
            if piece:
                yield piece
            if inflater.eof:
                packed, inflater = inflater.unused_data, None
            elif inflater.needs_input:
                break
    if inflater is not None:
        raise _BrokenStreamError("it is cut short")


def _xz(source: Source) -> Iterator[bytes]:
    import lzma  # noqa: PLC0415, TID251 -- rarely needed; this folder opens archives

    inflater: lzma.LZMADecompressor | None = None
    for chunk in _packed(source):
        packed = chunk
        while True:
            if inflater is None:
                # Zeros may pad a stream.
                packed = packed.lstrip(b"\0")
                if not packed:
                    break
                inflater = lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
            try:
                piece = inflater.decompress(packed, _INFLATED_CHUNK)
            except lzma.LZMAError as error:
                raise _BrokenStreamError(str(error)) from None
            packed = b""
            if piece:
                yield piece
            if inflater.eof:
                packed, inflater = inflater.unused_data, None
            elif inflater.needs_input:
                break
    if inflater is not None:
        raise _BrokenStreamError("it is cut short")


def _zstd(source: Source) -> Iterator[bytes]:
    import zstandard  # noqa: PLC0415, TID251 -- rarely needed; this folder opens archives

    decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    inflater = None
    for chunk in _packed(source, _ZSTD_CHUNK):
        packed = chunk
        while packed:
            if inflater is None:
                inflater = decompressor.decompressobj()
            try:
                piece = inflater.decompress(packed)
            except zstandard.ZstdError as error:
                raise _BrokenStreamError(str(error)) from None
            packed = b""
            if piece:
                yield piece
            if inflater.eof:
                packed, inflater = inflater.unused_data, None
    if inflater is not None:
        raise _BrokenStreamError("it is cut short")


def _brotli(source: Source) -> Iterator[bytes]:
    import brotli  # noqa: PLC0415, TID251 -- rarely needed; this folder opens archives

    inflater = brotli.Decompressor()
    for chunk in _packed(source):
        packed = chunk
        while True:
            try:
                piece = inflater.process(packed, output_buffer_limit=_INFLATED_CHUNK)
            except brotli.error as error:
                raise _BrokenStreamError(str(error)) from None
            packed = b""
            if piece:
                yield piece
            elif inflater.is_finished() or inflater.can_accept_more_data():
                break
    if not inflater.is_finished():
        raise _BrokenStreamError("it is cut short")


_DECOMPRESSORS: dict[ContainerKind | None, Callable[[Source], Iterator[bytes]]] = {
    ContainerKind.BZIP2: _bzip2,
    ContainerKind.XZ: _xz,
    ContainerKind.ZSTD: _zstd,
    None: _brotli,
}
