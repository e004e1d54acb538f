from __future__ import annotations

import io
import os
import pty
from collections.abc import Mapping

import pytest

from pkgaudit.reporters.terminal import colour_wanted, is_interactive, terminal_width


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "on_terminal", "in_pipe"),
    [
        ({}, True, False),
        ({"TERM": "xterm-256color"}, True, False),
        ({"TERM": "dumb"}, False, False),
        ({"TERM": "unknown"}, False, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"FORCE_COLOR": "3", "TERM": "dumb"}, True, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"FORCE_COLOR": "false"}, False, False),
        ({"FORCE_COLOR": ""}, True, False),
        ({"GITHUB_ACTIONS": "true", "CI": "true"}, True, False),
    ],
)
def test_colour_follows_the_environment_then_the_stream(
    environ: Mapping[str, str], on_terminal: bool, in_pipe: bool
) -> None:
    assert on_terminal is colour_wanted(Terminal(), environ)
    assert in_pipe is colour_wanted(io.StringIO(), environ)


def test_no_variable_makes_a_pipe_interactive() -> None:
    closed = Terminal()
    closed.close()

    assert is_interactive(Terminal(), {})
    assert not is_interactive(Terminal(), {"TERM": "dumb"})
    assert not is_interactive(io.StringIO(), {"FORCE_COLOR": "1", "TTY_INTERACTIVE": "1", "TTY_COMPATIBLE": "1"})
    assert not is_interactive(closed, {})
    assert not is_interactive(None, {})
    assert not colour_wanted(None, {})


@pytest.mark.parametrize(
    ("columns", "expected"),
    [("120", 120), ("20", 40), ("9999", 9999), ("0", None), ("-1", None), ("x", None), ("٣", None)],
)
def test_columns_wins_when_it_is_a_number(columns: str, expected: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_descriptor: int) -> os.terminal_size:
        raise OSError

    monkeypatch.setattr(os, "get_terminal_size", unknown)

    assert (expected or 80) == terminal_width({"COLUMNS": columns})


@pytest.mark.parametrize(("measured", "expected"), [(100, 100), (10, 40), (0, 80)])
def test_the_terminal_is_measured_otherwise(measured: int, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def size(_descriptor: int) -> os.terminal_size:
        return os.terminal_size((measured, 24))

    monkeypatch.setattr(os, "get_terminal_size", size)

    assert expected == terminal_width({})


def test_a_real_terminal_is_interactive() -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as stream:
        interactive = is_interactive(stream, {"TERM": "xterm"})
    os.close(ours)

    assert interactive
