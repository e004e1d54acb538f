"""Brings the OSV index up to date: by what changed where that can be told, else by everything, in one swap."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from pkgaudit.knowledge.data_folder import OSV_FILE
from pkgaudit.knowledge.osv_export import Harvest
from pkgaudit.knowledge.osv_file import (
    PARTIAL_ENDING,
    OsvEntry,
    OsvFacts,
    OsvIndexError,
    OsvMark,
    write_index,
)
from pkgaudit.knowledge.osv_index import OsvIndex, open_index
from pkgaudit.knowledge.osv_lock import locked
from pkgaudit.knowledge.osv_record import OSV_NAMES
from pkgaudit.knowledge.osv_source import OsvSource, UpdateError, Watcher
from pkgaudit.model.grades import Ecosystem
from pkgaudit.registry.download import Downloader
from pkgaudit.registry.web_address import checked_url, shown_url

SOURCE = "https://storage.googleapis.com/osv-vulnerabilities"
"""Where OSV publishes its exports: https://google.github.io/osv.dev/data/"""

SOURCE_VARIABLE = "PKGAUDIT_OSV_URL"
LOCK_NAME = "osv.lock"

# Each is a request of its own; from here on the whole export is sooner there.
_MOST_CHANGES = 500
# A record that was deleted is in no list of changes: only the whole export shows that it is gone.
_WHOLE_AFTER = timedelta(days=30)
_BAD_ALLOWED = 10
_BAD_SHARE = 100
_FEW = 100

Entries = dict[str, tuple[OsvEntry, ...]]


class EcosystemUpdate(Struct, frozen=True, kw_only=True):
    """What became of one ecosystem.

    Attributes:
        whole: Whether everything was fetched anew.
        records: How many there are now.
        added: Ids that were not there before.
        changed: Ids that say something else now.
        removed: Ids that are gone: withdrawn, or deleted.
        bad: Records that were passed over because something is wrong with them.
        shown: What, for the first few.
    """

    whole: bool
    records: int
    added: int
    changed: int
    removed: int
    bad: int
    shown: tuple[str, ...]


class Update(Struct, frozen=True, kw_only=True):
    """What an update came to.

    Attributes:
        index: As it is now.
        written: Whether it is another one than before.
        ecosystems: What became of each.
    """

    index: OsvIndex
    written: bool
    ecosystems: Mapping[Ecosystem, EcosystemUpdate]


def update_osv(folder: Path, source: str, downloader: Downloader, now: datetime, watcher: Watcher) -> Update:
    """Fetch what is new and put the new index in the place of the old one.

    Until that last step the old index is in force, whatever happens.

    Args:
        folder: Where fetched data lies; made when it is not there.
        source: Address of the exports, as `SOURCE`.
        downloader: Fetches.
        now: With a time zone.
        watcher: Told of progress.

    Raises:
        UrlError: The address may not be asked.
        DownloadError: Something could not be had.
        UpdateError: What came must not be used.
        LockedError: Another update is running.
        OSError: The folder cannot be written to.
    """
    source = checked_url(source).rstrip("/")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(folder / LOCK_NAME):
        for left in folder.glob(f"{OSV_FILE}.*{PARTIAL_ENDING}"):
            left.unlink(missing_ok=True)
        path = folder / OSV_FILE
        index, old = _the_old(path, shown_url(source), watcher)
        server = OsvSource(address=source, folder=folder, downloader=downloader, now=now, watcher=watcher)
        run = _Run(source=server, path=path)
        entries: dict[Ecosystem, Entries] = {}
        marks: dict[Ecosystem, OsvMark] = {}
        told: dict[Ecosystem, EcosystemUpdate] = {}
        for ecosystem in OSV_NAMES:
            known = None if index is None else index.facts.marks.get(ecosystem)
            entries[ecosystem], marks[ecosystem], told[ecosystem] = run.ecosystem(ecosystem, known, old[ecosystem])
        if index is not None and index.facts.marks == marks:
            return Update(index=index, written=False, ecosystems=told)
        as_of = min(now, *(mark.newest for mark in marks.values())).date()
        facts = OsvFacts(
            as_of=as_of,
            fetched=now,
            source=shown_url(source),
            counts={ecosystem: len(each) for ecosystem, each in entries.items()},
            marks=marks,
        )
        write_index(path, facts, (each for names in entries.values() for said in names.values() for each in said))
        new = open_index(path)
    if new is None:
        raise UpdateError(f"{path}: is gone right after it was written; look at what cleans this folder")
    return Update(index=new, written=True, ecosystems=told)


