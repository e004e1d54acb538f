"""``pkgaudit data``: what is known of bad releases, how old that is, and the newest of it."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pkgaudit.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pkgaudit.knowledge.osv_update import EcosystemUpdate, Update

data = typer.Typer(
    name="data",
    help="The data about known-bad releases: what there is, how old it is, and the newest of it.",
    no_args_is_help=True,
)


class DataFormat(StrEnum):
    """How the command answers."""

    TEXT = "text"
    JSON = "json"


@data.command("status")
def status(
    *,
    format_: Annotated[DataFormat, typer.Option("--format", help="How to answer.")] = DataFormat.TEXT,
) -> None:
    """Show which data there is, how much and how old; no network: 0 shown, 3 data that was fetched is damaged."""
    from datetime import UTC, datetime  # noqa: PLC0415 -- loaded when the command runs

    from pkgaudit.cli.data_status import as_json, as_text, data_status  # noqa: PLC0415 -- as above
    from pkgaudit.cli.rulebook import end_with_errors  # noqa: PLC0415 -- as above
    from pkgaudit.knowledge.incident_table import IncidentError  # noqa: PLC0415 -- as above
    from pkgaudit.reporters.output import write_out  # noqa: PLC0415 -- as above

    try:
        found = data_status(datetime.now(tz=UTC).date())
    except IncidentError as error:
        end_with_errors(error.errors)
    write_out(as_json(found) if format_ is DataFormat.JSON else as_text(found), sys.stdout)
    if found.problem:
        _stop(found.problem, ExitCode.INCOMPLETE)


@data.command("update")
def update(
    *,
    source: Annotated[
        str | None,
        typer.Option(
            "--source",
            metavar="URL",
            envvar="PKGAUDIT_OSV_URL",
            help="Where the exports are: a copy of OSV's bucket.",
            show_default="OSV's own",
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only what goes wrong.")] = False,
    no_progress: Annotated[bool, typer.Option("--no-progress", help="No progress display.")] = False,
) -> None:
    """Fetch the newest records of OSV: 0 up to date, 2 wrong address, 3 not fetched and the old data stays in force."""
    from datetime import UTC, datetime  # noqa: PLC0415 -- loaded when the command runs

    from pkgaudit.cli.data_progress import DataProgress  # noqa: PLC0415 -- as above
    from pkgaudit.knowledge.data_folder import data_folder  # noqa: PLC0415 -- as above
    from pkgaudit.knowledge.osv_update import SOURCE, update_osv  # noqa: PLC0415 -- as above
    from pkgaudit.registry.download import Downloader  # noqa: PLC0415 -- as above
    from pkgaudit.reporters.terminal import is_interactive  # noqa: PLC0415 -- as above

    drawn = not quiet and not no_progress and is_interactive(sys.stderr, os.environ)
    progress = DataProgress(sys.stderr, drawn=drawn, silent=quiet)
    with _told(), progress, Downloader() as downloader:
        done = update_osv(data_folder(), source or SOURCE, downloader, datetime.now(tz=UTC), progress)
    if not quiet:
        _say_result(done)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what can go wrong into a sentence and an exit code."""
    from pkgaudit.knowledge.osv_lock import LockedError  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.knowledge.osv_source import UpdateError  # noqa: PLC0415 -- as above
    from pkgaudit.registry.answer import DownloadError  # noqa: PLC0415 -- as above
    from pkgaudit.registry.web_address import UrlError  # noqa: PLC0415 -- as above

    try:
        yield
    except UrlError as error:
        _stop(str(error), ExitCode.USAGE)
    except (DownloadError, UpdateError, LockedError) as error:
        _stop(f"{error}. Nothing was changed", ExitCode.INCOMPLETE)
    except OSError as error:
        where = error.filename or "the data folder"
        what = f"{where}: {error.strerror or type(error).__name__}; PKGAUDIT_DATA_DIR names another folder"
        _stop(what, ExitCode.INCOMPLETE)


def _say_result(done: Update) -> None:
    from pkgaudit.reporters.output import write_out  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.reporters.visible import text  # noqa: PLC0415 -- as above

    lines = []
    for ecosystem, told in done.ecosystems.items():
        lines.append(f"{ecosystem}: {_told_of(told)}")
        if told.bad:
            lines.append(f"  passed over, as something is wrong with them: {told.bad:,}, the first:")
            lines += [f"    {text(each)}" for each in told.shown]
    how = "Updated" if done.written else "Nothing changed"
    lines.append(f"{how}: data of {done.index.as_of.isoformat()} in {text(str(done.index.path))}")
    write_out("\n".join(lines) + "\n", sys.stdout)


def _told_of(told: EcosystemUpdate) -> str:
    from pkgaudit.reporters.figures import count  # noqa: PLC0415 -- loaded when the command runs

    news = [
        f"{number:,} {what}"
        for number, what in ((told.added, "new"), (told.changed, "changed"), (told.removed, "gone"))
        if number
    ]
    return (
        f"{count(told.records, 'record')} ({', '.join(news) or 'nothing new'}){', all fetched' if told.whole else ''}"
    )


def _stop(message: str, code: ExitCode) -> NoReturn:
    from pkgaudit.reporters.visible import text  # noqa: PLC0415 -- only when something is wrong

    typer.echo(f"pkgaudit: {text(message)}", err=True)
    raise typer.Exit(int(code))
