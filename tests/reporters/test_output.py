from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pkgaudit.reporters.output import OutputError, write_file, write_out
from tests.tools import ROOT

WRITES_MUCH = """
import sys
from pkgaudit.reporters.output import OutputError, write_out
try:
    write_out("line\\n" * 200_000, sys.stdout)
except OutputError as error:
    sys.stderr.write(f"told: {error}")
    sys.exit(3)
sys.exit(1)
"""


def test_a_reader_that_leaves_ends_the_writing_quietly_and_keeps_the_exit_code() -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITES_MUCH], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    )
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.readline()
    writer.stdout.close()
    said = writer.stderr.read()
    writer.stderr.close()

    assert (1, b"") == (writer.wait(timeout=60), said)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_an_error_and_the_interpreter_does_not_complain_about_it_again() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", WRITES_MUCH], stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False, timeout=60
        )

    assert 3 == done.returncode
    assert done.stderr.startswith(b"told: the report could not be written: ")
    assert b"Exception ignored" not in done.stderr


def test_what_the_encoding_cannot_say_is_written_as_an_escape() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", newline="\n")
    write_out("größe…\n", stream)

    assert b"gr\\xf6\\xdfe\\u2026\n" == raw.getvalue()


def test_a_stream_without_a_descriptor_or_an_encoding_is_written_to() -> None:
    stream = io.StringIO()
    write_out("größe\n", stream)

    assert "größe\n" == stream.getvalue()


class Broken(io.StringIO):
    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def write(self, _text: str) -> int:
        raise self.error


def test_a_broken_stream_without_a_descriptor_is_quiet_or_an_error() -> None:
    write_out("x", Broken(BrokenPipeError()))
    with pytest.raises(OutputError, match="No space left"):
        write_out("x", Broken(OSError(28, "No space left on device")))


def test_a_closed_stream_is_an_error() -> None:
    stream = io.StringIO()
    stream.close()
    for closed in (stream, None):
        with pytest.raises(OutputError, match="standard output is closed"):
            write_out("x", closed)


def test_a_file_is_written_whole_with_the_permissions_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_file(str(tmp_path / "report.json"), "größe\n")
    finally:
        os.umask(before)

    assert ["report.json"] == [entry.name for entry in tmp_path.iterdir()]
    assert "größe\n".encode() == (tmp_path / "report.json").read_bytes()
    assert 0o640 == stat.S_IMODE((tmp_path / "report.json").stat().st_mode)


def test_an_old_file_is_replaced_and_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    write_file(str(tmp_path / "link.txt"), "new\n")

    assert (tmp_path / "link.txt").is_symlink()
    assert "new\n" == (tmp_path / "real.txt").read_text()
    assert ["link.txt", "real.txt"] == sorted(entry.name for entry in tmp_path.iterdir())


def test_a_failed_replacement_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "report.txt").write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError) as caught:
        write_file(str(tmp_path / "report.txt"), "new")

    assert f"{tmp_path}/report.txt: the report could not be written: No space left on device" == str(caught.value)
    assert {"report.txt": "old"} == {entry.name: entry.read_text() for entry in tmp_path.iterdir()}


def test_a_missing_folder_a_folder_and_an_impossible_name_are_errors(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="the folder does not exist; create it first"):
        write_file(str(tmp_path / "missing" / "report.txt"), "x")
    with pytest.raises(OutputError, match="directory"):
        write_file(str(tmp_path), "x")
    with pytest.raises(OutputError, match="null"):
        write_file(str(tmp_path / "a\0b"), "x")

    assert [] == list(tmp_path.iterdir())


def test_a_device_or_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    write_file(os.devnull, "x")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_file(str(pipe), "through\n")
        seen = os.read(reader, 100)
    finally:
        os.close(reader)

    assert b"through\n" == seen
    assert not stat.S_ISREG(Path(os.devnull).stat().st_mode)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
