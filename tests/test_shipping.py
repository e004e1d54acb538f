"""What would ship of whatever the user names, without a judgement."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from pkgaudit.model.gap import GapKind
from pkgaudit.model.grades import Format, Listing
from pkgaudit.model.limits import Limits
from pkgaudit.model.ship_list import ReasonKind
from pkgaudit.model.ship_report import ShipReport
from pkgaudit.shipping import ship_lists
from pkgaudit.targets.pack_projects import PackOptions
from pkgaudit.targets.resolve import TargetError
from tests.cli.conftest import npm_tarball
from tests.targets.packing.projects import PROJECTS, WORKSPACES, write
from tests.tools import program


def shipped(path: Path, *, execute: bool | None = None, pm: str | None = None, **limits: int) -> ShipReport:
    scratch = path.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    options = PackOptions(scratch=scratch, environment=os.environ, execute=execute, pm=pm)
    return ship_lists(str(path), packing=options, limits=Limits(**limits))


def artifact(folder: Path, name: str) -> Path:
    manifest = json.dumps({"name": name, "version": "1.0.0"})
    return npm_tarball(folder / f"{name}-1.0.0.tgz", {"package.json": manifest, "a.js": "1"})


def test_a_project_is_packed_and_each_file_has_a_reason(tmp_path: Path) -> None:
    program("npm")
    project = write(tmp_path / "web", PROJECTS["files"])
    report = shipped(project)
    (package,) = report.packages

    assert () == report.gaps
    assert 0 == report.exit_code
    assert (str(project), "sample-1.2.3.tgz") == package.location
    assert ("sample", "1.2.3", Format.NPM_TARBALL) == (package.name, package.version, package.format)
    assert Listing.TOOL is package.listing
    assert package.packed_by is not None
    assert "npm" == package.packed_by.packer
    assert {"package/package.json", "package/dist/index.js"} < {file.path for file in package.files}
    assert ReasonKind.UNEXPLAINED not in {file.reason.kind for file in package.files}


def test_every_package_of_a_monorepo_is_listed_and_private_ones_are_named(tmp_path: Path) -> None:
    program("npm")
    report = shipped(write(tmp_path / "repo", WORKSPACES), pm="npm")

    assert ["@acme/a", "b"] == [package.name for package in report.packages]
    assert ["root", "secret"] == sorted(each.name for each in report.unpublished)
    assert () == report.gaps


def test_an_artifact_is_listed_without_a_project(tmp_path: Path) -> None:
    (package,) = shipped(artifact(tmp_path, "one")).packages

    assert package.packed_by is None
    assert Listing.ARTIFACT is package.listing


def test_a_folder_of_artifacts_is_listed_and_what_lies_beside_them_is_not(tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    dist.mkdir()
    for name in ("two", "one", "three"):
        artifact(dist, name)
    (dist / "notes.txt").write_text("x")
    report = shipped(dist)

    assert ["one", "three", "two"] == [package.name for package in report.packages]
    assert () == report.gaps


def test_one_broken_artifact_does_not_cost_the_others(tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    dist.mkdir()
    artifact(dist, "good")
    (dist / "bad.tgz").write_bytes(b"no archive")
    report = shipped(dist)

    assert ["good"] == [package.name for package in report.packages]
    assert [(f"{dist}/bad.tgz",)] == [gap.location for gap in report.gaps]
    assert 3 == report.exit_code


def test_a_child_that_dies_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pkgaudit.shipping.list_package", lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
    report = shipped(artifact(tmp_path, "one"))

    assert () == report.packages
    assert [True] == ["SIGKILL" in gap.why for gap in report.gaps]
    assert 3 == report.exit_code


@pytest.mark.parametrize("files", [{"notes/a.txt": "x"}, {"web/yarn.lock": ""}, {}])
def test_what_is_no_project_and_no_artifact_is_a_gap(tmp_path: Path, files: dict[str, str]) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    report = shipped(write(folder, files))

    assert [(GapKind.EMPTY, (str(folder),))] == [(gap.kind, gap.location) for gap in report.gaps]
    assert 3 == report.exit_code


def test_nothing_published_is_a_gap(tmp_path: Path) -> None:
    project = write(tmp_path / "web", {"package.json": '{"name":"x","version":"1.0.0","private":true}'})
    report = shipped(project)

    assert ["x"] == [each.name for each in report.unpublished]
    assert 3 == report.exit_code


def test_what_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="absent"):
        shipped(tmp_path / "absent")
