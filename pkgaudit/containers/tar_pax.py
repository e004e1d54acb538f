"""PAX extended headers: records read by length, and what readers that do it otherwise make of them."""

from __future__ import annotations

import math
import re
from typing import TypeVar

from msgspec import Struct, field

from pkgaudit.expression import Expression

_Value = TypeVar("_Value", bytes, int)

_STRICT_SIZE = Expression(rb"[0-9]{1,19}")
_STRICT_LENGTH = Expression(rb"[1-9][0-9]{0,9}")
_LINE_LENGTH = Expression(r"\s*([+-]?[0-9]{1,15})")
_PYTHON_RECORD = Expression(rb"([0-9]{1,15}) ")
_JS_CUT = Expression("\0[^\n\r\u2028\u2029]*")
_JS_NUMBER = Expression(
    r"\s*(0[xX][0-9a-fA-F]{1,16}|0[oO][0-7]{1,22}|0[bB][01]{1,64}|\+?Infinity|\+?[0-9]*\.?[0-9]*(?:[eE][+-]?[0-9]{1,3})?)\s*"
)
_PYTHON_NUMBER = Expression(rb"\s*([+-]?[0-9]+(?:_[0-9]+)*)\s*")
_KEY_BYTES = 1024
_RECORDS = 4096
_DIGITS = 40
_ENDLESS = 2**62

# What writers put there and readers do not act upon, or all in one way.
_HARMLESS = frozenset(
    {
        b"path",
        b"linkpath",
        b"size",
        b"mtime",
        b"atime",
        b"ctime",
        b"uid",
        b"gid",
        b"uname",
        b"gname",
        b"comment",
        b"charset",
    }
)
_DECISIVE = frozenset({b"path", b"linkpath", b"size"})
_GLOBAL_HARMLESS = frozenset({b"comment", b"mtime"})
_CHARSET = b"ISO-IR 10646 2000 UTF-8"
_SPARSE_NAME = b"GNU.sparse.name"
_SPARSE_SIZES = (b"GNU.sparse.size", b"GNU.sparse.realsize")


class PaxRecords(Struct):
    """What an extended header says, as every reader takes it.

    Attributes:
        paths: Values of ``path``; the strict reading's last.
        links: Values of ``linkpath``.
        sizes: Values of ``size``.
        sparse_names: Values of ``GNU.sparse.name``.
        real_sizes: Lengths of a sparse file with its holes.
        sparse: Any sparse record is there.
        restricted: Other keys that change how a member is read.
        problems: What is malformed; empty when every reader takes the same from it.
    """

    paths: list[bytes] = field(default_factory=list)
    links: list[bytes] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    sparse_names: list[bytes] = field(default_factory=list)
    real_sizes: list[int] = field(default_factory=list)
    sparse: bool = False
    restricted: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_pax(body: bytes, size: int, *, is_global: bool) -> PaxRecords:
    """Parse the body of an extended header.

    Args:
        body: The records, with the padding to the block's end, which tarfile reads as well.
        size: Length of the records.
        is_global: It is a ``g`` header, which may only carry a comment and a time.
    """
    found = PaxRecords()
    records = _by_length(body[:size], found.problems)
    for key, value in records:
        _take(found, key, value)
        _judge(found, key, value, is_global=is_global)
    if body[size:].strip(b"\0"):
        found.problems.append("bytes in the padding, which tarfile reads as records")
    keys = [key for key, _ in records]
    if len(set(keys)) < len(keys):
        found.problems.append("a key occurs twice")
    if found.problems:
        for key, value in (*_as_node(body[:size]), *_as_python(body)):
            _take(found, key, value)
    return found


def _take(found: PaxRecords, key: bytes, value: bytes) -> None:
    if key == b"path":
        _append(found.paths, value)
    elif key == b"linkpath":
        _append(found.links, value)
    elif key == b"size":
        for size in _sizes(value):
            _append(found.sizes, size)
    elif key.startswith(b"GNU.sparse."):
        found.sparse = True
        if key == _SPARSE_NAME:
            _append(found.sparse_names, value)
        elif key in _SPARSE_SIZES:
            for size in _sizes(value):
                _append(found.real_sizes, size)


def _append(values: list[_Value], value: _Value) -> None:
    if value in values:
        values.remove(value)
    values.append(value)


