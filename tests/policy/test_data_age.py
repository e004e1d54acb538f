"""Data that is too old is warned of; how old it may be is the user's word, or a month for what was fetched."""

from __future__ import annotations

from datetime import date

import pytest

from pkgaudit.model.report import KnownBadData
from pkgaudit.policy.data_age import data_warning

DAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("limit", "fetched", "today", "expected"),
    [
        (None, True, date(2026, 7, 1), False),
        (None, True, date(2026, 7, 2), True),
        (None, False, date(2030, 1, 1), False),
        (7, True, date(2026, 6, 8), False),
        (7, True, date(2026, 6, 9), True),
        (7, False, date(2026, 6, 9), True),
        (10_000, True, date(2030, 1, 1), False),
        (7, True, date(2026, 5, 1), False),
    ],
)
def test_data_older_than_it_may_be_is_warned_of(
    limit: int | None, today: date, *, fetched: bool, expected: bool
) -> None:
    assert expected is bool(data_warning(KnownBadData(as_of=DAY, fetched=fetched), limit, today))


def test_a_warning_says_how_old_the_data_is_and_what_to_do() -> None:
    expected = (
        "the known-bad data is of 2026-06-01, 1,000 days old, and may be 30 (the default): what became known since is "
        "not found. Run `pkgaudit data update`."
    )

    assert expected == data_warning(KnownBadData(as_of=DAY, fetched=True), None, date(2029, 2, 25))
