"""One 512-byte tar header that every reader takes in the same way: nearly all that real packers write."""

from __future__ import annotations

from isal.isal_zlib import adler32  # noqa: TID251 -- this folder opens archives

from pkgaudit.containers.tar_header import CHECKSUM_BLANKS, GNU, USTAR, V7
from pkgaudit.expression import Expression

_MAGICS = frozenset({USTAR, GNU, V7})
_NO_LINK = bytes(100)
_TIMES = Expression(rb"(?:[1-9][0-9] [mac]time=[0-9]{1,20}(?:\.[0-9]{1,20})?\n){1,3}")
# mode, uid, gid, size, mtime, checksum, type, first byte of the link name: as npm, tarfile, GNU tar and their like
# write them. In these forms every reader takes the same value.
_WORD = rb"[0-7]{6}(?:[0-7][ \0]| \0)"
_LONG = rb"[0-7]{10}(?:[0-7][ \0]| \0)"
_PLAIN = Expression(
    rb"(%s)(?:%s|\0{8})(?:%s|\0{8})(%s)(?:%s|\0{12})([0-7]{6}(?:\0 | \0|[0-7][\0 ]))([0\x005x])\0"
    % (_WORD, _WORD, _WORD, _LONG, _LONG),
)
_PLAIN_DEVICES = frozenset({bytes(16), b"0000000\0" * 2, b"000000 \0" * 2})
_TERMINATORS = b" \0"


def read_plain(block: bytes) -> tuple[bytes, int, int, bytes] | None:
    """Return name, size, mode and type flag, when no reader can take the block for anything else.

    None for all other blocks, strict or not. The type is a file's, a folder's or an extended header's (``x``).
    """
    match = _PLAIN.match(block, 100)
    if match is None:
        return None
    mode, size, stored, kind = match.groups()
    name = block[:100].rstrip(b"\0")
    magic = block[257:265]
    prefix = block[345:500].rstrip(b"\0")
    # Adler-32 keeps the plain sum modulo 65521 in its low half; 512 ASCII bytes cannot reach that.
    total = (adler32(block) & 0xFFFF) - 1 if block.isascii() else sum(block)
    if (
        total - sum(block[148:156]) + CHECKSUM_BLANKS != int(stored.rstrip(_TERMINATORS), 8)
        or not name
        or b"\0" in name
        or block[157:257] != _NO_LINK
        or block[329:345] not in _PLAIN_DEVICES
        or magic not in _MAGICS
    ):
        return None
    if prefix:
        if magic != USTAR or b"\0" in prefix:
            return None
        name = prefix + b"/" + name
    length = int(size.rstrip(_TERMINATORS), 8)
    if length if kind == b"5" else name[-1:] == b"/":
        return None
    return name, length, int(mode.rstrip(_TERMINATORS), 8), kind


def only_times(body: bytes, size: int) -> bool:
    """Say whether an extended header gives times and nothing else, in the one way every reader takes.

    Args:
        body: The records and the padding.
        size: Length of the records.
    """
    records = body[:size]
    return (
        _TIMES.fullmatch(records) is not None
        and all(int(line[:2]) == len(line) + 1 for line in records[:-1].split(b"\n"))
        and not body[size:].strip(b"\0")
        and len(body) >= size
    )
