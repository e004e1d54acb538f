"""An update brings what is new, and whatever goes wrong, the data that was there stays in force."""

from __future__ import annotations

import fcntl
import gzip
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pkgaudit.knowledge import osv_export, osv_update
from pkgaudit.knowledge.data_folder import OSV_FILE
from pkgaudit.knowledge.osv_index import open_index
from pkgaudit.knowledge.osv_lock import LockedError
from pkgaudit.knowledge.osv_source import UpdateError
from pkgaudit.knowledge.osv_update import LOCK_NAME, Update, update_osv
from pkgaudit.knowledge.version_span import is_span
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import Limits
from pkgaudit.registry.answer import DownloadError
from pkgaudit.registry.download import Downloader, Patience
from pkgaudit.registry.web_address import UrlError
from tests.knowledge.osv_server import CSV, EARLY, EVERY, JSON, NOW, ZIP, OsvServer, Record, csv, zipped
from tests.registry.local_server import Answer, local_server
from tests.tools import ROOT, outside_data, unmeasured

NPM, PYPI = Ecosystem.NPM, Ecosystem.PYPI
LATER = EARLY + timedelta(hours=1)

ACME = Record(id="MAL-2026-1", name="acme-every", ranges=[EVERY])
EXACT = Record(id="MAL-2026-2", name="@acme/exact", versions=["0.0.1-security", "1.14.1"])
GONE = Record(id="MAL-2026-3", name="acme-gone", ranges=[EVERY], withdrawn=EARLY)
UNNUMBERED = Record(id="MAL-0000-4", name="acme-unnumbered", ranges=[EVERY])
PLACEHOLDER = Record(id="MAL-2026-5", name="acme-placeholder", versions=["0.0.1-security"])
PY = Record(id="MAL-2026-6", name="Acme_Py", ecosystem="PyPI", versions=["2.0"])
RECORDS = (ACME, EXACT, GONE, UNNUMBERED, PLACEHOLDER, PY)
NEWER = Record(id="MAL-2026-7", name="acme-newer", ranges=[EVERY], modified=LATER)
WHOLE = ["npm/modified_id.csv", "npm/all.zip", "PyPI/modified_id.csv", "PyPI/all.zip"]


