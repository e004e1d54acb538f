from __future__ import annotations

from pathlib import Path

import pytest

from pkgaudit.model.gap import GapKind
from pkgaudit.targets.included_requirements import included_requirements
from pkgaudit.targets.resolve import resolve


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own" / "requirements").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "own")


def put(path: str, text: str) -> None:
    Path(path).write_text(text)


def test_included_files_are_found_once_however_they_lead_to_each_other() -> None:
    put("requirements.txt", "-r requirements/dev.txt\n-c constraints.txt\n")
    put("requirements/dev.txt", "-r ../requirements.txt\n-r base-requirements.txt\n")
    put("requirements/base-requirements.txt", "-c ../constraints.txt\n")
    put("constraints.txt", "a==1\n")

    assert [
        ("requirements/dev.txt", ""),
        ("constraints.txt", ""),
        ("requirements/base-requirements.txt", ""),
    ] == list(included_requirements("requirements.txt"))


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("../requirements.txt", "it lies outside the folder of requirements.txt, which includes it"),
        ("/etc/requirements.txt", "it lies outside the folder of requirements.txt, which includes it"),
        ("no-requirements.txt", "requirements.txt includes it and it is not there"),
    ],
)
def test_what_cannot_be_followed_says_why(value: str, why: str) -> None:
    put("requirements.txt", f"-r {value}\n")

    assert [why] == [why for _, why in included_requirements("requirements.txt")]


@pytest.mark.parametrize("value", ["https://h.example/requirements.txt", "base.txt", "a\0requirements.txt"])
def test_what_is_read_by_no_name_is_left_to_the_reader(value: str) -> None:
    put("requirements.txt", f"-r {value}\n")

    assert [] == list(included_requirements("requirements.txt"))


def test_more_files_than_are_followed_are_said() -> None:
    put("requirements.txt", "".join(f"-r requirements/{number}.txt\n" for number in range(100)))
    for number in range(100):
        put(f"requirements/{number}.txt", f"-r more-{number}-requirements.txt\n-r further-{number}-requirements.txt\n")
        put(f"requirements/more-{number}-requirements.txt", "")
        put(f"requirements/further-{number}-requirements.txt", "")

    whys = {why for _, why in included_requirements("requirements.txt")}
    assert {"", "more than 200 files are included"} == whys


def test_a_file_that_cannot_be_read_includes_nothing() -> None:
    assert [] == list(included_requirements("requirements.txt"))


def test_naming_one_file_examines_what_it_includes_and_says_what_is_missing() -> None:
    put("requirements.txt", "-r requirements/dev.txt\n-r requirements/gone.txt\n")
    put("requirements/dev.txt", "a==1\n")
    found = resolve(["requirements.txt"], lambda _: None)

    assert ["requirements.txt", "requirements/dev.txt"] == [target.path for target in found.targets]
    assert [(GapKind.UNREADABLE, ("requirements/gone.txt",))] == [(gap.kind, gap.location) for gap in found.gaps]
