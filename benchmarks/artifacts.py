"""Artifacts to measure with, written as a stream: none of them is ever whole in memory."""

from __future__ import annotations

import hashlib
import io
import json
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from isal import isal_zlib

if TYPE_CHECKING:
    from typing_extensions import Buffer

_MIB = 1024 * 1024
_BLOCK = 8 * _MIB
_PACKED_AT = 499162500


def tiny(folder: Path) -> Path:
    """A package of three small files."""

    def fill(add: Callable[[str, bytes], None]) -> None:
        add("index.js", b"export const answer = 42;\n")
        add("README.md", b"# Tiny\n")

    return _package(folder / "tiny.tgz", fill)


def many_files(folder: Path, count: int) -> Path:
    """A package of ``count`` small files, each different."""

    def fill(add: Callable[[str, bytes], None]) -> None:
        for index in range(count):
            body = f"export const value{index} = {index};\n" + f"// file {index} of {count}\n" * 10
            add(f"lib/area{index % 100}/module{index}.js", body.encode())

    return _package(folder / f"files-{count}.tgz", fill)


def npm_project(folder: Path) -> Path:
    """A project of the npm family with a handful of files and an allow-list."""
    project = folder / "project"
    (project / "dist").mkdir(parents=True)
    manifest = {"name": "small", "version": "1.0.0", "main": "dist/index.js", "files": ["dist"], "license": "MIT"}
    (project / "package.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    (project / "README.md").write_text("# Small\n", encoding="utf-8")
    for index in range(8):
        name = f"part{index}.js" if index else "index.js"
        (project / "dist" / name).write_text(f"export const value = {index};\n", encoding="utf-8")
    return project


def large(folder: Path, mebibytes: int, *, members: bool) -> Path:
    """A package of this inflated size: members of 8 MiB, or one single member."""
    block = hashlib.shake_256(b"large").hexdigest(_BLOCK // 2).encode()

    def fill(add: Callable[[str, bytes], None]) -> None:
        for index in range(mebibytes * _MIB // _BLOCK):
            add(f"data/part{index}.bin", index.to_bytes(8, "big") + block[8:])

    def fill_one(archive: tarfile.TarFile) -> None:
        entry = _entry("data/whole.bin", mebibytes * _MIB)
        archive.addfile(entry, _Repeated(block))

    kind = "members" if members else "single"
    return _package(folder / f"large-{mebibytes}-{kind}.tgz", fill if members else None, None if members else fill_one)


def folder_of(folder: Path, artifact: Path, count: int) -> Path:
    """A folder with ``count`` artifacts, all names of the same file."""
    target = folder / f"folder-{count}"
    target.mkdir()
    for index in range(count):
        (target / f"artifact-{index}.tgz").hardlink_to(artifact)
    return target


def leaked_cli(folder: Path) -> Path:
    """The full leak sample."""
    from sample_packages.make_leaked_cli import FULL, NAME, VERSION, build, gzipped, project_files, tarball  # noqa: PLC0415 -- slow to import

    path = folder / f"{NAME}-{VERSION}.tgz"
    path.write_bytes(gzipped(tarball(project_files(build(FULL)))))
    return path


class _Gzip(io.RawIOBase):
    """A file that is written gzipped."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._deflate = isal_zlib.compressobj(1, wbits=31)

    def writable(self) -> bool:
        return True

    def write(self, content: Buffer) -> int:
        self._file.write(self._deflate.compress(content))
        return memoryview(content).nbytes

    def close(self) -> None:
        if not self.closed:
            self._file.write(self._deflate.flush())
            self._file.close()
        super().close()


class _Repeated(io.RawIOBase):
    """An endless file: the same block again and again."""

    def __init__(self, block: bytes) -> None:
        self._block = block
        self._at = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        taken = self._block[self._at : self._at + size]
        self._at = (self._at + len(taken)) % len(self._block)
        return taken


def _entry(path: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(f"package/{path}")
    entry.size = size
    entry.mtime = _PACKED_AT
    return entry


def _package(
    path: Path,
    fill: Callable[[Callable[[str, bytes], None]], None] | None,
    fill_archive: Callable[[tarfile.TarFile], None] | None = None,
) -> Path:
    manifest = {"name": "example-measured", "version": "1.0.0", "license": "UNLICENSED"}
    with _Gzip(path) as packed, tarfile.open(fileobj=packed, mode="w|") as archive:

        def add(name: str, content: bytes) -> None:
            archive.addfile(_entry(name, len(content)), io.BytesIO(content))

        add("package.json", json.dumps(manifest).encode())
        if fill:
            fill(add)
        if fill_archive:
            fill_archive(archive)
    return path


if __name__ == "__main__":
    sys.exit("this module makes artifacts for `python -m benchmarks`; run that")


def lockfile(folder: Path, packages: int) -> Path:
    """Write a package-lock.json of so many packages, each of which asks for the next; none is bad."""
    path = folder / f"of-{packages}" / "package-lock.json"
    path.parent.mkdir()
    entries: dict[str, object] = {"": {"name": "app", "version": "1.0.0", "dependencies": {"package-0": "^1.0.0"}}}
    for number in range(packages):
        name = f"package-{number}"
        entries[f"node_modules/{name}"] = {
            "version": "1.0.0",
            "resolved": f"https://npm.acme.example/{name}/-/{name}-1.0.0.tgz",
            "integrity": f"sha512-{number:086}==",
            "dependencies": {f"package-{number + 1}": "^1.0.0"} if number + 1 < packages else {},
        }
    path.write_text(json.dumps({"name": "app", "lockfileVersion": 3, "packages": entries}, indent=2))
    return path
