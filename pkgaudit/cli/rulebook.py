"""The rule book for a command, or the end of the command when it is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NoReturn

import typer

from pkgaudit.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from pkgaudit.model.rule import RuleBook


def the_rulebook(folders: Sequence[str] = ()) -> RuleBook:
    """Return the rule book with the user's own folders; one that is wrong ends the command with every error shown."""
    from pathlib import Path  # noqa: PLC0415 -- loaded when a command runs

    from pkgaudit.rulebook.load import RuleBookError, load_rulebook  # noqa: PLC0415 -- loaded when a command runs

    try:
        return load_rulebook([Path(folder) for folder in folders])
    except RuleBookError as error:
        end_with_errors(error.errors)


def end_with_errors(errors: Iterable[str]) -> NoReturn:
    """Say what is wrong with what the user asked for, one line each, and end the command."""
    from pkgaudit.reporters.visible import text  # noqa: PLC0415 -- only when something is wrong

    for error in errors:
        typer.echo(f"pkgaudit: {text(error)}", err=True)
    raise typer.Exit(ExitCode.USAGE)
