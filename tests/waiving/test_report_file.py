from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from pkgaudit.model.report import Report
from pkgaudit.policy.policy import PolicyError
from pkgaudit.reporters.json_report import render
from pkgaudit.waiving.known_finding import findings_of, named
from pkgaudit.waiving.report_file import read_findings
from tests.reporters.examples import leak_report
from tests.reporters.strategies import reports


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(report=reports)
def test_the_findings_of_a_report_are_read_back(report: Report, tmp_path_factory: pytest.TempPathFactory) -> None:
    known = len(report.artifacts)
    verdicts = [
        each if each.artifact is None or each.artifact < known else replace(each, artifact=None)
        for each in report.verdicts
    ]
    whole = replace(report, verdicts=tuple(verdicts))
    path = tmp_path_factory.mktemp("report") / "report.json"
    path.write_text(render(whole))

    assert tuple(findings_of(whole)) == read_findings(str(path))


def test_a_finding_is_known_with_its_place_inside_the_artifact() -> None:
    findings = tuple(findings_of(leak_report()))
    (first, *_) = findings

    assert first in named(findings, first.fingerprint)
    assert first.location[1:] == first.inside
    assert () == named(findings, "0" * 16)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"[" * 100_000,
        b'{"format": "pkgaudit-report", "version": 1}',
        json.dumps({"format": "pkgaudit-ship-list", "version": 1, "artifacts": [], "findings": []}).encode(),
        json.dumps({"format": "pkgaudit-report", "version": 2, "artifacts": [], "findings": []}).encode(),
        json.dumps(
            {
                "format": "pkgaudit-report",
                "version": 1,
                "artifacts": [],
                "findings": [{"rule": "a", "fingerprint": "b", "location": [], "artifact": 7}],
            }
        ).encode(),
    ],
)
def test_what_is_no_report_is_an_error_that_says_how_to_make_one(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(content)

    with pytest.raises(PolicyError, match="pkgaudit scan -o json=FILE"):
        read_findings(str(path))


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(PolicyError, match="is not an ordinary file"):
        read_findings(str(tmp_path / "pipe"))
    with pytest.raises(PolicyError, match="cannot be read"):
        read_findings(str(tmp_path / "none"))
