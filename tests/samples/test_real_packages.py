"""Real releases against an independent reader; fetched once into the cache, never kept in the repository."""

from __future__ import annotations

import pytest

from benchmarks.real_packages import NODE_TAR, Compared, FetchError, compare, fetch, listed, table
from tests.tools import missing, npm_packages, program


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> list[Compared]:
    program("node")
    node_modules = npm_packages(NODE_TAR) / "node_modules"
    try:
        files = fetch()
    except (FetchError, OSError) as error:
        missing(f"the registries for real releases ({error})")
    return compare(files, tmp_path_factory.mktemp("real"), node_modules)


def test_at_least_sixty_real_releases_are_read() -> None:
    kinds = listed()

    assert len(kinds["npm"]) >= 40
    assert len(kinds["wheels"]) + len(kinds["sdists"]) >= 20


def test_counts_are_those_of_an_independent_reader(compared: list[Compared]) -> None:
    different = {one.name: one.differences for one in compared if one.differences}

    assert {} == different
    assert sum(one.ours["embedded"] for one in compared) > 10_000
    assert sum(one.ours["inline"] for one in compared) > 0


def test_nothing_is_left_unread(compared: list[Compared]) -> None:
    gaps = {one.name: one.gaps for one in compared if one.gaps}

    assert {} == gaps
    assert {0, 1} >= {one.exit_code for one in compared}


def test_no_real_archive_is_called_crooked(compared: list[Compared]) -> None:
    print(table(compared))  # noqa: T201 -- every hit is there to be read (pytest -s)
    crooked = {one.name: one.archive for one in compared if one.archive}

    assert {} == crooked
