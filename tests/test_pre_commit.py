"""The published hook, run by the real pre-commit on a real repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import npm_tarball
from tests.tools import ROOT, missing, program


@pytest.fixture(scope="module")
def hook_repository(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """This checkout as a user's `repo:`: committed, with everything git tracks."""
    folder = tmp_path_factory.mktemp("hooks") / "pkgaudit"
    git = program("git")
    names = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if name.startswith(("pkgaudit/", "rules/")) or "/" not in name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder, commit_all(folder)


def commit_all(folder: Path) -> str:
    git = program("git")
    identity = ["-c", "user.name=t", "-c", "user.email=t@t.example", "-c", "commit.gpgsign=false"]
    subprocess.run([git, "init", "-q", "-b", "main"], cwd=folder, check=True)
    subprocess.run([git, "add", "-A", "-f"], cwd=folder, check=True)
    subprocess.run([git, *identity, "commit", "-q", "-m", "all"], cwd=folder, check=True)
    return subprocess.run(
        [git, "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True, check=True
    ).stdout.strip()


def pre_commit(*arguments: str, cwd: Path, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "COV", "PYTEST"))}
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=cwd,
        env={**environment, "PRE_COMMIT_HOME": str(home), "PRE_COMMIT_COLOR": "never"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_the_hook_file_is_valid(tmp_path: Path) -> None:
    done = pre_commit("validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"), cwd=tmp_path, home=tmp_path / "home")

    assert 0 == done.returncode, done.stdout


def test_the_hook_stops_a_leaking_artifact_and_lets_a_clean_one_pass(
    hook_repository: tuple[Path, str], tmp_path: Path
) -> None:
    repository, revision = hook_repository
    project = tmp_path / "project"
    project.mkdir()
    leak = '{"version":3,"sources":["a.ts"],"sourcesContent":["let a: 1;"],"names":[],"mappings":""}'
    manifest = '{"name":"x","version":"1.0.0","license":"UNLICENSED"}'
    npm_tarball(project / "leaks.tgz", {"package.json": manifest, "a.js.map": leak})
    npm_tarball(project / "clean.tgz", {"package.json": manifest, "a.js": "let a;"})
    (project / "notes.txt").write_text("not an artifact")
    (project / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {repository}\n  rev: {revision}\n  hooks:\n"
        "  - id: pkgaudit-artifacts\n  - id: pkgaudit-project\n"
    )
    commit_all(project)
    home = tmp_path / "home"
    installed = pre_commit("install-hooks", cwd=project, home=home)
    if installed.returncode != 0:
        missing(f"an index to install the hook's requirements from ({installed.stdout.strip()[-300:]})")

    clean = pre_commit("run", "pkgaudit-artifacts", "--files", "clean.tgz", "notes.txt", cwd=project, home=home)
    leaking = pre_commit("run", "--all-files", cwd=project, home=home)
    nothing = pre_commit("run", "pkgaudit-artifacts", "--files", "notes.txt", cwd=project, home=home)
    whole = pre_commit("run", "pkgaudit-project", "--hook-stage", "manual", cwd=project, home=home)

    assert 0 == clean.returncode, clean.stdout
    assert "Passed" in clean.stdout
    assert 1 == leaking.returncode
    assert "embedded-sources" in leaking.stdout
    assert "leaks.tgz" in leaking.stdout
    assert 0 == nothing.returncode
    assert "Skipped" in nothing.stdout
    assert 1 == whole.returncode
    assert "leaks.tgz > package/a.js.map" in whole.stdout
