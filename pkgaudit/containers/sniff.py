"""Tells by its bytes, never by its name, what a run of bytes is."""

from __future__ import annotations

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.events import ContainerKind
from pkgaudit.containers.gzip_stream import GzipStream
from pkgaudit.containers.source import BytesSource, Source
from pkgaudit.model.limits import KIB, LimitReached, Limits

_BLOCK = 512
_INFLATED_HEAD = 64 * KIB
_GZIP = b"\x1f\x8b"
_DEFLATED_GZIP = b"\x1f\x8b\x08"
_XZ = b"\xfd7zXZ\0"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_SKIPPABLE = b"\x2a\x4d\x18"
_BZIP2_BLOCKS = (b"\x31\x41\x59\x26\x53\x59", b"\x17\x72\x45\x38\x50\x90")
_ZIP_HEADS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ZIP_END = b"PK\x05\x06"
_ZIP_ENTRY = b"PK\x01\x02"
_ZIP_END_BYTES = 22
# An end record's comment has at most 65,535 bytes.
_ZIP_TAIL = _ZIP_END_BYTES + 0xFFFF
_ZIP_ENDS_TRIED = 64
_MAGIC = slice(257, 262)
_CHECKSUM = slice(148, 156)
_OCTAL = b"01234567 \0"
_FIRST_BYTES = frozenset({b"\x1f\x8b", b"PK", b"BZ", b"\xfd7", b"\x28\xb5", *(bytes((n, 0x2A)) for n in range(80, 96))})

_UNSUPPORTED = (
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"Rar!\x1a\x07", "RAR archive"),
    (b"\x04\x22\x4d\x18", "lz4 file"),
    (b"\x02\x21\x4c\x18", "lz4 file"),
    (b"LZIP\x01", "lzip file"),
)
UNSUPPORTED_FIRST = frozenset({0x1F, *(magic[0] for magic, _ in _UNSUPPORTED)})


def sniff(source: Source, *, zeros_are_tar: bool = True) -> ContainerKind:
    """Return what a container is, after a bounded look at its head and tail.

    A gzip file is a tar when a tar header is among its first inflated blocks, or when the first is the zeros that end
    a tar and ``zeros_are_tar``: true of an artifact, while a compressed member may well be data that begins with zeros.
    """
    head = source.read_at(0, _BLOCK)
    if head.startswith(_GZIP):
        return ContainerKind.TAR_GZIP if _holds_tar(source, zeros_are_tar=zeros_are_tar) else ContainerKind.GZIP
    if is_tar_header(head):
        return ContainerKind.TAR
    kind = _compression(head)
    if kind is ContainerKind.NONE and (head.startswith(_ZIP_HEADS) or has_zip_end(source)):
        return ContainerKind.ZIP
    return kind


def _compression(head: bytes) -> ContainerKind:
    if head.startswith(_XZ):
        return ContainerKind.XZ
    if head[:3] == b"BZh" and head[3:4] in b"123456789" and head[4:10] in _BZIP2_BLOCKS:
        return ContainerKind.BZIP2
    if head.startswith(_ZSTD) or (head[1:4] == _ZSTD_SKIPPABLE and head[0] & 0xF0 == 0x50):  # noqa: PLR2004 -- the magic
        return ContainerKind.ZSTD
    return ContainerKind.NONE


def sniff_member(content: bytes) -> ContainerKind:
    """Return what a member's bytes are; nearly free for those that are no container."""
    head = content[:2]
    if head in _FIRST_BYTES:
        if head == _GZIP and content[:3] != _DEFLATED_GZIP:
            return ContainerKind.NONE
    elif (
        content[_MAGIC] != b"ustar"
        and content[_CHECKSUM].translate(None, _OCTAL)
        and content.rfind(_ZIP_END, -_ZIP_TAIL) < 0
    ):
        return ContainerKind.NONE
    return sniff(BytesSource(content), zeros_are_tar=False)


def unsupported_format(content: bytes) -> str | None:
    """Return the name of an archive or compression format that is known and not read, else None."""
    for magic, name in _UNSUPPORTED:
        if content.startswith(magic):
            return name
    # compress(1): the third byte is the code width, 9 to 16, and the block flag.
    if content[:2] == b"\x1f\x9d" and len(content) > 2 and not content[2] & 0x60 and 9 <= content[2] & 0x1F <= 16:  # noqa: PLR2004
        return "compress (.Z) file"
    return None


def is_tar_header(block: bytes) -> bool:
    """Say whether a block has the ustar magic or the checksum of a tar header."""
    if len(block) < _BLOCK:
        return False
    if block[_MAGIC] == b"ustar":
        return True
    field = block[_CHECKSUM]
    digits = field.strip(b" \0")
    if not digits or field.translate(None, _OCTAL) or b" " in digits or b"\0" in digits:
        return False
    return int(digits, 8) == sum(block) - sum(field) + 8 * 0x20


def has_zip_end(source: Source) -> bool:
    """Say whether a zip ends near the end of the bytes: an end record right behind a directory."""
    start = max(source.size - _ZIP_TAIL, 0)
    tail = source.read_at(start, _ZIP_TAIL)
    at = len(tail)
    for _ in range(_ZIP_ENDS_TRIED):
        at = tail.rfind(_ZIP_END, 0, at)
        if at < 0:
            return False
        length = int.from_bytes(tail[at + 12 : at + 16], "little")
        directory = start + at - length
        if len(tail) - at >= _ZIP_END_BYTES and directory >= 0 and source.read_at(directory, 4) == _ZIP_ENTRY:
            return True
    return False


def _holds_tar(source: Source, *, zeros_are_tar: bool) -> bool:
    stream = GzipStream(source, (), Budget(Limits(), source.size))
    head = b""
    try:
        head = stream.read(_BLOCK)
        if (zeros_are_tar and head == bytes(_BLOCK)) or is_tar_header(head):
            return True
        head += stream.read(_INFLATED_HEAD - _BLOCK)
    except LimitReached:
        return False
    # npm passes over blocks that are no header until it meets one.
    return any(
        head[start + 257 : start + 262] == b"ustar" and is_tar_header(head[start : start + _BLOCK])
        for start in range(_BLOCK, len(head), _BLOCK)
    )
