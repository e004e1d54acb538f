"""What real packers pack is explained, and the edits that we name take out what they are to take out."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.member import MemberKind, MemberRecord
from pkgaudit.model.ship_list import Origin, PackingProblem, PackingProblemKind, ReasonKind, ShipList
from pkgaudit.targets.ship_list.npm import explain_npm
from tests.targets.packing.projects import PROJECTS, REFERENCE, make, manifest, write, yarn_lock
from tests.targets.packing.toolbox import BUN, NPM_9, NPM_12, PNPM_10, YARN_1, YARN_4, Tool, environment
from tests.tools import program

pytestmark = pytest.mark.broad

_BESIDE = {
    "yarn.lock": yarn_lock("sample@."),
    ".npmignore": "*.map\ninternal/\n/dist/old\n",
    "dist/index.js": "1\n",
    "dist/index.js.map": "{}\n",
    "dist/deep/a.js": "1\n",
    "dist/deep/a.js.map": "{}\n",
    "dist/deep/internal/notes.txt": "x\n",
    "dist/old/b.css": "1\n",
    "dist/sub/internal/more/notes.txt": "x\n",
}
_HIDDEN = {
    "package.json": manifest(),
    "yarn.lock": yarn_lock("sample@."),
    ".gitignore": ".env\n*.secret\nprivate/\n",
    ".npmignore": "test\n",
    "index.js": "1\n",
    ".env": "TOKEN=1\n",
    "lib/a.secret": "x\n",
    "private/a.js": "1\n",
    "test/a.js": "1\n",
}


def packed(folder: Path, out: Path, pm: str, script: Path, env: dict[str, str]) -> tuple[MemberRecord, ...]:
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    done = subprocess.run(
        REFERENCE[pm](script, out), cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    tarballs = list(out.glob("*.tgz"))
    assert tarballs, done.stdout + done.stderr
    with tarfile.open(tarballs[0]) as archive:
        return tuple(
            MemberRecord(location=(".", "a.tgz", member.name), kind=MemberKind.FILE, size=member.size)
            for member in archive
            if not member.isdir()
        )


def explained(folder: Path, pm: str, version: str, members: tuple[MemberRecord, ...]) -> ShipList:
    origin = Origin(
        project=".",
        root=str(folder.resolve()),
        folder=".",
        ecosystem=Ecosystem.NPM,
        packer=pm,
        packer_version=version,
    )
    return explain_npm(origin, members)


def apply(folder: Path, problem: PackingProblem) -> None:
    """Do what an edit says, as a user would."""
    if match := re.match(r"Copy these? lines? .*?: (.*)\.$", problem.edit) or re.match(
        r"Copy this line .*?: (.*)\.$", problem.edit
    ):
        with (folder / ".npmignore").open("a") as file:
            file.write("".join(f"{line}\n" for line in re.findall("`([^`]+)`", match[1])))
        return
    path = folder / "package.json"
    content = json.loads(path.read_text())
    if match := re.match('Add (".*") at the end of "files"', problem.edit):
        content["files"] += json.loads(f"[{match[1]}]")
    elif match := re.match('Replace (".*") in "files" of package.json by (".*"):', problem.edit):
        gone = json.loads(f"[{match[1]}]")
        content["files"] = [each for each in content["files"] if each not in gone] + json.loads(f"[{match[2]}]")
    else:
        pytest.fail(problem.edit)
    path.write_text(json.dumps(content))


def test_npm_explains_every_file_of_every_project(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    unexplained = {}
    for name in PROJECTS:
        folder = make(tmp_path / name, name)
        members = packed(folder, tmp_path / "out", "npm", Path(program("npm")), env)
        files = explained(folder, "npm", "11.0.0", members).files
        unexplained[name] = [file.path for file in files if file.reason.kind is ReasonKind.UNEXPLAINED]

    assert {name: [] for name in PROJECTS} == unexplained


@pytest.mark.broad
@pytest.mark.parametrize("tool", [NPM_9, NPM_12, PNPM_10, YARN_1, YARN_4, BUN], ids=str)
def test_every_packer_obeys_the_edits(tool: Tool, tmp_path: Path) -> None:
    env = environment(tool, tmp_path / "bin")
    script = Path(env["PATH"]) / tool.name
    version = tool.package.rpartition("@")[2]
    for number, (fields, files, kind) in enumerate(
        (
            ({"files": ["dist"]}, _BESIDE, PackingProblemKind.DEAD_EXCLUSION),
            ({}, _HIDDEN, PackingProblemKind.SHADOWED_IGNORE_FILE),
        )
    ):
        folder = write(
            tmp_path / str(number),
            {**files, "package.json": json.dumps({"name": "sample", "version": "1.2.3", **fields})},
        )
        before = explained(folder, tool.pm, version, packed(folder, tmp_path / "out", tool.pm, script, env))
        problems = [problem for problem in before.problems if problem.kind is kind]
        unwanted = {path for problem in problems for path in problem.paths}
        for problem in problems if tool is not YARN_1 else problems[:1]:
            apply(folder, problem)
            # With yarn 1 one edit rewrites what the next speaks of.
        after = packed(folder, tmp_path / "out", tool.pm, script, env)
        left = {member.location[-1] for member in after}
        gone = {file.path for file in before.files} - left

        assert unwanted
        assert not [file for file in before.files if file.reason.kind is ReasonKind.UNEXPLAINED]
        assert gone == (set(problems[0].paths) if tool is YARN_1 and number == 0 else unwanted)
