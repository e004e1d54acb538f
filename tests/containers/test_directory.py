from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.directory import read_directory
from pkgaudit.model.gap import GapKind
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import AnomalyKind, MemberKind
from tests.containers.reads import Seen, sort_out
from tests.hostile.zip_build import TEXT, A, pack


def read(root: Path, files: Sequence[str] = (), limits: Limits | None = None) -> Seen:
    return sort_out(read_directory(root, ("dist",), Budget(limits or Limits(), 1), files))


def fill(root: Path, **files: bytes) -> None:
    for name, content in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def test_files_come_sorted_by_path_with_their_content(tmp_path: Path) -> None:
    fill(tmp_path, b__x=b"2", a=b"1", c=b"", b__a__y=b"3")

    seen = read(tmp_path)

    assert ["a", "b/a/y", "b/x", "c"] == seen.paths
    assert [b"1", b"3", b"2", b""] == [member.content for member in seen.members]
    assert (("dist",), None) == (seen.members[0].container, seen.members[0].offset)
    assert () == seen.anomalies
    assert () == seen.gaps


def test_archives_in_it_are_read(tmp_path: Path) -> None:
    fill(tmp_path, a=pack(A))

    assert [("dist", "a"), ("dist", "a", "pkg/a.py")] == [member.location for member in read(tmp_path).members]


def test_links_fifos_and_sockets_are_members_without_content(tmp_path: Path) -> None:
    fill(tmp_path, a=TEXT)
    (tmp_path / "inside").symlink_to("a")
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "outside").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")

    seen = read(tmp_path)

    assert {
        "a": MemberKind.FILE,
        "inside": MemberKind.SYMLINK,
        "loop": MemberKind.SYMLINK,
        "outside": MemberKind.SYMLINK,
        "pipe": MemberKind.SPECIAL,
    } == {member.path: member.kind for member in seen.members}
    assert [TEXT] == [member.content for member in seen.members if member.content is not None]
    assert [("dist", "outside"), ("dist", "pipe")] == [anomaly.location for anomaly in seen.anomalies]
    assert {AnomalyKind.LINK_OUTSIDE, AnomalyKind.SPECIAL_FILE} == seen.kinds


def test_what_cannot_be_read_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, a=TEXT, b=TEXT, c__d=TEXT)
    read_one, scandir = os.open, os.scandir

    def refuse(path: Path, flags: int) -> int:
        if path.name == "a":
            raise PermissionError(13, "Permission denied")
        return read_one(path, flags)

    def refuse_folder(path: Path) -> object:
        if path.name == "c":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(os, "scandir", refuse_folder)
    seen = read(tmp_path)

    assert ["b"] == seen.paths
    assert {("dist", "a"): GapKind.UNREADABLE, ("dist", "c"): GapKind.UNREADABLE} == {
        gap.location: gap.kind for gap in seen.gaps
    }


def test_a_file_that_became_something_else_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, a=TEXT)
    os.mkfifo(tmp_path.parent / "pipe")
    real = os.open
    monkeypatch.setattr(os, "open", lambda _path, flags: real(tmp_path.parent / "pipe", flags))

    assert ["cannot be read: it was replaced while it was being read"] == [gap.why for gap in read(tmp_path).gaps]


def test_only_the_files_asked_for_are_read(tmp_path: Path) -> None:
    fill(tmp_path, a=TEXT, b__c=TEXT, d=TEXT)

    seen = read(tmp_path, ("b/c", "a", "gone"))

    assert ["a", "b/c"] == seen.paths
    assert [("dist", "gone")] == [gap.location for gap in seen.gaps]


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret", "out/secret"])
def test_a_file_outside_is_not_read(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret").write_bytes(TEXT)
    (root / "out").symlink_to("..")

    seen = read(root, (path,))

    assert [] == seen.paths
    assert [GapKind.UNREADABLE] == [gap.kind for gap in seen.gaps]


def test_a_large_file_has_no_content_and_a_gap_that_names_the_limit(tmp_path: Path) -> None:
    fill(tmp_path, a=TEXT)

    seen = read(tmp_path, limits=Limits(member_bytes=10))

    assert [(None, len(TEXT))] == [(member.content, member.size) for member in seen.members]
    assert [GapKind.LIMIT] == [gap.kind for gap in seen.gaps]
    assert "member_bytes" in seen.gaps[0].why


def test_too_many_entries_end_the_walk_with_a_gap(tmp_path: Path) -> None:
    fill(tmp_path, **{f"f{number}": b"x" for number in range(20)})
    fill(tmp_path, **{f"d{number}__f": b"x" for number in range(20)})

    seen = read(tmp_path, limits=Limits(members=10))

    assert len(seen.members) <= 10
    assert ["members"] == [gap.why.partition(":")[0] for gap in seen.gaps]


def test_an_empty_directory_is_said_to_be_empty(tmp_path: Path) -> None:
    assert {AnomalyKind.EMPTY_ARCHIVE} == read(tmp_path).kinds


def test_a_directory_that_is_not_there_is_a_gap(tmp_path: Path) -> None:
    assert [GapKind.UNREADABLE] == [gap.kind for gap in read(tmp_path / "gone").gaps]


def test_names_are_judged(tmp_path: Path) -> None:
    fill(tmp_path, **{"a\x1b[2J.js": TEXT, "b.js": TEXT, "B.js": TEXT})

    assert {AnomalyKind.UNPRINTABLE_NAME, AnomalyKind.CLASHING_NAME} == read(tmp_path).kinds
