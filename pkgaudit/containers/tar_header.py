"""One 512-byte tar header: a fast strict reading, and all readings of one that is not strict."""

from __future__ import annotations

from isal.isal_zlib import adler32  # noqa: TID251 -- this folder opens archives
from msgspec import Struct, field
from msgspec.structs import replace

from pkgaudit.containers.tar_numbers import ZERO, Number, checksum_readings, node_checksum, read_number
from pkgaudit.expression import Expression
from pkgaudit.model.member import AnomalyKind

BLOCK = 512
ZERO_BLOCK = bytes(BLOCK)
_USTAR = b"ustar\x0000"
_GNU = b"ustar  \0"
_V7 = bytes(8)
_MAGICS = frozenset({_USTAR, _GNU, _V7})
_NO_LINK = bytes(100)
_NO_PREFIX = bytes(155)
_TIMES = Expression(rb"(?:[1-9][0-9] [mac]time=[0-9]{1,20}(?:\.[0-9]{1,20})?\n){1,3}")
_CHECKSUM_BLANKS = 8 * 0x20
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
_JS_CUT = Expression("\0[^\n\r\u2028\u2029]*")
_NODE_PREFIX = 130
_NODE_ATIME = slice(476, 500)
_OCTAL_TIMES = Expression(rb"(?:[0-7]{10}(?:[0-7][ \0]| \0)|\0{12}){2}")
_GNU_TYPES = b"LKS"


def _unsigned_sum(block: bytes) -> int:
    return sum(block) - sum(block[148:156]) + _CHECKSUM_BLANKS


def _signed_sum(block: bytes) -> int:
    rest = block[:148] + block[156:]
    return sum(rest) - 256 * sum(byte > 0x7F for byte in rest) + _CHECKSUM_BLANKS  # noqa: PLR2004 -- the sign bit


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
        total - sum(block[148:156]) + _CHECKSUM_BLANKS != int(stored.rstrip(_TERMINATORS), 8)
        or not name
        or b"\0" in name
        or block[157:257] != _NO_LINK
        or block[329:345] not in _PLAIN_DEVICES
        or magic not in _MAGICS
    ):
        return None
    if prefix:
        if magic != _USTAR or b"\0" in prefix:
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


class Header(Struct, frozen=True, kw_only=True):
    """A block that at least one reader takes for a header.

    Attributes:
        type: The type flag, one byte.
        names: Every reading of the name; the standard's first.
        link: The link name.
        size: The size field.
        mode: Permission bits, 0 when unreadable.
        refused: Some reader does not take the block for a header, or ends there.
        problems: What is not strict about it.
        real_size: Length of a GNU sparse file with its holes, else None.
        more_blocks: The header goes on in the next block (GNU sparse).
    """

    type: bytes
    names: tuple[bytes, ...]
    link: bytes
    size: Number
    mode: int
    refused: bool = False
    problems: tuple[tuple[AnomalyKind, str], ...] = ()
    real_size: int | None = None
    more_blocks: bool = False


class _Doubts(Struct):
    refused: bool = False
    problems: list[tuple[AnomalyKind, str]] = field(default_factory=list)

    def add(self, kind: AnomalyKind, detail: str, *, refused: bool = False) -> None:
        self.problems.append((kind, detail))
        self.refused = self.refused or refused


def read_header(block: bytes) -> Header | None:
    """Return all readings of a block; None when every reader finds its checksum wrong."""
    doubts = _Doubts()
    if not _check_sum(block, doubts):
        return None
    kind = block[156:157]
    size = read_number(block[124:136])
    if size.problem:
        if size.negative:
            detail = f"{size.problem}: negative to some readers, which then go back"
        else:
            readings = ", ".join(str(value) for value in (size.value, *size.others))
            detail = f"{size.problem}: read as {readings}"
        doubts.add(AnomalyKind.BAD_NUMBER, f"size: {detail}", refused=size.refused or size.negative)
    if block[257:265] == _GNU and block[483] and kind != b"S":
        # bsdtar takes the length of a sparse file from here, whatever the type.
        others = dict.fromkeys((*size.others, read_number(block[483:495]).value, *read_number(block[483:495]).others))
        size = replace(size, others=tuple(other for other in others if other != size.value))
    mode = _check_numbers(block, doubts)
    names = _names(block, doubts)
    link = _check_link(block, kind, doubts)
    if not names[0]:
        doubts.add(AnomalyKind.BAD_HEADER, "the name is empty", refused=True)
    sparse = kind == b"S"
    return Header(
        type=kind,
        names=names,
        link=link,
        size=size,
        mode=mode,
        refused=doubts.refused,
        problems=tuple(doubts.problems),
        real_size=read_number(block[483:495]).value if sparse else None,
        more_blocks=sparse and block[482] != 0,
    )


