"""Walks a zip from byte 0 and visits every local header on the way, and those that a directory names elsewhere."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.events import Event, Events
from pkgaudit.containers.names import NameProblem, decode_name
from pkgaudit.containers.source import Source
from pkgaudit.containers.zip_agreement import differences, is_plain
from pkgaudit.containers.zip_content import take_out
from pkgaudit.containers.zip_descriptor import descriptor_length, find, find_descriptor
from pkgaudit.containers.zip_directory import Directory
from pkgaudit.containers.zip_end import END, find_ends
from pkgaudit.containers.zip_member import MemberMaker
from pkgaudit.containers.zip_records import (
    CENTRAL,
    DEFLATED,
    FLAG_DESCRIPTOR,
    LOCAL,
    LOCAL_BYTES,
    Entry,
    Window,
    read_extra,
    read_local,
)
from pkgaudit.containers.zip_report import Report
from pkgaudit.model.gap import Location
from pkgaudit.model.member import AnomalyKind, Member

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
        self._location = location
        self._budget = budget
        self._report = Report(location)
        self._maker = MemberMaker(self._window, location, budget, self._report)
        self.listed = self._maker.listed
        self._directory = Directory(source, location, budget, self._report)
        self._known = self._directory.entries
        self._structure = self._directory.structure
        self._first_record = 0
        self.is_plain = True
        self._streamed = 0
        self._first_streamed = 0

    def read(self) -> Events:
        """Yield everything.

        Raises:
            LimitReached: The budget is used up.
        """
        yield from self._directory.read(find_ends(self._window))
        self.is_plain = self._directory.is_plain
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
        begin = position if position < self._directory.end_at else max(position, self._directory.comment_end)
        if begin < end:
            if position == 0:
                kind = AnomalyKind.PREFIX_BYTES
            else:
                kind = (
                    AnomalyKind.BYTES_BETWEEN_MEMBERS if begin < self._directory.end_at else AnomalyKind.BYTES_AFTER_END
                )
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
        if not entries and self._directory.was_found and not self._directory.is_cut:
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
            found = differences(entry, local)
            if found:
                detail = f"local header and directory: {found}"
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
        if at != position or len(entries) > 1 or not is_plain(entry):
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
