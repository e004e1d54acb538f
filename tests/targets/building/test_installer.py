from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from pkgaudit.targets.building import installer
from pkgaudit.targets.building.installer import Installer, choose_installer
from tests.targets.building.projects import write


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, with nothing configured, and a uv on PATH."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").touch(mode=0o755)
    monkeypatch.setattr(installer, "find_spec", lambda _: None)
    monkeypatch.setattr(installer, "_SYSTEM", tmp_path / "etc")
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "prefix"))
    return tmp_path


def choose(home: Path, **environment: str) -> Installer:
    # What this machine configures for everybody is not the user's.
    isolated = {"HOME": str(home), "XDG_CONFIG_DIRS": str(home), "PIP_CONFIG_FILE": os.devnull}
    return choose_installer({**isolated, **environment}, str(home / "bin"))


def test_uv_is_taken_where_it_is_there(home: Path) -> None:
    assert Installer.UV is choose(home)


def test_pip_is_taken_without_uv(home: Path) -> None:
    (home / "bin" / "uv").unlink()

    assert Installer.PIP is choose(home)


def test_a_folder_called_uv_is_no_uv(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "bin" / "uv").unlink()
    (home / "uv").mkdir()
    monkeypatch.undo()
    monkeypatch.setattr(sys, "path", [str(home)])
    monkeypatch.delitem(sys.modules, "uv", raising=False)

    assert Installer.PIP is choose(home)


@pytest.mark.parametrize("name", ["PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX", "PIP_CERT"])
def test_an_index_that_only_pip_was_told_about_is_asked_through_pip(home: Path, name: str) -> None:
    assert Installer.PIP is choose(home, **{name: "https://index.example/simple"})


@pytest.mark.parametrize(
    "where", [".config/pip/pip.conf", ".pip/pip.conf", "named.conf", "prefix/pip.conf", "etc/pip.conf"]
)
@pytest.mark.parametrize("line", ["index-url = https://index.example/simple", "extra_index_url: https://index.example"])
def test_an_index_in_the_configuration_of_pip_is_asked_through_pip(home: Path, where: str, line: str) -> None:
    write(home, {where: f"[global]\n{line}\n"})

    assert Installer.PIP is choose(home, PIP_CONFIG_FILE=str(home / "named.conf"))


def test_other_settings_of_pip_do_not_matter(home: Path) -> None:
    write(home, {".config/pip/pip.conf": "[global]\ntimeout = 60\n# index-url = x\n"})

    assert Installer.UV is choose(home, PIP_CONFIG_FILE="")


@pytest.mark.parametrize(
    ("files", "environment"),
    [
        ({".config/uv/uv.toml": "[[index]]\nurl = 'https://index.example/simple'\n"}, {}),
        ({".config/uv/uv.toml": "[pip]\nindex-url = 'https://index.example/simple'\n"}, {}),
        ({"settings/uv/uv.toml": "pip.index-url = 'https://index.example/simple'\n"}, {"XDG_CONFIG_HOME": "settings"}),
        ({}, {"UV_DEFAULT_INDEX": "https://index.example/simple"}),
    ],
)
def test_uv_is_taken_when_it_was_told_as_well(home: Path, files: dict[str, str], environment: dict[str, str]) -> None:
    write(home, files)
    absolute = {n: str(home / v) if n == "XDG_CONFIG_HOME" else v for n, v in environment.items()}

    assert Installer.UV is choose(home, PIP_INDEX_URL="https://index.example/simple", **absolute)
