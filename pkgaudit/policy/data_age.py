"""Whether the known-bad data is older than it may be."""

from __future__ import annotations

from datetime import date

from pkgaudit.model.report import KnownBadData

USUAL_LIMIT = 30
"""Days that fetched data may be old where nobody says."""


def data_warning(data: KnownBadData, limit: int | None, today: date) -> str:
    """Return that the data is too old, how old, and what to do; empty when it is not.

    Args:
        data: What the run used.
        limit: In days. None is a month for data that was fetched, and no limit for what came with pkgaudit: who never
            fetched any is not reminded in every run.
        today: The date to judge by.
    """
    most = USUAL_LIMIT if limit is None and data.fetched else limit
    age = (today - data.as_of).days
    if most is None or age <= most:
        return ""
    return (
        f"the known-bad data is of {data.as_of.isoformat()}, {age:,} days old, and may be {most:,} "
        f"({'data-max-age-days' if limit is not None else 'the default'}): what became known since is not found. "
        "Run `pkgaudit data update`."
    )
