"""``pkgaudit pack``: what would ship, how big, and why each file is in."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pkgaudit.cli.exit_codes import ExitCode
from pkgaudit.cli.packing_options import Execute, PackerOption, PackWith

if TYPE_CHECKING:
    from pkgaudit.model.ship_report import ShipReport

_FILE_WIDTH = 100


class PackFormat(StrEnum):
    """How the command answers."""

    TEXT = "text"
    JSON = "json"


def pack(
    target: Annotated[
        str,
        typer.Argument(
            metavar="[DIR]",
            help="A project (packed first), an artifact, or a directory of artifacts.",
            show_default="the current directory",
        ),
    ] = ".",
    *,
    format_: Annotated[PackFormat, typer.Option("--format", help="What standard output gets.")] = PackFormat.TEXT,
    output: Annotated[
        list[str] | None,
        typer.Option("--output", "-o", metavar="FORMAT=PATH", help="Also write the list to a file; repeatable."),
    ] = None,
    execute: Execute = None,
    pm: PackWith = None,
    all_files: Annotated[bool, typer.Option("--all", help="Every file, also of a package with very many.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Reasons and totals in full.")] = False,
) -> None:
    """Show exactly what would ship, how big it is and why each file is in: 0 listed completely, 3 not all of it."""
    from pkgaudit.reporters.output import OutputError, write_file, write_out  # noqa: PLC0415 -- loaded when it runs
    from pkgaudit.reporters.terminal import colour_wanted, terminal_width  # noqa: PLC0415 -- as above

    wanted = _wanted(output or [])
    report = _report(target, execute, pm)

    def rendered(name: PackFormat, *, colour: bool, width: int) -> str:
        if name is PackFormat.JSON:
            from pkgaudit.reporters.ship_list_json import render as as_json  # noqa: PLC0415 -- only when asked for

            return as_json(report)
        from pkgaudit.reporters.ship_list_text import render as as_text  # noqa: PLC0415 -- as above

        return as_text(report, colour=colour, width=width, in_full=verbose, all_files=all_files)

    try:
        for name, path in wanted:
            write_file(path, rendered(name, colour=False, width=_FILE_WIDTH))
        colour = colour_wanted(sys.stdout, os.environ)
        write_out(rendered(format_, colour=colour, width=terminal_width(os.environ)), sys.stdout)
    except OutputError as error:
        typer.echo(f"pkgaudit: {error}", err=True)
        raise typer.Exit(ExitCode.INCOMPLETE) from error
    raise typer.Exit(report.exit_code)


def _wanted(texts: list[str]) -> list[tuple[PackFormat, str]]:
    wanted = []
    for text in texts:
        name, _, path = text.partition("=")
        if name not in set(PackFormat):
            _usage(f"-o {text}: {name!r} is not a format of this command; choose one of: {', '.join(PackFormat)}")
        if not path:
            _usage(f"-o {text}: expected FORMAT=PATH, for example -o json=ship-list.json")
        wanted.append((PackFormat(name), path))
    return wanted


def _report(target: str, execute: bool | None, pm: PackerOption | None) -> ShipReport:
    from pkgaudit.model.limits import Limits  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.reporters.progress import progress  # noqa: PLC0415 -- as above
    from pkgaudit.shipping import ship_lists  # noqa: PLC0415 -- as above
    from pkgaudit.targets.pack_projects import PackOptions  # noqa: PLC0415 -- as above
    from pkgaudit.targets.resolve import TargetError  # noqa: PLC0415 -- as above
    from pkgaudit.targets.scratch import Scratch  # noqa: PLC0415 -- as above

    try:
        with Scratch() as scratch, progress(sys.stderr, os.environ, wanted=True) as observer:
            packing = PackOptions(
                scratch=scratch.folder(),
                environment=dict(os.environ),
                execute=execute,
                pm=None if pm is None else pm.value,
                packing=observer.packing,
            )
            return ship_lists(target, packing=packing, limits=Limits())
    except TargetError as error:
        _usage(*error.errors)


def _usage(*errors: str) -> NoReturn:
    from pkgaudit.reporters.visible import text  # noqa: PLC0415 -- only when something is wrong

    for error in errors:
        typer.echo(f"pkgaudit: {text(error)}", err=True)
    raise typer.Exit(ExitCode.USAGE)
