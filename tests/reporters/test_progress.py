from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import threading
from collections.abc import Mapping

import pytest

from pkgaudit.model.target import Target, TargetKind
from pkgaudit.reporters.progress import progress
from tests.tools import ROOT


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def target(name: str) -> Target:
    return Target(text="dist", path=name, location=(name,), kind=TargetKind.FILE)


def drawn(
    stream: io.StringIO, names: list[str], environ: Mapping[str, str] | None = None, *, wanted: bool = True
) -> str:
    with progress(stream, environ or {"TERM": "xterm"}, wanted=wanted) as watcher:
        watcher.started(len(names))
        for name in names:
            watcher.finished(target(name))
    return stream.getvalue()


def test_a_run_over_many_artifacts_draws_and_cleans_up() -> None:
    seen = drawn(Terminal(), ["dist/a.tgz", "dist/b.tgz"])

    assert "Examining" in seen
    assert "0/2" in seen
    assert "dist/a.tgz" in seen
    assert seen.rstrip("\r\n").endswith(("\x1b[2K", "\x1b[?25h"))


def test_a_single_artifact_draws_nothing() -> None:
    assert "" == drawn(Terminal(), ["dist/a.tgz"])


@pytest.mark.parametrize("environ", [{}, {"FORCE_COLOR": "1"}, {"TTY_COMPATIBLE": "1", "TTY_INTERACTIVE": "1"}])
def test_a_pipe_gets_nothing_whatever_the_environment_says(environ: Mapping[str, str]) -> None:
    assert "" == drawn(io.StringIO(), ["a", "b", "c"], environ)


def test_a_dumb_terminal_and_a_user_who_does_not_want_it_get_nothing() -> None:
    assert "" == drawn(Terminal(), ["a", "b"], {"TERM": "dumb"})
    assert "" == drawn(Terminal(), ["a", "b"], wanted=False)


def test_a_closed_standard_error_is_no_reason_to_stop() -> None:
    with progress(None, {"TERM": "xterm"}, wanted=True) as watcher:
        watcher.started(2)
        watcher.finished(target("a"))

    assert "Watcher" == type(watcher).__name__


def test_no_colour_means_no_colour() -> None:
    seen = drawn(Terminal(), ["a", "b"], {"TERM": "xterm", "NO_COLOR": "1"})

    assert "Examining" in seen
    assert "\x1b[3" not in seen


def test_names_are_made_visible_and_markup_is_not_read() -> None:
    seen = drawn(Terminal(), ["a\x1b[2Jb\u202e[id]", "b"])

    assert "a\\x1b[2Jb\\u{202e}[id]" in seen


def test_no_thread_runs_while_it_is_alive() -> None:
    stream = Terminal()
    before = threading.active_count()
    with progress(stream, {"TERM": "xterm"}, wanted=True) as watcher:
        watcher.started(3)
        watcher.finished(target("a"))
        during = threading.active_count()

    assert before == during
    assert stream.getvalue()


def test_it_goes_away_when_the_run_fails() -> None:
    stream = Terminal()

    def interrupted() -> None:
        with progress(stream, {"TERM": "xterm"}, wanted=True) as watcher:
            watcher.started(3)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert "\x1b[?25h" in stream.getvalue()


def test_it_draws_on_a_real_terminal_and_loads_rich_only_then() -> None:
    code = (
        "import os, sys\n"
        "from pkgaudit.reporters.progress import progress\n"
        "assert not any(name.split('.')[0] == 'rich' for name in sys.modules)\n"
        "with progress(sys.stderr, {'TERM': 'xterm'}, wanted=True) as watcher:\n"
        "    watcher.started(2)\n"
        "sys.stdout.write(str('rich.progress' in sys.modules))\n"
    )
    ours, theirs = pty.openpty()
    on_terminal = subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=theirs, cwd=ROOT, check=True, timeout=60
    )
    os.close(theirs)
    drawn_there = os.read(ours, 4096)
    os.close(ours)
    in_pipe = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True, timeout=60)

    assert b"True" == on_terminal.stdout
    assert b"Examining" in drawn_there
    assert (b"False", b"") == (in_pipe.stdout, in_pipe.stderr)
