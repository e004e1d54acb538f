"""Options of the test run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says how busy the machine is; in CI the same examples are tried every time.
settings.register_profile("pkgaudit", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("pkgaudit")

# What a run keeps for the next one stays out of the user's own cache folder, also in the processes that tests start.
os.environ["PKGAUDIT_CACHE_DIR"] = str(Path(__file__).resolve().parents[1] / ".cache" / "pkgaudit")
# And what was fetched on this machine changes no test.
os.environ["PKGAUDIT_DATA_DIR"] = str(Path(__file__).resolve().parents[1] / ".cache" / "no-data")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", choices=("write",), help="write: rewrite the files that tests compare with")


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder for this test alone."""
    folder = tmp_path_factory.mktemp("cache") / "pkgaudit"
    monkeypatch.setenv("PKGAUDIT_CACHE_DIR", str(folder))
    return folder
