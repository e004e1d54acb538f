"""What the real installers and unpackers write from each case: we must have listed it."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pkgaudit.model.member import AnomalyKind
from tests.containers.reads import read
from tests.hostile import zip_cases
from tests.hostile.case import HostileCase
from tests.tools import program

pytestmark = pytest.mark.broad

# It may be there beside this Python without being on the path.
UV = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
Written = frozenset[tuple[str, int]]
# It unpacks to much and is bounded by our limits alone.
_UNBOUNDED = frozenset({"zip-bomb-of-overlaps", "zip-bomb-that-says-it-is-small"})
CASES = tuple(case for case in zip_cases.CASES if case.name not in _UNBOUNDED)
# uv takes half a second for each, so it sees those where readers may take another file.
_OTHER_FILE = {
    AnomalyKind.LOCAL_CENTRAL_MISMATCH,
    AnomalyKind.MISSING_FROM_DIRECTORY,
    AnomalyKind.DUPLICATE_NAME,
    AnomalyKind.UNICODE_PATH,
    AnomalyKind.SIZE_MISMATCH,
    AnomalyKind.SYMLINK,
}
WHEELS = tuple(case for case in CASES if case.suffix.endswith(".whl") and _OTHER_FILE & set(case.anomalies))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one program wrote, and whether it was content with the archive."""

    files: Written
    accepted: bool


def as_pip(archive: Path, _folder: Path) -> Outcome:
    """As pip and installer do: zipfile's list, each member copied into a file."""
    files: set[tuple[str, int]] = set()
    try:
        with zipfile.ZipFile(archive) as opened:
            for info in opened.infolist():
                if info.filename.endswith("/"):
                    continue
                with opened.open(info) as member:
                    data = member.read()
                path = os.path.normpath(info.filename)
                if path.startswith(("..", "/")):
                    return Outcome(files=frozenset(files), accepted=False)
                files.add((path, len(data)))
    except Exception:  # noqa: BLE001 -- whatever it raises, pip stops there
        return Outcome(files=frozenset(files), accepted=False)
    return Outcome(files=frozenset(files), accepted=True)


def run(folder: Path, *command: str, stdin: Path | None = None) -> Outcome:
    with (stdin or Path(os.devnull)).open("rb") as stream:
        done = subprocess.run(command, cwd=folder, stdin=stream, capture_output=True, check=False, timeout=60)
    return Outcome(files=written(folder), accepted=done.returncode == 0)


def written(folder: Path) -> Written:
    found = set()
    for base, _, names in os.walk(os.fsencode(folder)):
        for name in names:
            path = base + b"/" + name
            status = os.lstat(path)
            if stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode):
                shown = os.path.relpath(path, os.fsencode(folder)).decode("utf-8", "replace")
                found.add((shown, status.st_size))
    return frozenset(found)


def with_bsdtar(archive: Path, folder: Path) -> Outcome:
    return run(folder, program("bsdtar"), "-xf", str(archive))


def with_bsdtar_from_a_pipe(archive: Path, folder: Path) -> Outcome:
    return run(folder, program("bsdtar"), "-xf", "-", stdin=archive)


def with_unzip(archive: Path, folder: Path) -> Outcome:
    return run(folder, program("unzip"), "-o", "-qq", str(archive))


def with_uv(archive: Path, folder: Path) -> Outcome:
    """Installed as a wheel when it is one; uv's own files do not count."""
    wheel = folder.parent / "pkg-1.0-py3-none-any.whl"
    shutil.copyfile(archive, wheel)
    target = folder / "target"
    command = (UV or "", "pip", "install", "--offline", "--no-deps", "--no-cache", "--target", str(target), str(wheel))
    outcome = run(folder, *command)
    files = frozenset(
        (path.removeprefix("target/"), size)
        for path, size in outcome.files
        if path.startswith("target/") and ".dist-info/" not in path and not path.endswith(".lock")
    )
    return Outcome(files=files, accepted=outcome.accepted)


ORACLES: dict[str, Callable[[Path, Path], Outcome]] = {
    "pip": as_pip,
    "bsdtar": with_bsdtar,
    "bsdtar from a pipe": with_bsdtar_from_a_pipe,
    "unzip": with_unzip,
}


def ask(case: HostileCase, folder: Path) -> dict[str, Outcome]:
    outcomes = {}
    for number, (name, oracle) in enumerate(ORACLES.items()):
        place = folder / str(number) / "x"
        place.mkdir(parents=True)
        archive = folder / str(number) / "archive.zip"
        archive.write_bytes(case.build())
        outcomes[name] = oracle(archive, place)
    return outcomes


def made_safe(path: str) -> set[str]:
    """The names that unzip and bsdtar give a member whose own is dangerous."""
    plain = "".join(character for character in path if character.isprintable() and character != "\ufffd")
    return {os.path.normpath(name) for name in (path, plain, path.lstrip("/"), path.removeprefix("../"), path[3:])}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_file_that_a_program_writes_is_listed(case: HostileCase, tmp_path: Path) -> None:
    outcomes = ask(case, tmp_path)
    seen = read(case.build(), case.name + case.suffix)
    listed = {(name, member.size) for member in seen.members for name in made_safe(member.path)}
    # A program that gives up may leave a part of a file; what we could not read has no size of its own.
    paths = {name for name, _ in listed}
    sizeless = {name for member in seen.members if member.content is None for name in made_safe(member.path)}
    disagreement = len({outcome.files for outcome in outcomes.values()}) > 1

    for name, outcome in outcomes.items():
        assert set() == {path for path, _ in outcome.files} - paths, name
        if outcome.accepted:
            assert set() == {(path, size) for path, size in outcome.files - listed if path not in sizeless}, name
    assert seen.anomalies or not disagreement


@pytest.mark.skipif(UV is None, reason="uv is not here")
def test_uv_installs_nothing_that_is_not_listed(tmp_path: Path) -> None:
    accepted = 0
    for number, case in enumerate(WHEELS):
        folder = tmp_path / str(number) / "x"
        folder.mkdir(parents=True)
        archive = tmp_path / str(number) / "archive.zip"
        archive.write_bytes(case.build())
        seen = read(case.build(), case.name + case.suffix)
        listed = {(name, member.size) for member in seen.members for name in made_safe(member.path)}
        outcome = with_uv(archive, folder)
        accepted += outcome.accepted
        if outcome.accepted:
            assert set() == outcome.files - listed, case.name
    assert accepted
