"""Finds the end records of a zip, and every place where a reader may look for its directory."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from msgspec import Struct, field

from pkgaudit.containers.zip_records import CENTRAL, FULL_HALF, FULL_WORD, Window
from pkgaudit.model.member import AnomalyKind

END = b"PK\x05\x06"
END_BYTES = 22
_END64 = b"PK\x06\x06"
_LOCATOR = b"PK\x06\x07"
_END64_BYTES, _LOCATOR_BYTES = 56, 20
_TAIL = END_BYTES + 0xFFFF
_END = struct.Struct("<4H2IH")
_END64_FIELDS = struct.Struct("<Q2H2I4Q")
_MOST_ENDS = 16

Problem = tuple[AnomalyKind, int, str]


class View(Struct, frozen=True, kw_only=True):
    """A directory as some reader would find it.

    Attributes:
        start: Offset of its first entry.
        base: What is added to the offsets in it.
        count: How many entries it is said to have.
        size: How many bytes it is said to have.
        top: Where the records behind it begin.
    """

    start: int
    base: int
    count: int
    size: int
    top: int


class EndRecord(Struct):
    """One end record, with the zip64 records in front of it.

    Attributes:
        at: Its offset.
        comment: Length of its comment.
        top: Offset of the first record that belongs to it.
        views: Where it leads.
        structure: Offset and length of its records.
        problems: What is not strict about it.
        is_canonical: Every reader that meets it stops there and finds one and the same directory.
    """

    at: int
    comment: int
    top: int
    views: list[View] = field(default_factory=list)
    structure: dict[int, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_canonical: bool = False


class Ends(Struct):
    """All end records near the end of the file.

    Attributes:
        main: The one that most readers take; None without any.
        others: Those that other readers may take.
        problems: What is not strict about them together.
        overflow: There are more than are followed.
    """

    main: EndRecord | None = None
    others: list[EndRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    overflow: bool = False


def find_ends(window: Window) -> Ends:
    """Look for end records from the end backwards, up to the first that no reader would pass over."""
    found = Ends()
    start = max(window.size - _TAIL, 0)
    tail = window.read(start, _TAIL)
    at = len(tail)
    records: list[EndRecord] = []
    signatures: list[int] = []
    while (at := tail.rfind(END, 0, at)) >= 0:
        signatures.append(start + at)
        record = _read_end(window, start + at)
        if record is None:
            continue
        if record.views or len(signatures) == 1:
            if len(records) >= _MOST_ENDS:
                found.overflow = True
                break
            records.append(record)
        if record.is_canonical:
            break
    if records:
        found.main = next((record for record in records if record.is_canonical), None) or next(
            (record for record in records if record.views), records[0]
        )
        found.others = [record for record in records if record is not found.main]
    for position in signatures:
        if found.main is not None and position != found.main.at:
            found.problems.append((AnomalyKind.NESTED_ZIP_END, position, "another end record that readers may take"))
            break
    return found


def _read_end(window: Window, at: int) -> EndRecord | None:
    raw = window.read(at, END_BYTES)
    if len(raw) < END_BYTES:
        return None
    disk, first_disk, count_here, count, size, offset, comment = _END.unpack_from(raw, 4)
    record = EndRecord(at=at, comment=comment, top=at)
    record.structure[at] = END_BYTES
    values = {(count, size, offset)}
    inconsistent: list[str] = []
    locator = window.read(at - _LOCATOR_BYTES, _LOCATOR_BYTES) if at >= _LOCATOR_BYTES else b""
    if locator[:4] == _LOCATOR:
        _read_zip64(window, record, locator, (count, size, offset), values)
    elif FULL_WORD in (size, offset):
        record.problems.append(
            (AnomalyKind.ZIP64_INCONSISTENT, at, "the end record needs zip64 records; none are there")
        )
    if (disk, first_disk) != (0, 0):
        inconsistent.append(f"disk numbers {disk} and {first_disk}")
    if count_here != count:
        inconsistent.append(f"{count_here:,} entries on this disk of {count:,}")
    record.views += _views(window, record.top, values)
    if len(record.views) > 1:
        inconsistent.append(f"directories at {', '.join(f'{view.start:,}' for view in record.views)}")
    elif not record.views:
        inconsistent.append(f"no directory of {size:,} bytes before it, nor at {offset:,}")
    record.problems += [(AnomalyKind.END_RECORD_INCONSISTENT, at, detail) for detail in inconsistent]
    record.is_canonical = (
        not record.problems
        and at + END_BYTES + comment == window.size
        and len(record.views) == 1
        and record.views[0].base == 0
        and record.views[0].start + record.views[0].size == record.top
    )
    return record


def _views(window: Window, top: int, values: set[tuple[int, int, int]]) -> Iterator[View]:
    """Return each place that the values lead to: by the directory's size, as zipfile goes, and by its offset."""
    for count, size, offset in sorted(values):
        for start in dict.fromkeys((top - size, offset)):
            if 0 <= start <= top and (window.read(start, 4) == CENTRAL or (not size and start == top)):
                yield View(start=start, base=start - offset, count=count, size=size, top=top)