def _judge(found: PaxRecords, key: bytes, value: bytes, *, is_global: bool) -> None:
    shown = key[:40].decode("utf-8", "replace")
    if is_global and key not in _GLOBAL_HARMLESS:
        found.restricted.append(shown)
    if key == b"hdrcharset":
        if value != _CHARSET:
            found.restricted.append(shown)
    elif key not in _HARMLESS and b"." not in key:
        found.restricted.append(shown)
    if key == b"size" and _STRICT_SIZE.fullmatch(value) is None:
        found.problems.append("a size that is not plain digits")
    if key in (b"path", b"linkpath", _SPARSE_NAME):
        if not value:
            found.problems.append(f"an empty {shown}")
        if b"\0" in value:
            found.problems.append(f"a NUL in {shown}")
    if b"\n" in value and (key in _HARMLESS or any(name in _DECISIVE for name, _ in _as_node(b"0 \n" + value))):
        found.problems.append(f"a line end in {shown}, after which npm reads another record")


def _by_length(body: bytes, problems: list[str]) -> list[tuple[bytes, bytes]]:
    """Read as the standard says, up to the first record that is malformed."""
    records: list[tuple[bytes, bytes]] = []
    position = 0
    while position < len(body):
        if len(records) >= _RECORDS:
            problems.append(f"more than {_RECORDS} records")
            break
        blank = body.find(b" ", position, position + 12)
        digits = body[position:blank] if blank > 0 else b""
        if _STRICT_LENGTH.fullmatch(digits) is None:
            problems.append(f"no record length at byte {position}")
            break
        end = position + int(digits)
        if end > len(body) or end < blank + 4 or body[end - 1] != 0x0A:  # noqa: PLR2004 -- a key, =, and a line end
            problems.append(f"a record length of {int(digits)} at byte {position} that does not end at a line end")
            break
        key, equals, value = body[blank + 1 : end - 1].partition(b"=")
        if not equals or not key:
            problems.append(f"no key at byte {position}")
            break
        records.append((key, value))
        position = end
    return records


def _as_node(body: bytes) -> list[tuple[bytes, bytes]]:
    """Read as node-tar does: by lines, dropping those whose length is wrong."""
    records: list[tuple[bytes, bytes]] = []
    for line in body.decode("utf-8", "replace").removesuffix("\n").split("\n")[:_RECORDS]:
        match = _LINE_LENGTH.match(line)
        if match is None or int(match[1]) != len(line.encode("utf-8")) + 1:
            continue
        key, _, value = line[len(str(int(match[1]))) + 1 :].partition("=")
        records.append((key.encode("utf-8"), _JS_CUT.sub("", value, count=1).encode("utf-8")))
    return records


def _as_python(body: bytes) -> list[tuple[bytes, bytes]]:
    """Read as tarfile does: by length, without a look at the line ends, into the padding."""
    records: list[tuple[bytes, bytes]] = []
    position = 0
    while len(records) < _RECORDS:
        match = _PYTHON_RECORD.match(body, position)
        if match is None:
            break
        equals = body.find(b"=", match.end(), match.end() + _KEY_BYTES)
        length = int(match[1])
        if equals <= match.end() or length == 0:
            break
        records.append((body[match.end() : equals], body[equals + 1 : max(position + length - 1, 0)]))
        position += length
    return records


def _sizes(value: bytes) -> list[int]:
    """Return what readers make of a size: digits, a JavaScript number, a Python integer."""
    if _STRICT_SIZE.fullmatch(value) is not None:
        return [int(value)]
    if len(value) > _DIGITS:
        return [0]
    sizes = [0]
    match = _PYTHON_NUMBER.fullmatch(value)
    if match is not None:
        sizes.append(int(match[1]))
    text = _JS_NUMBER.fullmatch(value.decode("utf-8", "replace"))
    if text is not None:
        sizes.append(_javascript_number(text[1]))
    leading = re.match(rb"[0-9]+", value)
    if leading is not None:
        sizes.append(int(leading[0]))
    return [size for size in sizes if size >= 0]


def _javascript_number(text: str) -> int:
    try:
        if text[:2].lower() in ("0x", "0o", "0b"):
            return int(text, 0)
        number = float(text)
    except ValueError:
        return 0
    # A length with a fraction takes whole bytes.
    return math.ceil(number) if math.isfinite(number) else _ENDLESS
