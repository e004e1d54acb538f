from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.model.limits import Limits
from pkgaudit.targets.building.contents import Contents, FileContent, read_contents

NAMES = st.text(alphabet="abcdef_", min_size=1, max_size=8)
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join).map("demo-1/{}.py".format)
FILES = st.dictionaries(PATHS, st.binary(), min_size=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("contents")


def sdist(path: Path, files: dict[str, bytes], *, repeat: str = "") -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in [*files.items(), *([(repeat, b"again")] if repeat else [])]:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def wheel(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("folder")
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def digests(contents: Contents) -> dict[str, tuple[int, str]]:
    return {name: (file.size, file.sha256) for name, file in contents.files.items()}


@given(FILES)
def test_every_file_is_listed_with_its_digest(folder: Path, files: dict[str, bytes]) -> None:
    expected = {name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in files.items()}
    packed = [sdist(folder / "demo-1.tar.gz", files), wheel(folder / "demo-1-py3-none-any.whl", files)]
    for path in packed:
        contents = read_contents(path)

        assert expected == digests(contents)
        assert contents.complete
        assert hashlib.sha256(path.read_bytes()).hexdigest() == contents.sha256
        assert path.stat().st_size == contents.size


def test_of_two_with_one_name_the_later_counts(folder: Path) -> None:
    contents = read_contents(sdist(folder / "two.tar.gz", {"demo-1/a.py": b"first"}, repeat="demo-1/a.py"))

    assert hashlib.sha256(b"again").hexdigest() == contents.files["demo-1/a.py"].sha256


def test_links_are_listed(folder: Path) -> None:
    with tarfile.open(folder / "link.tar.gz", "w:gz") as archive:
        info = tarfile.TarInfo("demo-1/link.py")
        info.type, info.linkname = tarfile.SYMTYPE, "a.py"
        archive.addfile(info)

    assert {"demo-1/link.py": FileContent(size=0, sha256="")} == read_contents(folder / "link.tar.gz").files


def test_what_is_packed_inside_is_not_opened(folder: Path) -> None:
    inner = wheel(folder / "inner.whl", {"b.py": b"1"}).read_bytes()
    contents = read_contents(sdist(folder / "outer.tar.gz", {"demo-1/inner.whl": inner}))

    assert {"demo-1/inner.whl"} == set(contents.files)
    assert contents.complete


@pytest.mark.parametrize("name", ["cut.tar.gz", "cut.whl"])
def test_an_archive_that_ends_early_is_not_complete(folder: Path, name: str) -> None:
    files = {f"demo-1/{number}.py": bytes(range(256)) * number for number in range(40)}
    path = (wheel if name.endswith(".whl") else sdist)(folder / name, files)
    path.write_bytes(path.read_bytes()[:-400])

    assert not read_contents(path).complete


def test_an_archive_over_a_limit_is_not_complete(folder: Path) -> None:
    path = sdist(folder / "many.tar.gz", {f"demo-1/{number}.py": b"x" for number in range(9)})
    large = sdist(folder / "large.tar.gz", {"demo-1/large.py": b"x" * 2000})
    few = read_contents(path, Limits(members=5))
    small = read_contents(large, Limits(member_bytes=1000))

    assert not few.complete
    assert len(few.files) <= 5
    assert not small.complete
    assert "" == small.files["demo-1/large.py"].sha256


def test_what_is_no_archive_is_not_complete(folder: Path) -> None:
    (folder / "no.tar.gz").write_bytes(gzip.compress(b"no tar"))

    assert not read_contents(folder / "no.tar.gz").complete


def test_a_link_is_not_followed(folder: Path) -> None:
    (folder / "linked.tar.gz").symlink_to("two.tar.gz")

    with pytest.raises(OSError, match="symbolic"):
        read_contents(folder / "linked.tar.gz")
