"""``pkgaudit init`` through the real program."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from pkgaudit import __version__
from pkgaudit.model.grades import Severity, Visibility
from pkgaudit.model.limits import Limits
from pkgaudit.policy.configuration import read_policy
from pkgaudit.policy.configuration_search import named_configuration
from pkgaudit.policy.policy import Policy
from tests.cli.test_exit_codes import pkgaudit
from tests.remedy.projects import write
from tests.targets.building.projects import git
from tests.tools import program

OPEN = {"license": "MIT", "repository": "github:acme/a"}
WORKFLOW = ".github/workflows/pkgaudit.yml"
HOOKS = ".pre-commit-config.yaml"


def manifest(name: str = "@acme/a", **more: object) -> str:
    return json.dumps({"name": name, "version": "1.0.0", **more})


PROJECTS: Mapping[str, Mapping[str, str]] = {
    "npm": {"package.json": manifest(license="UNLICENSED", scripts={"build": "tsc"}), "package-lock.json": "{}"},
    "monorepo": {
        "package.json": json.dumps({"name": "root", "private": True, "workspaces": ["packages/*"]}),
        "packages/a/package.json": manifest(**OPEN),
        "packages/b c/package.json": manifest("@acme/b"),
        "packages/site/package.json": manifest("site", private=True),
        "pnpm-lock.yaml": "",
        "pnpm-workspace.yaml": "packages: ['packages/*']\n",
        HOOKS: "repos:\n- repo: local  # ours\n  hooks:\n  - id: x\n\nci: {}\n",
    },
    "python": {"pyproject.toml": '[project]\nname = "x"\nversion = "1"\n', "uv.lock": "", ".gitlab-ci.yml": "a: {}\n"},
    "both": {"package.json": manifest(packageManager="bun@1.2.0"), "pyproject.toml": '[project]\nname = "x"\n'},
    "yarn": {"package.json": manifest(packageManager="yarn@4.1.0"), "yarn.lock": "__metadata:\n"},
    "yarn-classic": {"package.json": manifest(packageManager="yarn@1.22.0")},
    "private": {"package.json": manifest(private=True)},
}


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


@pytest.fixture
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = write(tmp_path / "project", dict(PROJECTS[request.param]))
    git(folder, "init", "-q")
    return folder


@pytest.mark.parametrize("project", list(PROJECTS), indirect=True)
def test_what_is_shown_is_what_is_written_and_a_second_time_changes_nothing(project: Path) -> None:
    before = files_of(project)
    shown = pkgaudit("init", "project", cwd=project.parent)
    untouched = files_of(project)
    done = pkgaudit("init", "project", "--write", cwd=project.parent)
    written = files_of(project)
    again = pkgaudit("init", "project", "--write", cwd=project.parent)

    assert [0, 0, 0] == [shown.returncode, done.returncode, again.returncode], done.stderr
    assert before == untouched
    assert written == files_of(project)
    assert "pkgaudit.toml" in written
    assert {name: before[name] for name in before if name != HOOKS} == {
        name: written[name] for name in before if name != HOOKS
    }
    for name in written.keys() - before.keys():
        assert written[name].decode() in shown.stdout
    assert again.stdout.endswith("# Nothing to write.\n")


@pytest.mark.parametrize("project", list(PROJECTS), indirect=True)
def test_the_configuration_is_taken_and_says_what_is_so_without_it(project: Path) -> None:
    pkgaudit("init", "--write", cwd=project)
    policy = read_policy(named_configuration(project / "pkgaudit.toml"))
    text = (project / "pkgaudit.toml").read_text()
    uncommented = "\n".join(
        line.removeprefix("# ")
        if line.startswith(("# [", "# ")) and (" = " in line or line.startswith("# ["))
        else line
        for line in text.splitlines()
    )
    (project / "all.toml").write_text(uncommented)
    everything = read_policy(named_configuration(project / "all.toml"))

    assert (Severity.HIGH, (), Limits()) == (policy.fail_on, policy.waivers, policy.limits)
    assert ("monorepo" in text or "@acme/a: public" in text) == (policy.visibility is None)
    assert policy.visibility in {None, Visibility.PRIVATE}
    assert Limits() == everything.limits
    assert len(Limits.__struct_fields__) == sum(key.startswith("limits.") for key in everything.origins)
    assert 1 == len(everything.waivers)
    assert Policy() != everything


@pytest.mark.parametrize("project", ["npm"], indirect=True)
def test_the_workflow_packs_scans_and_publishes_the_same_files(project: Path) -> None:
    pkgaudit("init", "--write", cwd=project)
    text = (project / WORKFLOW).read_text()
    jobs = yaml.safe_load(text)["jobs"]
    uses = [step["uses"] for job in jobs.values() for step in job["steps"] if "uses" in step]
    runs = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]

    assert ["gate", "publish"] == list(jobs)
    assert "gate" == jobs["publish"]["needs"]
    assert all(name.partition("@")[2].removeprefix("v").isdigit() for name in uses)
    assert ["npm ci", "npm run build"] == runs[0].splitlines()[1:3]
    assert f'pipx run pkgaudit=={__version__} scan "$RUNNER_TEMP/artifacts"' == runs[1]
    assert 'for file in artifacts/npm/*.tgz; do npm publish "./$file"; done' == runs[2]
    assert {"contents": "read"} == yaml.safe_load(text)["permissions"]
    assert "registry" not in text


@pytest.mark.parametrize("project", ["both"], indirect=True)
def test_each_registry_gets_its_own_files(project: Path) -> None:
    pkgaudit("init", "--write", cwd=project)
    text = (project / WORKFLOW).read_text()

    assert "oven-sh/setup-bun@v2" in text
    assert 'bun pm pack --destination "$RUNNER_TEMP/artifacts/npm"' in text
    assert 'pipx run build --outdir "$RUNNER_TEMP/artifacts/python"' in text
    assert "packages-dir: artifacts/python" in text


@pytest.mark.parametrize(
    ("project", "expected"),
    [
        ("monorepo", '(cd packages/a && pnpm pack --pack-destination "$RUNNER_TEMP/artifacts/npm")'),
        ("monorepo", "# packages/b c is left out: its name has no place here"),
        ("monorepo", "pnpm install --frozen-lockfile"),
        ("monorepo", '# private-names = ["root", "site"]'),
        ("monorepo", "# - @acme/a: public, licence MIT is OSI approved"),
        ("monorepo", 'source-visibility = "auto"'),
        ("npm", 'source-visibility = "private"'),
        ("yarn", 'yarn pack --out "$RUNNER_TEMP/artifacts/npm/%s-%v.tgz"'),
        ("yarn-classic", 'yarn pack --filename "$RUNNER_TEMP/artifacts/npm/package-1.tgz"'),
        ("python", "# ---- .gitlab-ci.yml (add this yourself: a pipeline that is there is not edited)"),
        ("python", "    - 'pipx run build --outdir \"/tmp/artifacts/python\"'"),
    ],
    indirect=["project"],
)
def test_only_what_applies_is_offered(project: Path, expected: str) -> None:
    assert expected in pkgaudit("init", cwd=project).stdout


@pytest.mark.parametrize("project", ["npm"], indirect=True)
def test_the_packing_step_really_packs(project: Path, tmp_path: Path) -> None:
    program("npm")
    (project / "package-lock.json").unlink()
    (project / "package.json").write_text(manifest(license="UNLICENSED"))
    pkgaudit("init", "--write", cwd=project)
    steps = yaml.safe_load((project / WORKFLOW).read_text())["jobs"]["gate"]["steps"]
    (run,) = (step["run"] for step in steps if step.get("name") == "Pack")
    environment = {**os.environ, "RUNNER_TEMP": str(tmp_path / "runner temp")}
    subprocess.run(["bash", "-euo", "pipefail", "-c", run], cwd=project, env=environment, check=True, timeout=120)
    done = pkgaudit("scan", str(tmp_path / "runner temp" / "artifacts"), "--format", "json", cwd=project)

    assert ["@acme/a"] == [artifact["name"] for artifact in json.loads(done.stdout)["artifacts"]]


@pytest.mark.parametrize("project", ["npm"], indirect=True)
def test_nothing_that_is_there_is_overwritten(project: Path) -> None:
    (project / "package.json").write_text(manifest(pkgaudit={"fail-on": "low"}))
    write(project, {HOOKS: "repos: []\n", ".github/workflows/release.yml": "# pkgaudit scan\n"})
    before = files_of(project)
    done = pkgaudit("init", "--write", cwd=project)

    assert 0 == done.returncode
    assert before == files_of(project)
    assert "# ---- package.json (left as it is: it holds the configuration)" in done.stdout
    assert "# ---- .pre-commit-config.yaml (add this yourself: it cannot be edited" in done.stdout
    assert "# ---- .github/workflows/release.yml (left as it is: it names pkgaudit)" in done.stdout


@pytest.mark.parametrize("project", ["monorepo"], indirect=True)
def test_below_the_root_of_a_repository_only_the_configuration_is_written(project: Path) -> None:
    done = pkgaudit("init", "--write", cwd=project / "packages" / "a")
    new = {path.name for path in (project / "packages" / "a").iterdir()}

    assert 0 == done.returncode
    assert {"package.json", "pkgaudit.toml"} == new
    assert "it belongs into the root of the repository" in done.stdout


def test_2_where_there_is_no_project_and_3_where_nothing_can_be_written(tmp_path: Path) -> None:
    none = pkgaudit("init", cwd=tmp_path)
    missing = pkgaudit("init", "nowhere", cwd=tmp_path)
    project = write(tmp_path / "project", {"package.json": manifest()})
    (project / ".github").symlink_to(tmp_path)
    outside = pkgaudit("init", "--write", cwd=project)
    (project / "pkgaudit.toml").write_text("fail-on = 3\n[")
    wrong = pkgaudit("init", cwd=project)

    assert [2, 2, 3, 2] == [done.returncode for done in (none, missing, outside, wrong)]
    assert "it is no project" in none.stderr
    assert "there is no such directory" in missing.stderr
    assert "leads out of the project" in outside.stderr
    assert not (tmp_path / "workflows").exists()
    assert "pkgaudit.toml: " in wrong.stderr


def test_what_is_not_understood_is_said_and_many_packages_are_counted(tmp_path: Path) -> None:
    packages = {f"p/{number}/package.json": manifest(f"p{number}") for number in range(20)}
    root = json.dumps({"name": "root", "private": True, "workspaces": ["p/*"], "packageManager": "cpm@1"})
    write(tmp_path, {"package.json": root, **packages, "pyproject.toml": "[project\n"})
    done = pkgaudit("init", cwd=tmp_path, FORCE_COLOR="1", NO_COLOR="")
    piped = pkgaudit("init", cwd=tmp_path)

    assert [0, 0] == [done.returncode, piped.returncode], done.stderr
    assert "# - and 8 more\n" in piped.stdout
    assert "# not understood: . > pyproject.toml: it is not TOML" in piped.stdout
    assert '"cpm@1" (packageManager in package.json) is not a packer' in piped.stdout
    assert "\x1b[" in done.stdout
    assert "\x1b" not in piped.stdout


def test_2_where_a_file_that_is_there_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path, {"package.json": manifest()})
    (tmp_path / HOOKS).mkdir()
    done = pkgaudit("init", "--write", cwd=tmp_path)

    assert (2, "") == (done.returncode, done.stdout)
    assert f"{HOOKS}: cannot be read" in done.stderr
    assert not (tmp_path / "pkgaudit.toml").exists()


def test_hostile_names_are_made_visible(tmp_path: Path) -> None:
    name = 'a\x1b[2J\u202e\n"]\nfail-on = "never"\n::error::##[error]x'
    write(tmp_path, {"package.json": manifest(name)})
    write(tmp_path, {"pyproject.toml": f"[project]\nname = {json.dumps(name)}\n"})
    done = pkgaudit("init", "--write", cwd=tmp_path)
    text = (tmp_path / "pkgaudit.toml").read_text()

    assert 0 == done.returncode, done.stderr
    for shown in (done.stdout, text):
        assert not {"\x1b", "\u202e"} & set(shown)
        assert not [line for line in shown.splitlines() if line.lstrip().startswith(("::", "##["))]
    assert Severity.HIGH is read_policy(named_configuration(tmp_path / "pkgaudit.toml")).fail_on
