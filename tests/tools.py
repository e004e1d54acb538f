"""The real programs that tests need: found, or installed once into a cache, or the test skips (in CI: fails)."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache" / "tools"


def missing(what: str) -> NoReturn:
    """Skip with a reason, or fail in CI, where every tool must be there."""
    if os.environ.get("CI"):
        pytest.fail(f"CI must have {what}", pytrace=False)
    pytest.skip(f"needs {what}")


def unmeasured(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the environment for a program that is not to be measured: that would take it several times as long."""
    return {name: value for name, value in environment.items() if not name.startswith(("COV_", "COVERAGE_"))}


def program(name: str) -> str:
    """Return the path of a program on PATH."""
    found = shutil.which(name)
    if found is None:
        missing(name)
    return found


def outside_data(name: str) -> Path:
    """Return a file of the folder that ``PKGAUDIT_TEST_DATA`` names: data too large or too dangerous to keep here.

    Without the variable the test skips, in CI too; with it the file must be there.
    """
    folder = os.environ.get("PKGAUDIT_TEST_DATA")
    if not folder:
        pytest.skip(f"PKGAUDIT_TEST_DATA names no folder that has {name}")
    path = Path(folder) / name
    if not path.is_file():
        pytest.fail(f"PKGAUDIT_TEST_DATA names {folder}, which has no {name}", pytrace=False)
    return path


def npm_packages(*specifiers: str) -> Path:
    """Return a folder whose ``node_modules`` holds these packages, installed once from the user's registry.

    Name exact versions (``esbuild@0.28.2``), so that runs repeat.
    """
    key = hashlib.sha256("\n".join(sorted(specifiers)).encode()).hexdigest()[:16]
    folder = CACHE / f"npm-{key}"
    npm = program("npm")
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(str(folder) + ".lock"):
        if not (folder / "done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            (folder / "package.json").write_text('{"name":"tools","version":"0.0.0","private":true}')
            done = subprocess.run(
                [npm, "install", "--no-audit", "--no-fund", "--save-exact", "--loglevel=error", *specifiers],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=600,
                check=False,
            )
            if done.returncode != 0:
                missing(f"npm packages {', '.join(specifiers)} ({done.stderr.strip()[-300:]})")
            (folder / "done").touch()
    return folder
