from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest

from pkgaudit.model.gap import Gap
from pkgaudit.model.limits import GIB
from pkgaudit.targets.building.build import build_project
from pkgaudit.targets.building.built import BuildOptions, Built
from pkgaudit.targets.building.installer import Installer
from pkgaudit.targets.building.python_project import PythonProject, recognise_python_project

FASTEST = Installer.UV if find_spec("uv") is not None else Installer.PIP


class Build:
    """Builds the project in a folder, with the fastest installer there is unless told otherwise."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch

    def __call__(
        self,
        folder: Path,
        *,
        execute: bool = True,
        timeout_seconds: float = 300,
        environment: Mapping[str, str] | None = None,
        named: tuple[str, ...] = (),
        installer: Installer = FASTEST,
        copy_bytes: int = GIB,
        copy_entries: int = 10_000,
    ) -> Built | Gap:
        project = recognise_python_project(folder, text="project")
        assert isinstance(project, PythonProject)
        options = BuildOptions(
            scratch=self.scratch,
            execute=execute,
            timeout_seconds=timeout_seconds,
            environment=dict(os.environ) if environment is None else environment,
            named=named,
            installer=installer,
            copy_bytes=copy_bytes,
            copy_entries=copy_entries,
        )
        return build_project(project, options)


@pytest.fixture
def build(tmp_path: Path) -> Build:
    (tmp_path / "scratch").mkdir()
    return Build(tmp_path / "scratch")
