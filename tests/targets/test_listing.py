from __future__ import annotations

import io
import json
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from pkgaudit.model.examination import PackedBy
from pkgaudit.model.gap import GapKind
from pkgaudit.model.grades import Ecosystem, Format, Listing
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import MemberRecord
from pkgaudit.model.ship_list import GitView, Origin, Reason, ReasonKind, ShipList, ShippedFile, Tracking
from pkgaudit.model.target import Target, TargetKind
from pkgaudit.targets.listing import Listed, list_package
from tests.cli.conftest import npm_tarball

MANIFEST = json.dumps({"name": "plain", "version": "1.0.0"})
ORIGIN = Origin(
    project="web",
    root="/srv/web",
    folder=".",
    ecosystem=Ecosystem.NPM,
    packer="npm",
    packer_version="11.6.2",
    notes=("scripts did not run",),
    git=GitView(tracked=frozenset(), untracked=frozenset()),
)


def listed(path: Path, origin: Origin | None = None, limits: Limits | None = None) -> Listed:
    target = Target(text="t", path=str(path), location=("t", path.name), kind=TargetKind.FILE, origin=origin)
    return list_package(target, limits or Limits())


def zipped(content: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("inner.js", content)
    return buffer.getvalue()


def test_the_files_of_a_tarball_are_listed_in_its_order_and_nothing_says_why(tmp_path: Path) -> None:
    path = npm_tarball(tmp_path / "plain-1.0.0.tgz", {"package.json": MANIFEST, "b.js": "bb", "a.js": "a"})
    package = listed(path).package

    assert package is not None
    assert (("t", "plain-1.0.0.tgz"), "plain", "1.0.0") == (package.location, package.name, package.version)
    assert Format.NPM_TARBALL is package.format
    assert Listing.ARTIFACT is package.listing
    assert package.packed_by is None
    assert not package.in_repository
    assert path.stat().st_size == package.packed_bytes
    assert len(MANIFEST) + 3 == package.unpacked_bytes
    assert [("package/package.json", len(MANIFEST)), ("package/b.js", 2), ("package/a.js", 1)] == [
        (file.path, file.size) for file in package.files
    ]
    assert {(None, ReasonKind.UNEXPLAINED, Tracking.UNKNOWN)} == {
        (file.source, file.reason.kind, file.tracking) for file in package.files
    }


def test_a_project_explains_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def explain(origin: Origin, members: list[MemberRecord]) -> ShipList:
        reason = Reason(kind=ReasonKind.LISTED, by=f'files: "{origin.folder}"')
        return ShipList(
            files=tuple(
                ShippedFile(path=each.path, size=each.size, source="x", reason=reason, tracking=Tracking.TRACKED)
                for each in members
            )
        )

    monkeypatch.setattr("pkgaudit.targets.ship_list.explain.explain", explain)
    path = npm_tarball(tmp_path / "plain-1.0.0.tgz", {"package.json": MANIFEST})
    answer = listed(path, ORIGIN)

    assert () == answer.gaps
    assert answer.package is not None
    assert PackedBy(packer="npm", version="11.6.2", notes=("scripts did not run",)) == answer.package.packed_by
    assert answer.package.in_repository
    assert ['files: "."'] == [file.reason.by for file in answer.package.files]


@pytest.mark.parametrize(
    ("fault", "expected"), [(ValueError("secret"), "ValueError"), (PermissionError(13, "not allowed"), "not allowed")]
)
def test_reasons_that_cannot_be_told_are_a_gap_and_the_list_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception, expected: str
) -> None:
    def explain(*_: object) -> ShipList:
        raise fault

    monkeypatch.setattr("pkgaudit.targets.ship_list.explain.explain", explain)
    answer = listed(npm_tarball(tmp_path / "plain-1.0.0.tgz", {"package.json": MANIFEST}), ORIGIN)

    assert answer.package is not None
    assert ["package/package.json"] == [file.path for file in answer.package.files]
    assert [GapKind.PACKING] == [gap.kind for gap in answer.gaps]
    assert expected in answer.gaps[0].why
    assert "secret" not in answer.gaps[0].why


def test_want_of_memory_is_not_taken_for_a_fault_of_the_reasons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explain(*_: object) -> ShipList:
        raise MemoryError

    monkeypatch.setattr("pkgaudit.targets.ship_list.explain.explain", explain)
    path = npm_tarball(tmp_path / "plain-1.0.0.tgz", {"package.json": MANIFEST})
    with pytest.raises(MemoryError):
        listed(path, ORIGIN)


