"""Flags in, exit code out: one module per command, heavy imports inside the command."""

from __future__ import annotations


def main() -> None:
    """Run the command line; the only entry point of the program."""
    from pkgaudit.cli.app import run  # noqa: PLC0415 -- importing the package must stay free of typer

    run()