class Notes:
    """Keeps what an update tells."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.told: list[tuple[str, int]] = []

    def fetching(self, what: str, there: int, total: int | None) -> None:
        assert what
        assert total is None or there <= total

    def reading(self, what: str, records: int) -> None:
        self.told.append((what, records))

    def note(self, text: str) -> None:
        self.notes.append(text)


class Place:
    """A data folder and the server that it is brought up to date from."""

    def __init__(self, folder: Path, server: OsvServer) -> None:
        self.folder = folder
        self.server = server
        self.path = folder / OSV_FILE
        self.notes: list[str] = []
        self.told: list[tuple[str, int]] = []

    def update(self, now: datetime = NOW, *, source: str = "") -> Update:
        patience = Patience(silence=0.5, whole=20, attempts=2)
        notes = Notes()
        self.notes, self.told = notes.notes, notes.told
        self.server.asked()
        with Downloader(patience, sleep=lambda _: None) as downloader:
            return update_osv(self.folder, source or self.server.address, downloader, now, notes)

    def names(self) -> set[str]:
        index = open_index(self.path)
        assert index is not None
        return {entry.name for entry in index.entries()}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with local_server() as server:
        osv = OsvServer(server)
        osv.publish(*RECORDS)
        yield Place(tmp_path / "data", osv)


@pytest.mark.parametrize("streamed", [False, True])
def test_the_first_update_fetches_everything(place: Place, *, streamed: bool) -> None:
    place.server.publish(*RECORDS, streamed=streamed)

    update = place.update()

    assert WHOLE == place.server.asked()
    assert update.written
    index = update.index
    assert (EARLY.date(), {NPM: 2, PYPI: 1}) == (index.as_of, index.counts)
    assert index.lookup(NPM, "acme-every", "1.0.0") == "MAL-2026-1"
    assert index.lookup(NPM, "@acme/exact", "1.14.1") == "MAL-2026-2"
    assert index.lookup(PYPI, "acme.py", "2") == "MAL-2026-6"
    assert {"acme-every", "@acme/exact", "acme-py"} == place.names()
    assert (2, 2, 0, 0) == counts(update, NPM)
    assert {OSV_FILE, LOCK_NAME} == {each.name for each in place.folder.iterdir()}


def counts(update: Update, ecosystem: Ecosystem) -> tuple[int, int, int, int]:
    told = update.ecosystems[ecosystem]
    return told.records, told.added, told.changed, told.removed


def test_a_second_update_with_nothing_new_changes_nothing(place: Place) -> None:
    place.update()
    before = place.path.stat()

    update = place.update()

    assert ["npm/modified_id.csv", "PyPI/modified_id.csv"] == place.server.asked()
    assert not update.written
    assert (before.st_ino, before.st_mtime_ns) == (place.path.stat().st_ino, place.path.stat().st_mtime_ns)


def test_only_what_changed_is_fetched(place: Place) -> None:
    place.update()
    changed = Record(id=EXACT.id, name=EXACT.name, versions=["1.14.1", "1.14.2"], modified=LATER)
    withdrawn = Record(id=ACME.id, name=ACME.name, ranges=[EVERY], modified=LATER, withdrawn=LATER)
    place.server.publish(changed, withdrawn, NEWER)

    update = place.update()

    ids = ["npm/MAL-2026-7.json", "npm/MAL-2026-2.json", "npm/MAL-2026-1.json"]
    assert ["npm/modified_id.csv", *ids, "PyPI/modified_id.csv"] == place.server.asked()
    assert (2, 1, 1, 1) == counts(update, NPM)
    assert update.index.lookup(NPM, "acme-every", "1.0.0") is None
    assert update.index.lookup(NPM, "@acme/exact", "1.14.2") == "MAL-2026-2"
    assert update.index.lookup(NPM, "acme-newer", "1.0.0") == "MAL-2026-7"
    assert update.index.lookup(PYPI, "acme-py", "2") == "MAL-2026-6"


def test_the_date_is_that_of_the_data_and_not_of_the_fetching(place: Place) -> None:
    place.update()
    assert EARLY.date() == place.update(NOW + timedelta(days=20)).index.as_of

    place.server.publish(NEWER, Record(id=PY.id, name="acme-py", ecosystem="PyPI", versions=["3"], modified=NOW))
    update = place.update(NOW + timedelta(days=20))

    assert LATER.date() == update.index.as_of


def test_a_month_after_the_last_time_everything_is_fetched_again(place: Place) -> None:
    place.update()
    del place.server.records[ACME.id]
    place.server.publish()

    update = place.update(NOW + timedelta(days=31))

    assert WHOLE == place.server.asked()
    assert (1, 0, 0, 1) == counts(update, NPM)


def test_so_many_changes_that_everything_is_sooner_there(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.update()
    monkeypatch.setattr(osv_update, "_MOST_CHANGES", 1)
    place.server.publish(NEWER, Record(id="MAL-2026-8", name="acme-newest", ranges=[EVERY], modified=NOW))

    place.update()

    assert {"acme-newer", "acme-newest"} < place.names()
    assert [*WHOLE[:2], "PyPI/modified_id.csv"] == place.server.asked()


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (b"<html>", "no time and id"),
        (b"", "is empty"),
        (csv([(NOW + timedelta(days=300), "MAL-2026-1")]), "from the future"),
        (None, "is not there"),
    ],
)
def test_without_a_list_that_can_be_followed_everything_is_fetched(
    place: Place, content: bytes | None, note: str
) -> None:
    place.update()
    place.server.publish(NEWER)
    place.server.answer(
        "npm/modified_id.csv", Answer(status=404) if content is None else Answer(body=content, headers=CSV)
    )

    place.update()

    assert [*WHOLE[:2], "PyPI/modified_id.csv"] == place.server.asked()
    assert "acme-newer" in place.names()
    assert note in place.notes[0]


def test_a_changed_record_that_is_gone_makes_everything_be_fetched(place: Place) -> None:
    place.update()
    place.server.publish(NEWER)
    place.server.answer("npm/MAL-2026-7.json", Answer(status=404))

    place.update()

    assert "npm/all.zip" in place.server.asked()
    assert "acme-newer" in place.names()


def test_another_source_makes_everything_be_fetched(place: Place) -> None:
    place.update()
    other = place.server.address.replace("127.0.0.1", "localhost")

    place.update(source=other + "/")

    assert WHOLE == place.server.asked()
    assert f"comes from {place.server.address}" in place.notes[0]


def test_a_damaged_index_is_fetched_again(place: Place) -> None:
    place.update()
    place.path.write_bytes(place.path.read_bytes().replace(b"acme-every", b"acme-ever1"))

    place.update()

    assert WHOLE == place.server.asked()
    assert "is damaged" in place.notes[0]
    assert "acme-every" in place.names()


GOOD_ZIP = zipped([(f"{ACME.id}.json", ACME.json), (f"{EXACT.id}.json", EXACT.json)])
BOMB = zipped([(f"MAL-2026-{number}.json", b" " * 3_000_000) for number in range(9)])


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(body=GOOD_ZIP, headers=ZIP, cut=200), "after 2 attempts"),
        (Answer(body=GOOD_ZIP[:-30], headers=ZIP), "must not be believed"),
        (Answer(body=GOOD_ZIP[:300], headers=ZIP), "must not be believed"),
        (Answer(body=GOOD_ZIP.replace(b"\x03\x14", b"\x03\x15", 1)[:60] + b"\0" * 40 + GOOD_ZIP[100:], headers=ZIP),
         "must not be believed"),
        (Answer(body=GOOD_ZIP + GOOD_ZIP, headers=ZIP), "must not be believed"),
        (Answer(body=b"PK" + bytes(100), headers=ZIP), "must not be believed"),
        (Answer(body=b"", headers=ZIP), "must not be believed"),
        (Answer(body=b"<html>", headers={"Content-Type": "text/html; charset=utf-8"}), "is 'text/html'"),
        (Answer(body=BOMB, headers=ZIP), "must not be believed: ratio"),
        (Answer(body=GOOD_ZIP, headers=ZIP, silence=3), "imed out"),
        (Answer(status=500), "status 500"),
        (Answer(status=429, headers={"Retry-After": "86400"}), "asks to wait 86,400 s"),
        (Answer(status=404), "is not there"),
        (Answer(body=zipped([("GHSA-1.json", b"{}")]), headers=ZIP), "has no record of a malicious package"),
        (Answer(body=zipped([("MAL-2026-1.json", b"{}")] * 1), headers=ZIP), "has no record of a malicious package"),
    ],
)  # fmt: skip
def test_whatever_comes_that_is_not_right_leaves_the_old_data(
    place: Place, answer: Answer, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(osv_export, "LIMITS", Limits(ratio_floor_bytes=1_000_000))
    place.update()
    before = place.path.read_bytes()
    place.server.publish(NEWER)
    place.server.answer("npm/modified_id.csv", Answer(status=404))
    place.server.answer("npm/all.zip", answer)

    with pytest.raises((DownloadError, UpdateError), match=error):
        place.update()

    assert before == place.path.read_bytes()
    assert {OSV_FILE, LOCK_NAME} == {each.name for each in place.folder.iterdir()}


def test_a_server_that_is_busy_is_asked_again(place: Place) -> None:
    good = place.server.server.answers["/osv/npm/all.zip"][0]
    place.server.answer("npm/all.zip", Answer(status=429, headers={"Retry-After": "1"}), good)
    place.server.answer("PyPI/modified_id.csv", Answer(status=500), Answer(status=404))

    place.update()

    assert {"acme-every", "@acme/exact", "acme-py"} == place.names()


def test_a_few_wrong_records_are_counted_and_what_was_known_of_them_stays(place: Place) -> None:
    place.update()
    good = Record(id="MAL-2026-9", name="acme-good", ranges=[EVERY], modified=LATER)
    hostile = [
        Record(id="MAL-2026-20", name="acme\nnaxios 2026-1 *", ranges=[EVERY]),
        Record(id="MAL-2026-21", name="../../etc", versions=["1 2"]),
        Record(id=ACME.id, name="\x1b]0;x\x07", ranges=[EVERY]),
    ]
    members = [(f"{record.id}.json", record.json) for record in (EXACT, good, *hostile)]
    twice = Record(id=good.id, name="acme-old-name", ranges=[EVERY])
    place.server.answer("npm/modified_id.csv", Answer(status=404))
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped([*members, (f"{good.id}.json", twice.json)])
    place.server.answer("npm/all.zip", Answer(body=content, headers=ZIP))

    with pytest.raises(UpdateError, match="duplicate-name"):
        place.update()
    place.server.answer("npm/all.zip", Answer(body=zipped(members), headers=ZIP))
    update = place.update()

    assert {"acme-every", "@acme/exact", "acme-good", "acme-py"} == place.names()
    assert (3, 3) == (update.ecosystems[NPM].bad, len(update.ecosystems[NPM].shown))


def test_too_many_wrong_records_refuse_the_whole(place: Place) -> None:
    place.update()
    before = place.path.read_bytes()
    wrong = [(f"MAL-2026-{number}.json", b"{}") for number in range(100, 120)]
    place.server.answer("npm/modified_id.csv", Answer(status=404))
    place.server.answer("npm/all.zip", Answer(body=zipped([*wrong, (f"{ACME.id}.json", ACME.json)]), headers=ZIP))

    with pytest.raises(UpdateError, match=r"20 records are not as the schema says, the first: MAL-2026-100: is no OSV"):
        place.update()
    assert before == place.path.read_bytes()


def test_a_wrong_change_is_counted_and_what_was_known_stays(place: Place) -> None:
    place.update()
    place.server.publish(Record(id=ACME.id, name=ACME.name, versions=["1"], modified=LATER))
    place.server.put(f"npm/{ACME.id}.json", b"{}", JSON)

    update = place.update()

    assert 1 == update.ecosystems[NPM].bad
    assert update.index.every(NPM, "acme-every") == ACME.id


def test_a_record_that_is_too_long_is_counted(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osv_export, "LIMITS", Limits(member_bytes=3_000))
    long = Record(id="MAL-2026-30", name="acme-long", versions=[f"1.0.{number}" for number in range(1000)])
    place.server.publish(long)

    update = place.update()

    assert (2, 1) == (update.ecosystems[NPM].records, update.ecosystems[NPM].bad)


def test_progress_is_told_now_and_then(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osv_export, "_EVERY", 2)

    place.update()

    assert [2, 4, 6, 6] == [number for what, number in place.told if what == "npm"]


def test_a_record_about_something_else_that_is_too_long_is_passed_over(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(osv_export, "LIMITS", Limits(member_bytes=3_000))
    members = [("GHSA-1.json", b" " * 5_000), (f"{ACME.id}.json", ACME.json)]
    place.server.put("npm/all.zip", zipped(members), ZIP)

    assert (1, 0) == (place.update().ecosystems[NPM].records, place.update().ecosystems[NPM].bad)


def test_a_member_that_cannot_be_read_refuses_the_whole(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osv_export, "LIMITS", Limits(member_bytes=3_000))
    place.server.put("npm/all.zip", zipped([("README", b" " * 5_000), (f"{ACME.id}.json", ACME.json)]), ZIP)

    with pytest.raises(UpdateError, match="README: member_bytes"):
        place.update()


def test_an_export_that_lost_most_of_its_records_is_not_believed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osv_update, "_FEW", 4)
    place.server.publish(*(Record(id=f"MAL-2026-{n}", name=f"acme-{n}", ranges=[EVERY]) for n in range(40, 50)))
    place.update()
    for number in range(40, 50):
        del place.server.records[f"MAL-2026-{number}"]
    place.server.publish()
    place.server.answer("npm/modified_id.csv", Answer(status=404))

    with pytest.raises(UpdateError, match=r"only 2 records are left of 12, .* delete .*osv\.index"):
        place.update()
    assert "acme-40" in place.names()


def test_an_address_without_protection_is_refused_before_anything_is_done(place: Place) -> None:
    with pytest.raises(UrlError, match="write https://"):
        place.update(source="http://osv.example/")
    assert not place.folder.exists()


def test_two_updates_do_not_run_at_once(place: Place) -> None:
    place.update()
    with (place.folder / LOCK_NAME).open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        with pytest.raises(LockedError, match="another update"):
            place.update()
    assert not place.update().written


def test_what_an_ended_update_left_is_taken_away(place: Place) -> None:
    place.folder.mkdir()
    left = place.folder / f"{OSV_FILE}.123.partial"
    left.write_bytes(b"half")

    place.update()

    assert not left.exists()


def test_real_records_are_fetched_changed_and_withdrawn(place: Place) -> None:
    with gzip.open(outside_data("osv_malicious_2026-06-11.jsonl.gz"), "rt", encoding="utf-8") as lines:
        known = [json.loads(line) for number, line in enumerate(lines) if number % 40 == 0]
    records = [
        Record(
            id=one["id"],
            name=one["name"],
            ecosystem=one["ecosystem"],
            versions=() if one["versions"] == "*" else one["versions"],
            ranges=[EVERY] if one["versions"] == "*" else [_events(each) for each in one.get("ranges", ())],
            modified=EARLY - timedelta(seconds=number),
            withdrawn=EARLY if one.get("withdrawn") else None,
        )
        for number, one in enumerate(known)
    ]
    place.server.records.clear()
    place.server.publish(*records)
    first = place.update()
    live = [record for record in records if record.withdrawn is None]
    withdrawn = [replace(record, modified=LATER, withdrawn=LATER) for record in live[::500]]
    place.server.publish(*withdrawn)

    second = place.update()

    assert len(records) > 5_000
    assert first.ecosystems[NPM].bad == first.ecosystems[PYPI].bad == 0
    assert sum(told.records for told in first.ecosystems.values()) > 0.99 * len(live)
    assert len(withdrawn) == sum(told.removed for told in second.ecosystems.values())
    assert not any(told.whole for told in second.ecosystems.values())
    gone = {record.id for record in withdrawn}
    for record in live[::50]:
        ecosystem = Ecosystem(record.ecosystem.lower())
        said = second.index.bad_versions(ecosystem, record.name)
        assert (record.id in gone) is (not said)
        assert set(said) <= {"*", *record.versions} or any(is_span(word) for word in said)


def _events(span: dict[str, str]) -> list[dict[str, str]]:
    return [{kind: span[kind]} for kind in ("introduced", "fixed", "last_affected") if kind in span]


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from pkgaudit.knowledge import osv_export, osv_file
from pkgaudit.knowledge.osv_update import update_osv
from pkgaudit.registry.download import Downloader

class Watcher:
    def fetching(self, what, there, total):
        if sys.argv[3] == "fetching":
            os.kill(os.getpid(), signal.SIGKILL)
    def reading(self, what, records):
        if sys.argv[3] == "reading":
            os.kill(os.getpid(), signal.SIGKILL)
    def note(self, text):
        pass

if sys.argv[3] == "writing":
    os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
update_osv(Path(sys.argv[1]), sys.argv[2], Downloader(), datetime.now(tz=UTC), Watcher())
"""


@pytest.mark.parametrize("moment", ["fetching", "reading", "writing"])
def test_an_update_that_is_killed_leaves_the_old_data(place: Place, moment: str) -> None:
    place.update()
    before = place.path.read_bytes()
    place.server.publish(NEWER)
    place.server.answer("npm/modified_id.csv", Answer(status=404))

    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(place.folder), place.server.address, moment],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
        env=unmeasured(),
    )

    assert -signal.SIGKILL == done.returncode, done.stderr
    assert before == place.path.read_bytes()
    assert "acme-newer" not in place.names()
    place.update()
    assert "acme-newer" in place.names()
    assert {OSV_FILE, LOCK_NAME} == {each.name for each in place.folder.iterdir()}
