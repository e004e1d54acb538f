"""Texts that are not UTF-8: recognised by their first bytes and turned into UTF-8."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE

_PROBE = 64
# A UTF-16 text is taken for one when this share of every second byte is NUL, as in ASCII text.
_SHARE = 0.75


def foreign_encoding(content: bytes) -> str | None:
    """Return the name of the UTF-16 or UTF-32 encoding of a text, or None when it is bytes for UTF-8 readers."""
    if len(content) < 4:  # noqa: PLR2004 -- the length of the longest byte order mark
        return None
    first, second = content[0], content[1]
    if first and second and first < 0xFE:  # noqa: PLR2004 -- below both bytes of a UTF-16 mark: nearly every file ends here
        return None
    if content.startswith((BOM_UTF32_LE, BOM_UTF32_BE)):
        return "utf-32"
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    return _unmarked(content[:_PROBE])


def _unmarked(head: bytes) -> str | None:
    half = len(head) // 2
    even, odd = head[: 2 * half : 2], head[1 : 2 * half : 2]
    if odd.count(0) >= _SHARE * half and even.count(0) == 0:
        return "utf-16-le"
    if even.count(0) >= _SHARE * half and odd.count(0) == 0:
        return "utf-16-be"
    if half % 2 == 0 and head[1::4].count(0) == half // 2 and head[2::4].count(0) == half // 2:
        if head[3::4].count(0) == half // 2 and head[0::4].count(0) == 0:
            return "utf-32-le"
        if head[0::4].count(0) == half // 2 and head[3::4].count(0) == 0:
            return "utf-32-be"
    return None


def as_utf8(content: bytes, encoding: str) -> bytes:
    """Return the text in UTF-8; what cannot be decoded becomes U+FFFD."""
    return content.decode(encoding, "replace").removeprefix("\ufeff").encode("utf-8", "replace")