class _Run(Struct, frozen=True, kw_only=True):
    """One update."""

    source: OsvSource
    path: Path

    def ecosystem(
        self, ecosystem: Ecosystem, known: OsvMark | None, old: Entries
    ) -> tuple[Entries, OsvMark, EcosystemUpdate]:
        """Return everything that is known of an ecosystem now, how far, and what is new about it."""
        changes = self.source.changes(ecosystem, known)
        if known is not None and changes is not None and changes.ids is not None and self._follows(known, changes.ids):
            harvest = self.source.changed(ecosystem, changes.ids)
            if harvest is not None:
                mark = OsvMark(newest=changes.newest, at_newest=changes.at_newest, whole=known.whole)
                new = {**old, **harvest.entries}
                return self._judged(ecosystem, old, new, harvest, mark, whole=False)
        harvest = self.source.whole(ecosystem)
        if harvest.newest is None:
            shown = shown_url(self.source.url(ecosystem, "all.zip"))
            raise UpdateError(f"{shown}: has no record of a malicious package; check the address")
        newest, at_newest = (harvest.newest, ()) if changes is None else (changes.newest, changes.at_newest)
        mark = OsvMark(newest=min(newest, self.source.now), at_newest=at_newest, whole=self.source.now.date())
        return self._judged(ecosystem, old, dict(harvest.entries), harvest, mark, whole=True)

    def _judged(
        self, ecosystem: Ecosystem, old: Entries, new: Entries, harvest: Harvest, mark: OsvMark, *, whole: bool
    ) -> tuple[Entries, OsvMark, EcosystemUpdate]:
        """Refuse what looks wrong as a whole; else say what is new."""
        name = OSV_NAMES[ecosystem]
        if harvest.bad > max(_BAD_ALLOWED, len(harvest.entries) // _BAD_SHARE):
            raise UpdateError(
                f"{name}: {harvest.bad:,} records are not as the schema says, the first: {'; '.join(harvest.shown)}. "
                "Nothing of it is used; see whether there is a newer pkgaudit"
            )
        # What was known of a record that is wrong now is better than nothing.
        new = {**{record_id: old[record_id] for record_id in harvest.refused if record_id in old}, **new}
        new = {record_id: entries for record_id, entries in new.items() if entries}
        if len(old) >= _FEW and len(new) < len(old) // 2:
            raise UpdateError(
                f"{name}: only {len(new):,} records are left of {len(old):,}, so it is not believed. "
                f"If it is right, delete {self.path} and update again"
            )
        told = EcosystemUpdate(
            whole=whole,
            records=len(new),
            added=len(new.keys() - old.keys()),
            changed=sum(_differs(old[record_id], new[record_id]) for record_id in new.keys() & old.keys()),
            removed=len(old.keys() - new.keys()),
            bad=harvest.bad,
            shown=tuple(harvest.shown),
        )
        return new, mark, told

    def _follows(self, known: OsvMark, ids: tuple[str, ...]) -> bool:
        return len(ids) <= _MOST_CHANGES and self.source.now.date() - known.whole < _WHOLE_AFTER


def _the_old(path: Path, source: str, watcher: Watcher) -> tuple[OsvIndex | None, dict[Ecosystem, Entries]]:
    """Return the index there is and what is in it, when what is new can be added to it."""
    try:
        index = open_index(path)
        if index is None or index.facts.source == source:
            return index, _by_id(index)
        watcher.note(f"{path}: comes from {index.facts.source}, so all of it is fetched again")
    except OsvIndexError as error:
        watcher.note(f"{path}: {error.what}, so all of it is fetched again")
    return None, _by_id(None)


def _by_id(index: OsvIndex | None) -> dict[Ecosystem, Entries]:
    found: dict[Ecosystem, dict[str, list[OsvEntry]]] = {ecosystem: {} for ecosystem in OSV_NAMES}
    for entry in () if index is None else index.entries():
        found[entry.ecosystem].setdefault(entry.id, []).append(entry)
    return {
        ecosystem: {record_id: tuple(each) for record_id, each in records.items()}
        for ecosystem, records in found.items()
    }


def _differs(old: tuple[OsvEntry, ...], new: tuple[OsvEntry, ...]) -> bool:
    return set(old) != set(new)
