from __future__ import annotations

from pathlib import Path

import pytest

from pkgaudit.targets.building.left_out import is_stand_in, may_be_left_out, put_stand_ins
from tests.targets.building.projects import git, write


def left(folder: Path, document: dict[str, object] | None = None) -> tuple[str, ...]:
    return may_be_left_out(["web/node_modules"], top=folder, project=folder, document=document or {})


@pytest.mark.parametrize(
    "document",
    [
        {"tool": {"hatch": {"build": {"force-include": {"web/node_modules/x": "x"}}}}},
        {"tool": {"setuptools": {"package-data": {"*": ["node_modules/**"]}}}},
        {"tool": {"unheard-of": ["node_modules"]}},
    ],
)
def test_a_folder_that_the_settings_of_a_backend_name_is_copied(tmp_path: Path, document: dict[str, object]) -> None:
    assert () == left(tmp_path, document)


def test_a_folder_that_only_a_linter_names_is_left_out(tmp_path: Path) -> None:
    document: dict[str, object] = {"tool": {"ruff": {"exclude": ["node_modules"]}, "mypy": {"exclude": "node_modules"}}}

    assert ("web/node_modules",) == left(tmp_path, document)


@pytest.mark.parametrize("name", ["setup.py", "setup.cfg", "MANIFEST.in"])
def test_a_folder_that_a_packing_file_names_is_copied(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: "graft web/node_modules"})

    assert () == left(tmp_path)


def test_a_folder_that_git_tracks_is_copied(tmp_path: Path) -> None:
    write(tmp_path, {"web/node_modules/x.js": "x"})
    git(tmp_path, "init", "-q")
    before = left(tmp_path)
    git(tmp_path, "add", ".")

    assert ("web/node_modules",) == before
    assert () == left(tmp_path)


def test_stand_ins_are_recognised_and_nothing_else_is(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    put_stand_ins(tmp_path, ["web/node_modules"])
    put = [path.relative_to(tmp_path).as_posix() for path in (tmp_path / "web" / "node_modules").iterdir()]

    assert 6 == len(put)
    assert all(is_stand_in(f"demo-1.0/{name}") for name in put)
    assert not is_stand_in("demo-1.0/web/node_modules/x.js")
