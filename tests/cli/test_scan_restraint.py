"""`pkgaudit scan` of a project that plants a way to run code wherever a packer offers one: none is taken."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.targets.packing.projects import write
from tests.targets.packing.test_restraint import EXTENSIONS, fingerprint, plant
from tests.targets.packing.toolbox import BUN, NPM_12, PNPM_10, YARN_4, Tool, environment

pytestmark = pytest.mark.broad


@pytest.mark.parametrize("tool", [NPM_12, PNPM_10, YARN_4, BUN], ids=str)
def test_a_scan_runs_nothing_of_the_project_and_leaves_nothing_behind(tool: Tool, tmp_path: Path) -> None:
    markers, temporary = tmp_path / "markers", tmp_path / "tmp"
    markers.mkdir()
    temporary.mkdir()
    project = write(tmp_path / "project", plant(markers))
    if tool.name == "npm":
        code = f"require('fs').writeFileSync({str(markers / 'extension')!r}, '');\n"
        write(project, {".npm-extension.cjs": code + EXTENSIONS[".npm-extension.cjs"]})
    before = fingerprint(project)
    packers = environment(tool, tmp_path / "packers" / "bin")
    planted = f"{project}/node_modules/.bin:node_modules/.bin"
    done = subprocess.run(
        [sys.executable, "-m", "pkgaudit", "scan", ".", "--pm", tool.name, "--no-config", "--format", "json"],
        cwd=project,
        env={
            **packers,
            "PATH": f"{planted}:{packers['PATH']}",
            "TMPDIR": str(temporary),
            "npm_config_dry_run": "true",
            "npm_config_ignore_scripts": "false",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    report = json.loads(done.stdout)
    packed = [each["packed_by"] for each in report["artifacts"] if each["packed_by"] is not None]

    assert 0 == done.returncode
    assert [] == [path.name for path in markers.iterdir()]
    assert before == fingerprint(project)
    assert [] == list(temporary.iterdir())
    assert ["tool"] == [each["listing"] for each in report["artifacts"] if each["packed_by"] is not None]
    assert any("scripts did not run" in note for each in packed for note in each["notes"])
