"""Asks a server that has OSV's exports: for what changed, for single records, for everything."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Protocol

from msgspec import Struct

from pkgaudit.containers.source import FileSource
from pkgaudit.knowledge.osv_changes import Changes, ChangesError, reaches, read_changes
from pkgaudit.knowledge.osv_export import LIMITS, ExportError, Harvest, read_export
from pkgaudit.knowledge.osv_file import OsvMark
from pkgaudit.knowledge.osv_record import LARGEST_RECORD, OSV_NAMES, BadRecordError, read_record
from pkgaudit.model.grades import Ecosystem
from pkgaudit.registry.answer import MissingError, Wanted
from pkgaudit.registry.download import Downloader
from pkgaudit.registry.web_address import shown_url

_ZIP = frozenset({"application/zip", "application/x-zip-compressed", "application/octet-stream"})
_CSV = frozenset({"text/csv", "application/csv", "text/plain", "application/octet-stream"})
_JSON = frozenset({"application/json", "text/json", "text/plain", "application/octet-stream"})
_LARGEST_LIST = 256 * 1024 * 1024


class UpdateError(Exception):
    """Data that was fetched and must not be used; the old data stays in force, and the sentence says what to do."""


class Watcher(Protocol):
    """Is told how far an update has come."""

    def fetching(self, what: str, there: int, total: int | None) -> None:
        """Bytes of a download are there."""
        ...

    def reading(self, what: str, records: int) -> None:
        """Members of an export, or changed records, were read."""
        ...

    def note(self, text: str) -> None:
        """Something is done in another way than usual."""
        ...


class OsvSource(Struct, frozen=True, kw_only=True):
    """One server.

    Attributes:
        address: Of the exports, without a slash at its end.
        folder: Where a download may lie while it is read.
        downloader: Fetches.
        now: With a time zone.
        watcher: Told of progress.
    """

    address: str
    folder: Path
    downloader: Downloader
    now: datetime
    watcher: Watcher

    def changes(self, ecosystem: Ecosystem, known: OsvMark | None) -> Changes | None:
        """Return what changed; None when the list is not there or cannot be followed.

        Raises:
            DownloadError: It could not be had.
        """
        url = self.url(ecosystem, "modified_id.csv")
        wanted = Wanted(url=url, most_bytes=_LARGEST_LIST, content_types=_CSV)
        try:
            content = self.downloader.read(wanted, lambda content: reaches(content, known))
            return read_changes(content, known, self.now)
        except (MissingError, ChangesError) as error:
            self.watcher.note(f"{shown_url(url)}: {error}" if isinstance(error, ChangesError) else str(error))
            return None

    def changed(self, ecosystem: Ecosystem, ids: tuple[str, ...]) -> Harvest | None:
        """Return the records of these ids; None when one is not there.

        Raises:
            DownloadError: One of them could not be had.
        """
        harvest = Harvest()
        for number, record_id in enumerate(ids, start=1):
            url = self.url(ecosystem, f"{record_id}.json")
            try:
                content = self.downloader.read(Wanted(url=url, most_bytes=LARGEST_RECORD, content_types=_JSON))
                harvest.take(read_record(content, record_id, ecosystem))
            except MissingError as error:
                self.watcher.note(str(error))
                return None
            except BadRecordError as error:
                harvest.refuse(record_id, str(error))
            self.watcher.reading(OSV_NAMES[ecosystem], number)
        return harvest

    def whole(self, ecosystem: Ecosystem) -> Harvest:
        """Return every record.

        Raises:
            DownloadError: The export could not be had.
            UpdateError: It must not be believed.
        """
        url = self.url(ecosystem, "all.zip")
        name = OSV_NAMES[ecosystem]
        wanted = Wanted(url=url, most_bytes=LIMITS.artifact_bytes, content_types=_ZIP)
        # It has no name, so it is gone when this process is, in whatever way.
        with TemporaryFile(dir=self.folder) as file:
            self.downloader.save(wanted, file, lambda there, total: self.watcher.fetching(name, there, total))
            try:
                return read_export(
                    FileSource(file.fileno()), ecosystem, lambda members: self.watcher.reading(name, members)
                )
            except ExportError as error:
                raise UpdateError(
                    f"{shown_url(url)}: must not be believed: {error}; try again later, and check the "
                    "address and the proxy"
                ) from None

    def url(self, ecosystem: Ecosystem, name: str) -> str:
        """Return the address of one of an ecosystem's files."""
        return f"{self.address}/{OSV_NAMES[ecosystem]}/{name}"
