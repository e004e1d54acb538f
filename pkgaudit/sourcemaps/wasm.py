"""The ``sourceMappingURL`` section of a WebAssembly module."""

from __future__ import annotations

from collections.abc import Iterator

MAGIC = b"\0asm"
_HEADER = 8
_NAME = b"sourceMappingURL"
_MOST_SECTIONS = 100_000
_LONGEST_NUMBER = 5


def source_mapping_urls(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (offset, address) for each custom section named ``sourceMappingURL``.

    https://webassembly.github.io/spec/core/binary/modules.html says how sections are laid out; ECMA-426 says that the
    section's payload is one name. Reading ends where the layout does.
    """
    at = _HEADER
    for _ in range(_MOST_SECTIONS):
        if at >= len(content):
            return
        identifier = content[at]
        size, body = _number(content, at + 1)
        if size is None:
            return
        end = min(body + size, len(content))
        if identifier == 0:
            name, rest = _name(content, body, end)
            if name == _NAME:
                url, _ = _name(content, rest, end)
                if url:
                    yield rest, url
        at = body + size


def _name(content: bytes, at: int, end: int) -> tuple[bytes | None, int]:
    length, start = _number(content, at)
    if length is None or start + length > end:
        return None, end
    return content[start : start + length], start + length


def _number(content: bytes, at: int) -> tuple[int | None, int]:
    """Read an unsigned LEB128 number of at most 32 bits: (value, offset after it), None when it does not end."""
    value = 0
    for index in range(_LONGEST_NUMBER):
        if at + index >= len(content):
            break
        byte = content[at + index]
        value |= (byte & 0x7F) << (7 * index)
        if not byte & 0x80:
            return value, at + index + 1
    return None, at
