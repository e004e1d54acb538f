from __future__ import annotations

import gzip
import io
import os
import socket
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.limits import Limits
from pkgaudit.model.ship_list import Unpublished
from pkgaudit.model.target import Target, TargetKind
from pkgaudit.targets.lockfiles import lockfiles_below
from pkgaudit.targets.pack_projects import PackedProject
from pkgaudit.targets.resolve import Resolution, TargetError, resolve

TGZ = gzip.compress(b"x", mtime=0)


def make_zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a", "")
    return target.getvalue()


def make_tar(style: int = tarfile.USTAR_FORMAT) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=style) as archive:
        archive.addfile(tarfile.TarInfo("a"))
    return target.getvalue()


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path: str, content: bytes = b"x") -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(content)


def no_project(_: str) -> None:
    return None


def resolved(texts: Sequence[str], limits: Limits | None = None) -> Resolution:
    return resolve(texts, no_project, limits)


def shown(resolution: Resolution) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(target.text, target.kind.value, "!".join(target.location), target.files) for target in resolution.targets]


def gaps(resolution: Resolution) -> list[tuple[GapKind, str]]:
    return [(gap.kind, "!".join(gap.location)) for gap in resolution.gaps]


def test_a_file_is_a_target_whatever_it_is() -> None:
    put("notes.txt")

    assert [("notes.txt", "file", "notes.txt", ())] == shown(resolved(["notes.txt"]))


TARBALL = Target(text="x", path="scratch/x-1.0.0.tgz", location=("x", "x-1.0.0.tgz"), kind=TargetKind.FILE)
PRIVATE = Unpublished(location=("x/tools",), name="tools", why='"private": true')
TROUBLE = Gap(kind=GapKind.PACKING, location=("x/b",), why="npm is missing")


@pytest.mark.parametrize("mark", ["package.json", "pyproject.toml", "setup.py", "setup.cfg"])
def test_a_project_is_what_packing_makes_of_it(mark: str) -> None:
    put(f"project/{mark}")
    put("project/dist/a.tgz", TGZ)
    resolution = resolve(
        ["project"], lambda _: PackedProject(targets=(TARBALL,), unpublished=(PRIVATE,), gaps=(TROUBLE, TROUBLE))
    )

    assert (TARBALL,) == resolution.targets
    assert (PRIVATE,) == resolution.unpublished
    assert (TROUBLE,) == resolution.gaps


def test_a_project_is_packed_once_whatever_it_is_called() -> None:
    put("project/package.json")
    asked: list[str] = []

    def pack(text: str) -> PackedProject:
        asked.append(text)
        return PackedProject(targets=(TARBALL,), unpublished=(), gaps=())

    assert (TARBALL,) == resolve(["project", "./project/", "project/../project"], pack).targets
    assert ["project"] == asked


def test_a_folder_that_only_looks_like_a_project_is_read_as_it_lies() -> None:
    put("site/setup.cfg", b"[flake8]\n")

    assert [("site", "directory", "site", ())] == shown(resolved(["site"]))


def test_the_lockfiles_of_a_project_are_targets_beside_what_it_packs_to() -> None:
    put("project/package.json")
    put("project/package-lock.json", b"{}")
    put("project/packages/a/yarn.lock")
    put("project/node_modules/a/package-lock.json", b"{}")
    put("project/benchmarks/bun.lockb")
    put("project/packages/a/test/fixtures/old/yarn.lock")
    resolution = resolve(["project"], lambda _: PackedProject(targets=(TARBALL,), unpublished=(), gaps=()))

    assert ["x!x-1.0.0.tgz", "project/package-lock.json", "project/packages/a/yarn.lock"] == [
        "!".join(target.location) for target in resolution.targets
    ]


def test_the_lockfiles_of_a_plain_directory_are_targets_of_their_own() -> None:
    put("apps/a/package-lock.json", b"{}")
    put("apps/b/pnpm-lock.yaml")
    put("apps/b/notes.txt")

    assert [
        ("apps", "file", "apps/a/package-lock.json", ()),
        ("apps", "file", "apps/b/pnpm-lock.yaml", ()),
        ("apps", "directory", "apps", ("b/notes.txt",)),
    ] == shown(resolved(["apps"]))


def test_lockfiles_among_what_is_installed_are_left_in_their_directory() -> None:
    put("site/node_modules/a/yarn.lock")

    assert [("site", "directory", "site", ())] == shown(resolved(["site"]))


