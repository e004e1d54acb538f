"""Walks a zip from byte 0 and visits every local header on the way, and those that a directory names elsewhere."""

from __future__ import annotations

import stat
from collections.abc import Generator, Sequence

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.events import Event, Events
from pkgaudit.containers.names import NameProblem, decode_name
from pkgaudit.containers.source import Source
from pkgaudit.containers.zip_content import take_out
from pkgaudit.containers.zip_descriptor import descriptor_length, find, find_descriptor
from pkgaudit.containers.zip_end import END, END_BYTES, Ends, View, find_ends
from pkgaudit.containers.zip_member import MemberMaker
from pkgaudit.containers.zip_records import (
    CENTRAL,
    DEFLATED,
    FLAG_DESCRIPTOR,
    FLAG_UTF8,
    LOCAL,
    LOCAL_BYTES,
    Entry,
    Window,
    read_central,
    read_extra,
    read_local,
)
from pkgaudit.containers.zip_report import Report
from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.member import AnomalyKind, Member

# The level of deflate and the coding of the name: they change nothing in how a member is read.
_PLAIN_FLAGS = 0x0006 | FLAG_UTF8
_FORM, _REGULAR, _FOLDER = 0o170000, stat.S_IFREG, stat.S_IFDIR
_SLASH = 0x2F
# Version 6.3 of the format; zipfile refuses what asks for a newer one.
_NEWEST = 63
PlainMember = tuple[Member, Sequence[NameProblem], int]
_Walking = Generator[Event, None, int]


