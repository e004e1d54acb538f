"""Which commands there are."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pkgaudit.cli.app import COMMANDS


def said(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "pkgaudit", *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def test_the_help_lists_every_command_in_order() -> None:
    rows = [line.split()[1] for line in said("--help").partition("Commands")[2].splitlines() if line.startswith("│ ")]
    listed = [word for word in rows if word in COMMANDS]

    assert list(COMMANDS) == listed


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_says_how_it_is_used(name: str) -> None:
    assert f"pkgaudit {name} [OPTIONS]" in said(name, "--help")
