from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.targets.building.failure import why_it_failed
from pkgaudit.targets.building.python_project import Backend, BackendKind, PythonProject
from pkgaudit.targets.packing.runner import Outcome

PROJECT = PythonProject(
    root=Path("demo"),
    location=("demo",),
    files=("pyproject.toml",),
    backend=Backend(kind=BackendKind.HATCHLING, name="hatchling.build", requires=("hatchling",)),
)
INSTALLING = (
    b"* Creating isolated environment: venv+pip...\n* Installing packages in isolated environment:\n  - hatchling\n"
)
LONGEST = 2000


def why(stderr: bytes = b"", stdout: bytes = b"", exit_code: int | None = 1, *, timed_out: bool = False) -> str:
    outcome = Outcome(exit_code=exit_code, timed_out=timed_out, stdout=stdout, stderr=stderr)
    return why_it_failed(outcome, PROJECT, 60)


@given(st.binary(max_size=3000), st.binary(max_size=3000), st.integers(-9, 9) | st.none(), st.booleans())
def test_whatever_was_said_gives_one_bounded_sentence(out: bytes, err: bytes, code: int | None, late: bool) -> None:
    said = why(err, out, code, timed_out=late)

    assert said
    assert len(said) < LONGEST
    assert "\n" not in said


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"< WARNING: Failed to establish a new connection: Name or service not known", "cannot be reached"),
        (b"< cause: client error (Connect): Connection refused (os error 111)", "cannot be reached"),
        (b"< ERROR: No matching distribution found for hatchling", "does not have the backend's requirements"),
        (b"< error: disk full", "could not be installed (the installer said: error: disk full)"),
    ],
)
def test_a_failing_installer_is_told_from_a_failing_backend(line: bytes, reason: str) -> None:
    said = why(INSTALLING + line + b"\nERROR Command '['pip', 'install']' returned non-zero exit status 1.\n")

    assert reason in said
    assert "(hatchling)" in said
    assert "index" in said or "disk full" in said


def test_a_limit_while_installing_names_that_step() -> None:
    said = why(INSTALLING, exit_code=None, timed_out=True)

    assert said.startswith("installing the backend's requirements was stopped after 60 seconds")


def test_a_limit_between_steps_names_the_build() -> None:
    said = why(b"* Getting build dependencies for sdist...\nwaiting\n", exit_code=None, timed_out=True)

    assert said.startswith("the build was stopped after 60 seconds (hatchling.build; last said: waiting)")


def test_frames_of_a_traceback_are_left_out() -> None:
    said = why(
        b"* Building sdist...\nTraceback (most recent call last):\n  File 'x', line 1\n    f()\n    ^^^\n"
        b"KeyError: 'v'\n"
        b"TIP look there\nERROR Backend subprocess exited when trying to invoke build_sdist\n"
    )

    assert "failed in build_sdist (exit code 1; last said: KeyError: 'v')" in said


def test_a_signal_is_named() -> None:
    assert "(signal 11; last said: nothing)" in why(exit_code=-11)


def test_a_missing_frontend_and_a_python_that_does_not_start_say_what_to_repair() -> None:
    missing = why(b"/usr/bin/python: No module named build\n")
    refused = why_it_failed(Outcome(exit_code=None, not_started="No such file"), PROJECT, 60)

    assert "install pkgaudit with its dependencies" in missing
    assert "could not be started (No such file)" in refused


def test_a_credential_is_masked_however_long_and_wherever_the_line_is_cut() -> None:
    address = b"https://user:" + b"k@" * 1000 + b"index.example/simple"
    said = why(b"* Building sdist...\ncannot ask " + address + b"\n")

    assert "cannot ask https://***@index.example/simple" in said


def test_many_addresses_are_masked_in_linear_time() -> None:
    said = why(b"* Building sdist...\n" + b"://" * 20_000 + b"a@b\n")

    assert "://" in said
