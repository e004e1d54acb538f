"""``pkgaudit fix`` through the real program."""

from __future__ import annotations

import json
import stat
import subprocess
from pathlib import Path

import pytest

from tests.cli.test_exit_codes import pkgaudit
from tests.remedy.projects import LEAK, manifest, write
from tests.targets.building.projects import git
from tests.tools import program

FILES = {
    "package.json": manifest(main="dist/cli.js", files=["dist"]),
    "dist/cli.js": "f();\n",
    "dist/cli.js.map": LEAK,
}


@pytest.fixture(autouse=True)
def _npm() -> None:
    program("npm")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path / "project", FILES)


def test_the_edit_and_its_proof_are_shown_and_nothing_is_written(project: Path) -> None:
    done = pkgaudit("fix", "project", cwd=project.parent)

    assert 0 == done.returncode, done.stderr
    assert FILES["package.json"] == (project / "package.json").read_text()
    lines = done.stdout.splitlines()
    assert "Proposed, and proved by packing a copy with it" == lines[0]
    assert '+    "!**/*.map"' in lines
    assert "  critical  embedded-sources  project > leaks-1.0.0.tgz > package/dist/cli.js.map" in lines
    assert "  project > leaks-1.0.0.tgz: 1 file fewer, 2 left" in lines
    assert "    nothing else changed, but for package.json" in lines
    assert "Nothing was written: `pkgaudit fix project --apply` writes it." == lines[-1]


def test_apply_writes_what_was_proved_and_the_scan_passes(project: Path) -> None:
    (project / "package.json").chmod(0o640)

    done = pkgaudit("fix", "--apply", cwd=project)

    assert 0 == done.returncode, done.stderr
    assert ["dist", "!**/*.map"] == json.loads((project / "package.json").read_text())["files"]
    assert 0o640 == stat.S_IMODE((project / "package.json").stat().st_mode)
    assert done.stdout.endswith("1 file written. Scan again before you publish.\n")
    again = pkgaudit("fix", cwd=project)
    assert (0, "Nothing to fix.\n") == (again.returncode, again.stdout)


def test_the_shown_diff_is_one_that_git_takes(project: Path) -> None:
    git(project, "init", "-q")
    shown = pkgaudit("fix", cwd=project).stdout
    diff = shown[shown.index("--- a/") : shown.index("\nCures")]

    subprocess.run([program("git"), "apply", "-"], cwd=project, input=diff, text=True, check=True)

    assert ["dist", "!**/*.map"] == json.loads((project / "package.json").read_text())["files"]


def test_1_when_an_open_finding_has_no_proved_fix(project: Path) -> None:
    (project / "package.json").write_text(manifest(main="dist/cli.js.map", files=["dist"]))

    done = pkgaudit("fix", cwd=project)

    assert 1 == done.returncode
    assert "No proved fix" in done.stdout
    assert "main in package.json names it" in done.stdout
    assert done.stdout.endswith("Nothing is proposed: no edit was proved to cure what was found.\n")


@pytest.mark.parametrize("arguments", [["nowhere"], ["empty"], [".", "--select", "nonsense"], [".", "--pm", "cargo"]])
def test_2_when_it_cannot_be_meant(project: Path, arguments: list[str]) -> None:
    (project / "empty").mkdir()

    done = pkgaudit("fix", *arguments, cwd=project)

    assert 2 == done.returncode
    assert "" == done.stdout
    assert done.stderr


def test_3_when_it_cannot_be_packed(project: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()

    done = pkgaudit("fix", cwd=project, PATH=str(tmp_path / "bin"))

    assert 3 == done.returncode
    assert "Not examined" in done.stdout
    assert done.stdout.endswith("Nothing is proposed, and not everything was examined.\n")


def test_only_what_is_selected_is_looked_at(project: Path) -> None:
    done = pkgaudit("fix", "--ignore", "embedded-sources", cwd=project)

    assert (0, "Nothing to fix.\n") == (done.returncode, done.stdout)


def test_hostile_names_do_nothing_to_the_terminal(project: Path) -> None:
    write(project, {"dist/\x1b[31m::error::x.js.map": LEAK})

    done = pkgaudit("fix", cwd=project, FORCE_COLOR="1")

    assert 0 == done.returncode, done.stderr
    assert "\x1b[31m::error" not in done.stdout
    assert "\\x1b[31m::error::x.js.map" in done.stdout


def test_an_env_file_that_nothing_kept_out_is_kept_out(tmp_path: Path) -> None:
    files = {"package.json": manifest(), "index.js": "1;\n", ".env": "TOKEN=1\n", "README.md": "# leaks\n"}
    project = write(tmp_path / "project", files)
    git(project, "init", "-q")
    git(project, "add", "package.json", "index.js", "README.md")

    done = pkgaudit("fix", "--all", "--apply", cwd=project)

    assert 0 == done.returncode, done.stdout
    assert ["index.js"] == json.loads((project / "package.json").read_text())["files"]
    assert "- package/.env  8 B" in done.stdout
    assert "nothing else changed, but for package.json" in done.stdout
