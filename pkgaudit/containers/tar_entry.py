"""A header and its extensions put together: every entry that some reader makes of them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from pkgaudit.containers.tar_header import BLOCK, Header
from pkgaudit.containers.tar_pending import Pending
from pkgaudit.model.member import AnomalyKind, MemberKind

_KINDS = {
    b"0": MemberKind.FILE,
    b"\0": MemberKind.FILE,
    b"7": MemberKind.FILE,
    b"S": MemberKind.FILE,
    b"1": MemberKind.HARDLINK,
    b"2": MemberKind.SYMLINK,
    b"3": MemberKind.SPECIAL,
    b"4": MemberKind.SPECIAL,
    b"5": MemberKind.DIRECTORY,
    b"6": MemberKind.SPECIAL,
    b"D": MemberKind.DIRECTORY,
}
_KNOWN = b"0\x0012345"
_SPECIAL = {b"3": "a character device", b"4": "a block device", b"6": "a FIFO"}
_OCTAL_END = 0o77777777777
_MOST_READINGS = 8


class Entry(Struct, frozen=True, kw_only=True):
    """What readers make of one header.

    Attributes:
        names: Each name some reader gives it; the standard's first.
        kinds: Each kind some reader gives it; the standard's first.
        sizes: Each content length some reader gives it.
        steps: Bytes from the end of the header to the next one, for each way of reading; tarfile's and the standard's
            first.
        link: Where a link points.
        real_sizes: Lengths with the holes filled, of a sparse file.
        problems: What is outside the profile.
    """

    names: Sequence[bytes]
    kinds: Sequence[MemberKind]
    sizes: Sequence[int]
    steps: Sequence[int]
    link: bytes | None
    real_sizes: Sequence[int]
    problems: Sequence[tuple[AnomalyKind, str]]


def padded(size: int) -> int:
    """Return ``size`` rounded up to whole blocks."""
    return -(-size // BLOCK) * BLOCK


def read_entry(header: Header, pending: Pending, everywhere: Pending) -> Entry:
    """Combine a header, the extensions before it, and the global extensions."""
    problems = list(header.problems)
    names = _names(header, pending, everywhere)
    sizes = _sizes(header, pending, everywhere, problems)
    kind = _KINDS.get(header.type, MemberKind.FILE)
    kinds = [kind]
    steps = [padded(size) for size in sizes]
    if header.type not in _KNOWN and header.type not in _SPECIAL and header.type != b"S":
        shown = header.type.decode("latin-1")
        problems.append(
            (AnomalyKind.UNKNOWN_TYPE, f"type flag {shown!r}: a file to some readers, passed over by others")
        )
        kinds = [*dict.fromkeys((kind, MemberKind.FILE))]
        steps.append(0)
    if header.type in _SPECIAL:
        problems.append((AnomalyKind.SPECIAL_FILE, _SPECIAL[header.type]))
    if kind is not MemberKind.FILE and any(sizes):
        detail = f"{max(sizes):,} bytes on a {kind}: some readers pass over them, some read them as headers"
        problems.append((AnomalyKind.SIZE_ON_NON_FILE, detail))
        steps = [0, *steps]
        if kind in (MemberKind.HARDLINK, MemberKind.SYMLINK) and (kind is MemberKind.HARDLINK or not header.link):
            kinds.append(MemberKind.FILE)
    elif kind is MemberKind.FILE and any(name.endswith(b"/") for name in names):
        kinds, steps = _slashed(header, sizes, steps, problems)
    if len(names) > _MOST_READINGS and 0 not in sizes:
        # bsdtar loses its way in a long chain of extension headers and writes empty files under some of the names.
        sizes = [*sizes, 0]
    real_sizes: list[int] = []
    if header.real_size is not None or pending.sparse or everywhere.sparse:
        problems.append((AnomalyKind.SPARSE, "a sparse file: npm writes it as stored, others with its holes"))
        real_sizes = [*pending.real_sizes, *everywhere.real_sizes]
        if header.real_size is not None:
            real_sizes.append(header.real_size)
    return Entry(
        names=names,
        kinds=kinds,
        sizes=sizes[:_MOST_READINGS],
        steps=list(dict.fromkeys(steps))[:_MOST_READINGS],
        link=_link(header, pending, everywhere) if kind in (MemberKind.SYMLINK, MemberKind.HARDLINK) else None,
        real_sizes=real_sizes[:_MOST_READINGS],
        problems=problems,
    )


def _slashed(
    header: Header, sizes: list[int], steps: list[int], problems: list[tuple[AnomalyKind, str]]
) -> tuple[list[MemberKind], list[int]]:
    """Judge a file whose name ends in a slash: old archives write folders so."""
    if header.type == b"\0" and not any(sizes):
        return [MemberKind.DIRECTORY], steps
    detail = f"a file of {sizes[0]:,} bytes whose name ends in a slash: a folder without content to some readers"
    problems.append((AnomalyKind.AMBIGUOUS_HEADER, detail))
    kinds = [MemberKind.FILE, MemberKind.DIRECTORY]
    return (kinds[::-1], [0, *steps]) if header.type == b"\0" else (kinds, [*steps, 0])


def _names(header: Header, pending: Pending, everywhere: Pending) -> list[bytes]:
    names = list(pending.paths)[::-1]
    if everywhere.paths and not names:
        names = everywhere.paths[::-1]
    if not names or pending.doubtful or everywhere.paths:
        names = [*names, *header.names, *everywhere.paths]
    return list(dict.fromkeys(names))


def _sizes(header: Header, pending: Pending, everywhere: Pending, problems: list[tuple[AnomalyKind, str]]) -> list[int]:
    own = [header.size.value, *header.size.others]
    given = [*pending.sizes[::-1], *everywhere.sizes[::-1]]
    if not given or given == own:
        return own
    if len(given) == 1 and given[0] > _OCTAL_END and not pending.doubtful:
        return given
    detail = f"the extension header says {given[0]:,} bytes, the header {own[0]:,}"
    problems.append((AnomalyKind.PAX_OVERRIDE, detail))
    return list(dict.fromkeys([*given, *own, *((0,) if pending.doubtful else ())]))


def _link(header: Header, pending: Pending, everywhere: Pending) -> bytes:
    if pending.links:
        return pending.links[-1]
    return everywhere.links[-1] if everywhere.links else header.link
