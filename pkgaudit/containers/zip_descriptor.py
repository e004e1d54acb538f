"""Data descriptors: sizes and checksum behind the data, in one of four forms that nothing tells apart."""

from __future__ import annotations

from pkgaudit.containers.zip_records import Window
from pkgaudit.model.limits import KIB

_SIGNATURE = b"PK\x07\x08"
_LONGEST = 24
_SCANNED = 256 * KIB


def descriptor_length(window: Window, at: int, expected: tuple[int, int, int]) -> tuple[int, bool]:
    """Return the length of the descriptor at ``at``, and whether it says what is expected (CRC-32, packed, size)."""
    raw = window.read(at, _LONGEST + 2)
    begin = len(_SIGNATURE) if raw.startswith(_SIGNATURE) else 0
    fitting = []
    for first in sorted({begin, 0}, reverse=True):
        for width in (4, 8):
            end = first + 4 + 2 * width
            if end <= len(raw) and _fields(raw, first, width) == expected:
                fitting.append(end)
    for end in fitting:
        # Empty members fit more than one form; another record follows.
        if raw[end : end + 2] == b"PK":
            return end, True
    if fitting:
        return fitting[0], True
    if not begin:
        return 0, False
    return (_LONGEST if raw[16:18] != b"PK" and raw[_LONGEST : _LONGEST + 2] == b"PK" else 16), False


def find_descriptor(window: Window, start: int, end: int) -> tuple[int, int, int] | None:
    """Return CRC-32, packed size and size of stored data from ``start``, whose end only a descriptor tells."""
    position = start
    while (at := find(window, _SIGNATURE, position, end)) is not None:
        raw = window.read(at, _LONGEST)
        for width in (4, 8):
            fields = _fields(raw, 4, width)
            if fields[1] == at - start:
                return fields
        position = at + 1
    return None


def find(window: Window, needle: bytes, start: int, end: int) -> int | None:
    """Return the offset of the first ``needle`` that begins in ``start`` to ``end``."""
    while start < end:
        piece = window.read(start, _SCANNED)
        at = piece.find(needle)
        if at >= 0:
            return start + at if start + at < end else None
        if len(piece) < _SCANNED:
            return None
        start += len(piece) - len(needle) + 1
    return None


def _fields(raw: bytes, first: int, width: int) -> tuple[int, int, int]:
    sizes = first + 4
    return (
        int.from_bytes(raw[first:sizes], "little"),
        int.from_bytes(raw[sizes : sizes + width], "little"),
        int.from_bytes(raw[sizes + width : sizes + 2 * width], "little"),
    )
