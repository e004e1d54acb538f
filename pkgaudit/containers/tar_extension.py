"""Takes in one extension header: PAX records, or a long name in GNU's way."""

from __future__ import annotations

from collections.abc import Iterator

from pkgaudit.containers.tar_header import BLOCK, Header
from pkgaudit.containers.tar_pax import read_pax
from pkgaudit.containers.tar_pending import Pending
from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import Anomaly, AnomalyKind

_LONG_NAME = 256


def describe_size(location: Location, offset: int, size: int, limits: Limits) -> Iterator[Anomaly | Gap]:
    """Yield what is wrong with the length of an extension header."""
    if size > limits.extension_header_bytes:
        detail = f"an extension header of {size:,} bytes: npm ignores one over 1 MiB, others follow it"
        yield Anomaly(kind=AnomalyKind.PAX_MALFORMED, location=location, offset=offset, detail=detail)
    if size > limits.member_bytes:
        why = f"the extension header at {offset:,} of {size:,} bytes is over the limit member_bytes"
        yield Gap(kind=GapKind.LIMIT, location=location, why=f"{why} ({limits.member_bytes:,}); raise it to read on")


def take_extension(
    offset: int, header: Header, body: bytes, pending: Pending, everywhere: Pending
) -> Iterator[tuple[AnomalyKind, str]]:
    """Add what an extension header says to ``pending``, or to ``everywhere`` for a global one.

    Args:
        offset: Of the header.
        header: Type ``x``, ``X``, ``g``, ``L``, ``K`` or ``N``.
        body: Its body, padding included; shorter when the file ends.
        pending: What waits for the next member.
        everywhere: What holds for all members after it.
    """
    kind = header.type
    shown = kind.decode("latin-1")
    if kind in b"XN":
        yield AnomalyKind.UNKNOWN_TYPE, f"type flag {shown!r}: an extension header to some readers, a file to others"
        pending.doubtful = True
    if kind == b"g":
        if pending.start is None:
            pending.start = offset
        yield from _take_global(offset, header.size.value, body, everywhere)
        return
    problem = pending.enter(kind, offset)
    if problem:
        yield AnomalyKind.AMBIGUOUS_HEADER, problem
    if not header.size.value:
        yield AnomalyKind.PAX_MALFORMED, f"an empty {shown!r} header"
        pending.doubtful = True
    elif kind in b"xX":
        yield from _take_records(header.size.value, body, pending)
    else:
        yield from _take_text(kind, header.size.value, body, pending)


def _take_global(offset: int, size: int, body: bytes, everywhere: Pending) -> Iterator[tuple[AnomalyKind, str]]:
    records = read_pax(body, size, is_global=True)
    for problem in records.problems:
        yield AnomalyKind.PAX_MALFORMED, problem
    if records.restricted:
        keys = ", ".join(records.restricted[:8])
        yield AnomalyKind.PAX_GLOBAL, f"a global header sets {keys}: some readers apply it to every member"
    if records.restricted or records.problems:
        everywhere.start = offset
        everywhere.add_records(records)


def _take_records(size: int, body: bytes, pending: Pending) -> Iterator[tuple[AnomalyKind, str]]:
    records = read_pax(body, size, is_global=False)
    for problem in records.problems:
        yield AnomalyKind.PAX_MALFORMED, problem
    if records.restricted:
        yield AnomalyKind.PAX_OVERRIDE, f"keys that change how a member is read: {', '.join(records.restricted[:8])}"
    if size > BLOCK and not body.isascii() and any(len(path) > _LONG_NAME for path in records.paths):
        # node-tar decodes piece by piece and drops a record when a piece ends inside a character.
        yield AnomalyKind.AMBIGUOUS_HEADER, "a very long name that is not ASCII, which npm may not take"
        pending.doubtful = True
    pending.add_records(records)


def _take_text(kind: bytes, size: int, body: bytes, pending: Pending) -> Iterator[tuple[AnomalyKind, str]]:
    text = body[:size].split(b"\0", 1)[0]
    texts = [text]
    if not text:
        yield AnomalyKind.PAX_MALFORMED, "an empty long name"
        pending.doubtful = True
    if body[len(text) :].strip(b"\0"):
        yield AnomalyKind.AMBIGUOUS_HEADER, "bytes follow the NUL that ends a long name"
        pending.doubtful = True
        texts = [body.split(b"\0", 1)[0], body[:size].rstrip(b"\0"), text]
    if kind == b"K":
        pending.add([], texts, [], [])
    else:
        pending.add(texts, [], [], [])