class ZipWalk:
    """One zip, read once from front to back.

    Attributes:
        listed: Name, flags and declared size of each description.
        is_plain: Every byte so far has one possible reading.
    """

    def __init__(self, source: Source, location: Location, budget: Budget) -> None:
        self._window = Window(source)
        self._directory_window = Window(source)
        self._location = location
        self._budget = budget
        self._report = Report(location)
        self._maker = MemberMaker(self._window, location, budget, self._report)
        self.listed = self._maker.listed
        self._known: dict[int, list[Entry]] = {}
        self._structure: dict[int, int] = {}
        self._end_at = self._window.size
        self._comment_end = self._window.size
        self._has_directory = False
        self._is_cut = False
        self._first_record = 0
        self.is_plain = True
        self._streamed = 0
        self._first_streamed = 0

    def read(self) -> Events:
        """Yield everything.

        Raises:
            LimitReached: The budget is used up.
        """
        yield from self._read_ends(find_ends(self._window))
        self._first_record = min(self._structure, default=0)
        offsets = sorted(self._known)
        index = position = 0
        while True:
            following = offsets[index] if index < len(offsets) else None
            if following is not None and (following <= position or position >= self._window.size):
                index += 1
                made = self._plain(following, position)
                if made is not None:
                    member, problems, position = made
                    for problem, detail in problems:
                        yield from self._report.say(problem, following, detail, member.path)
                    yield member
                    continue
                self.is_plain = False
                until = offsets[index] if index < len(offsets) else None
                end = yield from self._visit(following, self._known[following], until, overlaps=following < position)
                position = end if following >= position else position
            elif position >= self._window.size:
                break
            else:
                position = yield from self._step(position, following)
        if self._streamed:
            detail = f"sizes and checksum behind the data of {self._streamed:,} member(s), which PyPI refuses"
            yield from self._report.say(AnomalyKind.DATA_DESCRIPTOR, self._first_streamed, detail)
        yield from self._report.rest()

    def _read_ends(self, ends: Ends) -> Events:
        say = self._report.say
        if ends.main is None:
            self.is_plain = False
            yield from say(AnomalyKind.TRUNCATED, self._window.size, "there is no end record")
            return
        main = ends.main
        self.is_plain = main.is_canonical and not main.comment
        self._end_at = main.at + END_BYTES
        self._comment_end = min(self._end_at + main.comment, self._window.size)
        for kind, at, detail in (*main.problems, *ends.problems):
            yield from say(kind, at, detail)
        if main.comment:
            detail = f"a comment of {main.comment:,} bytes after the end record"
            yield from say(AnomalyKind.ARCHIVE_COMMENT, self._end_at, detail)
            if self._end_at + main.comment > self._window.size:
                yield from say(AnomalyKind.TRUNCATED, self._end_at, "the comment reaches beyond the end of the file")
        if ends.overflow:
            why = "it has more end records than are followed; pack the archive again"
            yield Gap(kind=GapKind.UNREADABLE, location=self._location, why=why)
        records = (*ends.others, main)
        for record in records:
            self._structure.update(record.structure)
        for view in {(view.start, view.base): view for record in records for view in record.views}.values():
            self._has_directory = True
            yield from self._read_directory(view)
            if view.base:
                detail = f"offsets in the directory are {view.base:,} bytes too small"
                yield from say(AnomalyKind.PREFIX_BYTES, 0, detail)

    def _read_directory(self, view: View) -> Events:
        """Enter the entries of a directory, as many as are there, whatever their number and length are said to be."""
        at = view.start
        count = 0
        known = self._known
        earlier = {(place, entry.data) for place, entries in known.items() for entry in entries}
        most = self._budget.limits.members - sum(map(len, known.values()))
        while at < view.top and count <= most:
            entry = read_central(self._directory_window, at)
            if entry is None:
                break
            count += 1
            at += entry.length
            entry.offset += view.base
            if not earlier or (entry.offset, entry.data) not in earlier:
                known.setdefault(entry.offset, []).append(entry)
        self._structure[view.start] = at - view.start
        if count > most:
            # The limit on members will end the reading: what is not in the directory cannot be said.
            self._is_cut = True
        elif at != view.start + view.size or count & 0xFFFF != view.count & 0xFFFF:
            detail = (
                f"the directory has {count:,} entries in {at - view.start:,} bytes, "
                f"the end record says {view.count:,} in {view.size:,}"
            )
            yield from self._report.say(AnomalyKind.END_RECORD_INCONSISTENT, view.start, detail)

    def _step(self, position: int, following: int | None) -> _Walking:
        """Go on where no directory entry points."""
        if position in self._structure:
            return position + max(self._structure[position], 1)
        self.is_plain = False
        window = self._window
        signature = window.read(position, 4)
        until = self._room(position, following)
        if signature == LOCAL and read_local(window, position) is not None:
            return (yield from self._visit(position, (), following, overlaps=False))
        at = find(window, LOCAL, position + 1, until)
        end = until if at is None else at
        if signature in (CENTRAL, END):
            what = "directory" if signature == CENTRAL else "end record"
            detail = f"another {what}, which no end record that readers take belongs to"
            yield from self._report.say(AnomalyKind.NESTED_ZIP_END, position, detail)
        begin = position if position < self._end_at else max(position, self._comment_end)
        if begin < end:
            if position == 0:
                kind = AnomalyKind.PREFIX_BYTES
            else:
                kind = AnomalyKind.BYTES_BETWEEN_MEMBERS if begin < self._end_at else AnomalyKind.BYTES_AFTER_END
            yield from self._report.say(kind, begin, f"{end - begin:,} bytes that belong to nothing")
        return end

    def _room(self, position: int, following: int | None) -> int:
        """Return where the next known thing after ``position`` begins."""
        known = [start for start in self._structure if start > position]
        if following is not None:
            known.append(following)
        return min(known, default=self._window.size)

    def _visit(self, at: int, entries: Sequence[Entry], following: int | None, *, overlaps: bool) -> _Walking:
        """Yield the member whose local header is at ``at``; the generator's value is where it ends."""
        say = self._report.say
        local = read_local(self._window, at)
        if overlaps:
            yield from say(AnomalyKind.OVERLAPPING_MEMBERS, at, "the local header lies inside of what came before it")
        if len(entries) > 1:
            detail = f"{len(entries):,} directory entries name the same local header"
            yield from say(AnomalyKind.OVERLAPPING_MEMBERS, at, detail)
        if local is None:
            for entry in entries:
                yield from self._missing(entry, at)
            return at
        start = at + local.length
        if not entries and self._has_directory and not self._is_cut:
            shown = local.raw[:200].decode("utf-8", "replace")
            yield from say(AnomalyKind.MISSING_FROM_DIRECTORY, at, f"{shown!r} is not in the directory")
        end = yield from self._end(local, entries, start, following)
        descriptions = yield from self._compare(local, entries)
        for entry in entries or (local,):
            self.listed.append((entry.raw, entry.flags, entry.size))
        for entry in descriptions:
            yield from self._maker.described(entry, at, start)
        for place, length in self._structure.items():
            if at < place < end and length:
                yield from say(AnomalyKind.OVERLAPPING_MEMBERS, at, f"the member reaches into the record at {place:,}")
                break
        return end if entries or following is None else min(end, following)

    def _missing(self, entry: Entry, at: int) -> Events:
        """Yield a member that only the directory knows."""
        detail = "the directory names a local header that is not there"
        yield from self._report.say(AnomalyKind.MISSING_LOCAL_HEADER, at, detail)
        self.listed.append((entry.raw, entry.flags, entry.size))
        yield from self._maker.described(entry, at, None)

    def _compare(self, local: Entry, entries: Sequence[Entry]) -> Generator[Event, None, list[Entry]]:
        """Say where a local header and its directory entries differ; the generator's value is all descriptions."""
        for entry in entries:
            differences = _differences(entry, local)
            if differences:
                detail = f"local header and directory: {differences}"
                yield from self._report.say(AnomalyKind.LOCAL_CENTRAL_MISMATCH, local.at, detail)
        if not entries:
            return [local]
        local.mode = entries[0].mode
        if all(entry.data != local.data or entry.is_encrypted != local.is_encrypted for entry in entries):
            return [*entries, local]
        yield from self._maker.record_remarks(local, decode_name(local.raw))
        return list(entries)

    def _plain(self, at: int, position: int) -> PlainMember | None:
        """Return a member, its name's problems and its end, when no reader can take it for anything else."""
        entries = self._known[at]
        entry = entries[0]
        if at != position or len(entries) > 1 or not _is_plain(entry):
            return None
        raw = entry.raw
        after = LOCAL_BYTES + len(raw)
        head = self._window.read(at, after)
        if head[:4] != LOCAL or head[4:28] != entry.common or head[LOCAL_BYTES:] != raw:
            return None
        extras = head[28] | head[29] << 8
        if extras and not read_extra(self._window.read(at + after, extras)).is_plain:
            return None
        start = at + after + extras
        end = start + entry.packed
        if end > self._first_record:
            return None
        content = self._maker.plain_content(entry, start)
        return None if content is None else (*self._maker.plain(entry, content), end)

    def _end(self, local: Entry, entries: Sequence[Entry], start: int, following: int | None) -> _Walking:
        """Return where a member ends; with a descriptor, fill in what it says."""
        if not local.flags & FLAG_DESCRIPTOR:
            return start + local.packed
        if not self._streamed:
            self._first_streamed = local.at
        self._streamed += 1
        written = (local.crc, local.packed, local.size)
        if entries:
            known = (entries[0].crc, entries[0].packed, entries[0].size)
        else:
            known = self._measure(local, start, self._room(start, following))
        if all(value in (0, true) for value, true in zip(written, known, strict=True)):
            local.crc, local.packed, local.size = known
        length, agrees = descriptor_length(self._window, start + known[1], known)
        if not agrees:
            detail = "the data descriptor is missing or says something else than the directory and the data"
            yield from self._report.say(AnomalyKind.LOCAL_CENTRAL_MISMATCH, start + known[1], detail)
        return start + known[1] + length

    def _measure(self, local: Entry, start: int, room: int) -> tuple[int, int, int]:
        """Return CRC-32, packed size and size of data whose end no header tells."""
        if local.method == DEFLATED and not local.is_encrypted:
            content = take_out(self._window, start, room - start, DEFLATED, self._budget)
            return content.crc, content.consumed, content.size
        return find_descriptor(self._window, start, room) or (0, room - start, room - start)


def _is_plain(entry: Entry) -> bool:
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


def _differences(entry: Entry, local: Entry) -> str:
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
