"""Tar headers, extension headers and gzip members, written byte by byte so that each may be wrong."""

from __future__ import annotations

import struct
import zlib

END = bytes(1024)
USTAR = b"ustar\x0000"
GNU = b"ustar  \x00"
V7 = bytes(8)


def octal(value: int, width: int) -> bytes:
    return b"%0*o\0" % (width - 1, value)


def header(
    name: bytes,
    size: int = 0,
    kind: bytes = b"0",
    *,
    link: bytes = b"",
    magic: bytes = USTAR,
    prefix: bytes = b"",
    mode: bytes = b"0000644\0",
    size_field: bytes | None = None,
    mtime: bytes = b"00000000000\0",
    uid: bytes = b"0000000\0",
    checksum: bytes | None = None,
    tail: bytes = b"",
) -> bytes:
    """Return 512 bytes; ``tail`` overwrites from byte 345 on."""
    block = b"".join(
        (
            name.ljust(100, b"\0")[:100],
            mode,
            uid,
            b"0000000\0",
            octal(size, 12) if size_field is None else size_field,
            mtime,
            b" " * 8,
            kind,
            link.ljust(100, b"\0")[:100],
            magic,
            bytes(64),
            b"0000000\0" * 2 if magic != V7 else bytes(16),
            (tail or prefix).ljust(167, b"\0"),
        )
    )
    stored = b"%06o\0 " % sum(block) if checksum is None else checksum
    return block[:148] + stored + block[156:]


def resum(block: bytes) -> bytes:
    """Give a changed header its right checksum."""
    blank = block[:148] + b" " * 8 + block[156:]
    return blank[:148] + b"%06o\0 " % sum(blank) + blank[156:]


def pad(content: bytes) -> bytes:
    return content + bytes(-len(content) % 512)


def file(name: bytes, content: bytes = b"x = 1\n", kind: bytes = b"0", **fields: bytes) -> bytes:
    """Return header and content of one file."""
    return header(name, len(content), kind, **fields) + pad(content)


def folder(name: bytes) -> bytes:
    return header(name, 0, b"5", mode=b"0000755\0")


def record(key: bytes, value: bytes) -> bytes:
    length = len(key) + len(value) + 3
    while len(b"%d" % length) + len(key) + len(value) + 3 != length:
        length = len(b"%d" % length) + len(key) + len(value) + 3
    return b"%d %s=%s\n" % (length, key, value)


def pax(*records: bytes, kind: bytes = b"x") -> bytes:
    """Return an extended header with these records, however wrong."""
    body = b"".join(records)
    return header(b"PaxHeader/x", len(body), kind) + pad(body)


def long_name(name: bytes, kind: bytes = b"L") -> bytes:
    """Return a GNU long name (``L``) or link (``K``)."""
    return header(b"././@LongLink", len(name) + 1, kind, magic=GNU) + pad(name + b"\0")


def gz(content: bytes) -> bytes:
    """Return one gzip member, the same every time."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return gzip_of(packer.compress(content) + packer.flush(), content)


def gzip_of(deflated: bytes, content: bytes, head: bytes = b"\x1f\x8b\x08\0\0\0\0\0\0\xff") -> bytes:
    return head + deflated + struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)


def deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()