def _check_sum(block: bytes, doubts: _Doubts) -> bool:
    stored = checksum_readings(block)
    unsigned = _unsigned_sum(block)
    if unsigned in stored:
        number = read_number(block[148:156])
        if number.problem or number.value != unsigned or node_checksum(block) != unsigned:
            doubts.add(AnomalyKind.BAD_NUMBER, f"the checksum is {unsigned} to some readers only", refused=True)
        return True
    if _signed_sum(block) in stored:
        doubts.add(AnomalyKind.BAD_HEADER, "the checksum was summed over signed bytes: npm refuses it", refused=True)
        return True
    return False


def _check_numbers(block: bytes, doubts: _Doubts) -> int:
    mode = 0
    for name, start, end in (
        ("mode", 100, 108),
        ("uid", 108, 116),
        ("gid", 116, 124),
        ("mtime", 136, 148),
        ("devmajor", 329, 337),
        ("devminor", 337, 345),
    ):
        raw = block[start:end]
        number = ZERO if raw.count(0) == len(raw) else read_number(raw)
        if number.problem and (number.refused or not _is_wide(raw)):
            doubts.add(AnomalyKind.BAD_NUMBER, f"{name}: {number.problem}", refused=number.refused)
        if start == 100:  # noqa: PLR2004 -- the mode comes first
            mode = number.value
    return mode & 0o7777


def _is_wide(raw: bytes) -> bool:
    """Base-256, as GNU tar and tarfile write owners and times that octal cannot hold."""
    return raw[0] in (0x80, 0xFF)


def _names(block: bytes, doubts: _Doubts) -> tuple[bytes, ...]:
    """Return the readings of name and prefix; the standard's first."""
    name = block[:100].split(b"\0", 1)[0]
    names = [name]
    as_node = _node_text(block[:100])
    if as_node != name:
        doubts.add(AnomalyKind.AMBIGUOUS_HEADER, "npm reads the name on after a NUL")
        names.append(as_node)
    elif block[:100].rstrip(b"\0") != name:
        doubts.add(AnomalyKind.AMBIGUOUS_HEADER, "bytes follow the NUL that ends the name")
    magic = block[257:265]
    prefix = block[345:500].split(b"\0", 1)[0]
    if magic == _USTAR and _is_strict_prefix(block, prefix):
        return tuple(prefix + b"/" + name for name in names) if prefix else tuple(names)
    if magic in (_GNU, _V7) and (block[345:500] == _NO_PREFIX or block[156:157] in _GNU_TYPES):
        return tuple(names)
    if magic == _USTAR:
        detail = "the prefix is followed by bytes that some readers take into the name"
    elif magic in (_GNU, _V7):
        detail = "bytes in the place of a prefix: a folder to tarfile, times or nothing to others"
    else:
        detail = f"magic {magic!r} is neither ustar nor GNU"
    doubts.add(AnomalyKind.AMBIGUOUS_HEADER, detail, refused=True)
    prefixes = {prefix, _node_text(block[345:500]), _node_text(block[345:475])}
    whole = [prefix + b"/" + name for prefix in sorted(prefixes) if prefix for name in names]
    return tuple(dict.fromkeys([*whole, *names, *(b"/" + name for name in names if block[475])]))


def _is_strict_prefix(block: bytes, prefix: bytes) -> bool:
    rest = block[345 + len(prefix) : 500]
    if rest.count(0) == len(rest):
        return True
    # node-tar keeps access and change time at the end of a prefix of at most 130 bytes.
    rest = block[345 + len(prefix) : 476]
    times = block[_NODE_ATIME]
    return len(prefix) <= _NODE_PREFIX and rest.count(0) == len(rest) and _OCTAL_TIMES.fullmatch(times) is not None


def _node_text(raw: bytes) -> bytes:
    # node-tar cuts at NUL with a pattern whose dot stops at a line end, so what follows that stays in the name.
    return _JS_CUT.sub("", raw.decode("utf-8", "surrogateescape"), count=1).encode("utf-8", "surrogateescape")


def _check_link(block: bytes, kind: bytes, doubts: _Doubts) -> bytes:
    raw = block[157:257]
    link = raw.split(b"\0", 1)[0]
    if kind in (b"1", b"2"):
        if not link:
            doubts.add(
                AnomalyKind.AMBIGUOUS_HEADER, "a link without a target: npm passes over the header", refused=True
            )
    elif _node_text(raw) and kind not in (b"x", b"g"):
        detail = "a link target on something that is no link: npm passes over the header and reads the body as headers"
        doubts.add(AnomalyKind.AMBIGUOUS_HEADER, detail, refused=True)
    return link
