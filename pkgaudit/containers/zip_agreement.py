"""Whether an entry of a zip leaves one reading, and where it and its local header differ."""

from __future__ import annotations

import stat

from pkgaudit.containers.zip_records import FLAG_UTF8, Entry

# The level of deflate and the coding of the name: they change nothing in how a member is read.
_PLAIN_FLAGS = 0x0006 | FLAG_UTF8
_FORM, _REGULAR, _FOLDER = 0o170000, stat.S_IFREG, stat.S_IFDIR
_SLASH = 0x2F
# Version 6.3 of the format; zipfile refuses what asks for a newer one.
_NEWEST = 63


def is_plain(entry: Entry) -> bool:
    """Say whether a directory entry leaves nothing open."""
    raw = entry.raw
    if raw.isascii():
        if not raw or b"\\" in raw or b"\0" in raw:
            return False
    elif not entry.flags & FLAG_UTF8 or "\ufffd" in raw.decode("utf-8", "replace"):
        return False
    form = entry.mode & _FORM
    return (
        not entry.flags & ~_PLAIN_FLAGS
        and (form in (0, _REGULAR) or (form == _FOLDER and raw[-1] == _SLASH))
        and (raw[-1] != _SLASH or not entry.size)
        and entry.common[0] <= _NEWEST
        and entry.is_plain
    )


def differences(entry: Entry, local: Entry) -> str:
    """Say in which fields a directory entry and its local header differ, with both values."""
    found = []
    for name, one, other in (
        ("name", local.raw[:100].decode("utf-8", "replace"), entry.raw[:100].decode("utf-8", "replace")),
        ("flags", local.flags, entry.flags),
        ("method", local.method, entry.method),
        ("CRC-32", local.crc, entry.crc),
        ("packed size", local.packed, entry.packed),
        ("size", local.size, entry.size),
        ("time", local.common[6:10].hex(), entry.common[6:10].hex()),
    ):
        if one != other:
            found.append(f"{name} {one!r} and {other!r}")
    if not found and local.raw != entry.raw:
        found.append("the name")
    return ", ".join(found)
