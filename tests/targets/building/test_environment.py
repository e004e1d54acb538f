from __future__ import annotations

from pathlib import Path

import pytest

from pkgaudit.targets.building.environment import build_environment


def made(given: dict[str, str], newest: int = 1_700_000_000) -> dict[str, str]:
    return build_environment(
        {"PATH": "/bin:/p/bin", **given},
        project=Path("/p"),
        copy=Path("/scratch/copy/p"),
        temporary=Path("/scratch/temporary"),
        newest=newest,
    )


@pytest.mark.parametrize(
    "name", ["PIP_CONFIG_FILE", "UV_INDEX", "UV_INDEX_X_USERNAME", "CC", "SETUPTOOLS_SCM_PRETEND_VERSION"]
)
def test_what_a_build_needs_is_handed_on(name: str) -> None:
    assert "v" == made({name: "v"}).get(name)


@pytest.mark.parametrize(
    "name",
    [
        *("UV_PUBLISH_TOKEN", "HATCH_INDEX_AUTH", "HATCH_INDEX_USER", "CMAKE_API_KEY", "PYTHONPATH", "TWINE_PASSWORD"),
        *("POETRY_PYPI_TOKEN_PYPI", "FORCE_COLOR", "PIP_TARGET", "PIP_DRY_RUN", "FLIT_PASSWORD"),
    ],
)
def test_what_publishing_needs_is_not(name: str) -> None:
    assert name not in made({name: "v"})


def test_folders_of_the_project_are_not_on_the_path() -> None:
    assert "/bin" == made({})["PATH"]


def test_the_date_is_the_newest_files_or_the_users_and_never_before_1980() -> None:
    dates = [made({})["SOURCE_DATE_EPOCH"], made({}, 0)["SOURCE_DATE_EPOCH"]]
    dates.append(made({"SOURCE_DATE_EPOCH": "5"})["SOURCE_DATE_EPOCH"])

    assert ["1700000000", "315532800", "5"] == dates
