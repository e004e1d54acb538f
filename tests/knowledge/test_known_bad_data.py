"""A run knows of which day its data is, and never takes damaged data for none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from pkgaudit.knowledge.data_folder import OSV_FILE
from pkgaudit.knowledge.incident_table import incident, incident_slugs
from pkgaudit.knowledge.known_bad_data import TABLE_AS_OF, known_bad_data
from pkgaudit.knowledge.osv_index import osv_index
from pkgaudit.model.report import KnownBadData
from tests.knowledge.test_osv_index import written


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("PKGAUDIT_DATA_DIR", str(tmp_path))
    osv_index.cache_clear()
    yield tmp_path
    osv_index.cache_clear()


def test_without_fetched_data_the_date_is_the_tables() -> None:
    assert KnownBadData(as_of=TABLE_AS_OF, fetched=False) == known_bad_data()


def test_fetched_data_gives_its_own_date(folder: Path) -> None:
    written(folder)

    assert KnownBadData(as_of=date(2026, 6, 11), fetched=True) == known_bad_data()


def test_damaged_data_is_a_problem(folder: Path) -> None:
    path = written(folder)
    path.write_bytes(path.read_bytes()[:100])

    found = known_bad_data()

    assert (TABLE_AS_OF, False) == (found.as_of, found.fetched)
    assert found.problem.startswith(str(path))


def test_data_that_cannot_be_looked_at_is_a_problem(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = folder / ("x" * 300)
    monkeypatch.setenv("PKGAUDIT_DATA_DIR", str(long))

    assert known_bad_data().problem.startswith(str(long / OSV_FILE))


def test_a_file_in_the_place_of_the_folder_is_no_data(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "file").touch()
    monkeypatch.setenv("PKGAUDIT_DATA_DIR", str(folder / "file"))

    assert known_bad_data().problem == ""
    assert osv_index() is None


def test_the_tables_date_is_that_of_its_newest_incident_or_a_little_later() -> None:
    begins = [found.since for slug in incident_slugs() if (found := incident(slug)) is not None]
    days = [text[:10] for text in begins if len(text) >= len("2026-01-01")]

    assert len(days) > 50
    assert max(days) <= TABLE_AS_OF.isoformat()
    assert max(days) >= (TABLE_AS_OF - timedelta(days=60)).isoformat()
