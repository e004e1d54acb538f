"""The rule book's tests keep their cache to themselves."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder for this test alone."""
    folder = tmp_path_factory.mktemp("cache") / "pkgaudit"
    monkeypatch.setenv("PKGAUDIT_CACHE_DIR", str(folder))
    return folder
