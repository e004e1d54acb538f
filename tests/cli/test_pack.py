"""``pkgaudit pack`` as users run it, on real projects with the real packers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from pkgaudit.reporters.ship_list_json import SCHEMA
from tests.cli.conftest import npm_tarball
from tests.targets.building.projects import git, write_project
from tests.targets.packing.projects import BUILDING, PROJECTS, write
from tests.tools import ROOT, program

VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def pack(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pkgaudit", "pack", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "100", **environment},
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An npm project in a repository, whose ``files`` let a map out that git ignores."""
    program("npm")
    files = {**PROJECTS["files"], ".gitignore": "*.map\n", "dist/untracked.js": "1\n"}
    folder = write(tmp_path / "web", files)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "reset", "-q", "dist/untracked.js")
    git(folder, "commit", "-q", "-m", "First")
    return folder


def rows(shown: str) -> dict[str, str]:
    """Return why each file of the tree is in, by its name."""
    tree = shown.split("\n\n")[1]
    cells = [line[12:].strip().split("  ", 1) for line in tree.splitlines()]
    return {each[0]: each[1].strip() for each in cells if len(each) > 1}


def test_a_project_is_shown_as_a_tree_with_sizes_reasons_and_what_git_says(project: Path) -> None:
    done = pack(cwd=project)
    shown = done.stdout

    assert "" == done.stderr
    assert 0 == done.returncode
    assert shown.startswith(". > sample-1.2.3.tgz\n  sample 1.2.3 (npm-tarball)\n")
    assert 'files: "dist"' in rows(shown)["index.js.map"]
    assert rows(shown)["index.js.map"].startswith("git-ignored; ")
    assert rows(shown)["untracked.js"].startswith("untracked; ")
    assert "always" in rows(shown)["package.json"]
    assert "By kind" in shown
    assert "By reason" in shown
    assert "By git" in shown
    assert shown.endswith("nothing judged (`pkgaudit scan` does)\n")


def test_json_says_the_same_and_satisfies_its_schema(project: Path) -> None:
    tmp_path = project.parent
    done = pack(project.name, "--format", "json", "-o", "text=shown.txt", "-o", "json=again.json", cwd=tmp_path)
    document = json.loads(done.stdout)
    (package,) = document["packages"]
    files = {file["path"]: file for file in package["files"]}

    assert 0 == done.returncode
    assert [] == list(VALIDATOR.iter_errors(document))
    assert done.stdout == (tmp_path / "again.json").read_text()
    assert ["web", "sample-1.2.3.tgz"] == package["location"]
    assert ("npm", "tool", True) == (package["packer"], package["listing"], package["in_repository"])
    assert ("listed", "ignored") == (
        files["package/dist/index.js.map"]["reason"],
        files["package/dist/index.js.map"]["tracking"],
    )
    assert "untracked" == files["package/dist/untracked.js"]["tracking"]
    assert "always" == files["package/package.json"]["reason"]
    assert len(files) == package["totals"]["files"]
    assert "web > sample-1.2.3.tgz" in (tmp_path / "shown.txt").read_text()


def test_scripts_run_only_when_they_may(tmp_path: Path) -> None:
    program("npm")
    folder = write(tmp_path / "web", {name: text for name, text in BUILDING.items() if name != "yarn.lock"})
    plain, built = pack(cwd=folder), pack("--execute", cwd=folder)

    assert (0, 0) == (plain.returncode, built.returncode)
    assert "built.js" not in rows(plain.stdout)
    assert "no script was run" in plain.stdout
    assert "built.js" in rows(built.stdout)
    assert "in a copy of the project, where its code could run" in " ".join(built.stdout.split())
    assert not (folder / "dist" / "built.js").exists()


@pytest.mark.broad
def test_a_python_project_is_built_and_both_of_its_artifacts_are_listed(tmp_path: Path) -> None:
    write_project(tmp_path, "hatchling")
    done = pack("--format", "json", cwd=tmp_path)
    document = json.loads(done.stdout)

    assert [] == document["gaps"]
    assert 0 == done.returncode
    assert [] == list(VALIDATOR.iter_errors(document))
    assert ["sdist", "wheel"] == [package["format"] for package in document["packages"]]
    assert {("demo-pkg", "1.2.3", "built")} == {
        (package["name"], package["version"], package["listing"]) for package in document["packages"]
    }
    sdist, wheel = ({file["path"]: file for file in package["files"]} for package in document["packages"])
    assert "untracked" == sdist["demo_pkg-1.2.3/.env.local"]["tracking"]
    assert "demo_pkg/__init__.py" in wheel
    assert "written" == wheel["demo_pkg-1.2.3.dist-info/RECORD"]["reason"]


