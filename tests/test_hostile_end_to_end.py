"""Every hostile archive through the whole gate: no crash, no hang, no silent pass."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.hostile import nesting_cases, tar_cases, zip_cases
from tests.hostile.case import HostileCase
from tests.tools import ROOT, unmeasured

CASES: tuple[HostileCase, ...] = (*tar_cases.CASES, *zip_cases.CASES, *nesting_cases.CASES)

JsonObject = dict[str, object]


def as_objects(value: object) -> list[JsonObject]:
    assert isinstance(value, list)
    assert all(isinstance(item, dict) for item in value)
    return value


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, JsonObject]:
    """One scan of all cases; findings and gaps by case name."""
    folder = tmp_path_factory.mktemp("hostile")
    targets = []
    for case in CASES:
        path = folder / f"{case.name}{case.suffix}"
        path.write_bytes(case.build())
        targets.append(str(path))
    done = subprocess.run(
        [sys.executable, "-m", "pkgaudit", "scan", "--format", "json", "--no-progress", *targets],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env=unmeasured(),
    )
    assert 1 == done.returncode, done.stderr[-2000:]
    assert "" == done.stderr
    report = json.loads(done.stdout)
    by_case: dict[str, JsonObject] = {}
    for case, target in zip(CASES, targets, strict=True):
        by_case[case.name] = {
            kind: [item for item in as_objects(report[kind]) if item["location"][0] == target]  # type: ignore[index]
            for kind in ("findings", "gaps")
        }
    return by_case


def test_there_are_enough_cases_and_each_has_its_own_name() -> None:
    assert len(CASES) >= 120
    assert len(CASES) == len({case.name for case in CASES})
    assert len([case for case in CASES if case.harmless]) >= 10


@pytest.mark.parametrize("case", [case for case in CASES if not case.harmless], ids=lambda case: case.name)
def test_a_hostile_archive_is_never_passed_in_silence(case: HostileCase, reports: dict[str, JsonObject]) -> None:
    seen = reports[case.name]

    assert seen["findings"] or seen["gaps"]


@pytest.mark.parametrize("case", [case for case in CASES if not case.harmless], ids=lambda case: case.name)
def test_no_case_is_answered_by_a_defect_of_our_own(case: HostileCase, reports: dict[str, JsonObject]) -> None:
    whys = [str(gap["why"]) for gap in as_objects(reports[case.name]["gaps"])]

    assert [] == [why for why in whys if "Please report this" in why]


@pytest.mark.parametrize("case", [case for case in CASES if case.harmless], ids=lambda case: case.name)
def test_a_harmless_archive_raises_no_alarm(case: HostileCase, reports: dict[str, JsonObject]) -> None:
    findings = as_objects(reports[case.name]["findings"])

    alarms = [item["rule"] for item in findings if item["severity"] in {"critical", "high", "medium"}]
    about_archives = {path.stem for path in (ROOT / "rules" / "archive").glob("*.toml")}

    assert about_archives
    assert [] == [rule for rule in alarms if rule in about_archives]
    assert [] == reports[case.name]["gaps"]
