"""``pkgaudit fix``: an edit that keeps a file from shipping, proved before it is shown."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pkgaudit.cli.configuration import ConfigPath, NoConfig, the_policy
from pkgaudit.cli.exit_codes import ExitCode
from pkgaudit.cli.packing_options import Execute, PackWith
from pkgaudit.cli.rule_choice import Ignore, Select, names_of
from pkgaudit.cli.rulebook import end_with_errors, rulebook_of
from pkgaudit.policy.configuration_words import Bar

if TYPE_CHECKING:
    from pkgaudit.policy.policy import Policy
    from pkgaudit.remedy.remedy import Remedy
    from pkgaudit.remedy.workbench import Judge


def fix(
    directory: Annotated[
        str, typer.Argument(metavar="[DIR]", help="The project.", show_default=". (the current directory)")
    ] = ".",
    *,
    apply: Annotated[bool, typer.Option("--apply", help="Write the edits; without it they are only shown.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Look at findings below the bar as well.")] = False,
    config: ConfigPath = None,
    no_config: NoConfig = False,
    fail_on: Annotated[
        Bar | None, typer.Option("--fail-on", help="What counts as open: from this severity on.", show_default="high")
    ] = None,
    select: Select = None,
    ignore: Ignore = None,
    execute: Execute = None,
    pm: PackWith = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Every file and finding.")] = False,
    no_progress: Annotated[bool, typer.Option("--no-progress", help="No progress display.")] = False,
) -> None:
    """Find an edit of the packing configuration that cures findings, and prove it by packing a copy with it."""
    from pkgaudit.policy.overrides import overridden  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.remedy.search import find_remedy  # noqa: PLC0415 -- as above
    from pkgaudit.remedy.workbench import Options, Workbench  # noqa: PLC0415 -- as above
    from pkgaudit.reporters.progress import progress  # noqa: PLC0415 -- as above
    from pkgaudit.targets.scratch import Scratch  # noqa: PLC0415 -- as above

    if not os.path.isdir(directory):  # noqa: PTH112 -- as the user typed it
        end_with_errors([f"{directory}: there is no such directory. Name a project's folder."])
    policy = overridden(
        the_policy(config, no_config, verbose=verbose),
        fail_on=fail_on,
        select=names_of(select),
        ignore=names_of(ignore),
    )
    judge = _judge(policy)
    with Scratch() as scratch, progress(sys.stderr, os.environ, wanted=not no_progress) as observer:
        options = Options(
            scratch=scratch.folder(),
            environment=dict(os.environ),
            execute=execute,
            pm=None if pm is None else pm.value,
            packing=lambda _: observer.packing(directory),
        )
        remedy = find_remedy(Workbench(directory, options, judge), also_below_bar=all_)
    if remedy is None:
        end_with_errors([f"{directory}: it is no project (no package.json, pyproject.toml, setup.py or setup.cfg)."])
    if apply and remedy.proposal is not None:
        _write(remedy)
    _show(remedy, directory, applied=apply, verbose=verbose)
    if remedy.leaves_open:
        raise typer.Exit(ExitCode.FINDINGS)
    if remedy.report.gaps:
        raise typer.Exit(ExitCode.INCOMPLETE)


def _judge(policy: Policy) -> Judge:
    from datetime import UTC, datetime  # noqa: PLC0415 -- loaded when the command runs

    from pkgaudit.policy.policy import PolicyError  # noqa: PLC0415 -- as above
    from pkgaudit.remedy.judging import judging  # noqa: PLC0415 -- as above
    from pkgaudit.search.database import PatternError  # noqa: PLC0415 -- as above

    rulebook = rulebook_of(policy)
    try:
        return judging(rulebook, policy, jobs=os.cpu_count() or 1, today=datetime.now(tz=UTC).date())
    except PolicyError as error:
        end_with_errors(error.errors)
    except PatternError as error:
        end_with_errors([str(error)])


def _write(remedy: Remedy) -> None:
    from pkgaudit.remedy.writing import WriteError, write_edits  # noqa: PLC0415 -- only with --apply

    if remedy.proposal is None:
        return
    try:
        write_edits(remedy.proposal.top, remedy.proposal.edits)
    except WriteError as error:
        from pkgaudit.reporters.visible import text  # noqa: PLC0415 -- only when something is wrong

        typer.echo(f"pkgaudit: {text(str(error))}", err=True)
        raise typer.Exit(ExitCode.INCOMPLETE) from error


def _show(remedy: Remedy, directory: str, *, applied: bool, verbose: bool) -> None:
    from pkgaudit.remedy.text import render  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.reporters.output import OutputError, write_out  # noqa: PLC0415 -- as above
    from pkgaudit.reporters.terminal import colour_wanted, terminal_width  # noqa: PLC0415 -- as above

    shown = render(
        remedy,
        named=directory,
        applied=applied,
        colour=colour_wanted(sys.stdout, os.environ),
        width=terminal_width(os.environ),
        verbose=verbose,
    )
    try:
        write_out(shown, sys.stdout)
    except OutputError as error:
        typer.echo(f"pkgaudit: {error}", err=True)
        raise typer.Exit(ExitCode.INCOMPLETE) from error
