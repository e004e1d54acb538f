from __future__ import annotations

from collections.abc import Mapping

from pkgaudit.remedy.aims import DeadLine
from pkgaudit.remedy.dead_lines import without_dead_lines


def cleaned(files: Mapping[str, bytes], *dead: DeadLine) -> dict[str, bytes]:
    return dict(without_dead_lines(dead, files.get))


def line(number: int | None, entry: str, file: str = ".npmignore") -> DeadLine:
    return DeadLine(file=file, line=number, entry=entry)


def test_lines_go_wherever_they_stand() -> None:
    files = {".npmignore": b"a\r\n*.map\r\nb\r\n*.log"}

    assert {".npmignore": b"a\r\nb\r\n"} == cleaned(files, line(2, "*.map"), line(4, "*.log"), line(2, "*.map"))


def test_an_entry_of_files_goes() -> None:
    files = {"package.json": b'{"files": ["dist", "!x"]}'}

    assert {"package.json": b'{"files": ["dist"]}'} == cleaned(files, line(None, "!x", "package.json"))


def test_what_is_not_as_it_was_said_stays() -> None:
    files = {".npmignore": b"a\n", "package.json": b"{", "pyproject.toml": b"a = 1\n"}

    assert {} == cleaned(
        files,
        line(1, "b"),
        line(9, "a"),
        line(None, "a"),
        line(1, "a", "nowhere"),
        line(1, "a", "package.json"),
        line(1, "a = 1", "pyproject.toml"),
    )
