"""``pkgaudit waive``: accept one reviewed finding, for a reason and until a date."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pkgaudit.cli.configuration import ConfigPath, the_policy, the_search
from pkgaudit.cli.exit_codes import ExitCode
from pkgaudit.cli.packing_options import Execute, PackWith
from pkgaudit.cli.rulebook import end_with_errors, rulebook_of

if TYPE_CHECKING:
    from pkgaudit.pipeline import Packing
    from pkgaudit.policy.policy import Policy
    from pkgaudit.waiving.entry import Entry
    from pkgaudit.waiving.known_finding import KnownFinding
    from pkgaudit.waiving.plan import Planned

_LONG_DAYS = 366
_DIGITS = frozenset("0123456789abcdef")
_LENGTH = 16


def waive(
    fingerprint: Annotated[
        str, typer.Argument(metavar="FINGERPRINT", help="Of the finding, as `pkgaudit scan --verbose` shows it.")
    ],
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TARGET]...", help="What to scan for the finding.", show_default="."),
    ] = None,
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is accepted.")],
    expires: Annotated[
        str, typer.Option("--expires", metavar="DATE", help="The last day on which the waiver holds: 2027-06-30.")
    ],
    owner: Annotated[str | None, typer.Option("--owner", metavar="TEXT", help="Who answers for it.")] = None,
    path: Annotated[
        str | None,
        typer.Option(
            "--path",
            metavar="GLOB",
            help="Waive every finding of the rule in the files that this matches, not the one finding.",
        ),
    ] = None,
    report: Annotated[
        str | None,
        typer.Option("--report", metavar="FILE", help="Look the finding up in a JSON report, and scan nothing."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the edit and write nothing.")] = False,
    config: ConfigPath = None,
    execute: Execute = None,
    pm: PackWith = None,
    no_progress: Annotated[bool, typer.Option("--no-progress", help="No progress display.")] = False,
) -> None:
    """Write a waiver for one finding into the configuration file, and show the edit."""
    from datetime import UTC, datetime  # noqa: PLC0415 -- loaded when the command runs

    from pkgaudit.pipeline import Packing  # noqa: PLC0415 -- as above
    from pkgaudit.policy.policy import PolicyError  # noqa: PLC0415 -- as above
    from pkgaudit.waiving.plan import plan  # noqa: PLC0415 -- as above

    if report is not None and targets:
        end_with_errors(["--report and a target cannot both be: leave one of them out"])
    wanted = fingerprint.strip().lower()
    until = _checked(wanted, reason, owner, expires, datetime.now(tz=UTC).date())
    policy = the_policy(config, no_config=False)
    search = the_search(config)
    packing = Packing(environment=dict(os.environ), execute=execute, pm=None if pm is None else pm.value)
    found = _find(wanted, _known(report, targets or ["."], policy, packing, no_progress))
    _check_rule(found[0].rule, policy)
    entry = _entry(found, reason=reason, expires=until, owner=owner, path=path)
    try:
        planned = plan(entry, found, policy, search, Path.cwd())
    except PolicyError as error:
        end_with_errors(error.errors)
    if not dry_run:
        _write(planned)
    _show(planned, entry, found, written=not dry_run)


def _checked(fingerprint: str, reason: str, owner: str | None, expires: str, today: date) -> date:
    """Return the day on which the waiver ends; what is wrong with any of it ends the command."""
    errors: list[str] = []
    if len(fingerprint) != _LENGTH or not set(fingerprint) <= _DIGITS:
        shown = fingerprint[:80]
        errors.append(f"{shown!r} is no fingerprint: give the 16 digits that `pkgaudit scan --verbose` shows")
    for option, text in (("--reason", reason), ("--owner", owner)):
        if text is not None and not text.strip():
            errors.append(f"{option}: says nothing: write it in a sentence")
        elif text is not None and not _is_sayable(text):
            errors.append(f"{option}: holds what is no text: write it in one line of printable characters")
    until = _day(expires)
    if until is None:
        errors.append(f"--expires: {expires[:80]!r} is no date: write it as {today.year + 1}-06-30")
    elif until <= today:
        errors.append(f"--expires: {until} is over or today: give a day to come")
    if errors or until is None:
        end_with_errors(errors)
    if (until - today).days > _LONG_DAYS:
        typer.echo(f"pkgaudit: {until} is more than a year away: look at it sooner than that", err=True)
    return until


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    # Python reads the other forms of ISO 8601 as well, and TOML does not.
    return day if day.isoformat() == text.strip() else None


def _is_sayable(text: str) -> bool:
    return all(character.isprintable() for character in text)


def _known(
    report: str | None, targets: list[str], policy: Policy, packing: Packing, silent: bool
) -> tuple[tuple[KnownFinding, ...], str]:
    """Return every finding, and what to say when one is not among them."""
    if report is not None:
        from pkgaudit.policy.policy import PolicyError  # noqa: PLC0415 -- only with a report
        from pkgaudit.waiving.report_file import read_findings  # noqa: PLC0415 -- as above

        try:
            return read_findings(report), f"in {report}"
        except PolicyError as error:
            end_with_errors(error.errors)
    from pkgaudit.cli.scan import examine, usual_jobs  # noqa: PLC0415 -- only for a scan
    from pkgaudit.waiving.known_finding import findings_of  # noqa: PLC0415 -- as above

    made = examine(targets, policy, packing, usual_jobs(), silent)
    missed = f", but {len(made.gaps):,} of its parts were not examined" if made.gaps else ""
    return tuple(findings_of(made)), f"of a scan of {' '.join(targets)}{missed}"


def _find(fingerprint: str, known: tuple[tuple[KnownFinding, ...], str]) -> tuple[KnownFinding, ...]:
    from pkgaudit.waiving.known_finding import named  # noqa: PLC0415 -- loaded when the command runs

    findings, where = known
    found = named(findings, fingerprint)
    if not found:
        from difflib import get_close_matches  # noqa: PLC0415 -- only a mistake needs it

        near = get_close_matches(fingerprint, sorted({each.fingerprint for each in findings})[:10_000], n=1)
        hint = f"did you mean {near[0]}?" if near else "`pkgaudit scan --verbose` shows the fingerprint of each finding"
        end_with_errors([f"none of the {len(findings):,} findings {where} has the fingerprint {fingerprint}; {hint}"])
    return found


def _check_rule(rule: str, policy: Policy) -> None:
    """End the command when a report names a rule that there is not: the next scan would refuse the waiver."""
    from pkgaudit.policy.policy import unknown_name  # noqa: PLC0415 -- loaded when the command runs

    known = set(rulebook_of(policy).rules)
    if rule not in known:
        end_with_errors([unknown_name("the finding", rule, known)])


def _entry(
    found: tuple[KnownFinding, ...], *, reason: str, expires: date, owner: str | None, path: str | None
) -> Entry:
    from pkgaudit.reporters.figures import place  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.reporters.visible import clip  # noqa: PLC0415 -- as above
    from pkgaudit.waiving.entry import Entry  # noqa: PLC0415 -- as above

    first = found[0]
    return Entry(
        rule=first.rule,
        fingerprint=first.fingerprint if path is None else None,
        path=path,
        reason=reason.strip(),
        expires=expires,
        owner=None if owner is None else owner.strip(),
        about=clip(place(first.inside or first.location), 100) if path is None else "",
    )


def _write(planned: Planned) -> None:
    from pkgaudit.remedy.writing import WriteError, write_edits  # noqa: PLC0415 -- only when something is written

    try:
        write_edits(planned.top, [planned.edit])
    except WriteError as error:
        from pkgaudit.reporters.visible import text  # noqa: PLC0415 -- only when something is wrong

        typer.echo(f"pkgaudit: {text(str(error))}", err=True)
        raise typer.Exit(ExitCode.INCOMPLETE) from error


def _show(planned: Planned, entry: Entry, found: tuple[KnownFinding, ...], *, written: bool) -> None:
    from pkgaudit.remedy.diff import diff_lines  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.reporters.figures import place  # noqa: PLC0415 -- as above
    from pkgaudit.reporters.layout import EMPTY, folded, plain  # noqa: PLC0415 -- as above
    from pkgaudit.reporters.output import OutputError, write_out  # noqa: PLC0415 -- as above
    from pkgaudit.reporters.terminal import colour_wanted, terminal_width  # noqa: PLC0415 -- as above

    lines = [*diff_lines(planned.edit), EMPTY]
    where = " and ".join(sorted({place(each.location) for each in found})) if entry.path is None else entry.path
    done = "Waived" if written else "Nothing was written; without --dry-run this waives"
    lines += folded(f"{done} until {entry.expires}: {entry.rule} in {where}.", terminal_width(os.environ))
    if colour_wanted(sys.stdout, os.environ):
        from pkgaudit.reporters.paint import coloured  # noqa: PLC0415 -- rich is slow to import, a pipe has no colour

        shown = coloured(lines)
    else:
        shown = plain(lines)
    try:
        write_out(shown, sys.stdout)
    except OutputError as error:
        typer.echo(f"pkgaudit: {error}", err=True)
        raise typer.Exit(ExitCode.INCOMPLETE) from error
