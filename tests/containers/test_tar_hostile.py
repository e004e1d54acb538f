from __future__ import annotations

import pytest

from tests.containers.tar_reading import read_archive
from tests.hostile.case import HostileCase
from tests.hostile.tar_cases import CASES

_BY_NAME = {case.name: case for case in CASES}
_CROOKED = [case.name for case in CASES if not case.harmless]
_HARMLESS = [case.name for case in CASES if case.harmless]


def _case(name: str) -> HostileCase:
    return _BY_NAME[name]


@pytest.mark.parametrize("name", _CROOKED)
def test_says_what_is_crooked(name: str) -> None:
    case = _case(name)
    seen = read_archive(case.build())

    assert not {*case.anomalies} - {anomaly.kind for anomaly in seen.anomalies}
    assert not {*case.gaps} - {gap.kind for gap in seen.gaps}
    assert seen.anomalies or seen.gaps


@pytest.mark.parametrize("name", [case.name for case in CASES if case.shows])
def test_lists_what_an_installer_would_write(name: str) -> None:
    case = _case(name)
    paths = [member.path for member in read_archive(case.build()).members]

    for path in case.shows:
        assert path in paths
        paths.remove(path)


@pytest.mark.parametrize("name", _HARMLESS)
def test_is_silent_about_what_is_harmless(name: str) -> None:
    seen = read_archive(_case(name).build())

    assert [] == seen.anomalies
    assert [] == seen.gaps
    assert seen.members


def test_there_are_enough_cases_and_each_name_is_unique() -> None:
    assert len(CASES) == len(_BY_NAME)
    assert len(CASES) >= 75
    assert len(_HARMLESS) >= 5
