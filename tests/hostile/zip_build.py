"""Writes zips record by record, so that each record can say something else."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, replace

TEXT = b"export const answer = 42;\n" * 8
EVIL = b"export const hidden = 'never shown';\n" * 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One member; what is None is computed from the others, and ``local_*`` from what the directory says."""

    name: bytes = b"pkg/a.py"
    data: bytes = TEXT
    method: int = 8
    flags: int = 0
    packed: bytes | None = None
    crc: int | None = None
    size: int | None = None
    packed_size: int | None = None
    extra: bytes = b""
    comment: bytes = b""
    version: int = 20
    made_by: int = 0x0314
    mode: int = 0o100644
    disk: int = 0
    offset: int | None = None
    time: int = 0x5A216000
    local_name: bytes | None = None
    local_method: int | None = None
    local_flags: int | None = None
    local_crc: int | None = None
    local_size: int | None = None
    local_packed_size: int | None = None
    local_extra: bytes = b""
    local_time: int | None = None
    descriptor: bytes = b""
    before: bytes = b""
    in_directory: bool = True
    in_body: bool = True


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def _packed(part: Part) -> bytes:
    if part.packed is not None:
        return part.packed
    return deflate(part.data) if part.method == 8 else part.data


def _given(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value


def local(part: Part) -> bytes:
    packed = _packed(part)
    name = part.name if part.local_name is None else part.local_name
    head = struct.pack(
        "<4s3H2I2I2H",
        b"PK\x03\x04",
        part.version,
        _given(part.local_flags, part.flags),
        _given(part.local_method, part.method),
        _given(part.local_time, part.time),
        _given(part.local_crc, _given(part.crc, zlib.crc32(part.data))),
        _given(part.local_packed_size, _given(part.packed_size, len(packed))),
        _given(part.local_size, _given(part.size, len(part.data))),
        len(name),
        len(part.local_extra),
    )
    return head + name + part.local_extra + packed + part.descriptor


def central(part: Part, offset: int) -> bytes:
    packed = _packed(part)
    head = struct.pack(
        "<4s4H2I2I5H2I",
        b"PK\x01\x02",
        part.made_by,
        part.version,
        part.flags,
        part.method,
        part.time,
        _given(part.crc, zlib.crc32(part.data)),
        _given(part.packed_size, len(packed)),
        _given(part.size, len(part.data)),
        len(part.name),
        len(part.extra),
        len(part.comment),
        part.disk,
        0,
        part.mode << 16,
        _given(part.offset, offset),
    )
    return head + part.name + part.extra + part.comment


def end(
    count: int,
    size: int,
    offset: int,
    *,
    comment: bytes = b"",
    disk: int = 0,
    first_disk: int = 0,
    here: int | None = None,
    comment_length: int | None = None,
) -> bytes:
    return (
        struct.pack(
            "<4s4H2IH",
            b"PK\x05\x06",
            disk,
            first_disk,
            _given(here, count),
            count,
            size,
            offset,
            _given(comment_length, len(comment)),
        )
        + comment
    )


def end64(
    count: int,
    size: int,
    offset: int,
    at: int,
    *,
    tail: bytes = b"",
    length: int | None = None,
    where: int | None = None,
) -> bytes:
    record = struct.pack(
        "<4sQ2H2I4Q", b"PK\x06\x06", _given(length, 44 + len(tail)), 45, 45, 0, 0, count, count, size, offset
    )
    return record + tail + struct.pack("<4sIQI", b"PK\x06\x07", 0, _given(where, at), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A zip without its end: the local records, the directory, and where the directory begins."""

    body: bytes
    directory: bytes
    count: int

    @property
    def offset(self) -> int:
        return len(self.body)

    def ended(self, **changes: int | bytes) -> bytes:
        """Return the whole zip; ``count``, ``size``, ``offset`` and the words of `end` may be changed."""
        count = int(changes.pop("count", self.count))
        size = int(changes.pop("size", len(self.directory)))
        offset = int(changes.pop("offset", self.offset))
        return self.body + self.directory + end(count, size, offset, **changes)  # type: ignore[arg-type]


def lay(*parts: Part, base: int = 0) -> Laid:
    body = b""
    directory = b""
    count = 0
    for part in parts:
        body += part.before
        offset = base + len(body)
        if part.in_body:
            body += local(part)
        if part.in_directory:
            directory += central(part, offset)
            count += 1
    return Laid(body=body, directory=directory, count=count)


def pack(*parts: Part) -> bytes:
    return lay(*parts).ended()


A = Part()
B = Part(name=b"pkg/b.py", data=TEXT * 2)
INFO = Part(name=b"pkg-1.0.dist-info/METADATA", data=b"Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n")
HIDDEN = Part(name=b"pkg/hidden.py", data=EVIL)


def changed(part: Part, **changes: object) -> Part:
    return replace(part, **changes)  # type: ignore[arg-type]


def extra(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def described(data: bytes, packed: bytes, *, signature: bool = True, wide: bool = False) -> bytes:
    form = "<IQQ" if wide else "<III"
    return (b"PK\x07\x08" if signature else b"") + struct.pack(form, zlib.crc32(data), len(packed), len(data))


def streamed(part: Part, *, signature: bool = True, wide: bool = False) -> Part:
    packed = _packed(part)
    return replace(
        part,
        flags=part.flags | 8,
        local_crc=0,
        local_size=0,
        local_packed_size=0,
        descriptor=described(part.data, packed, signature=signature, wide=wide),
    )
