"""What a packer gets of the environment."""

from __future__ import annotations

from pathlib import Path

from pkgaudit.targets.packing.environment import environment_for, search_path

GIVEN = {
    "PATH": "/usr/bin",
    "HOME": "/home/u",
    "LC_ALL": "C",
    "CI": "true",
    "HTTPS_PROXY": "http://proxy.example",
    "NPM_TOKEN": "x",
    "npm_config_dry_run": "true",
    "NODE_OPTIONS": "--require /x",
    "TMPDIR": "/elsewhere",
    "MINE": "1",
}


def test_nothing_but_the_listed_variables_is_handed_on(tmp_path: Path) -> None:
    chosen = environment_for(GIVEN, tree=tmp_path, temporary=Path("/t"), scripts=False)

    assert {"PATH": "/usr/bin", "HOME": "/home/u", "LC_ALL": "C", "TMPDIR": "/t"} == chosen


def test_scripts_also_get_what_builds_need_and_what_the_user_names(tmp_path: Path) -> None:
    chosen = environment_for(GIVEN, tree=tmp_path, temporary=Path("/t"), scripts=True, named=("MINE",))

    assert {"PATH", "HOME", "LC_ALL", "TMPDIR", "CI", "HTTPS_PROXY", "MINE"} == set(chosen)


def test_folders_of_the_project_and_relative_ones_are_not_searched(tmp_path: Path) -> None:
    inside = tmp_path / "p" / "node_modules" / ".bin"
    inside.mkdir(parents=True)
    (tmp_path / "link").symlink_to(inside)
    path = f"{inside}:node_modules/.bin::.:{tmp_path}/p:{tmp_path}/link:{tmp_path}/pp:/usr/bin"

    assert f"{tmp_path}/pp:/usr/bin" == search_path({"PATH": path}, tmp_path / "p")
    assert "" == search_path({}, tmp_path)
