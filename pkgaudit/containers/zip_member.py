"""Turns the descriptions of one zip member into what readers would write, and says where they disagree."""

from __future__ import annotations

import stat
from collections.abc import Sequence

from isal import isal_zlib  # noqa: TID251 -- this folder opens archives

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.events import Event, Events
from pkgaudit.containers.names import NameLedger, NameProblem, decode_name, name_anomalies
from pkgaudit.containers.tar_links import link_anomalies
from pkgaudit.containers.zip_content import Content, inflate_whole, take_out
from pkgaudit.containers.zip_records import DEFLATED, FLAG_PATCHED, FLAG_UTF8, STORED, Entry, Window
from pkgaudit.containers.zip_report import Report
from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.limits import MIB
from pkgaudit.model.member import AnomalyKind, Member, MemberKind

_WHOLE = 4 * MIB
_UTF8_NAME_HEAD = 5
_METHODS = {9: "deflate64", 12: "bzip2", 14: "lzma", 93: "zstd", 95: "xz", 98: "PPMd", 99: "AES encryption"}
_LINK_BYTES = 4096


class MemberMaker:
    """Makes the members of one zip.

    Attributes:
        listed: Name, flags and declared size of each description, for the second opinion.
        names: The names so far.
    """

    def __init__(self, window: Window, location: Location, budget: Budget, report: Report) -> None:
        self._window = window
        self._location = location
        self._budget = budget
        self._limits = budget.limits
        self._report = report
        self.listed: list[tuple[bytes, int, int]] = []
        self.names = NameLedger()

    def plain_content(self, entry: Entry, start: int) -> bytes | None:
        """Return the content of a member that is exactly what its headers say; None for all others."""
        size, packed = entry.size, entry.packed
        if size > self._limits.member_bytes or packed > _WHOLE:
            return None
        data = self._window.read(start, packed)
        if len(data) < packed:
            return None
        if entry.method == DEFLATED:
            content = inflate_whole(data, size, entry.crc)
        elif entry.method == STORED and packed == size and isal_zlib.crc32(data) == entry.crc:
            content = data
        else:
            return None
        if content is not None:
            self._budget.charge_inflated(size)
        return content

    def plain(self, entry: Entry, content: bytes) -> tuple[Member, Sequence[NameProblem]]:
        """Return a member of which all descriptions agree, and what is wrong with its name."""
        self._budget.charge_member()
        raw = entry.raw
        self.listed.append((raw, entry.flags, entry.size))
        path = decode_name(raw)
        is_folder = raw[-1:] == b"/"
        kind = MemberKind.DIRECTORY if is_folder else MemberKind.FILE
        problems = (*name_anomalies(raw, path, self._limits), *self.names.check(path, kind))
        member = Member(
            container=self._location,
            raw_name=raw,
            path=path,
            kind=kind,
            size=len(content),
            content=None if is_folder else content,
            offset=entry.offset,
            mode=entry.mode & 0o7777,
        )
        return member, problems

    def described(self, entry: Entry, at: int, start: int | None) -> Events:
        """Yield a member as one record describes it, checked against what comes out of its bytes.

        Args:
            entry: The description.
            at: Offset of the local header.
            start: Offset of the packed bytes; None when there is no local header before them.
        """
        paths = _paths(entry)
        path = paths[0]
        is_folder = entry.raw[-1:] == b"/"
        kind = MemberKind.DIRECTORY if is_folder else MemberKind.FILE
        for shown in paths:
            for problem, detail in (*name_anomalies(entry.raw, shown, self._limits), *self.names.check(shown, kind)):
                yield from self._report.say(problem, at, detail, shown)
        yield from self._name_remarks(entry, at, path)
        content, remarks = self._content(entry, at, start, path)
        yield from remarks
        kinds = self._kinds(entry, content)
        if is_folder and (entry.size or (content is not None and content.size)):
            yield from self._report.say(AnomalyKind.SIZE_ON_NON_FILE, at, f"a folder of {entry.size:,} bytes", path)
        yield from self._mode_remarks(entry, at, path, content)
        sizes: list[tuple[bytes | None, int]] = [
            (content.data, content.size) if content is not None else (None, entry.size)
        ]
        if content is not None and content.data is not None and entry.size < content.size:
            # zipfile gives out as much as the header says, others everything.
            sizes.append((content.data[: entry.size], entry.size))
        for shown in paths:
            for made in kinds:
                for data, size in sizes:
                    self._budget.charge_member()
                    yield Member(
                        container=self._location,
                        raw_name=entry.raw,
                        path=shown,
                        kind=made,
                        size=size,
                        content=data if made is MemberKind.FILE else None,
                        offset=at,
                        mode=entry.mode & 0o7777,
                        link_target=_target(content) if made is MemberKind.SYMLINK else None,
                    )

    def _name_remarks(self, entry: Entry, at: int, path: str) -> Events:
        if not entry.raw.isascii() and not entry.flags & FLAG_UTF8:
            detail = "the name is not ASCII and not marked as UTF-8: code page 437 to some readers"
            yield from self._report.say(AnomalyKind.UNDECODABLE_NAME, at, detail, path)
        unicode_path = entry.extra.unicode_path
        if unicode_path is not None and unicode_path[_UTF8_NAME_HEAD:] != entry.raw:
            shown = unicode_path[_UTF8_NAME_HEAD : _UTF8_NAME_HEAD + 200].decode("utf-8", "replace")
            detail = f"an extra field names it {shown!r}, which some readers take"
            yield from self._report.say(AnomalyKind.UNICODE_PATH, at, detail, path)
        yield from self.record_remarks(entry, path)
        if entry.comment:
            detail = f"a comment of {entry.comment:,} bytes on the member"
            yield from self._report.say(AnomalyKind.ARCHIVE_COMMENT, entry.at, detail, path)
        if entry.disk:
            detail = f"the member begins on disk {entry.disk}"
            yield from self._report.say(AnomalyKind.END_RECORD_INCONSISTENT, entry.at, detail, path)

    def record_remarks(self, entry: Entry, path: str) -> Events:
        """Yield what is not strict about the extra fields of a record."""
        if entry.extra.problem:
            yield from self._report.say(AnomalyKind.EXTRA_FIELD, entry.at, entry.extra.problem, path)
        if entry.zip64_problem:
            yield from self._report.say(AnomalyKind.ZIP64_INCONSISTENT, entry.at, entry.zip64_problem, path)

    def _mode_remarks(self, entry: Entry, at: int, path: str, content: Content | None) -> Events:
        form = stat.S_IFMT(entry.mode)
        if form == stat.S_IFLNK:
            for problem, detail in link_anomalies(MemberKind.SYMLINK, path, _target(content) or ""):
                yield from self._report.say(problem, at, f"{detail}; pip writes it as a file", path)
        elif form == stat.S_IFDIR:
            if entry.raw[-1:] != b"/":
                detail = "a folder by its mode, a file by its name"
                yield from self._report.say(AnomalyKind.SPECIAL_FILE, at, detail, path)
        elif form not in (0, stat.S_IFREG):
            detail = f"mode {entry.mode:o} is a device, FIFO or socket; pip writes it as a file"
            yield from self._report.say(AnomalyKind.SPECIAL_FILE, at, detail, path)

    def _kinds(self, entry: Entry, content: Content | None) -> tuple[MemberKind, ...]:
        if entry.raw[-1:] == b"/":
            return (MemberKind.DIRECTORY,)
        if stat.S_ISLNK(entry.mode) and content is not None:
            return (MemberKind.FILE, MemberKind.SYMLINK)
        return (MemberKind.FILE,)

    def _content(self, entry: Entry, at: int, start: int | None, path: str) -> tuple[Content | None, list[Event]]:
        location = (*self._location, path)
        if start is None:
            why = f"its local header is not at {at:,}, so its content was not found; pack the archive again"
            return None, [Gap(kind=GapKind.UNREADABLE, location=location, why=why)]
        if entry.is_encrypted:
            why = "it is encrypted, so its content was not examined; ship it unencrypted"
            gap = Gap(kind=GapKind.UNSUPPORTED, location=location, why=why)
            return None, [*self._report.say(AnomalyKind.ENCRYPTED, at, "encrypted", path), gap]
        if entry.method not in (STORED, DEFLATED) or entry.flags & FLAG_PATCHED:
            name = "patch data" if entry.flags & FLAG_PATCHED else _METHODS.get(entry.method, "unknown")
            detail = f"compression method {entry.method} ({name})"
            gap = Gap(
                kind=GapKind.UNSUPPORTED,
                location=location,
                why=f"{detail}: its content was not examined; pack it with deflate",
            )
            return None, [*self._report.say(AnomalyKind.UNSUPPORTED_METHOD, at, detail, path), gap]
        data = self.plain_content(entry, start)
        if data is not None:
            return Content(data=data, size=len(data), crc=entry.crc, consumed=entry.packed), []
        content = take_out(self._window, start, entry.packed, entry.method, self._budget)
        return content, [*self._content_remarks(entry, at, start, path, content)]

    def _content_remarks(self, entry: Entry, at: int, start: int, path: str, content: Content) -> Events:
        location = (*self._location, path)
        say = self._report.say
        if start + entry.packed > self._window.size:
            detail = f"its {entry.packed:,} packed bytes reach beyond the end of the file"
            yield from say(AnomalyKind.TRUNCATED, at, detail, path)
        elif content.cut:
            detail = f"the deflate data goes on after its {entry.packed:,} packed bytes"
            yield from say(AnomalyKind.SIZE_MISMATCH, at, detail, path)
        elif not content.broken and content.consumed < entry.packed:
            detail = f"the deflate data ends after {content.consumed:,} of {entry.packed:,} packed bytes"
            yield from say(AnomalyKind.SIZE_MISMATCH, at, detail, path)
        if content.size != entry.size:
            detail = f"{content.size:,} bytes came out, the headers say {entry.size:,}"
            yield from say(AnomalyKind.SIZE_MISMATCH, at, detail, path)
        if content.broken:
            detail = f"the deflate data is damaged after {content.size:,} bytes"
            yield from say(AnomalyKind.CHECKSUM_MISMATCH, at, detail, path)
        elif content.crc != entry.crc:
            detail = f"CRC-32 is {content.crc:08x}, the headers say {entry.crc:08x}"
            yield from say(AnomalyKind.CHECKSUM_MISMATCH, at, detail, path)
        if content.broken or content.cut:
            why = f"only {content.size:,} bytes of it could be read; pack the archive again"
            yield Gap(kind=GapKind.UNREADABLE, location=location, why=why)
        elif content.data is None:
            limit = self._limits.member_bytes
            why = (
                f"member_bytes: {content.size:,} bytes are over the limit of {limit:,}, so they were not examined. "
                "Raise member_bytes under [limits] in the configuration."
            )
            yield Gap(kind=GapKind.LIMIT, location=location, why=why)


def _target(content: Content | None) -> str | None:
    if content is None or content.data is None:
        return None
    return decode_name(content.data[:_LINK_BYTES])


def _paths(entry: Entry) -> list[str]:
    """Return every path that some reader would write the member to; the plain one first."""
    raw = entry.raw
    paths = [decode_name(raw)]
    if not raw.isascii() and not entry.flags & FLAG_UTF8:
        paths.append(decode_name(raw.decode("cp437").encode()))
    if entry.extra.unicode_path is not None:
        paths.append(decode_name(entry.extra.unicode_path[_UTF8_NAME_HEAD:]))
    if b"\0" in raw:
        paths.append(decode_name(raw.partition(b"\0")[0]))
    if b"\\" in raw:
        paths.append(decode_name(raw.replace(b"\\", b"/")))
    return list(dict.fromkeys(paths))
