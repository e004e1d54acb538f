"""Makes members of a header that is not plain: one for each name, kind and size that some reader gives it."""

from __future__ import annotations

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.events import Events
from pkgaudit.containers.names import NameLedger, NameProblem, decode_name, name_anomalies
from pkgaudit.containers.tar_entry import Entry, padded
from pkgaudit.containers.tar_header import Header
from pkgaudit.containers.tar_links import link_anomalies
from pkgaudit.containers.tar_tape import Tape
from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.member import Anomaly, AnomalyKind, Member, MemberKind


class MemberMaker:
    """Counts, names and fills members.

    Args:
        location: The archive.
        budget: Charged one member for each that is made.
        tape: Where bodies are; it must keep what other ways of reading need.
        names: Names so far.
    """

    def __init__(self, location: Location, budget: Budget, tape: Tape, names: NameLedger) -> None:
        self._location = location
        self._budget = budget
        self._most = budget.limits.member_bytes
        self._tape = tape
        self._names = names
        self.count = 0

    def make(self, offset: int, header: Header, entry: Entry, body_at: int) -> Events:
        """Yield anomalies first, then the members they are about.

        Args:
            offset: Of the header.
            header: For the mode.
            entry: What readers make of it.
            body_at: Where its content begins.
        """
        body = b""
        if MemberKind.FILE in entry.kinds:
            longest = max((size for size in entry.sizes if size <= self._most), default=0)
            body = self._tape.read_at(body_at, padded(longest))
            if len(entry.sizes) == 1 and body[longest:].strip(b"\0"):
                detail = "bytes pad a member, not zeros"
                yield self._anomaly(self._location, AnomalyKind.BYTES_BETWEEN_MEMBERS, body_at + longest, detail)
        first = True
        for raw in entry.names:
            path = decode_name(raw)
            location = (*self._location, path)
            for kind in entry.kinds:
                link = decode_name(entry.link) if entry.link is not None and kind is not MemberKind.FILE else None
                self._charge()
                member = Member(
                    container=self._location,
                    raw_name=raw,
                    path=path,
                    kind=kind,
                    offset=offset,
                    mode=header.mode,
                    link_target=link,
                )
                if first:
                    yield from self._describe(member, entry)
                elif kind is entry.kinds[0]:
                    for problem, detail in name_anomalies(raw, path, self._budget.limits):
                        yield self._anomaly(location, problem, offset, detail)
                first = False
                if kind is MemberKind.FILE:
                    yield from self._files(member, entry, body, again=raw is not entry.names[0])
                else:
                    yield member

    def over_limit(self, path: str, size: int) -> Gap:
        """Return the gap for a file that is too large to be examined in memory."""
        why = f"{size:,} bytes are over the limit member_bytes ({self._most:,}); raise it to examine this member"
        return Gap(kind=GapKind.LIMIT, location=(*self._location, path), why=why)

    def _charge(self) -> None:
        self._budget.charge_member()
        self.count += 1

    def _files(self, member: Member, entry: Entry, body: bytes, *, again: bool) -> Events:
        for index, size in enumerate(entry.sizes):
            if index:
                self._charge()
            if size > self._most:
                yield _sized(member, size, None)
                yield self.over_limit(member.path, size)
                continue
            if again or index:
                # The same bytes under another name or length cost as much to examine as fresh ones.
                self._budget.charge_inflated(min(size, len(body)))
            content = body[:size]
            # A file cut short is written as far as it goes.
            yield _sized(member, len(content), content)
        for size in entry.real_sizes:
            if size in entry.sizes:
                continue
            self._charge()
            yield _sized(member, size, None)
            why = f"a sparse file of {size:,} bytes was examined as stored, without its holes; pack it without them"
            yield Gap(kind=GapKind.UNSUPPORTED, location=member.location, why=why)

    def _describe(self, member: Member, entry: Entry) -> Events:
        problems: list[NameProblem] = [*entry.problems]
        problems.extend(name_anomalies(member.raw_name, member.path, self._budget.limits))
        problems.extend(self._names.check(member.path, member.kind))
        if member.link_target is not None:
            problems.extend(link_anomalies(member.kind, member.path, member.link_target))
        for problem, detail in problems:
            yield Anomaly(kind=problem, location=member.location, offset=member.offset, detail=detail)

    def _anomaly(self, location: Location, kind: AnomalyKind, offset: int, detail: str) -> Anomaly:
        return Anomaly(kind=kind, location=location, offset=offset, detail=detail)


def _sized(member: Member, size: int, content: bytes | None) -> Member:
    return Member(
        container=member.container,
        raw_name=member.raw_name,
        path=member.path,
        size=size,
        content=content,
        offset=member.offset,
        mode=member.mode,
    )
