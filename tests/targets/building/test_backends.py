"""What each backend ships is what `python -m build` writes by hand, and the project stays as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pkgaudit.model.grades import Listing
from pkgaudit.model.ship_list import ReasonKind
from pkgaudit.targets.building.built import Built, BuiltArtifact
from pkgaudit.targets.building.divergence import compare
from pkgaudit.targets.building.installer import Installer
from pkgaudit.targets.building.python_project import PythonProject, recognise_python_project
from tests.targets.building.conftest import FASTEST, Build
from tests.targets.building.projects import BACKENDS, EPOCH, members, snapshot, write_project
from tests.targets.ship_list.python_project import explained
from tests.tools import missing

pytestmark = pytest.mark.broad

# These write the date of SOURCE_DATE_EPOCH, and the same order and modes, every time. setuptools dates the sdist and
# the files it generates for it by the clock, and pdm-backend the gzip header of the sdist; our own backend does so with
# the sdist and with the wheel's metadata.
SAME_BYTES_SDIST = {"hatchling", "flit-core", "poetry-core", "uv_build"}
SAME_BYTES_WHEEL = set(BACKENDS) - {"in-tree"}


def by_hand(folder: Path, output: Path, installer: Installer) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "build", "--installer", installer, "--outdir", str(output)],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def assert_explained(project: Path, backend: str, artifact: BuiltArtifact) -> None:
    """What our own backend takes is the only thing that nobody can explain."""
    found = recognise_python_project(project)
    assert isinstance(found, PythonProject)
    shipped = explained(project, found.backend.kind, artifact, os.environ)
    unexplained = {file.path for file in shipped.files if file.reason.kind is ReasonKind.UNEXPLAINED}

    assert list(artifact.contents.files) == [file.path for file in shipped.files]
    assert (backend == "in-tree") == bool(unexplained), unexplained


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_ships_is_what_build_writes_by_hand_and_the_project_stays_as_it_is(
    backend: str, tmp_path: Path, build: Build
) -> None:
    # One of them with pip, so that both installers are tried.
    installer = Installer.PIP if backend == "flit-core" else FASTEST
    project = write_project(tmp_path / "project", backend)
    other = shutil.copytree(project, tmp_path / "other" / "project", symlinks=True)
    before = snapshot(project)
    with ThreadPoolExecutor(2) as pool:
        ours = pool.submit(build, project, installer=installer)
        theirs = pool.submit(by_hand, other, tmp_path / "by-hand", installer)
        built, done = ours.result(), theirs.result()
    if done.returncode != 0 and "Installing packages" in done.stderr and "* Building" not in done.stderr:
        missing(f"a package index that has the requirements of {backend} ({done.stderr[-300:]})")
    wanted = {path.name: path for path in (tmp_path / "by-hand").iterdir()}

    assert before == snapshot(project)
    assert isinstance(built, Built), built
    assert Listing.BUILT is built.listing
    assert set(wanted) == {built.sdist.path.name, built.wheel.path.name}
    assert () == compare(built.sdist.contents, built.wheel.contents).files
    for artifact, same_bytes in ((built.sdist, SAME_BYTES_SDIST), (built.wheel, SAME_BYTES_WHEEL)):
        expected = members(wanted[artifact.path.name])
        files = {name for name in expected if not name.endswith("/") and not expected[name][0].startswith("b'5'")}
        assert expected == members(artifact.path)
        assert files == set(artifact.contents.files)
        assert artifact.contents.complete
        assert_explained(project, backend, artifact)
        if backend in same_bytes:
            assert wanted[artifact.path.name].read_bytes() == artifact.path.read_bytes()
