from __future__ import annotations

from pathlib import Path

import pytest

from pkgaudit.model.gap import Gap
from pkgaudit.targets.building.python_project import PythonProject
from pkgaudit.targets.building.workspace import recognise_python_projects
from pkgaudit.targets.packing import workspace_globs
from tests.targets.building.projects import write

WORKSPACE = '[tool.uv.workspace]\nmembers = ["libs/*", "apps/one"]\nexclude = ["libs/old"]\n'
MEMBERS = {
    "libs/a/pyproject.toml": '[project]\nname = "a"\n',
    "libs/b/pyproject.toml": '[project]\nname = "b"\nclassifiers = ["Private :: Do Not Upload"]\n',
    "libs/old/pyproject.toml": '[project]\nname = "old"\n',
    "libs/no/README.md": "",
    "libs/settings/pyproject.toml": "[tool.ruff]\n",
    "apps/one/pyproject.toml": '[project]\nname = "one"\n',
    "apps/two/pyproject.toml": '[project]\nname = "two"\n',
}


def names(found: tuple[PythonProject | Gap, ...]) -> list[tuple[str, str | None]]:
    return [(one.location[0], one.name) for one in found if isinstance(one, PythonProject)]


def test_a_workspace_stands_for_its_root_and_its_members(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": '[project]\nname = "root"\n' + WORKSPACE, **MEMBERS})

    found = recognise_python_projects(tmp_path, text=".")

    assert [(".", "root"), ("apps/one", "one"), ("libs/a", "a"), ("libs/b", "b")] == names(found)
    assert 4 == len(found)


def test_a_root_that_is_no_project_stands_for_its_members(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": WORKSPACE, **MEMBERS})

    found = recognise_python_projects(tmp_path, text="repo")

    assert [("repo/apps/one", "one"), ("repo/libs/a", "a"), ("repo/libs/b", "b")] == names(found)


def test_a_malformed_member_is_a_gap_and_the_others_stay(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": WORKSPACE, **MEMBERS, "libs/a/pyproject.toml": "[project]\nname ="})

    found = recognise_python_projects(tmp_path, text="repo")

    assert [("repo/libs/a", "pyproject.toml")] == [one.location for one in found if isinstance(one, Gap)]
    assert 2 == len(names(found))


def test_a_member_alone_stands_for_itself(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": WORKSPACE, **MEMBERS})

    assert [("a", "a")] == names(recognise_python_projects(tmp_path / "libs" / "a", text="a"))


def test_a_malformed_root_is_a_gap(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "[project]\nname ="})

    (gap,) = recognise_python_projects(tmp_path)

    assert isinstance(gap, Gap)
    assert (str(tmp_path), "pyproject.toml") == gap.location


@pytest.mark.parametrize("files", [{}, {"pyproject.toml": "[tool.ruff"}, {"package.json": "{}"}])
def test_a_folder_without_projects_stands_for_none(tmp_path: Path, files: dict[str, str]) -> None:
    write(tmp_path, files)

    assert () == recognise_python_projects(tmp_path)


def test_a_workspace_of_too_many_folders_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"pyproject.toml": WORKSPACE, **MEMBERS})
    monkeypatch.setattr(workspace_globs, "FOLDERS", 2)

    (gap,) = recognise_python_projects(tmp_path)

    assert isinstance(gap, Gap)
    assert "tool.uv.workspace.members" in gap.why
