"""The rule book for a command, or the end of the command when it is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NoReturn

import typer

from pkgaudit.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from pkgaudit.model.rule import RuleBook
    from pkgaudit.policy.policy import Policy


def rulebook_of(policy: Policy) -> RuleBook:
    """Return the rule book of a policy, as `the_rulebook` does."""
    return the_rulebook(policy.rule_folders, named_by=f"{policy.origin('rules')}: rules")


def the_rulebook(folders: Sequence[str] = (), *, named_by: str = "") -> RuleBook:
    """Return the rule book with the user's own folders; one that is wrong ends the command with every error shown.

    Args:
        folders: The user's own.
        named_by: The key that names them, for the errors; empty when none does.
    """
    from pathlib import Path  # noqa: PLC0415 -- loaded when a command runs

    from pkgaudit.rulebook.load import RuleBookError, load_rulebook  # noqa: PLC0415 -- loaded when a command runs

    try:
        rulebook = load_rulebook([Path(folder) for folder in folders], named_by=named_by)
    except RuleBookError as error:
        end_with_errors(error.errors)
    if folders:
        from pkgaudit.rule_trial import pattern_errors  # noqa: PLC0415 -- only for rules of one's own

        errors = pattern_errors(rulebook)
        if errors:
            end_with_errors(errors)
    return rulebook


def end_with_errors(errors: Iterable[str]) -> NoReturn:
    """Say what is wrong with what the user asked for, one line each, and end the command."""
    from pkgaudit.reporters.visible import text  # noqa: PLC0415 -- only when something is wrong

    for error in errors:
        typer.echo(f"pkgaudit: {text(error)}", err=True)
    raise typer.Exit(ExitCode.USAGE)
