"""A copy is the project, and nothing written in it reaches the original."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.targets.packing.tree_copy import Copying, copy_tree
from tests.targets.packing.projects import write
from tests.targets.packing.test_restraint import fingerprint


def copy(source: Path, target: Path, **fields: object) -> Gap | None:
    return copy_tree(Copying(source=source, target=target, **fields), ("here",))  # type: ignore[arg-type]


def test_files_folders_links_modes_and_times_are_copied(tmp_path: Path) -> None:
    source = write(tmp_path / "p", {"a/b/c.js": "1", "x.sh": "2", "link": "->a/b", "up": "->../x", "gone": "->nowhere"})
    (source / "x.sh").chmod(0o750)
    (source / "a").chmod(0o555)
    os.utime(source / "a" / "b" / "c.js", (1, 2))
    gap = copy(source, tmp_path / "copy")

    assert gap is None
    assert fingerprint(source) == fingerprint(tmp_path / "copy")


def test_what_is_left_out_is_left_out_there_only(tmp_path: Path) -> None:
    source = write(tmp_path / "p", {"x": "1", "a/x": "2", "scratch/y": "3"})
    copy(source, tmp_path / "copy", without=frozenset({"x"}), never=(source / "scratch",))

    assert {"a", "a/x"} == set(fingerprint(tmp_path / "copy"))


def test_a_copy_inside_its_original_does_not_copy_itself(tmp_path: Path) -> None:
    source = write(tmp_path / "p", {"x": "1"})
    copy(source, source / "copy")

    assert {"copy", "copy/x", "x"} == set(fingerprint(source))


def test_a_link_that_names_the_original_names_the_copy(tmp_path: Path) -> None:
    source = write(tmp_path / "p", {"a": "1", "absolute": f"->{tmp_path}/p/a", "other": f"->{tmp_path}/q/a"})
    copy(source, tmp_path / "copy")

    assert str(tmp_path / "copy" / "a") == str((tmp_path / "copy" / "absolute").readlink())
    assert f"{tmp_path}/q/a" == str((tmp_path / "copy" / "other").readlink())


def test_pipes_and_sockets_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write(tmp_path / "p", {"x": "1"})
    os.mkfifo(source / "pipe")
    monkeypatch.chdir(source)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("socket")
        gap = copy(source, tmp_path / "copy")

    assert gap is None
    assert {"x"} == set(fingerprint(tmp_path / "copy"))


@pytest.mark.parametrize(("limit", "said"), [("bytes", "more than 2 bytes"), ("entries", "more than 2 files")])
def test_a_project_too_large_to_copy_is_a_gap(limit: str, said: str, tmp_path: Path) -> None:
    source = write(tmp_path / "p", {"a": "1", "b": "2", "c": "3"})
    gap = copy(source, tmp_path / "copy", **{limit: 2})

    assert gap is not None
    assert GapKind.LIMIT is gap.kind
    assert said in gap.why


def test_what_cannot_be_written_is_a_gap(tmp_path: Path) -> None:
    source = write(tmp_path / "p", {"a": "1"})
    gap = copy(source, tmp_path / "missing" / "copy")

    assert gap is not None
    assert GapKind.PACKING is gap.kind
    assert "could not be copied" in gap.why
