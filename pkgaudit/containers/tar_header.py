"""One 512-byte tar header with every reading that some reader makes of it."""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.structs import replace

from pkgaudit.containers.tar_numbers import ZERO, Number, checksum_readings, node_checksum, read_number
from pkgaudit.expression import Expression
from pkgaudit.model.member import AnomalyKind

BLOCK = 512
ZERO_BLOCK = bytes(BLOCK)
USTAR = b"ustar\x0000"
GNU = b"ustar  \0"
V7 = bytes(8)
_NO_PREFIX = bytes(155)
CHECKSUM_BLANKS = 8 * 0x20
_JS_CUT = Expression("\0[^\n\r\u2028\u2029]*")
_NODE_PREFIX = 130
_NODE_ATIME = slice(476, 500)
_OCTAL_TIMES = Expression(rb"(?:[0-7]{10}(?:[0-7][ \0]| \0)|\0{12}){2}")
_GNU_TYPES = b"LKS"


def _unsigned_sum(block: bytes) -> int:
    return sum(block) - sum(block[148:156]) + CHECKSUM_BLANKS


def _signed_sum(block: bytes) -> int:
    rest = block[:148] + block[156:]
    return sum(rest) - 256 * sum(byte > 0x7F for byte in rest) + CHECKSUM_BLANKS  # noqa: PLR2004 -- the sign bit


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
    if block[257:265] == GNU and block[483] and kind != b"S":
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
    if magic == USTAR and _is_strict_prefix(block, prefix):
        return tuple(prefix + b"/" + name for name in names) if prefix else tuple(names)
    if magic in (GNU, V7) and (block[345:500] == _NO_PREFIX or block[156:157] in _GNU_TYPES):
        return tuple(names)
    if magic == USTAR:
        detail = "the prefix is followed by bytes that some readers take into the name"
    elif magic in (GNU, V7):
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
