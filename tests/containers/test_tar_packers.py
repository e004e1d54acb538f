from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.containers.tar_reading import Seen, read_archive
from tests.tools import program

_LONG = "package/" + "deep/" * 30 + "a_rather_long_name_for_one_file_of_a_package_that_nobody_would_type.js"
_FILES = {
    "package/package.json": b'{"name":"sample","version":"1.0.0","files":["lib"]}',
    "package/lib/index.js": b"export {}\n" * 100,
    "package/lib/empty.js": b"",
    "package/lib/caf\u00e9.js": b"1\n",
    _LONG: b"deep\n",
}


def _tree(root: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _run(*command: str, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, check=True, capture_output=True, timeout=300)


def _assert_silent(seen: Seen, expected: dict[str, bytes]) -> None:
    files = {member.path: member.content for member in seen.members if member.content is not None}

    assert [] == seen.anomalies
    assert [] == seen.gaps
    assert expected == files


@pytest.mark.parametrize("written_as", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_nothing_is_wrong_with_what_tarfile_writes(written_as: int, tmp_path: Path) -> None:
    _tree(tmp_path, _FILES)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", format=written_as) as archive:
        archive.add(tmp_path / "package", "package")

    _assert_silent(read_archive(packed.getvalue()), _FILES)


@pytest.mark.parametrize("written_as", ["v7", "ustar", "oldgnu", "gnu", "pax"])
def test_nothing_is_wrong_with_what_gnu_tar_writes(written_as: str, tmp_path: Path) -> None:
    files = {name: content for name, content in _FILES.items() if len(name) < 99 or written_as != "v7"}
    _tree(tmp_path, files)
    _run(program("tar"), f"--format={written_as}", "-czf", "a.tgz", "package", cwd=tmp_path)

    _assert_silent(read_archive((tmp_path / "a.tgz").read_bytes()), files)


@pytest.mark.parametrize("written_as", ["ustar", "pax", "gnutar"])
def test_nothing_is_wrong_with_what_bsdtar_writes(written_as: str, tmp_path: Path) -> None:
    _tree(tmp_path, _FILES)
    _run(program("bsdtar"), "--format", written_as, "-czf", "a.tgz", "package", cwd=tmp_path)

    _assert_silent(read_archive((tmp_path / "a.tgz").read_bytes()), _FILES)


def test_nothing_is_wrong_with_what_npm_packs(tmp_path: Path) -> None:
    files = {f"package/{Path(name).name}" if name == "package/package.json" else name: _FILES[name] for name in _FILES}
    _tree(tmp_path, {name: content for name, content in files.items() if "deep" not in name})
    _run(program("npm"), "pack", "--silent", "--ignore-scripts", cwd=tmp_path / "package")
    packed = next((tmp_path / "package").glob("*.tgz")).read_bytes()
    seen = read_archive(packed)

    assert [] == seen.anomalies
    assert [] == seen.gaps
    assert {"package/package.json", "package/lib/index.js", "package/lib/caf\u00e9.js"} <= {*seen.paths}


def test_nothing_is_wrong_with_what_setuptools_builds(tmp_path: Path) -> None:
    _tree(
        tmp_path,
        {
            "pyproject.toml": b'[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
            b'[project]\nname = "sample"\nversion = "1.0"\n[tool.setuptools]\npackages = ["sample"]\n',
            "sample/__init__.py": b"x = 1\n",
        },
    )
    _run(sys.executable, "-m", "build", "--sdist", "--no-isolation", "-o", "out", cwd=tmp_path)
    seen = read_archive(next((tmp_path / "out").glob("*.tar.gz")).read_bytes())

    assert [] == seen.anomalies
    assert [] == seen.gaps
    assert "sample-1.0/PKG-INFO" in seen.paths
    assert "sample-1.0/sample/__init__.py" in seen.paths


def test_nothing_is_wrong_with_what_git_archives(tmp_path: Path) -> None:
    _tree(tmp_path, _FILES)
    git = program("git")
    _run(git, "init", "-q", cwd=tmp_path)
    _run(git, "add", "-A", cwd=tmp_path)
    identity = ("-c", "user.name=a", "-c", "user.email=a@sample.example", "-c", "commit.gpgsign=false")
    _run(git, *identity, "commit", "-q", "-m", "all", cwd=tmp_path)
    _run(git, "archive", "--format=tar.gz", "-o", "out.tgz", "HEAD", cwd=tmp_path)

    _assert_silent(read_archive((tmp_path / "out.tgz").read_bytes()), _FILES)
