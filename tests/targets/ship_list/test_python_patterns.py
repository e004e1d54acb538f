from __future__ import annotations

import glob as standard
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.targets.ship_list.python_patterns import git_ignore, glob, glob_with_contents

TREE = ("a.py", "b.txt", "d/a.py", "d/e/a.py", "d/e/b.map", "d/[x].txt", "d/ab.py")


@pytest.mark.parametrize(
    "pattern", ["*.py", "**/*.py", "d/**/*.py", "d/*", "d/?.py", "d/[a-b]*.py", "d/[[]x].txt", "*/a*b.py", "d/e/b.map"]
)
def test_globs_match_what_the_standard_library_finds(tmp_path: Path, pattern: str) -> None:
    for name in TREE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    everything = standard.glob(pattern, root_dir=tmp_path, recursive=True)  # noqa: PTH207 -- it is held against this
    found = {path for path in everything if (tmp_path / path).is_file()}

    assert found
    assert found == {path for path in TREE if glob(pattern)(path)}


def test_contents_of_a_matched_folder_match_too() -> None:
    assert glob_with_contents("d/*")("d/e/b.map")
    assert not glob("d/*")("d/e/b.map")


@given(st.text(alphabet="ab*?[]!-^\\/.&|~", max_size=30), st.text(alphabet="ab/.-", max_size=30))
def test_no_pattern_fails(pattern: str, path: str) -> None:
    assert glob(pattern)(path) in (True, False)
    assert git_ignore(pattern)(path) in (True, False)


@pytest.mark.parametrize("pattern", ["[!]", "[[]", "[a", "[z-a]", "**/[!]"])
def test_a_set_that_python_cannot_read_does_not_fail(pattern: str) -> None:
    assert not git_ignore(pattern)("b/c")


def test_a_pattern_of_very_many_stars_is_told_at_once() -> None:
    assert not glob("*a" * 100 + "b")("a" * 4000)
    assert not glob("a" * 501)("a" * 501)
    assert not git_ignore("a" * 501)("a" * 501)
