"""What git says of a project, also of one whose repository wants to run something."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from pkgaudit.model.ship_list import GitView
from pkgaudit.targets.ship_list import git_view as module
from pkgaudit.targets.ship_list.git_view import git_view
from tests.tools import program


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    home = tmp_path / "home"
    home.mkdir()
    return {"PATH": os.environ["PATH"], "HOME": str(home), "GIT_DIR": "/nowhere"}


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        [program("git"), "-C", str(folder), *arguments],
        check=True,
        capture_output=True,
        env={"PATH": os.environ["PATH"], "HOME": str(folder.parent)},
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = (tmp_path / "repository").resolve()
    for path, content in {
        ".gitignore": "dist\n.env\n",
        "packages/a/index.js": "1\n",
        "packages/a/ünïcode name.js": "1\n",
        "packages/a/.env": "x\n",
        "packages/a/dist/index.js": "1\n",
        "packages/b/b.js": "1\n",
    }.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    git(root, "init", "-q")
    git(root, "add", ".")
    (root / "packages/a/new.js").write_text("1\n")
    return root


def test_tells_tracked_from_untracked_and_leaves_out_what_is_ignored(
    repository: Path, environment: dict[str, str]
) -> None:
    seen = git_view(repository, environment)

    assert seen == GitView(
        tracked=frozenset(
            {".gitignore", "packages/a/index.js", "packages/a/ünïcode name.js", "packages/b/b.js"},
        ),
        untracked=frozenset({"packages/a/new.js"}),
    )


def test_paths_are_relative_to_a_folder_inside_the_repository(repository: Path, environment: dict[str, str]) -> None:
    seen = git_view(repository / "packages" / "a", environment)

    assert seen == GitView(tracked=frozenset({"index.js", "ünïcode name.js"}), untracked=frozenset({"new.js"}))


def test_a_planted_monitor_and_a_planted_hook_do_not_run(repository: Path, environment: dict[str, str]) -> None:
    marker = repository.parent / "ran"
    planted = repository.parent / "planted"
    planted.write_text(f"#!/bin/sh\n: > {marker}\n")
    planted.chmod(0o755)
    hook = repository / ".git" / "hooks" / "post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(planted.read_text())
    hook.chmod(0o755)
    git(repository, "config", "core.fsmonitor", str(planted))
    git(repository, "status")
    ran_without_restraint = marker.exists()
    marker.unlink(missing_ok=True)

    seen = git_view(repository, environment)

    assert ran_without_restraint
    assert seen is not None
    assert not marker.exists()


def test_a_bare_repository_among_the_files_is_not_asked(tmp_path: Path, environment: dict[str, str]) -> None:
    root = tmp_path / "planted"
    root.mkdir()
    git(root, "init", "-q", "--bare", ".")
    git(root, "config", "core.bare", "false")
    git(root, "config", "core.worktree", str(root))

    assert git_view(root, environment) is None


def test_without_a_repository_nothing_is_said(tmp_path: Path, environment: dict[str, str]) -> None:
    assert git_view(tmp_path, environment) is None


def test_without_git_nothing_is_said(repository: Path, environment: dict[str, str]) -> None:
    assert git_view(repository, {**environment, "PATH": str(repository)}) is None


def test_a_git_that_lies_in_the_project_is_not_started(repository: Path, environment: dict[str, str]) -> None:
    marker = repository.parent / "ran"
    planted = repository / "bin" / "git"
    planted.parent.mkdir()
    planted.write_text(f"#!/bin/sh\n: > {marker}\n")
    planted.chmod(0o755)

    seen = git_view(repository, {**environment, "PATH": f"{planted.parent}{os.pathsep}{environment['PATH']}"})

    assert seen is not None
    assert not marker.exists()


def test_a_list_that_is_cut_off_says_nothing(
    repository: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LIST_BYTES", 16)

    assert git_view(repository, environment) is None


def test_the_files_of_a_submodule_are_in_neither_set(repository: Path, environment: dict[str, str]) -> None:
    inner = repository / "inner"
    inner.mkdir()
    git(inner, "init", "-q")
    (inner / "x.js").write_text("1\n")
    git(inner, "add", ".")
    git(inner, "-c", "user.name=x", "-c", "user.email=x@mail.example", "commit", "-q", "-m", "x")
    before = git_view(repository, environment)
    git(repository, "add", "inner")
    after = git_view(repository, environment)

    assert before is not None
    assert after is not None
    assert "inner/" in before.untracked
    assert "inner" in after.tracked
    assert not {"inner/x.js"} & (before.tracked | before.untracked | after.tracked | after.untracked)
