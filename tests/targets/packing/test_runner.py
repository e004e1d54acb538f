"""A program gets what it is given, no longer than it may, and leaves nothing behind."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from pkgaudit.targets.packing.runner import Outcome, run


def python(code: str, folder: Path, *, seconds: float = 30, kept: int = 1000) -> Outcome:
    return run(
        [sys.executable, "-c", code], cwd=folder, environment={"ONLY": "this"}, timeout_seconds=seconds, kept=kept
    )


def is_gone(pid: int) -> bool:
    """Wait for a killed process to be reaped by whoever inherited it."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, IndexError):
            state = "Z" if not Path("/proc").exists() else ""
        if state in {"", "Z", "X"}:
            return True
        time.sleep(0.05)
    return False


def test_it_says_how_a_program_ended_and_what_it_said(tmp_path: Path) -> None:
    done = python("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)", tmp_path)

    assert Outcome(exit_code=3, stdout=b"out\n", stderr=b"err\n") == done
    assert not done.succeeded


def test_a_program_sees_the_environment_and_the_folder_it_is_given_and_no_input(tmp_path: Path) -> None:
    code = (
        "import os, sys; print(sorted(k for k in os.environ if k != 'LC_CTYPE'), os.getcwd(), repr(sys.stdin.read()))"
    )
    done = python(code, tmp_path)

    assert f"['ONLY'] {os.path.realpath(tmp_path)} ''\n".encode() == done.stdout
    assert done.succeeded


def test_only_the_end_of_much_output_is_kept(tmp_path: Path) -> None:
    done = python("import sys; sys.stdout.write('x' * 3_000_000 + 'end')", tmp_path, kept=10)

    assert b"xxxxxxxend" == done.stdout


def test_a_program_that_goes_on_is_killed_with_its_children(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print(child.pid, flush=True); time.sleep(600)"
    )
    done = python(code, tmp_path, seconds=2)

    assert done.timed_out
    assert done.exit_code is None
    assert is_gone(int(done.stdout))


def test_a_child_in_the_background_neither_delays_the_end_nor_outlives_it(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print(child.pid)"
    )
    done = python(code, tmp_path, seconds=300)

    assert done.succeeded
    assert is_gone(int(done.stdout))


def test_a_program_that_closes_its_output_is_waited_for(tmp_path: Path) -> None:
    done = python("import os, sys, time; os.close(1); os.close(2); time.sleep(0.2); os._exit(5)", tmp_path)

    assert 5 == done.exit_code


@pytest.mark.parametrize("program", ["/nowhere/at/all", "a\0b"])
def test_a_program_that_cannot_be_started_is_an_outcome(program: str, tmp_path: Path) -> None:
    done = run([program], cwd=tmp_path, environment={}, timeout_seconds=1)

    assert done.not_started
    assert not done.succeeded
