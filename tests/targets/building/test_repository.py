from __future__ import annotations

from pathlib import Path

import pytest

from pkgaudit.targets.building.repository import top_to_copy
from tests.targets.building.projects import git, write


def test_without_a_repository_the_project_is_copied(tmp_path: Path) -> None:
    assert tmp_path == top_to_copy(tmp_path, {})


@pytest.mark.parametrize("kind", [".git", ".hg"])
def test_the_repository_around_a_project_is_copied(tmp_path: Path, kind: str) -> None:
    write(tmp_path, {f"{kind}/config": "", "packages/demo/setup.py": ""})

    assert tmp_path == top_to_copy(tmp_path / "packages" / "demo", {"HOME": "/elsewhere"})


def test_a_home_folder_is_not_copied(tmp_path: Path) -> None:
    write(tmp_path, {".git/config": "", "demo/setup.py": ""})

    assert tmp_path / "demo" == top_to_copy(tmp_path / "demo", {"HOME": str(tmp_path)})


def test_a_submodule_is_copied_with_the_repository_that_keeps_its_history(tmp_path: Path) -> None:
    write(tmp_path / "origin", {"setup.py": ""})
    for folder in ("origin", "around"):
        (tmp_path / folder).mkdir(exist_ok=True)
        git(tmp_path / folder, "init", "-q")
    git(tmp_path / "origin", "add", ".")
    git(tmp_path / "origin", "commit", "-q", "-m", "First")
    added = str(tmp_path / "origin")
    git(tmp_path / "around", "-c", "protocol.file.allow=always", "submodule", "add", added, "libs/demo")

    assert tmp_path / "around" == top_to_copy(tmp_path / "around" / "libs" / "demo", {})


@pytest.mark.parametrize(
    "pointer",
    [
        b"gitdir: /somewhere/.git/worktrees/demo\n",
        b"gitdir: ../main/.git/worktrees/demo\n",
        b"gitdir: ../../../../../etc\n",
        b"gitdir: ..\0/.git/modules/x",
        b"\xff\xfe",
        b"",
    ],
)
def test_any_other_pointer_leads_nowhere(tmp_path: Path, pointer: bytes) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / ".git").write_bytes(pointer)

    assert tmp_path / "demo" == top_to_copy(tmp_path / "demo", {})
