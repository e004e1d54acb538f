"""`pkgaudit data` shows what there is and fetches the newest; scans name the data's day and never pass over damage."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pkgaudit.knowledge.data_folder import OSV_FILE
from pkgaudit.knowledge.known_bad_data import TABLE_AS_OF
from pkgaudit.knowledge.osv_record import OSV_NAMES
from tests.knowledge.osv_server import EVERY, ZIP, OsvServer, Record
from tests.registry.local_server import Answer, local_server
from tests.tools import unmeasured

TODAY = datetime.now(tz=UTC)
YESTERDAY = TODAY - timedelta(days=1)
ACME = Record(id="MAL-2026-1", name="acme-every", ranges=[EVERY], modified=YESTERDAY)
PY = Record(id="MAL-2026-2", name="acme-py", ecosystem="PyPI", versions=["2.0"], modified=YESTERDAY)


@pytest.fixture
def server() -> Iterator[OsvServer]:
    with local_server() as running:
        osv = OsvServer(running)
        osv.publish(ACME, PY)
        yield osv


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def pkgaudit(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pkgaudit", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PKGAUDIT_DATA_DIR": str(folder), "NO_PROXY": "*", **environment},
    )


def test_without_fetched_data_the_status_says_what_to_do(folder: Path) -> None:
    done = pkgaudit(folder, "data", "status")

    assert (0, "") == (done.returncode, done.stderr)
    assert f"gathered up to {TABLE_AS_OF.isoformat()}" in done.stdout
    assert "none: run `pkgaudit data update`" in done.stdout
    assert not folder.exists()


def test_an_update_fetches_and_the_status_shows_it(folder: Path, server: OsvServer) -> None:
    first = pkgaudit(folder, "data", "update", "--source", server.address)
    again = pkgaudit(folder, "data", "update", PKGAUDIT_OSV_URL=server.address)
    status = pkgaudit(folder, "data", "status")
    told = json.loads(pkgaudit(folder, "data", "status", "--format", "json").stdout)

    assert (0, 0, 0) == (first.returncode, again.returncode, status.returncode)
    assert "npm: 1 record (1 new), all fetched\npypi: 1 record (1 new), all fetched\nUpdated: data of" in first.stdout
    assert "fetching every record of npm" in first.stderr
    assert "npm: 1 record (nothing new)" in again.stdout
    assert "Nothing changed" in again.stdout
    assert f"2 records (1 npm, 1 pypi), of {YESTERDAY.date().isoformat()} (1 day old)" in status.stdout
    path = folder / OSV_FILE
    expected = {
        "path": str(path),
        "bytes": path.stat().st_size,
        "as_of": YESTERDAY.date().isoformat(),
        "age_days": 1,
        "source": server.address,
        "records": {"npm": 1, "pypi": 1},
    }
    assert expected == {key: value for key, value in told["osv"].items() if key != "fetched"}
    assert ("pkgaudit-data", 1, None) == (told["format"], told["version"], told["problem"])
    assert told["incidents"]["digest"].startswith("sha256:")


def test_wrong_records_are_shown_without_their_control_characters(folder: Path, server: OsvServer) -> None:
    server.publish(Record(id="MAL-2026-9", name="\x1b[31mred", ranges=[EVERY]))

    done = pkgaudit(folder, "data", "update", "--source", server.address)

    assert 0 == done.returncode
    assert "something is wrong with them: 1, the first:\n    MAL-2026-9: has" in done.stdout
    assert "\x1b" not in done.stdout


def test_quiet_says_nothing(folder: Path, server: OsvServer) -> None:
    done = pkgaudit(folder, "data", "update", "--source", server.address, "--quiet")

    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)
    assert (folder / OSV_FILE).exists()


def test_on_a_terminal_progress_is_drawn_and_goes_away(folder: Path, server: OsvServer) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "pkgaudit", "data", "update", "--source", server.address],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**unmeasured(), "PKGAUDIT_DATA_DIR": str(folder), "NO_PROXY": "*", "TERM": "xterm"},
    ) as process:
        out, _ = process.communicate(timeout=60)
    os.close(theirs)
    drawn = os.read(ours, 100_000).decode()
    os.close(ours)

    assert "Fetching npm: " in drawn
    assert drawn.endswith("\r\x1b[K")
    assert b"\x1b" not in out


@pytest.mark.parametrize(
    ("source", "code", "message"),
    [
        ("osv.example", 2, "write https://HOST/PATH"),
        ("http://osv.example/", 2, "write https://"),
        ("ftp://osv.example/", 2, "write https://HOST/PATH"),
    ],
)
def test_an_address_that_is_not_asked_is_the_users_error(folder: Path, source: str, code: int, message: str) -> None:
    done = pkgaudit(folder, "data", "update", "--source", source)

    assert (code, "") == (done.returncode, done.stdout)
    assert message in done.stderr


def test_what_cannot_be_fetched_is_3_and_the_old_data_stays(folder: Path, server: OsvServer) -> None:
    pkgaudit(folder, "data", "update", "--source", server.address)
    before = (folder / OSV_FILE).read_bytes()
    server.answer("npm/modified_id.csv", Answer(status=404))
    server.answer("npm/all.zip", Answer(body=b"<html>", headers=ZIP))

    done = pkgaudit(folder, "data", "update", "--source", server.address)

    assert 3 == done.returncode
    assert "npm/all.zip: must not be believed: " in done.stderr
    assert "Nothing was changed" in done.stderr
    assert before == (folder / OSV_FILE).read_bytes()


def test_a_folder_that_cannot_be_written_to_is_3(tmp_path: Path, server: OsvServer) -> None:
    (tmp_path / "file").touch()

    done = pkgaudit(tmp_path / "file", "data", "update", "--source", server.address)

    assert 3 == done.returncode
    assert "PKGAUDIT_DATA_DIR names another folder" in done.stderr


def test_damaged_data_is_never_taken_for_none(folder: Path, server: OsvServer, plain_tarball: Path) -> None:
    pkgaudit(folder, "data", "update", "--source", server.address)
    path = folder / OSV_FILE
    path.write_bytes(path.read_bytes()[:-1])

    status = pkgaudit(folder, "data", "status")
    told = json.loads(pkgaudit(folder, "data", "status", "--format", "json").stdout)
    scan = pkgaudit(folder, "scan", str(plain_tarball), "--format", "json")

    assert (3, 3) == (status.returncode, scan.returncode)
    assert "damaged: not used" in status.stdout
    assert "run `pkgaudit data update` to fetch it again" in status.stderr
    assert (None, True) == (told["osv"], "is damaged" in told["problem"])
    gap = json.loads(scan.stdout)["gaps"][0]
    assert ("unreadable", [], True) == (gap["kind"], gap["location"], "is damaged" in gap["why"])


def test_a_scan_names_the_day_of_its_data(folder: Path, server: OsvServer, plain_tarball: Path) -> None:
    before = json.loads(pkgaudit(folder, "scan", str(plain_tarball), "--format", "json").stdout)
    pkgaudit(folder, "data", "update", "--source", server.address)

    after = json.loads(pkgaudit(folder, "scan", str(plain_tarball), "--format", "json").stdout)

    assert (TABLE_AS_OF.isoformat(), None) == (before["tool"]["data_as_of"], before["tool"]["data_warning"])
    assert (YESTERDAY.date().isoformat(), None) == (after["tool"]["data_as_of"], after["tool"]["data_warning"])


def test_a_scan_warns_of_old_data_even_when_quiet(folder: Path, server: OsvServer, plain_tarball: Path) -> None:
    old = TODAY - timedelta(days=40)
    for record in (ACME, PY):
        server.publish(Record(id=record.id, name=record.name, ecosystem=record.ecosystem, versions=["1"], modified=old))
    pkgaudit(folder, "data", "update", "--source", server.address)

    text = pkgaudit(folder, "scan", str(plain_tarball), "--quiet", COLUMNS="200")
    told = json.loads(pkgaudit(folder, "scan", str(plain_tarball), "--format", "json").stdout)

    assert f"Warning: the known-bad data is of {old.date().isoformat()}, 40 days old, and may be 30" in text.stdout
    assert "Run `pkgaudit data update`." in told["tool"]["data_warning"]
    assert (
        told["outcome"]
        == json.loads(pkgaudit(folder / "none", "scan", str(plain_tarball), "--format", "json").stdout)["outcome"]
    )


def test_every_ecosystem_of_osv_is_shown() -> None:
    assert {"npm", "PyPI"} == set(OSV_NAMES.values())
