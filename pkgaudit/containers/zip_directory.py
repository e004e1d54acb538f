"""What the end records and directories of a zip say: which members there are, and where."""

from __future__ import annotations

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.events import Events
from pkgaudit.containers.source import Source
from pkgaudit.containers.zip_end import END_BYTES, Ends, View
from pkgaudit.containers.zip_records import Entry, Window, read_central
from pkgaudit.containers.zip_report import Report
from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.member import AnomalyKind


class Directory:
    """The directories of one zip, all that some reader would take.

    Args:
        source: The zip's bytes.
        location: The zip, outermost first.
        budget: Its limit on members bounds how many entries are kept.
        report: Where anomalies are made.

    Attributes:
        entries: By the offset of the local header they name.
        structure: Length of each record that is no member, by its offset.
        end_at: Where the end record ends.
        comment_end: Where its comment ends.
        was_found: Whether there is a directory at all.
        is_cut: It has more entries than the limit allows, and not all are known.
        is_plain: Every reader takes the same end record, and it has no comment.
    """

    def __init__(self, source: Source, location: Location, budget: Budget, report: Report) -> None:
        self._window = Window(source)
        self._location = location
        self._budget = budget
        self._report = report
        self.entries: dict[int, list[Entry]] = {}
        self.structure: dict[int, int] = {}
        self.end_at = self._window.size
        self.comment_end = self._window.size
        self.was_found = False
        self.is_cut = False
        self.is_plain = True

    def read(self, ends: Ends) -> Events:
        """Enter what every end record leads to."""
        say = self._report.say
        if ends.main is None:
            self.is_plain = False
            yield from say(AnomalyKind.TRUNCATED, self._window.size, "there is no end record")
            return
        main = ends.main
        self.is_plain = main.is_canonical and not main.comment
        self.end_at = main.at + END_BYTES
        self.comment_end = min(self.end_at + main.comment, self._window.size)
        for kind, at, detail in (*main.problems, *ends.problems):
            yield from say(kind, at, detail)
        if main.comment:
            detail = f"a comment of {main.comment:,} bytes after the end record"
            yield from say(AnomalyKind.ARCHIVE_COMMENT, self.end_at, detail)
            if self.end_at + main.comment > self._window.size:
                yield from say(AnomalyKind.TRUNCATED, self.end_at, "the comment reaches beyond the end of the file")
        if ends.overflow:
            why = "it has more end records than are followed; pack the archive again"
            yield Gap(kind=GapKind.UNREADABLE, location=self._location, why=why)
        records = (*ends.others, main)
        for record in records:
            self.structure.update(record.structure)
        for view in {(view.start, view.base): view for record in records for view in record.views}.values():
            self.was_found = True
            yield from self._read_view(view)
            if view.base:
                detail = f"offsets in the directory are {view.base:,} bytes too small"
                yield from say(AnomalyKind.PREFIX_BYTES, 0, detail)

    def _read_view(self, view: View) -> Events:
        """Enter the entries of a directory, as many as are there, whatever their number and length are said to be."""
        at = view.start
        count = 0
        known = self.entries
        earlier = {(place, entry.data) for place, entries in known.items() for entry in entries}
        most = self._budget.limits.members - sum(map(len, known.values()))
        while at < view.top and count <= most:
            entry = read_central(self._window, at)
            if entry is None:
                break
            count += 1
            at += entry.length
            entry.offset += view.base
            if not earlier or (entry.offset, entry.data) not in earlier:
                known.setdefault(entry.offset, []).append(entry)
        self.structure[view.start] = at - view.start
        if count > most:
            # The limit on members will end the reading: what is not in the directory cannot be said.
            self.is_cut = True
        elif at != view.start + view.size or count & 0xFFFF != view.count & 0xFFFF:
            detail = (
                f"the directory has {count:,} entries in {at - view.start:,} bytes, "
                f"the end record says {view.count:,} in {view.size:,}"
            )
            yield from self._report.say(AnomalyKind.END_RECORD_INCONSISTENT, view.start, detail)
