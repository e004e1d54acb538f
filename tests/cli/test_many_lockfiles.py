"""A tree of many lockfiles is examined side by side, one artifact for each, whatever the number of jobs."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.lockfile_tree import lockfile_tree
from tests.tools import unmeasured

COUNT = 20
BAD = '# yarn lockfile v1\n\naxios@^1.0.0:\n  version "1.14.1"\n'


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = lockfile_tree(tmp_path_factory.mktemp("monorepo"), COUNT, packages=30)
    below = found / "projects-0" / "odd"
    below.mkdir()
    (below / "yarn.lock").write_text(BAD)
    return found


def scan(tree: Path, *arguments: str, error: int = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "pkgaudit", "scan", tree.name, *arguments],
        stdout=subprocess.PIPE,
        stderr=error,
        check=False,
        cwd=tree.parent,
        env={**unmeasured(), "TERM": "xterm", "PKGAUDIT_DATA_DIR": str(tree.parent / "none")},
        timeout=120,
    )


def test_each_lockfile_is_an_artifact_of_its_own_in_the_same_order_with_any_number_of_jobs(tree: Path) -> None:
    one, four = (scan(tree, "--jobs", jobs, "--format", "json") for jobs in ("1", "4"))
    report = json.loads(one.stdout)
    there = sorted(str(path.relative_to(tree.parent)) for path in tree.rglob("*") if path.is_file())
    artifacts = {artifact["location"][0]: artifact["locked"] for artifact in report["artifacts"]}

    assert (1, 1) == (one.returncode, four.returncode), one.stderr.decode()
    assert one.stdout == four.stdout
    assert COUNT + 1 == len(there)
    assert there == sorted(artifacts)
    assert {30, 1} == set(artifacts.values())
    assert [["tree-20/projects-0/odd/yarn.lock"]] == [finding["location"] for finding in report["findings"]]
    assert [] == report["gaps"]


def test_a_terminal_shows_how_far_it_is_and_a_pipe_does_not(tree: Path) -> None:
    ours, theirs = pty.openpty()
    on_terminal = scan(tree, "--format", "json", error=theirs)
    os.close(theirs)
    drawn = b""
    while True:
        try:
            drawn += os.read(ours, 65_536)
        except OSError:  # Linux says so when nobody is left who writes
            break
    os.close(ours)
    in_pipe = scan(tree, "--format", "json")

    assert b"Examining" in drawn
    assert f"{COUNT + 1}/{COUNT + 1}".encode() in drawn
    assert b"" == in_pipe.stderr
    assert on_terminal.stdout == in_pipe.stdout
