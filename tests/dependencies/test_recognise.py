from __future__ import annotations

import pytest

from pkgaudit.dependencies.recognise import is_lockfile, is_requirements, reader_of

LOCKFILES = [
    "package-lock.json",
    "node_modules/.package-lock.json",
    "package/npm-shrinkwrap.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "bun.lockb",
    "Pipfile.lock",
    "a/poetry.lock",
    "pdm.lock",
    "uv.lock",
    "pylock.toml",
    "pylock.dev.toml",
    "requirements.txt",
    "requirements-dev.txt",
    "requirements_test.txt",
    "dev-requirements.txt",
    "constraints.txt",
    "constraints-3.12.txt",
    "requirements/dev.txt",
    "a/requirements/dev.txt",
]
MANIFESTS = [
    "package.json",
    "pyproject.toml",
    "METADATA",
    "a-1.0.dist-info/METADATA",
    "a/_vendor/b-1.0.dist-info/METADATA",
    "PKG-INFO",
    "a-1.0/PKG-INFO",
    "environment.yml",
    "environment.yaml",
    "requirements.in",
    "requirements/dev.in",
    "dev-requirements.in",
]
NEITHER = [
    "",
    "a.txt",
    "requirements.md",
    "requirements/a/b.txt",
    "lib/METADATA",
    "a-1.0/a.egg-info/PKG-INFO",
    "a/b/PKG-INFO",
    "pylock.a.b.toml",
    "pylock.tomlx",
    "a.toml",
    "MANIFEST.in",
    "Pipfile",
    "dist-info/METADATA",
]


@pytest.mark.parametrize("path", LOCKFILES)
def test_a_lockfile_is_known_by_its_path(path: str) -> None:
    assert reader_of(path) is not None
    assert is_lockfile(path)


@pytest.mark.parametrize("path", MANIFESTS)
def test_a_manifest_is_known_by_its_path_and_is_no_lockfile(path: str) -> None:
    assert reader_of(path) is not None
    assert not is_lockfile(path)


@pytest.mark.parametrize("path", NEITHER)
def test_anything_else_says_nothing_of_dependencies(path: str) -> None:
    assert reader_of(path) is None
    assert not is_lockfile(path)


def test_what_pip_is_given_is_told_from_other_lockfiles() -> None:
    assert is_requirements("a/requirements/dev.txt")
    assert not is_requirements("uv.lock")
