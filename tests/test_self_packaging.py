"""Our own sdist and wheel hold exactly what they must, and pkgaudit finds nothing in them."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from pkgaudit import __version__
from tests.tools import ROOT, program

SDIST_TOP = f"pkgaudit-{__version__}"
INFO = f"pkgaudit-{__version__}.dist-info"
SDIST_EXTRA = {"PKG-INFO", ".gitignore"}
SHIPPED_ROOT_FILES = {"CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml"}


def tracked(*folders: str) -> set[str]:
    listing = subprocess.run(
        [program("git"), "ls-files", "-z", *folders], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return {name for name in listing.split("\0") if name}


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, and the wheel made from that sdist: what `python -m build` does by default."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return folder


def test_the_wheel_holds_the_package_and_the_rules(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    rules = tracked("rules")
    expected = tracked("pkgaudit") | {f"pkgaudit/{name}" for name in rules}
    expected |= {f"{INFO}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")}

    assert rules
    assert expected == set(zipfile.ZipFile(wheel).namelist())


def test_the_sdist_holds_what_the_wheel_needs_and_the_docs(dist: Path) -> None:
    (sdist,) = dist.glob("*.tar.gz")
    expected = tracked("pkgaudit", "rules", "docs") | SHIPPED_ROOT_FILES | SDIST_EXTRA
    with tarfile.open(sdist) as archive:
        names = {name.removeprefix(f"{SDIST_TOP}/") for name in archive.getnames()}

    assert expected == names


def test_our_own_artifacts_are_clean(dist: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pkgaudit", "scan", str(dist), "--format", "json", "--fail-on", "low"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    report = json.loads(done.stdout)

    assert [] == report["gaps"]
    assert [] == [finding["rule"] for finding in report["findings"]]
    assert 0 == done.returncode
    assert ["sdist", "wheel"] == sorted(artifact["format"] for artifact in report["artifacts"])


def test_an_installed_wheel_finds_every_rule_and_every_incident(dist: Path, tmp_path: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(wheel), str(tmp_path / "site")], check=True)
    code = (
        "import pkgaudit; from pkgaudit.rulebook.load import load_rulebook; "
        "from pkgaudit.knowledge.incident_table import incident_slugs; "
        "print(pkgaudit.__file__, len(load_rulebook().rules), len(incident_slugs()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "site"), "PKGAUDIT_CACHE_DIR": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    place, *counts = done.stdout.split()
    files = [name for name in tracked("rules") if name.endswith(".toml")]
    incidents = [name for name in files if name.startswith("rules/incidents/")]

    assert place.startswith(str(tmp_path))
    assert incidents
    assert [len(files) - len(incidents), len(incidents)] == [int(count) for count in counts]
