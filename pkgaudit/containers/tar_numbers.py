"""Number fields of tar headers: one strict reading, and every value another reader makes of a crooked one."""

from __future__ import annotations

from msgspec import Struct

from pkgaudit.expression import Expression

_STRICT = Expression(rb"([0-7]+)[ \0]+")
_JS_CUT = Expression("\0[^\n\r\u2028\u2029]*\\Z")
_JS_OCTAL = Expression(r"\s*([+-]?[0-7]+)")
_OCTAL = Expression(rb"[ \t]*(-?[0-7]+)")
_GNU_OCTAL = Expression(rb"\0?[ \t\n\v\f\r]*([0-7]+)")
_JS_SAFE = 2**53 - 1
_BINARY = 0x80
_POSITIVE, _NEGATIVE = 0x80, 0xFF
_SIGN = 0x40
_BASE_64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


class Number(Struct, frozen=True, kw_only=True):
    """What readers take from one number field.

    Attributes:
        value: The strict value, or the first of those that some reader takes; never negative.
        others: Different values other readers take; never negative.
        refused: Some reader refuses the whole header because of it.
        negative: Some reader takes it as negative.
        problem: Why it is not strict, empty when it is.
    """

    value: int
    others: tuple[int, ...] = ()
    refused: bool = False
    negative: bool = False
    problem: str = ""


ZERO = Number(value=0)


def read_number(field: bytes) -> Number:
    """Read a field of 8 or 12 bytes: octal digits ended by space or NUL, or base-256 where it is needed."""
    match = _STRICT.fullmatch(field)
    if match is not None:
        return Number(value=int(match[1], 8))
    readings = (_as_node(field), _as_python(field), _as_libarchive(field), _as_gnu(field))
    values = sorted({value for value in readings if value is not None and value >= 0})
    refused = None in readings
    negative = any(value is not None and value < 0 for value in readings)
    value = values[0] if values else 0
    problem = f"the number field {field.hex(' ')} is not plain octal"
    if field[0] == _POSITIVE and not refused and value > int("7" * (len(field) - 1), 8):
        problem = ""
    return Number(value=value, others=tuple(values[1:]), refused=refused, negative=negative, problem=problem)


def checksum_readings(block: bytes) -> set[int]:
    """Return the values that readers take from the checksum field; node-tar reads 12 bytes where it has 8."""
    readings = {
        _as_python(block[148:156]),
        _as_libarchive(block[148:156]),
        _as_gnu(block[148:156]),
        _as_node(block[148:160]),
    }
    return {value for value in readings if value is not None}


def node_checksum(block: bytes) -> int | None:
    """Return the checksum as node-tar reads it, None when it refuses the header."""
    return _as_node(block[148:160])


def _as_node(field: bytes) -> int | None:
    """Read as node-tar does; None where it throws the header away."""
    if field[0] & _BINARY:
        if field[0] == _POSITIVE:
            value = int.from_bytes(field[1:])
        elif field[0] == _NEGATIVE:
            value = int.from_bytes(field, signed=True)
        else:
            return None
        return value if abs(value) <= _JS_SAFE else None
    match = _JS_OCTAL.match(_JS_CUT.sub("", field.decode("utf-8", "replace"), count=1))
    return int(match[1], 8) if match is not None else 0


def _as_python(field: bytes) -> int | None:
    """Read as tarfile does; None where it raises and thereby ends the archive."""
    if field[0] in (_POSITIVE, _NEGATIVE):
        return int.from_bytes(field[1:]) - (256 ** (len(field) - 1) if field[0] == _NEGATIVE else 0)
    try:
        return int(field.split(b"\0", 1)[0].decode("ascii").strip() or "0", 8)
    except ValueError:
        return None


def _as_gnu(field: bytes) -> int | None:
    """Read as GNU tar does, which takes a sign for the start of an old base-64 number."""
    if field[0] & _BINARY:
        return _as_libarchive(field)
    if field[:1] not in (b"+", b"-"):
        match = _GNU_OCTAL.match(field)
        return int(match[1], 8) if match is not None else 0
    value = 0
    for byte in field[1:]:
        digit = _BASE_64.find(byte)
        if digit < 0:
            break
        value = value << 6 | digit
    return -value if field[:1] == b"-" else value


def _as_libarchive(field: bytes) -> int | None:
    """Read as bsdtar does."""
    if field[0] & _BINARY:
        negative = field[0] & _SIGN
        value = int.from_bytes(bytes((field[0] & _SIGN - 1,)) + field[1:])
        return value - (1 << 8 * len(field) - 2) if negative else value
    match = _OCTAL.match(field)
    return int(match[1], 8) if match is not None else 0
