"""A run over many artifacts: the same bytes every time, whatever the number of jobs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from pkgaudit.model.gap import GapKind
from pkgaudit.model.grades import Listing, Severity
from pkgaudit.model.report import Outcome, Report
from pkgaudit.model.target import Target
from pkgaudit.pipeline import Packing, run
from pkgaudit.policy.policy import Policy, PolicyError
from pkgaudit.rulebook.load import load_rulebook
from pkgaudit.targets.resolve import TargetError
from tests.cli.conftest import npm_tarball
from tests.tools import program


class Notes:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.total = -1
        self.names: list[str] = []
        self.packed: list[str] = []

    def packing(self, what: str) -> None:
        self.packed.append(what)

    def started(self, total: int) -> None:
        self.total = total

    def finished(self, target: Target) -> None:
        self.names.append(target.location[-1])


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    folder.mkdir()
    for number in range(6):
        leaked = {
            "version": 3,
            "sources": [f"src/{number}.ts"],
            "sourcesContent": [f"let a: {number};\n"],
            "names": [],
            "mappings": "",
        }
        members = {
            "package.json": json.dumps({"name": f"p{number}", "version": "1.0.0", "license": "UNLICENSED"}),
            "a.js": "let a;",
            **({"a.js.map": json.dumps(leaked)} if number % 2 else {}),
        }
        npm_tarball(folder / f"p{number}-1.0.0.tgz", members)
    (folder / "broken.tgz").write_bytes((folder / "p1-1.0.0.tgz").read_bytes()[:200])
    return folder


def scan(*texts: str, policy: Policy | None = None, jobs: int = 2, execute: bool | None = None) -> tuple[Report, Notes]:
    notes = Notes()
    report = run(
        texts,
        rulebook=load_rulebook(),
        policy=policy or Policy(),
        packing=Packing(environment=os.environ, execute=execute),
        jobs=jobs,
        today=date(2026, 11, 21),
        observer=notes,
    )
    return report, notes


def test_a_folder_of_artifacts_is_judged_whole(dist: Path) -> None:
    report, notes = scan(str(dist))

    assert 7 == notes.total
    assert 7 == len(notes.names)
    assert Outcome.FINDINGS is report.outcome
    assert 1 == report.exit_code
    leaks = [verdict for verdict in report.verdicts if verdict.finding.rule == "embedded-sources"]
    assert ["p1-1.0.0.tgz", "p3-1.0.0.tgz", "p5-1.0.0.tgz"] == [
        leak.finding.location[0].rpartition("/")[2] for leak in leaks
    ]
    assert {f"{dist}/broken.tgz"} == {gap.location[0] for gap in report.gaps}


@pytest.mark.parametrize("jobs", [1, 3, 16])
def test_the_number_of_jobs_changes_nothing(dist: Path, jobs: int) -> None:
    assert scan(str(dist), jobs=2)[0] == scan(str(dist), jobs=jobs)[0]


def test_the_report_is_the_same_bytes_in_every_process(dist: Path) -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-m", "pkgaudit", "scan", str(dist), "--format", "json", "--jobs", jobs],
            capture_output=True,
            check=False,
            timeout=60,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed, jobs in (("0", "1"), ("1", "2"), ("random", "7"))
    }

    assert 1 == len(outputs)
    assert b'"embedded-sources"' in outputs.pop()


def test_targets_keep_the_order_in_which_they_were_named(dist: Path) -> None:
    names = [f"{dist}/p{number}-1.0.0.tgz" for number in (4, 0, 2)]

    assert names == [artifact.summary.location[0] for artifact in scan(*names)[0].artifacts]


def test_what_does_not_exist_stops_the_run_before_anything_is_judged(dist: Path) -> None:
    with pytest.raises(TargetError, match=r"absent\.tgz"):
        scan(str(dist), "absent.tgz")


def test_a_policy_that_names_an_unknown_rule_stops_the_run(dist: Path) -> None:
    with pytest.raises(PolicyError, match="embedded-sources"):
        scan(str(dist), policy=Policy(ignore=frozenset({"embeded-sources"})))


def test_a_project_is_packed_and_judged_beside_what_lay_there(dist: Path, tmp_path: Path) -> None:
    program("npm")
    project = tmp_path / "project"
    project.mkdir()
    (project / "package.json").write_text('{"name":"x","version":"1.0.0"}')
    (project / "index.js").write_text("module.exports = 1;\n")
    report, notes = scan(str(dist / "p0-1.0.0.tgz"), str(project), policy=Policy(fail_on=Severity.CRITICAL))

    assert Outcome.PASSED is report.outcome
    assert [str(project)] == notes.packed
    packed = report.artifacts[1].summary
    assert (str(project), "x-1.0.0.tgz") == packed.location
    assert Listing.TOOL is packed.listing
    assert packed.packed_by is not None
    assert "npm" == packed.packed_by.packer


def test_a_project_that_may_not_be_built_is_a_gap_beside_what_was_judged(dist: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1"\n')
    report, _ = scan(str(dist / "p0-1.0.0.tgz"), str(project), policy=Policy(fail_on=Severity.CRITICAL), execute=False)

    assert Outcome.INCOMPLETE is report.outcome
    assert 3 == report.exit_code
    assert any("--no-execute" in gap.why for gap in report.gaps)


def test_packages_that_are_never_published_are_named(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name":"x","version":"1.0.0","private":true}')
    report, _ = scan(str(tmp_path))

    assert ["x"] == [each.name for each in report.unpublished]
    assert Outcome.INCOMPLETE is report.outcome
    assert [GapKind.EMPTY] == [gap.kind for gap in report.gaps]


def test_nothing_stays_of_what_was_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program("npm")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    project = tmp_path / "project"
    project.mkdir()
    (project / "package.json").write_text('{"name":"x","version":"1.0.0"}')
    report, _ = scan(str(project))

    assert 1 == len(report.artifacts)
    assert [] == list(temporary.iterdir())