def test_looking_for_lockfiles_is_bounded_and_follows_no_link() -> None:
    for name in "abc":
        put(f"tree/{name}/yarn.lock")
    Path("tree/0").symlink_to("a")

    assert ["a/yarn.lock", "b/yarn.lock", "c/yarn.lock"] == list(lockfiles_below("tree", 100))
    assert 3 > len(list(lockfiles_below("tree", 4)))


def test_nothing_is_packed_when_another_target_does_not_exist() -> None:
    put("project/package.json")

    with pytest.raises(TargetError, match="absent"):
        resolve(["project", "absent"], lambda _: pytest.fail("packed"))


def test_a_directory_of_artifacts_is_each_of_them_and_what_is_left_over() -> None:
    put("dist/b.whl", make_zip())
    put("dist/a.tgz", TGZ)
    put("dist/a.tar.gz", TGZ)
    put("dist/sub/c.zip", make_zip())
    put("dist/sub/d.tar", make_tar())
    put("dist/sub/old.tar", make_tar(tarfile.GNU_FORMAT)[:257].ljust(512, b"\0"))
    put("dist/readme.txt")

    assert [
        ("dist/", "file", "dist/a.tar.gz", ()),
        ("dist/", "file", "dist/a.tgz", ()),
        ("dist/", "file", "dist/b.whl", ()),
        ("dist/", "file", "dist/sub/c.zip", ()),
        ("dist/", "file", "dist/sub/d.tar", ()),
        ("dist/", "directory", "dist", ("readme.txt", "sub/old.tar")),
    ] == shown(resolved(["dist/"]))


def test_a_tar_from_before_ustar_is_known_by_its_checksum() -> None:
    header = bytearray(make_tar()[:512])
    header[257:512] = bytes(255)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    put("dist/a.tar", bytes(header))

    assert [("dist", "file", "dist/a.tar", ())] == shown(resolved(["dist"]))


def test_companions_of_artifacts_are_not_left_over() -> None:
    put("dist/a.tgz", TGZ)
    for name in ["a.tgz.asc", "a.tgz.sigstore.json", "a.tgz.sha256", ".gitignore", ".DS_Store", "SHA256SUMS"]:
        put(f"dist/{name}")
    put("dist/a.tgz.publish.attestation")

    assert [("dist", "file", "dist/a.tgz", ())] == shown(resolved(["dist"]))


def test_a_signature_of_nothing_is_left_over() -> None:
    put("dist/a.tgz", TGZ)
    put("dist/b.tgz.asc")
    put("dist/sub/.gitignore")

    assert ("dist", "directory", "dist", ("b.tgz.asc", "sub/.gitignore")) == shown(resolved(["dist"]))[1]


@pytest.mark.parametrize(
    ("name", "content"), [("data.gz", TGZ), ("a.zip", b"text"), ("a.tar", b"text"), ("a.tar", b"")]
)
def test_a_stray_data_file_makes_no_directory_of_artifacts(name: str, content: bytes) -> None:
    put(f"site/{name}", content)
    put("site/index.html")

    assert [("site", "directory", "site", ())] == shown(resolved(["site"]))


@pytest.mark.parametrize("name", ["a.whl", "a.tgz", "a.tar.gz", "a.vsix"])
def test_a_broken_artifact_is_a_target_so_that_its_reader_says_so(name: str) -> None:
    put(f"dist/{name}", b"")

    assert [("dist", "file", f"dist/{name}", ())] == shown(resolved(["dist"]))


def test_an_empty_directory_is_a_gap() -> None:
    Path("empty/inner").mkdir(parents=True)

    assert ([(GapKind.EMPTY, "empty")], ()) == (gaps(resolved(["empty"])), resolved(["empty"]).targets)


def test_missing_paths_are_all_told_at_once_with_near_names() -> None:
    put("dist/tool-1.0.0.tgz")
    with pytest.raises(TargetError) as caught:
        resolved(["dist/tool-1.0.1.tgz", "nowhere/at/all", "", "dist/tool-1.0.0.tgz", "dist/tool-1.0.0.tgz/x"])

    assert (
        "dist/tool-1.0.1.tgz: there is no such file or directory. Did you mean dist/tool-1.0.0.tgz?",
        "nowhere/at/all: there is no such file or directory. Name a file or a directory that exists.",
        "an empty name: there is no such file or directory. Name a file or a directory that exists.",
        "dist/tool-1.0.0.tgz/x: there is no such file or directory. Name a file or a directory that exists.",
    ) == caught.value.errors
    assert "nowhere" in str(caught.value)


