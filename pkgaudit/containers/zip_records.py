"""The records of a zip that describe a member: a directory entry and a local header, with their extra fields."""

from __future__ import annotations

import struct
from itertools import zip_longest

from msgspec import Struct

from pkgaudit.containers.source import Source
from pkgaudit.model.limits import KIB

LOCAL = b"PK\x03\x04"
CENTRAL = b"PK\x01\x02"
LOCAL_BYTES = 30
CENTRAL_BYTES = 46
STORED, DEFLATED = 0, 8
FLAG_ENCRYPTED, FLAG_DESCRIPTOR, FLAG_PATCHED, FLAG_STRONG, FLAG_UTF8, FLAG_MASKED = 1, 8, 0x20, 0x40, 0x800, 0x2000
FULL_WORD, FULL_HALF = 0xFFFFFFFF, 0xFFFF
_LOCAL = struct.Struct("<5H3I2H")
_CENTRAL = struct.Struct("<6H3I5H2I")
_ZIP64, _UNICODE_PATH, _AES = 0x0001, 0x7075, 0x9901
_UNIQUE = frozenset({_ZIP64, _UNICODE_PATH, _AES})
_WINDOW = 256 * KIB


class Window:
    """A source read mostly forward, in blocks."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._start = 0
        self._block = b""
        self.size = source.size

    def read(self, offset: int, length: int) -> bytes:
        """Return up to ``length`` bytes from ``offset``; fewer only at the end."""
        start = offset - self._start
        end = start + length
        if start >= 0 and end <= len(self._block):
            return self._block[start:end]
        if length > _WINDOW:
            return self._source.read_at(offset, length)
        self._start = offset
        self._block = self._source.read_at(offset, _WINDOW)
        return self._block[:length]


class Extra(Struct):
    """What the extra fields of a record say.

    Attributes:
        zip64: Body of the zip64 field.
        unicode_path: Body of the Info-ZIP Unicode Path field.
        encrypted: There is an AES field.
        problem: Why the fields are malformed, or empty.
    """

    zip64: bytes | None = None
    unicode_path: bytes | None = None
    encrypted: bool = False
    problem: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether no field changes how the member is read."""
        return self.zip64 is None and self.unicode_path is None and not self.encrypted and not self.problem


NO_EXTRA = Extra()


def read_extra(raw: bytes) -> Extra:
    """Parse extra fields; any bytes give an answer."""
    if not raw:
        return NO_EXTRA
    found = Extra()
    position = 0
    seen = set()
    while position + 4 <= len(raw):
        kind = raw[position] | raw[position + 1] << 8
        length = raw[position + 2] | raw[position + 3] << 8
        body = raw[position + 4 : position + 4 + length]
        if len(body) < length:
            found.problem = f"field 0x{kind:04x} says {length:,} bytes and {len(body):,} are left"
            return found
        if kind in _UNIQUE:
            if kind in seen:
                found.problem = f"field 0x{kind:04x} occurs twice"
            elif kind == _ZIP64:
                found.zip64 = body
            elif kind == _UNICODE_PATH:
                found.unicode_path = body
            else:
                found.encrypted = True
            seen.add(kind)
        position += 4 + length
    if raw[position:].strip(b"\0"):
        found.problem = f"{len(raw) - position} bytes are left over"
    return found


class Entry(Struct):
    """A member as one record describes it.

    Attributes:
        at: Offset of the record.
        raw: The name.
        flags, method, crc, packed, size: As written, sizes after zip64.
        offset: Of the local header.
        mode: Unix type and permission bits, 0 without.
        extra: Its extra fields.
        common: The bytes that a directory entry and its local header share in a strict archive.
        zip64_problem: What is wrong with its zip64 field, or empty.
        is_zip64: Its sizes are in the zip64 field.
        comment: Length of its comment.
        disk: Number of the disk it begins on.
        length: Of the whole record.
    """

    at: int
    raw: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    mode: int
    extra: Extra
    common: bytes
    zip64_problem: str = ""
    is_zip64: bool = False
    comment: int = 0
    disk: int = 0
    length: int = 0

    @property
    def is_encrypted(self) -> bool:
        """Whether some reader would ask for a password."""
        return bool(self.flags & (FLAG_ENCRYPTED | FLAG_STRONG | FLAG_MASKED)) or self.extra.encrypted

    @property
    def is_plain(self) -> bool:
        """Whether nothing but name, method, sizes and checksum says how it is read."""
        return self.extra.is_plain and not self.zip64_problem and not self.comment and not self.disk

    @property
    def data(self) -> tuple[bytes, int, int, int, int]:
        """What decides which file comes out."""
        return self.raw, self.method, self.packed, self.size, self.crc


