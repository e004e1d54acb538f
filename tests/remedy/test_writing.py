from __future__ import annotations

import stat
from pathlib import Path

import pytest

from pkgaudit.remedy.edit import Edit
from pkgaudit.remedy.writing import WriteError, write_edits


def edit(path: str = "package.json", before: bytes | None = b"old", after: bytes = b"new") -> Edit:
    return Edit(path=path, before=before, after=after)


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "package.json"
    file.write_bytes(b"old")
    file.chmod(0o640)

    write_edits(tmp_path, [edit(), edit(".npmignore", None, b"*.map\n")])

    assert b"new" == file.read_bytes()
    assert 0o640 == stat.S_IMODE(file.stat().st_mode)
    assert b"*.map\n" == (tmp_path / ".npmignore").read_bytes()
    assert [".npmignore", "package.json"] == sorted(path.name for path in tmp_path.iterdir())


def test_a_link_inside_the_project_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_bytes(b"old")
    (tmp_path / "package.json").symlink_to("real.json")

    write_edits(tmp_path, [edit()])

    assert (tmp_path / "package.json").is_symlink()
    assert b"new" == (tmp_path / "real.json").read_bytes()


@pytest.mark.parametrize(("before", "now"), [(b"old", b"other"), (b"old", None), (None, b"there")])
def test_nothing_is_written_when_a_file_changed(tmp_path: Path, before: bytes | None, now: bytes | None) -> None:
    (tmp_path / "a").write_bytes(b"old")
    if now is not None:
        (tmp_path / "b").write_bytes(now)

    with pytest.raises(WriteError, match="b has changed since it was read: run it again; nothing was written"):
        write_edits(tmp_path, [edit("a"), edit("b", before)])

    assert b"old" == (tmp_path / "a").read_bytes()


@pytest.mark.parametrize("path", ["package.json", "folder/package.json"])
def test_nothing_is_written_through_a_link_that_leads_out(tmp_path: Path, path: str) -> None:
    project, outside = tmp_path / "project", tmp_path / "outside"
    project.mkdir()
    outside.mkdir()
    (outside / "package.json").write_bytes(b"old")
    (project / "package.json").symlink_to(outside / "package.json")
    (project / "folder").symlink_to(outside)

    with pytest.raises(WriteError, match="leads out of the project"):
        write_edits(project, [edit(path)])

    assert b"old" == (outside / "package.json").read_bytes()


def test_what_cannot_be_read_or_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "a").write_bytes(b"old")

    with pytest.raises(WriteError, match="folder cannot be read"):
        write_edits(tmp_path, [edit("folder")])
    with pytest.raises(WriteError, match=r"no/b cannot be written to .*; a was written already"):
        write_edits(tmp_path, [edit("a"), edit("no/b", None)])
    with pytest.raises(WriteError, match=r"no/b cannot be written to .*; nothing was written"):
        write_edits(tmp_path, [edit("no/b", None)])

    assert ["a", "folder"] == sorted(path.name for path in tmp_path.iterdir())


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "package.json").write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(WriteError, match="No space left"):
        write_edits(tmp_path, [edit()])
    assert ["package.json"] == [path.name for path in tmp_path.iterdir()]
    assert b"old" == (tmp_path / "package.json").read_bytes()
