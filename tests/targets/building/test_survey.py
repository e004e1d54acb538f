from __future__ import annotations

import os
from pathlib import Path

import pytest

from pkgaudit.model.limits import GIB
from pkgaudit.targets.building.survey import Survey, TooLargeError, survey
from tests.targets.building.projects import EPOCH, set_dates, write

FILES = {"a.txt": "a", "src/b.txt": "bb", ".git/config": "", ".git/index": "", "src/__pycache__/c.pyc": ""}


def look(top: Path, project: Path | None = None, never: tuple[Path, ...] = ()) -> Survey:
    return survey(top, most_bytes=GIB, most_entries=1000, project=project, never=never)


def test_a_tree_that_nobody_touched_is_unchanged(tmp_path: Path) -> None:
    write(tmp_path, FILES)

    assert () == look(tmp_path).changed(look(tmp_path))


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("a.txt", True),
        ("src/b.txt", True),
        ("src/new.txt", True),
        (".git/config", True),
        (".git/hooks/pre-commit", True),
        (".git/index", False),
        (".git/objects/ab", False),
        ("src/__pycache__/c.pyc", False),
    ],
)
def test_a_write_is_seen_except_where_tools_write_all_the_time(tmp_path: Path, name: str, seen: bool) -> None:
    write(tmp_path, FILES)
    before = look(tmp_path)
    write(tmp_path, {name: "other"})

    assert seen is (name in before.changed(look(tmp_path)))


def test_same_size_same_date_and_other_content_is_seen(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    set_dates(tmp_path)
    before = look(tmp_path)
    write(tmp_path, {"a.txt": "z"})
    os.utime(tmp_path / "a.txt", (EPOCH, EPOCH))

    assert ("a.txt",) == before.changed(look(tmp_path))


def test_what_was_removed_or_made_executable_is_seen(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    before = look(tmp_path)
    (tmp_path / "a.txt").unlink()
    (tmp_path / "src" / "b.txt").chmod(0o755)
    (tmp_path / "src").chmod(0o700)

    assert ("a.txt", "src", "src/b.txt") == before.changed(look(tmp_path))


def test_installed_packages_and_caches_are_left_out_wherever_they_lie(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    write(tmp_path, {"web/node_modules/x/a.js": "", "env/pyvenv.cfg": "", "env/lib/x.py": "", ".tox/a": ""})

    found = look(tmp_path)

    assert (".tox", "env", "web/node_modules") == found.left_out
    assert not [name for name in found.stamps if "node_modules" in name or "lib" in name]


@pytest.mark.parametrize("folder", ["env/project", "node_modules/project", "env"])
def test_the_project_is_never_left_out(tmp_path: Path, folder: str) -> None:
    write(tmp_path, {"env/pyvenv.cfg": "", f"{folder}/a.txt": ""})

    found = look(tmp_path, project=tmp_path / folder)

    assert f"{folder}/a.txt" in found.stamps


def test_the_newest_file_is_one_of_the_projects_own(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    set_dates(tmp_path)
    os.utime(tmp_path / "src" / "b.txt", (EPOCH + 5, EPOCH + 5))
    os.utime(tmp_path / ".git" / "index", (EPOCH + 9, EPOCH + 9))

    assert EPOCH + 5 == look(tmp_path).newest


def test_relative_links_out_of_the_tree_are_listed_with_what_they_mean(tmp_path: Path) -> None:
    top = tmp_path / "top"
    write(top, FILES)
    (top / "src" / "out").symlink_to("../../beside")
    (top / "src" / "in").symlink_to("../a.txt")
    (top / "src" / "up").symlink_to("..")
    (top / "src" / "absolute").symlink_to("/beside")

    assert (("src/out", str(tmp_path / "beside")),) == look(top).leading_out


def test_folders_that_are_not_ours_are_not_looked_at(tmp_path: Path) -> None:
    write(tmp_path, FILES)

    assert "src" not in look(tmp_path, never=(tmp_path / "src",)).stamps


def test_ceilings_hold(tmp_path: Path) -> None:
    write(tmp_path, FILES)

    with pytest.raises(TooLargeError, match="more than 3 files"):
        survey(tmp_path, most_bytes=GIB, most_entries=3)
    with pytest.raises(TooLargeError, match="more than 2 bytes"):
        survey(tmp_path, most_bytes=2, most_entries=100)