@pytest.mark.parametrize("text", ["npm:left-pad@1.3.0", "pypi:six==1.17.0"])
def test_a_published_release_is_a_gap_that_says_what_to_do(text: str) -> None:
    resolution = resolved([text])

    assert [(GapKind.NETWORK, text)] == gaps(resolution)
    assert "published releases are not read yet: download it and name the file" == resolution.gaps[0].why


def test_special_files_are_gaps() -> None:
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("sock")

        assert [
            (GapKind.UNSUPPORTED, "pipe"),
            (GapKind.UNSUPPORTED, "sock"),
            (GapKind.UNSUPPORTED, "/dev/null"),
        ] == gaps(resolved(["pipe", "sock", "/dev/null"]))


def test_links_that_lead_nowhere_and_names_that_cannot_be_are_unreadable() -> None:
    Path("broken").symlink_to("nothing")
    Path("loop").symlink_to("loop")

    assert [
        (GapKind.UNREADABLE, "broken"),
        (GapKind.UNREADABLE, "loop"),
        (GapKind.UNREADABLE, "nul\0"),
        (GapKind.UNREADABLE, "x" * 5000),
    ] == gaps(resolved(["broken", "loop", "nul\0", "x" * 5000]))


def test_two_names_of_one_file_are_examined_once_in_the_users_order() -> None:
    put("dist/b.tgz", TGZ)
    put("dist/a.tgz", TGZ)
    Path("dist/latest.tgz").symlink_to("a.tgz")

    assert [
        ("./dist/b.tgz", "file", "./dist/b.tgz", ()),
        ("dist", "file", "dist/a.tgz", ()),
    ] == shown(resolved(["./dist/b.tgz", "dist", "dist/latest.tgz", "dist/../dist"]))


def test_gaps_are_told_once() -> None:
    assert 1 == len(resolved([".", "."]).gaps)


def test_the_current_directory_is_not_part_of_locations() -> None:
    put("a.tgz", TGZ)

    assert [(".", "file", "a.tgz", ())] == shown(resolved(["."]))


def test_linked_directories_below_are_not_followed() -> None:
    put("outside/a.tgz", TGZ)
    put("dist/x.txt")
    Path("dist/link").symlink_to("../outside")
    Path("dist/self").symlink_to(".")

    assert [("dist", "directory", "dist", ())] == shown(resolved(["dist"]))


def test_a_broken_link_named_like_an_artifact_is_left_to_the_directory_reader() -> None:
    Path("dist").mkdir()
    Path("dist/a.zip").symlink_to("nothing")
    Path("dist/b.whl").symlink_to("nothing")

    assert [("dist", "directory", "dist", ())] == shown(resolved(["dist"]))


def test_a_walk_is_bounded() -> None:
    for index in range(20):
        put(f"site/{index}.txt")
    resolution = resolved(["site"], Limits(members=10))

    assert [(GapKind.LIMIT, "site")] == gaps(resolution)
    assert "members" in resolution.gaps[0].why
    assert [TargetKind.DIRECTORY] == [target.kind for target in resolution.targets]


def test_a_directory_that_cannot_be_listed_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    put("dist/a.tgz", TGZ)
    put("dist/locked/b.tgz", TGZ)
    real = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    resolution = resolved(["dist"])

    assert [(GapKind.UNREADABLE, "dist/locked")] == gaps(resolution)
    assert [("dist", "file", "dist/a.tgz", ())] == shown(resolution)


def test_a_directory_nobody_may_look_into_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    put("dist/a.tgz", TGZ)

    def refuse(_path: str) -> list[str]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "listdir", refuse)

    assert [(GapKind.UNREADABLE, "dist")] == gaps(resolved(["dist"]))


def test_an_unreadable_zip_is_left_to_its_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    put("dist/a.zip", make_zip())

    def refuse(_path: str, _flags: int) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)

    assert [("dist", "file", "dist/a.zip", ())] == shown(resolved(["dist"]))


def test_names_that_are_not_utf8_are_shown_as_text() -> None:
    folder = os.fsdecode(b"d\xff")
    put(f"{folder}/a.tgz", TGZ)
    target = resolved([folder]).targets[0]

    assert ("d\ufffd", ("d\ufffd/a.tgz",)) == (target.text, target.location)
    assert Path(target.path).exists()


def test_a_setup_cfg_that_cannot_be_read_makes_no_project() -> None:
    Path("site/setup.cfg").mkdir(parents=True)
    put("site/x")

    assert [("site", "directory", "site", ())] == shown(resolved(["site"]))


def test_nothing_named_is_nothing_resolved() -> None:
    assert Resolution(targets=(), gaps=()) == resolved([])