def test_a_python_project_that_may_not_be_built_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1"\n')
    done = pack("--no-execute", cwd=tmp_path)

    assert 3 == done.returncode
    assert "--no-execute" in done.stdout
    assert "INCOMPLETE (exit 3): 1 thing was not listed; 0 packages, 0 files" == done.stdout.splitlines()[-1]


def test_an_artifact_is_listed_and_says_that_nobody_knows_why(plain_tarball: Path) -> None:
    done = pack(plain_tarball.name, cwd=plain_tarball.parent)

    assert 0 == done.returncode
    assert "read from the artifact" in done.stdout
    assert "By reason" not in done.stdout
    assert "package.json" in done.stdout


def test_of_very_many_files_all_are_shown_only_when_asked(tmp_path: Path) -> None:
    path = npm_tarball(tmp_path / "a-1.0.0.tgz", {f"lib/{number}.js": "1" for number in range(2_000)})
    short, full = pack(path.name, cwd=tmp_path).stdout, pack(path.name, "--all", cwd=tmp_path).stdout

    assert "and 1,701 more files; --all shows all" in short
    assert len(short.splitlines()) < 400
    assert 2_000 == full.count(".js\n")


def test_colour_changes_no_letter(plain_tarball: Path) -> None:
    plain = pack(plain_tarball.name, cwd=plain_tarball.parent, NO_COLOR="1").stdout
    coloured = pack(plain_tarball.name, cwd=plain_tarball.parent, FORCE_COLOR="1", NO_COLOR="").stdout

    assert "\x1b[" not in plain
    assert coloured.count("\x1b[") > 10
    assert len(plain.splitlines()) == len(coloured.splitlines())


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["absent"], "absent: there is no such file or directory"),
        (["--format", "sarif"], "sarif"),
        (["-o", "sarif=x"], "'sarif' is not a format of this command; choose one of: text, json"),
        (["-o", "json"], "expected FORMAT=PATH"),
        (["--pm", "cargo"], "cargo"),
        (["a", "b"], "unexpected extra argument"),
    ],
)
def test_2_when_the_command_line_is_wrong(tmp_path: Path, arguments: list[str], expected: str) -> None:
    done = pack(*arguments, cwd=tmp_path)

    assert 2 == done.returncode
    assert "" == done.stdout
    assert expected in " ".join(done.stderr.replace("│", " ").split())


@pytest.mark.parametrize("files", [{"a.txt": "x"}, {"package.json": "no json"}, {}])
def test_3_when_there_is_nothing_that_would_ship(tmp_path: Path, files: dict[str, str]) -> None:
    done = pack(cwd=write(tmp_path, files))

    assert 3 == done.returncode
    assert "Not listed" in done.stdout


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({}, "no npm is on PATH"),
        ({"yarn.lock": "", "package-lock.json": "{}"}, "no yarn is on PATH"),
        ({"package.json": '{"name":"a","version":"1.0.0","packageManager":"cargo@1"}'}, "choose one with --pm"),
    ],
)
def test_3_when_the_packer_is_missing(more: dict[str, str], why: str, tmp_path: Path) -> None:
    write(tmp_path, {**PROJECTS["files"], **more})
    done = pack("--format", "json", cwd=tmp_path, PATH=str(tmp_path))
    (gap,) = json.loads(done.stdout)["gaps"]

    assert 3 == done.returncode
    assert why in gap["why"]


def test_3_when_the_list_cannot_be_written(plain_tarball: Path) -> None:
    done = pack(plain_tarball.name, "-o", "json=no/such/folder.json", cwd=plain_tarball.parent)

    assert 3 == done.returncode
    assert "the folder does not exist" in done.stderr


def test_the_readme_shows_what_the_command_prints(tmp_path: Path) -> None:
    program("npm")
    script = str(ROOT / "sample_packages" / "make_leaked_cli.py")
    demo = str(tmp_path / "build" / "demo")
    subprocess.run([sys.executable, script, "--out", demo, "--small"], capture_output=True, check=True, timeout=60)
    done = pack("build/demo/project", cwd=tmp_path, COLUMNS="80")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("$ pkgaudit pack build/demo/project\n")[2].partition("```")[0]

    assert 0 == done.returncode
    assert "cli.js.map" in shown
    assert without_figures(done.stdout) == without_figures(shown)


def without_figures(text: str) -> list[str]:
    """Take out what depends on npm's version and on how much the demo's project holds: the tests make a small one."""
    bare = re.sub(r"[\d.,]+ [kM]?B\b", "SIZE", re.sub(r"npm [\d.]+", "npm", text))
    return [" ".join(line.split()) for line in bare.splitlines()]
