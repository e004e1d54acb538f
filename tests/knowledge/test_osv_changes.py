"""A list of changes says what is new since what is known, or that it cannot say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.knowledge import osv_changes
from pkgaudit.knowledge.osv_changes import Changes, ChangesError, reaches, read_changes
from pkgaudit.knowledge.osv_file import OsvMark
from tests.knowledge.osv_server import EARLY, NOW, csv

HOUR = timedelta(hours=1)
Rows = list[tuple[datetime, str]]
OLD: Rows = [(EARLY - HOUR, "MAL-2026-1"), (EARLY, "MAL-2026-2"), (EARLY, "MAL-2026-3"), (EARLY, "GHSA-aaaa")]


def mark(content: bytes) -> OsvMark:
    changes = read_changes(content, None, NOW)
    return OsvMark(newest=changes.newest, at_newest=changes.at_newest, whole=NOW.date())


def changed(rows: Rows) -> tuple[str, ...] | None:
    return read_changes(csv(rows), mark(csv(OLD)), NOW).ids


def test_nothing_new_is_nothing() -> None:
    assert () == changed(OLD)


def test_what_is_newer_is_new() -> None:
    rows = [*OLD, (EARLY + HOUR, "MAL-2026-4"), (EARLY + HOUR, "GHSA-bbbb"), (EARLY + HOUR, "MAL-0000-4")]

    assert ("MAL-2026-4",) == changed(rows)


def test_one_more_of_the_same_time_is_new() -> None:
    assert ("MAL-2026-9",) == changed([*OLD, (EARLY, "MAL-2026-9")])


def test_what_was_changed_again_moved_up() -> None:
    rows = [OLD[0], OLD[1], (EARLY + HOUR, "MAL-2026-3")]

    assert ("MAL-2026-3",) == changed(rows)


def test_of_a_time_that_had_too_many_to_keep_all_are_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osv_changes, "_MOST_KEPT", 1)

    assert ("MAL-2026-3", "MAL-2026-2") == changed(OLD)


def test_a_list_that_does_not_reach_back_cannot_say() -> None:
    assert changed([(EARLY + HOUR, "MAL-2026-4")]) is None


def test_without_anything_known_only_the_newest_lines_count() -> None:
    changes = read_changes(csv(OLD), None, NOW)

    assert (EARLY, None) == (changes.newest, changes.ids)


@pytest.mark.parametrize(
    ("error", "content"),
    [
        ("is empty", b""),
        ("no time and id", b"<html>\n"),
        ("no time and id", b"2026-06-01T08:00:00Z\n"),
        ("no time and id", b"2026-06-01T08:00:00,MAL-2026-1\n"),
        ("no time and id", b"\xff\xfe,\n"),
        ("too long", b"2" * 300),
        ("not in order", b"2026-06-01T08:00:00Z,MAL-2026-1\n2026-06-02T08:00:00Z,MAL-2026-2\n"),
        ("from the future", b"2027-06-01T08:00:00Z,MAL-2026-1\n"),
    ],
)
def test_what_is_no_list_is_refused(error: str, content: bytes) -> None:
    known = OsvMark(newest=EARLY - HOUR * 1000, at_newest=(), whole=NOW.date())

    with pytest.raises(ChangesError, match=error):
        read_changes(content, known, NOW)


def test_what_came_is_enough_once_it_reaches_older_lines() -> None:
    content = csv([*OLD, (EARLY + HOUR, "MAL-2026-4")])
    lines = content.splitlines(keepends=True)
    known = mark(csv(OLD))

    assert not reaches(b"", known)
    assert not reaches(lines[0][:-1], known)
    assert not reaches(b"".join(lines[:-1]), known)
    assert reaches(content, known)
    assert reaches(b"<html>\n", known)
    assert not reaches(lines[0], None)
    assert reaches(lines[0] + lines[1], None)


TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2026, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds are naive
ROWS = st.lists(st.tuples(TIMES, st.integers(1, 50).map(lambda number: f"MAL-2026-{number}")), min_size=1, max_size=20)


@given(ROWS, ROWS)
def test_however_much_of_the_list_is_read_nothing_new_is_missed(old: Rows, new: Rows) -> None:
    known = mark(csv(old))
    later = [(known.newest + (when - datetime(2026, 1, 1, tzinfo=UTC)), record_id) for when, record_id in new]
    content = csv([*old, *later])
    lines = content.splitlines(keepends=True)
    enough = next((n for n in range(len(lines)) if reaches(b"".join(lines[:n]), known)), len(lines))

    changes = read_changes(b"".join(lines[:enough]), known, NOW + timedelta(days=365))

    assert isinstance(changes, Changes)
    assert {record_id for when, record_id in later if when > known.newest} <= set(changes.ids or ())


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail(content: bytes) -> None:
    known = OsvMark(newest=EARLY, at_newest=(), whole=NOW.date())
    try:
        changes = read_changes(content, known, NOW)
    except ChangesError as error:
        assert str(error)  # noqa: PT017 -- either answer is right
    else:
        assert changes.newest <= NOW + timedelta(days=1)