def test_a_wheel_is_listed_and_archives_inside_are_files_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "demo-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("demo/data.zip", zipped("x"))
        archive.writestr("demo/__init__.py", "")
        archive.writestr("demo-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: demo\nVersion: 1\n")
        archive.writestr("demo-1.dist-info/WHEEL", "Wheel-Version: 1.0\n")
    answer = listed(path)

    assert () == answer.gaps
    assert answer.package is not None
    assert (Format.WHEEL, "demo", "1") == (answer.package.format, answer.package.name, answer.package.version)
    assert ["demo/data.zip", "demo/__init__.py"] == [file.path for file in answer.package.files][:2]
    assert 4 == len(answer.package.files)


def test_a_file_too_large_to_be_read_is_listed_with_its_size(tmp_path: Path) -> None:
    path = npm_tarball(tmp_path / "plain-1.0.0.tgz", {"package.json": MANIFEST, "big.bin": "x" * 5_000})
    answer = listed(path, limits=Limits(member_bytes=1_000))

    assert () == answer.gaps
    assert answer.package is not None
    assert 5_000 == answer.package.files[1].size


def test_links_are_named_apart_from_files_and_folders_are_not(tmp_path: Path) -> None:
    path = tmp_path / "demo-1.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, kind in (
            ("demo-1", tarfile.DIRTYPE),
            ("demo-1/a.py", tarfile.REGTYPE),
            ("demo-1/l", tarfile.SYMTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type = kind
            info.linkname = "a.py" if kind == tarfile.SYMTYPE else ""
            archive.addfile(info)
    answer = listed(path)

    assert answer.package is not None
    assert ["demo-1/a.py"] == [file.path for file in answer.package.files]
    assert ("demo-1/l",) == answer.package.others


def test_two_members_of_one_name_stay_two(tmp_path: Path) -> None:
    path = tmp_path / "a.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for content in (b"1", b"22"):
            info = tarfile.TarInfo("package/a.js")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    answer = listed(path)

    assert answer.package is not None
    assert [1, 2] == [file.size for file in answer.package.files]


def test_what_is_cut_off_is_listed_as_far_as_it_goes_and_is_a_gap(tmp_path: Path) -> None:
    whole = npm_tarball(tmp_path / "whole.tgz", {"package.json": MANIFEST, "r.bin": os.urandom(60_000), "z": "z"})
    cut = tmp_path / "cut.tgz"
    cut.write_bytes(whole.read_bytes()[:30_000])
    answer = listed(cut)

    assert answer.package is not None
    assert "package/z" not in {file.path for file in answer.package.files}
    assert GapKind.UNREADABLE in {gap.kind for gap in answer.gaps}


@pytest.mark.parametrize("content", [b"", b"plain text"])
def test_what_is_no_archive_is_a_gap(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.tgz").write_bytes(content)
    answer = listed(tmp_path / "a.tgz")

    assert answer.package is None
    assert [GapKind.UNSUPPORTED] == [gap.kind for gap in answer.gaps]


def test_a_broken_archive_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "a.tgz").write_bytes(b"\x1f\x8b\x08\x00")

    assert GapKind.UNREADABLE in {gap.kind for gap in listed(tmp_path / "a.tgz").gaps}


def test_an_archive_without_a_member_is_a_gap(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.whl", "w"):
        pass
    answer = listed(tmp_path / "a.whl")

    assert answer.package is None
    assert answer.gaps


@pytest.mark.parametrize(
    ("limit", "limits"), [("artifact_bytes", Limits(artifact_bytes=10)), ("members", Limits(members=1))]
)
def test_a_limit_that_ends_the_reading_is_a_gap_that_names_it(tmp_path: Path, limit: str, limits: Limits) -> None:
    path = npm_tarball(tmp_path / "plain-1.0.0.tgz", {"package.json": MANIFEST, "a.js": "a"})
    answer = listed(path, limits=limits)

    assert [GapKind.LIMIT] == [gap.kind for gap in answer.gaps]
    assert answer.gaps[0].why.startswith(f"{limit}:")


@pytest.mark.parametrize("kind", ["absent", "folder", "pipe"])
def test_what_is_no_regular_file_is_a_gap(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    answer = listed(path)

    assert answer.package is None
    assert [GapKind.UNREADABLE] == [gap.kind for gap in answer.gaps]
