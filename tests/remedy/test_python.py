"""Python projects, with their real backends."""

from __future__ import annotations

import textwrap
import tomllib
from pathlib import Path

import pytest

from tests.remedy.conftest import Fix
from tests.remedy.projects import LEAK, edited, removed, unfixed, write
from tests.targets.building.projects import git, snapshot

pytestmark = pytest.mark.broad

METADATA = textwrap.dedent("""
    # who we are
    [project]
    name = "demo"   # the name
    version = "1.2.3"
    description = "A package"
""")
FILES = {
    "src/demo/__init__.py": '"""A package."""\n',
    "src/demo/app.js": "f();\n",
    "src/demo/app.js.map": LEAK,
    "src/demo/other.map": "######\n",
}
SDIST = "demo-1.2.3/src/demo/app.js.map"
WHEEL = "demo/app.js.map"


def system(requires: str, backend: str) -> str:
    return f'[build-system]\nrequires = ["{requires}"]\nbuild-backend = "{backend}"\n{METADATA}'


HATCHLING = system("hatchling", "hatchling.build") + '\n[tool.hatch.build.targets.wheel]\npackages = ["src/demo"]\n'
SETUPTOOLS = system("setuptools>=77", "setuptools.build_meta")


def in_git(project: Path) -> Path:
    git(project, "init", "-q", "-b", "main")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "First")
    return project


@pytest.mark.broad
def test_hatchling_is_told_once_for_the_sdist_and_the_wheel(fix: Fix, project: Path) -> None:
    in_git(write(project, {**FILES, "pyproject.toml": HATCHLING}))
    before = snapshot(project)

    remedy = fix(project)

    assert {"pyproject.toml": f'{HATCHLING}\n[tool.hatch.build]\nexclude = ["/src/demo/app.js.map"]\n'} == edited(
        remedy
    )
    assert [[WHEEL], [SDIST]] == sorted(removed(remedy).values(), reverse=True)
    assert [] == unfixed(remedy)
    assert before == snapshot(project)


def test_what_hatchling_sweeps_into_an_sdist_is_kept_out_of_it(fix: Fix, project: Path) -> None:
    in_git(write(project, {**FILES, "pyproject.toml": HATCHLING, "src/demo/app.js.map": "#\n"}))
    write(project, {".claude/settings.local.json": "{}\n", ".env.local": "TOKEN=1\n"})

    remedy = fix(project, also_below_bar=True)

    hatch = tomllib.loads(edited(remedy)["pyproject.toml"])["tool"]["hatch"]["build"]
    assert {"/.claude/", "/.env.local"} == set(hatch["targets"]["sdist"]["exclude"])
    assert "exclude" not in hatch
    expected = ["demo-1.2.3/.claude/settings.local.json", "demo-1.2.3/.env.local"]
    assert [[], expected] == sorted(removed(remedy).values())


@pytest.mark.broad
def test_setuptools_is_told_in_manifest_in(fix: Fix, project: Path) -> None:
    data = '[tool.setuptools.package-data]\ndemo = ["*.js", "*.map"]\n'
    write(project, {**FILES, "pyproject.toml": f"{SETUPTOOLS}\n{data}", "MANIFEST.in": "include CHANGES\r\n"})

    remedy = fix(project)

    assert {"MANIFEST.in": "include CHANGES\r\nexclude src/demo/app.js.map\r\n"} == edited(remedy)
    assert [[WHEEL], [SDIST]] == sorted(removed(remedy).values(), reverse=True)


@pytest.mark.broad
def test_a_version_from_the_repository_stays_the_same_in_the_proof(fix: Fix, project: Path) -> None:
    scm = (
        '[build-system]\nrequires = ["setuptools>=77", "setuptools-scm>=8"]\nbuild-backend = "setuptools.build_meta"\n'
    )
    dynamic = scm + '[project]\nname = "demo"\ndynamic = ["version"]\n[tool.setuptools_scm]\n'
    in_git(write(project, {**FILES, "pyproject.toml": dynamic}))
    git(project, "tag", "-a", "v1.2.3", "-m", "1.2.3")

    remedy = fix(project)

    assert {"MANIFEST.in": "exclude src/demo/app.js.map\n"} == edited(remedy)
    assert [[WHEEL], [SDIST]] == sorted(removed(remedy).values(), reverse=True)


@pytest.mark.broad
@pytest.mark.parametrize(
    ("pyproject", "keys", "entries"),
    [
        (system("flit_core>=3.9", "flit_core.buildapi"), ("flit", "sdist", "exclude"), ["src/demo/app.js.map"]),
        (system("poetry-core>=2", "poetry.core.masonry.api"), ("poetry", "exclude"), ["src/demo/app.js.map"]),
        (system("pdm-backend", "pdm.backend"), ("pdm", "build", "excludes"), ["src/demo/app.js.map"]),
        (system("uv_build", "uv_build"), ("uv", "build-backend", "source-exclude"), ["/src/demo/app.js.map"]),
    ],
    ids=["flit", "poetry", "pdm", "uv"],
)
def test_each_backend_is_told_where_it_looks(
    fix: Fix, project: Path, pyproject: str, keys: tuple[str, ...], entries: list[str]
) -> None:
    write(project, {**FILES, "pyproject.toml": pyproject})

    remedy = fix(project)

    table = tomllib.loads(edited(remedy)["pyproject.toml"])["tool"]
    for key in keys:
        table = table[key]
    assert entries == table
    assert all(gone in ([WHEEL], [SDIST]) for gone in removed(remedy).values())
    assert edited(remedy)["pyproject.toml"].startswith(pyproject)
