"""Lockfiles that the tools themselves write, from a registry on this machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from pkgaudit.model.dependency_document import DependencyDocument
from tests.dependencies.documents import chain, read
from tests.dependencies.loopback import put_npm, put_wheel, served
from tests.detectors.dependencies import alone, found
from tests.targets.packing.toolbox import BUN, NPM_10, PNPM_9, PNPM_10, YARN_1, YARN_4, Tool, environment
from tests.tools import missing, unmeasured

pytestmark = pytest.mark.broad

UV = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
RELEASES = {("kit", "1.0.0"), ("axios", "1.14.1")}
PYTHON_RELEASES = {("kit", "1.0"), ("litellm", "1.82.8")}


@pytest.fixture(scope="module")
def registry() -> Iterator[str]:
    files: dict[str, bytes] = {}
    with served(files) as address:
        put_npm(files, address, "axios", "1.14.1", {})
        put_npm(files, address, "kit", "1.0.0", {"axios": "^1.14.0"})
        put_wheel(files, "litellm", "1.82.8")
        put_wheel(files, "kit", "1.0", "litellm>=1.82")
        yield address


def run(command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> str:
    done = subprocess.run(
        command, cwd=folder, env=dict(environ), capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def npm_project(folder: Path, registry: str) -> None:
    manifest = {"name": "app", "version": "1.0.0", "private": True, "dependencies": {"kit": "^1.0.0"}}
    (folder / "package.json").write_text(json.dumps(manifest))
    (folder / ".npmrc").write_text(f"registry={registry}/\n")
    (folder / "bunfig.toml").write_text(f'[install]\nregistry = "{registry}/"\n')
    (folder / ".yarnrc").write_text(f'registry "{registry}/"\n')


YARN_4_SETTINGS = """npmRegistryServer: "{registry}"
unsafeHttpWhitelist: ["127.0.0.1"]
enableTelemetry: false
enableGlobalCache: false
npmMinimalAgeGate: 0
"""
NPM = ("npm", "install", "--package-lock-only", "--no-audit", "--no-fund")
PNPM = ("pnpm", "install", "--lockfile-only")


class Case(NamedTuple):
    tool: Tool
    command: tuple[str, ...]
    file: str
    way: str


CASES = {
    "npm-1": Case(NPM_10, (*NPM, "--lockfile-version=1"), "package-lock.json", "kit > axios"),
    "npm-2": Case(NPM_10, (*NPM, "--lockfile-version=2"), "package-lock.json", "app > kit > axios"),
    "npm-3": Case(NPM_10, (*NPM, "--lockfile-version=3"), "package-lock.json", "app > kit > axios"),
    "pnpm-9": Case(PNPM_9, PNPM, "pnpm-lock.yaml", "kit > axios"),
    "pnpm-10": Case(PNPM_10, PNPM, "pnpm-lock.yaml", "kit > axios"),
    "yarn-1": Case(YARN_1, ("yarn", "install", "--non-interactive"), "yarn.lock", "kit > axios"),
    "yarn-4": Case(YARN_4, ("yarn", "install", "--mode=update-lockfile"), "yarn.lock", "app > kit > axios"),
    "bun": Case(BUN, ("bun", "install", "--lockfile-only"), "bun.lock", "kit > axios"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_a_tool_locks_is_what_is_read(tmp_path: Path, registry: str, case: Case) -> None:
    folder = tmp_path / "app"
    folder.mkdir()
    npm_project(folder, registry)
    if case.tool is YARN_4:
        (folder / ".yarnrc.yml").write_text(YARN_4_SETTINGS.format(registry=registry))
        (folder / "yarn.lock").touch()

    run(case.command, folder, environment(case.tool, tmp_path / "bin"))

    content = (folder / case.file).read_text("utf-8")
    document = read(case.file, content.encode())
    assert RELEASES == releases(document) - {("app", "1.0.0")}
    assert ["axios@1.14.1"] == bad_releases(case.file, content)
    assert case.way == chain(document, "axios")
    assert () == document.problems


def bad_releases(file: str, content: str) -> list[str]:
    """Return what the rule about bad releases finds in a file that is scanned by itself."""
    return [str(hit.facts["release"]) for hit in found(alone(file, content), "known_bad_release", cases=["release"])]


def releases(document: DependencyDocument) -> set[tuple[str, str]]:
    return {(package.name, package.version) for package in document.locked if package.version}


@pytest.fixture(scope="module")
def uv_project(tmp_path_factory: pytest.TempPathFactory, registry: str) -> Path:
    folder = tmp_path_factory.mktemp("uv")
    pyproject = '[project]\nname = "app"\nversion = "1.0"\nrequires-python = ">=3.11"\ndependencies = ["kit>=1"]\n'
    (folder / "pyproject.toml").write_text(pyproject)
    uv(folder, "lock", "--default-index", f"{registry}/simple/")
    return folder


def uv(folder: Path, *words: str) -> str:
    environ = {**unmeasured(), "UV_CACHE_DIR": str(folder / "cache"), "UV_PYTHON": sys.executable, "UV_NO_CONFIG": "1"}
    return run([UV, "--quiet", *words], folder, environ)


def test_what_uv_locks_is_what_is_read(uv_project: Path) -> None:
    content = (uv_project / "uv.lock").read_text("utf-8")
    document = read("uv.lock", content.encode())

    assert PYTHON_RELEASES == releases(document)
    assert ["litellm@1.82.8"] == bad_releases("uv.lock", content)
    assert "app > kit > litellm" == chain(document, "litellm")
    assert () == document.problems


def test_what_uv_exports_for_every_installer_is_what_is_read(uv_project: Path, registry: str) -> None:
    exported = uv(
        uv_project, "export", "--format=pylock.toml", "--no-emit-project", f"--default-index={registry}/simple/"
    )
    document = read("pylock.toml", exported.encode())

    assert PYTHON_RELEASES == releases(document)
    assert ["litellm@1.82.8"] == bad_releases("pylock.toml", exported)
    assert () == document.problems


def test_what_uv_compiles_is_what_is_read(uv_project: Path, registry: str) -> None:
    words = ("pip", "compile", "pyproject.toml", "--generate-hashes", "--emit-index-url", "--default-index")
    compiled = uv(uv_project, *words, f"{registry}/simple/")
    document = read("requirements.txt", compiled.encode())

    assert PYTHON_RELEASES == releases(document)
    assert ["litellm@1.82.8"] == bad_releases("requirements.txt", compiled)
    assert "kit > litellm" == chain(document, "litellm")
    assert all(package.integrity.startswith("sha256:") for package in document.locked)
    assert [("--index-url", f"{registry}/simple/")] == [(each.option, each.value) for each in document.indexes]
    assert () == document.problems


LOCKERS = {
    "poetry.lock": (
        "poetry==2.5.1",
        """
        [project]
        name = "app"
        version = "1.0"
        requires-python = ">=3.11,<4"
        dependencies = ["kit>=1"]
        [tool.poetry]
        package-mode = false
        [[tool.poetry.source]]
        name = "own"
        url = "{registry}/simple/"
        priority = "primary"
        """,
    ),
    "pdm.lock": (
        "pdm[locked]==2.29.3",  # with the versions of what it needs that it was tried with
        """
        [project]
        name = "app"
        version = "1.0"
        requires-python = ">=3.11,<4"
        dependencies = ["kit>=1"]
        [tool.pdm]
        distribution = false
        [[tool.pdm.source]]
        name = "pypi"
        url = "{registry}/simple/"
        verify_ssl = false
        """,
    ),
}


def from_registry(package: str, name: str, folder: Path) -> list[str]:
    """Return the command of a Python tool that uv keeps for us, or skip where it cannot be had."""
    tool = [UV, "tool", "run", "--quiet", "--python", sys.executable, "--from", package, name]
    fetched = subprocess.run(
        [*tool, "--version"], cwd=folder, env=unmeasured(), capture_output=True, text=True, timeout=120, check=False
    )
    if fetched.returncode != 0:
        missing(f"{package} ({fetched.stderr.strip()[-300:]})")
    return tool


@pytest.mark.parametrize("file", LOCKERS)
def test_what_other_tools_lock_is_what_is_read(tmp_path: Path, registry: str, file: str) -> None:
    package, pyproject = LOCKERS[file]
    (tmp_path / "pyproject.toml").write_text(textwrap.dedent(pyproject).format(registry=registry))
    environ = unmeasured()
    tool = from_registry(package, Path(file).stem, tmp_path)
    own = {
        "POETRY_CACHE_DIR": "cache",
        "POETRY_CONFIG_DIR": "config",
        "PDM_CACHE_DIR": "cache",
        "PDM_CHECK_UPDATE": "0",
        "PDM_LOG_DIR": "log",
    }
    places = {key: str(tmp_path / value) if value.isalpha() else value for key, value in own.items()}

    run([*tool, "lock"], tmp_path, {**environ, **places, "PDM_PYTHON": sys.executable, "PDM_IGNORE_SAVED_PYTHON": "1"})

    content = (tmp_path / file).read_text("utf-8")
    document = read(file, content.encode())
    assert PYTHON_RELEASES == releases(document)
    assert ["litellm@1.82.8"] == bad_releases(file, content)
    assert "kit > litellm" == chain(document, "litellm")
    assert all(package.integrity.startswith("sha256:") for package in document.locked)
    assert () == document.problems


def test_what_pip_compile_pins_is_what_is_read(tmp_path: Path, registry: str) -> None:
    tool = from_registry("pip-tools==7.6.2", "pip-compile", tmp_path)
    (tmp_path / "requirements.in").write_text("kit>=1\n")
    words = ("--quiet", "--generate-hashes", "--no-config", f"--index-url={registry}/simple/", "--cache-dir=cache")

    # What the user has set for pip would end up in the file.
    environ = {key: value for key, value in unmeasured().items() if not key.startswith("PIP_")}
    run([*tool, *words, "requirements.in"], tmp_path, {**environ, "PIP_CONFIG_FILE": os.devnull})

    content = (tmp_path / "requirements.txt").read_text("utf-8")
    document = read("requirements.txt", content.encode())
    assert PYTHON_RELEASES == releases(document)
    assert ["litellm@1.82.8"] == bad_releases("requirements.txt", content)
    assert "kit > litellm" == chain(document, "litellm")
    assert all(package.integrity.startswith("sha256:") for package in document.locked)
    assert [("--index-url", f"{registry}/simple/")] == [(each.option, each.value) for each in document.indexes]
    assert () == document.problems
