"""Reads and writes the baseline that the command line names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from pkgaudit.cli.rulebook import end_with_errors

if TYPE_CHECKING:
    from pkgaudit.model.report import Report
    from pkgaudit.policy.baseline import Baseline


def the_baseline(path: str) -> Baseline:
    """Return the baseline in a file; one that is wrong ends the command with every error shown."""
    from pkgaudit.policy.baseline_file import read_baseline  # noqa: PLC0415 -- only where there is one
    from pkgaudit.policy.policy import PolicyError  # noqa: PLC0415 -- as above

    try:
        return read_baseline(path)
    except PolicyError as error:
        end_with_errors(error.errors)


def with_new_baseline(report: Report, path: str) -> Report:
    """Write what a run found as a baseline and return the run as it is with it; an incomplete run writes nothing.

    Raises:
        OutputError: It could not be written.
    """
    from pkgaudit.policy.baseline import baseline_of  # noqa: PLC0415 -- only when one is asked for
    from pkgaudit.policy.baseline_file import baseline_text  # noqa: PLC0415 -- as above
    from pkgaudit.policy.judge import rejudged  # noqa: PLC0415 -- as above
    from pkgaudit.reporters.figures import count  # noqa: PLC0415 -- as above
    from pkgaudit.reporters.output import write_file  # noqa: PLC0415 -- as above
    from pkgaudit.reporters.visible import text  # noqa: PLC0415 -- as above

    if report.gaps:
        missed = f"{count(len(report.gaps), 'thing')} {'was' if len(report.gaps) == 1 else 'were'} not examined"
        typer.echo(f"pkgaudit: {text(path)}: not written: {missed}; a baseline is made of a whole run", err=True)
        return report
    baseline = baseline_of(path, report.verdicts)
    write_file(path, baseline_text(baseline))
    typer.echo(f"pkgaudit: {text(path)}: written, {count(len(baseline.rules), 'finding')}", err=True)
    return rejudged(report, baseline)
