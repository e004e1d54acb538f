"""The edits that are proposed do what they say when the real backend packs the project again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pkgaudit.model.gap import Gap
from pkgaudit.model.ship_list import PackingProblemKind
from pkgaudit.targets.building.built import Built, BuiltArtifact
from tests.targets.building.conftest import Build
from tests.targets.building.projects import write_project
from tests.targets.ship_list.python_project import explained, of_kind

pytestmark = pytest.mark.broad


def files_of(built: Built | Gap) -> tuple[BuiltArtifact, set[str]]:
    assert isinstance(built, Built), built
    return built.sdist, {path.partition("/")[2] for path in built.sdist.contents.files}


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


@pytest.fixture
def build(tmp_path: Path) -> Build:
    (tmp_path / "scratch").mkdir()
    return Build(tmp_path / "scratch")


def test_the_list_for_hatchling_leaves_out_what_was_swept_in_and_nothing_else(tmp_path: Path, build: Build) -> None:
    project = write_project(tmp_path / "project", "hatchling")
    sdist, before = files_of(build(project))
    problem = of_kind(explained(project, "hatchling", sdist, os.environ), PackingProblemKind.NO_ALLOW_LIST)[0]
    table, _, key = problem.edit.removeprefix("Add to ").rstrip(".").partition(" in pyproject.toml: ")
    append(project / "pyproject.toml", f"\n{table}\n{key}\n")
    _, after = files_of(build(project))

    assert {".env.local", "notes/todo.md"} == before - after
    assert set() == after - before


def test_the_line_for_setuptools_leaves_out_the_untracked_file_and_nothing_else(tmp_path: Path, build: Build) -> None:
    project = write_project(tmp_path / "project", "setuptools-setup.cfg")
    sdist, before = files_of(build(project))
    problem = of_kind(explained(project, "setuptools", sdist, os.environ), PackingProblemKind.UNTRACKED_FILE)[0]
    append(project / "MANIFEST.in", problem.edit.split("`")[1] + "\n")
    _, after = files_of(build(project))

    assert {".env.local"} == before - after
    assert set() == after - before
