"""Files of a project are read when they are plain, small and inside."""

from __future__ import annotations

import os
from pathlib import Path

from pkgaudit.targets.ship_list.project_files import FILE_BYTES, ProjectFiles


def test_only_plain_small_files_inside_are_read(tmp_path: Path) -> None:
    root = tmp_path.resolve() / "p"
    (root / "sub").mkdir(parents=True)
    (root.parent / "outside").write_text("x")
    (root / "a").write_text("a")
    (root / "large").write_bytes(b"0" * (FILE_BYTES + 1))
    (root / "link").symlink_to("../outside")
    (root / "inner").symlink_to("a")
    os.mkfifo(root / "pipe")
    files = ProjectFiles(str(root))
    names = ["a", "inner", "sub/../a", "sub", "none", "large", "link", "../outside", "pipe", "a\0b"]

    assert [b"a", b"a", b"a", *[None] * 7] == [files.read(name) for name in names]


def test_names_are_sorted_and_a_missing_folder_has_none(tmp_path: Path) -> None:
    for name in "cab":
        (tmp_path / name).touch()
    files = ProjectFiles(str(tmp_path))

    assert ("a", "b", "c") == files.names(".")
    assert () == files.names("none")
    assert () == files.names("a\0")
