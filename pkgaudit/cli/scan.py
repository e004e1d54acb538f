"""``pkgaudit scan``: the gate."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pkgaudit.cli.baseline import the_baseline, with_new_baseline
from pkgaudit.cli.configuration import ConfigPath, NoConfig, the_policy
from pkgaudit.cli.exit_codes import ExitCode
from pkgaudit.cli.packing_options import Execute, PackWith
from pkgaudit.cli.rule_choice import Ignore, Select, names_of
from pkgaudit.cli.rulebook import rulebook_of
from pkgaudit.policy.configuration_words import Bar

if TYPE_CHECKING:
    from pkgaudit.model.report import Report
    from pkgaudit.pipeline import Packing
    from pkgaudit.policy.policy import Policy

_FILE_WIDTH = 100
# Each child may take a gigabyte; who has the memory for more can say so.
_MOST_JOBS = 8


def scan(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TARGET]...",
            help="Projects (packed first), artifacts (.tgz .whl .tar.gz .zip .vsix), directories of artifacts, plain "
            "directories.",
            show_default=". (the current directory)",
        ),
    ] = None,
    *,
    format_: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="What standard output gets: text or json.")
    ] = "text",
    output: Annotated[
        list[str] | None,
        typer.Option("--output", "-o", metavar="FORMAT=PATH", help="Also write a report to a file; repeatable."),
    ] = None,
    config: ConfigPath = None,
    no_config: NoConfig = False,
    fail_on: Annotated[
        Bar | None, typer.Option("--fail-on", help="Exit 1 from this severity on.", show_default="high")
    ] = None,
    select: Select = None,
    ignore: Ignore = None,
    jobs: Annotated[
        int,
        typer.Option("--jobs", "-j", min=0, help="Artifacts examined at a time; 0 is one per processor, at most 8."),
    ] = 0,
    execute: Execute = None,
    pm: PackWith = None,
    strict_waivers: Annotated[
        bool, typer.Option("--strict-waivers", help="Exit 1 when a waiver waives nothing that it could.")
    ] = False,
    baseline: Annotated[
        str | None,
        typer.Option("--baseline", metavar="FILE", help="Findings listed in FILE do not fail the run: only new ones."),
    ] = None,
    write_baseline: Annotated[
        str | None,
        typer.Option(
            "--write-baseline", metavar="FILE", help="List what is found in FILE (names, never contents), and pass."
        ),
    ] = None,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit 0 even when there are findings; reports still say 1.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only open findings and the summary.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Every finding, note and gap in full.")] = False,
    no_progress: Annotated[bool, typer.Option("--no-progress", help="No progress display.")] = False,
) -> None:
    """Examine artifacts, judge them and set the exit code: 0 passed, 1 findings, 3 incomplete."""
    from pkgaudit.pipeline import Packing  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.reporters.output import OutputError  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.reporters.registry import UnknownFormatError, reporter  # noqa: PLC0415 -- as above

    verbosity = (1 if verbose else 0) - (1 if quiet else 0)
    try:
        wanted = [(name, path) for name, _, path in (text.partition("=") for text in output or ())]
        for name, path in wanted:
            reporter(name)
            if not path:
                _usage(f"-o {name}: expected FORMAT=PATH, for example -o json=report.json")
        reporter(format_)
    except UnknownFormatError as error:
        _usage(str(error))
    from pkgaudit.policy.overrides import overridden  # noqa: PLC0415 -- loaded when the command runs

    if baseline is not None and write_baseline is not None:
        _usage("--baseline and --write-baseline cannot both be: leave one of them out")
    policy = overridden(
        the_policy(config, no_config, verbose=verbose),
        fail_on=fail_on,
        select=names_of(select),
        ignore=names_of(ignore),
        strict_waivers=strict_waivers,
        baseline=None if baseline is None else the_baseline(baseline),
    )
    packing = Packing(environment=dict(os.environ), execute=execute, pm=None if pm is None else pm.value)
    report = examine(targets or ["."], policy, packing, jobs, no_progress or quiet)
    try:
        if write_baseline is not None:
            report = with_new_baseline(report, write_baseline)
        _deliver(report, format_, wanted, verbosity)
    except OutputError as error:
        typer.echo(f"pkgaudit: {error}", err=True)
        raise typer.Exit(ExitCode.INCOMPLETE) from error
    forgiven = exit_zero and report.exit_code == ExitCode.FINDINGS
    raise typer.Exit(ExitCode.PASSED if forgiven else report.exit_code)


def examine(targets: list[str], policy: Policy, packing: Packing, jobs: int, silent: bool) -> Report:
    """Examine and judge what the user named; what is wrong with that ends the command."""
    from datetime import UTC, datetime  # noqa: PLC0415 -- loaded when the command runs

    from pkgaudit.knowledge.known_bad_data import known_bad_data  # noqa: PLC0415 -- as above
    from pkgaudit.pipeline import run  # noqa: PLC0415 -- as above
    from pkgaudit.policy.policy import PolicyError  # noqa: PLC0415 -- as above
    from pkgaudit.reporters.progress import progress  # noqa: PLC0415 -- as above
    from pkgaudit.search.database import PatternError  # noqa: PLC0415 -- as above
    from pkgaudit.targets.resolve import TargetError  # noqa: PLC0415 -- as above

    rulebook = rulebook_of(policy)
    try:
        with progress(sys.stderr, os.environ, wanted=not silent) as observer:
            return run(
                targets,
                rulebook=rulebook,
                policy=policy,
                packing=packing,
                jobs=jobs or usual_jobs(),
                today=datetime.now(tz=UTC).date(),
                observer=observer,
                data=known_bad_data(),
            )
    except (PolicyError, TargetError) as error:
        _usage(*error.errors)
    except PatternError as error:
        _usage(str(error))


def usual_jobs() -> int:
    """Return how many artifacts are examined at a time where nobody says."""
    return min(os.cpu_count() or 1, _MOST_JOBS)


def _deliver(report: Report, format_: str, files: list[tuple[str, str]], verbosity: int) -> None:
    from pkgaudit.reporters.output import write_file, write_out  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.reporters.registry import render  # noqa: PLC0415 -- as above
    from pkgaudit.reporters.terminal import colour_wanted, terminal_width  # noqa: PLC0415 -- as above

    for name, path in files:
        write_file(path, render(name, report, colour=False, width=_FILE_WIDTH, verbosity=verbosity))
    width = terminal_width(os.environ)
    colour = colour_wanted(sys.stdout, os.environ)
    write_out(render(format_, report, colour=colour, width=width, verbosity=verbosity), sys.stdout)


def _usage(*errors: str) -> NoReturn:
    from pkgaudit.reporters.visible import text  # noqa: PLC0415 -- only when something is wrong

    for error in errors:
        typer.echo(f"pkgaudit: {text(error)}", err=True)
    raise typer.Exit(ExitCode.USAGE)