def read_central(window: Window, at: int) -> Entry | None:
    """Return the directory entry at ``at``, None when there is none or it is cut short."""
    head = window.read(at, CENTRAL_BYTES)
    if len(head) < CENTRAL_BYTES or head[:4] != CENTRAL:
        return None
    made, _, flags, method, _, _, crc, packed, size, names, extras, comments, disk, _, attributes, offset = (
        _CENTRAL.unpack_from(head, 4)
    )
    rest = window.read(at + CENTRAL_BYTES, names + extras) if names + extras else b""
    if len(rest) < names + extras:
        return None
    extra = read_extra(rest[names:])
    entry = Entry(
        at=at,
        raw=rest[:names],
        flags=flags,
        method=method,
        crc=crc,
        packed=packed,
        size=size,
        offset=offset,
        # Readers go by the upper half of the attributes, whatever system is said to have made them.
        mode=attributes >> 16 if made >> 8 != 0 or attributes >> 28 else 0,
        extra=extra,
        common=head[6:30],
        comment=comments,
        disk=disk,
        length=CENTRAL_BYTES + names + extras + comments,
    )
    if extra.zip64 is not None or FULL_WORD in (packed, size, offset):
        _apply_central_zip64(entry)
    return entry


def _apply_central_zip64(entry: Entry) -> None:
    body = entry.extra.zip64 or b""
    position = 0
    for name in ("size", "packed", "offset"):
        if getattr(entry, name) == FULL_WORD:
            value = body[position : position + 8]
            position += 8
            if len(value) == 8:  # noqa: PLR2004 -- a 64-bit field
                setattr(entry, name, int.from_bytes(value, "little"))
                entry.is_zip64 = entry.is_zip64 or name != "offset"
    if entry.disk == FULL_HALF:
        entry.disk = int.from_bytes(body[position : position + 4], "little")
        position += 4
    if position > len(body):
        entry.zip64_problem = f"the zip64 field has {len(body)} bytes and {position} are needed"
    elif position < len(body):
        entry.zip64_problem = f"the zip64 field has {len(body)} bytes though only {position} are needed"


def read_local(window: Window, at: int) -> Entry | None:
    """Return the local header at ``at``, None when there is none or it is cut short."""
    head = window.read(at, LOCAL_BYTES)
    if len(head) < LOCAL_BYTES or head[:4] != LOCAL:
        return None
    _, flags, method, _, _, crc, packed, size, names, extras = _LOCAL.unpack_from(head, 4)
    rest = window.read(at + LOCAL_BYTES, names + extras) if names + extras else b""
    if len(rest) < names + extras:
        return None
    extra = read_extra(rest[names:])
    entry = Entry(
        at=at,
        raw=rest[:names],
        flags=flags,
        method=method,
        crc=crc,
        packed=packed,
        size=size,
        offset=at,
        mode=0,
        extra=extra,
        common=head[4:28],
        length=LOCAL_BYTES + names + extras,
    )
    if extra.zip64 is not None or FULL_WORD in (packed, size):
        _apply_local_zip64(entry)
    return entry


def _apply_local_zip64(entry: Entry) -> None:
    body = entry.extra.zip64
    if body is None:
        entry.zip64_problem = "a size of 0xffffffff without a zip64 field"
        return
    values = [int.from_bytes(body[start : start + 8], "little") for start in range(0, len(body) - 7, 8)]
    written = (entry.size, entry.packed)
    needed = [name for name, value in zip(("size", "packed"), written, strict=True) if value == FULL_WORD]
    if len(values) < len(needed):
        entry.zip64_problem = f"the zip64 field has {len(body)} bytes and {8 * len(needed)} are needed"
    elif needed:
        # With both values there, each has its own place.
        places = ("size", "packed") if len(values) > 1 else needed
        for name, value in zip(places, values, strict=False):
            if name in needed:
                setattr(entry, name, value)
        entry.is_zip64 = True
        if len(values) > 1 and len(needed) == 1:
            entry.zip64_problem = "the zip64 field has two sizes though one is needed"
    elif values and any(value not in (0, known) for value, known in zip_longest(values, written)):
        entry.zip64_problem = f"the zip64 field says {values} though no size needs it"
