"""One PATH per packer, made once in a run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.targets.packing.toolbox import Tool, environment


@pytest.fixture(scope="session")
def environments(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Tool], dict[str, str]]:
    folder = tmp_path_factory.mktemp("packers")
    return lambda tool: environment(tool, folder / str(tool) / "bin")
