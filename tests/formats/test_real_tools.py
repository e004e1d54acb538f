from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pkgaudit.formats.recognise import Recognition
from pkgaudit.model.grades import Format
from tests.formats.observed import observe_file
from tests.tools import missing, program

pytestmark = pytest.mark.broad

BACKENDS = {
    "setuptools": 'requires = ["setuptools>=77"]\nbuild-backend = "setuptools.build_meta"',
    "hatchling": 'requires = ["hatchling>=1.27"]\nbuild-backend = "hatchling.build"',
    "flit-core": 'requires = ["flit-core>=3.11"]\nbuild-backend = "flit_core.buildapi"',
}
PROJECT = """
[build-system]
{backend}
[project]
name = "Some.Tool"
version = "1.0.0rc1"
description = "x"
license = "MIT"
dependencies = ["six>=1; python_version > '3'"]
classifiers = ["Private :: Do Not Upload"]
[project.urls]
"Source Code" = "https://github.com/o/tool"
[tool.flit.module]
name = "some_tool"
[tool.hatch.build.targets.wheel]
packages = ["some_tool"]
"""


def clean(seen: Recognition) -> bool:
    return not (seen.claims.problems or seen.anomalies or seen.gaps)


@pytest.mark.parametrize("name", ["tool", "@acme/tool"])
def test_what_npm_packs_is_recognised(tmp_path: Path, name: str) -> None:
    (tmp_path / "package.json").write_text(
        f'{{"name":"{name}","version":"1.2.3-rc.1","license":"MIT","repository":"github:acme/tool","bin":"cli.js"}}'
    )
    (tmp_path / "cli.js").write_text("#!/usr/bin/env node\n")
    done = subprocess.run(
        [program("npm"), "pack", "--silent", "--ignore-scripts"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    seen = observe_file(tmp_path / done.stdout.strip())

    assert clean(seen)
    assert (Format.NPM_TARBALL, name, "1.2.3-rc.1") == (seen.format, seen.claims.name, seen.claims.version)
    assert ("MIT", "github:acme/tool", "") == (
        seen.evidence.osi_license,
        seen.evidence.public_repository,
        seen.evidence.against,
    )
    assert {"bin.tool": "cli.js"} == seen.claims.entry_points


@pytest.mark.parametrize(("backend", "companion"), [("setuptools", True), ("hatchling", True), ("flit-core", False)])
def test_what_build_makes_is_recognised(tmp_path: Path, backend: str, companion: bool) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT.format(backend=BACKENDS[backend]))
    (tmp_path / "some_tool").mkdir()
    (tmp_path / "some_tool/__init__.py").write_text('"""x"""\n')
    if companion:
        # As Jupyter extensions have it: a source distribution that npm could install as well.
        (tmp_path / "package.json").write_text('{"name":"tool","version":"1.0.0"}')
        (tmp_path / "MANIFEST.in").write_text("include package.json\n")
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "build", "--outdir", "dist"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if "Could not find a version" in done.stdout + done.stderr:
        missing(f"{backend} ({done.stderr.strip()[-300:]})")
    assert 0 == done.returncode, done.stdout + done.stderr

    made = {seen.format: seen for seen in map(observe_file, (tmp_path / "dist").iterdir())}

    assert {Format.SDIST, Format.WHEEL} == set(made)
    for seen in made.values():
        assert clean(seen), (seen.claims.problems, seen.anomalies, seen.gaps)
        assert ("Some.Tool", "1.0.0rc1") == (seen.claims.name, seen.claims.version)
        assert ["six"] == [dependency.name for dependency in seen.claims.dependencies]
        assert ("MIT", "https://github.com/o/tool", 'the classifier "Private ::"') == (
            seen.evidence.osi_license,
            seen.evidence.public_repository,
            seen.evidence.against,
        )