def _read_zip64(
    window: Window,
    record: EndRecord,
    locator: bytes,
    written: tuple[int, int, int],
    values: set[tuple[int, int, int]],
) -> None:
    """Follow a zip64 locator; what it leads to joins ``values``, or replaces them where the end record needs it."""
    at = record.at - _LOCATOR_BYTES
    disk, where, disks = struct.unpack_from("<IQI", locator, 4)
    record.structure[at] = _LOCATOR_BYTES
    record.top = at
    details = [f"the locator names disk {disk} of {disks}"] if disk != 0 or disks > 1 else []
    if FULL_WORD in written[1:] or written[0] == FULL_HALF:
        values.clear()
    # zipfile looks right before the locator, others where it points.
    places = dict.fromkeys((at - _END64_BYTES, where))
    begins = [begin for begin in places if 0 <= begin < at and window.read(begin, 4) == _END64]
    if where not in begins:
        details.append(f"the locator points at {where:,}, where no zip64 end record is")
    elif len(begins) > 1:
        details.append(f"zip64 end records at {' and '.join(f'{begin:,}' for begin in begins)}")
    for begin in begins:
        raw = window.read(begin, _END64_BYTES)
        if len(raw) == _END64_BYTES:
            found, end = _read_end64(raw, begin, at, written, details)
            values.add(found)
            record.top = min(record.top, begin)
            if end <= at:
                record.structure[begin] = end - begin
    record.problems += [(AnomalyKind.ZIP64_INCONSISTENT, at, detail) for detail in details]


def _read_end64(
    raw: bytes, begin: int, locator: int, written: tuple[int, int, int], details: list[str]
) -> tuple[tuple[int, int, int], int]:
    """Return count, size and offset as a zip64 end record says them, and where it ends."""
    length, _, _, disk, first_disk, here, count, size, offset = _END64_FIELDS.unpack_from(raw, 4)
    end = begin + 12 + length
    if end != locator:
        details.append(f"the zip64 end record at {begin:,} ends at {end:,} and not at its locator")
    if length != _END64_BYTES - 12:
        details.append(f"the zip64 end record has {length:,} bytes instead of {_END64_BYTES - 12}")
    if (disk, first_disk) != (0, 0) or here != count:
        details.append(f"the zip64 end record says disks {disk} and {first_disk}, {here:,} of {count:,} entries")
    for name, short, full, long in zip(
        ("count", "size", "offset"), written, (FULL_HALF, FULL_WORD, FULL_WORD), (count, size, offset), strict=True
    ):
        if short not in (full, long):
            details.append(f"the {name} is {short:,} in the end record and {long:,} in the zip64 end record")
    return (count, size, offset), end
