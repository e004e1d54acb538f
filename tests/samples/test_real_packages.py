"""Real releases against an independent reader; fetched once into the cache, never kept in the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.real_packages import NODE_PACKAGES, FetchError, compare, fetch, listed, table
from tests.tools import missing, npm_packages, program, unmeasured

pytestmark = pytest.mark.broad


def test_at_least_sixty_real_releases_are_listed() -> None:
    kinds = listed()

    assert len(kinds["npm"]) >= 40
    assert len(kinds["wheels"]) + len(kinds["sdists"]) >= 20


def test_real_releases_are_read_in_full_and_counted_as_an_independent_reader_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One test on purpose: reading them all takes minutes, and parallel workers share no fixture."""
    for name in os.environ.keys() - unmeasured().keys():
        monkeypatch.delenv(name)
    program("node")
    node_modules = npm_packages(*NODE_PACKAGES) / "node_modules"
    try:
        files = fetch()
    except (FetchError, OSError) as error:
        missing(f"the registries for real releases ({error})")
    compared = compare(files, tmp_path, node_modules)
    print(table(compared))  # noqa: T201 -- every hit is there to be read (pytest -s)

    assert len(compared) >= 60
    assert {} == {one.name: one.differences for one in compared if one.differences}
    assert {} == {one.name: one.gaps for one in compared if one.gaps}
    assert {} == {one.name: one.archive for one in compared if one.archive}
    assert {0, 1} >= {one.exit_code for one in compared}
    assert sum(one.ours["embedded"] for one in compared) > 10_000
    assert sum(one.ours["inline"] for one in compared) > 0
