"""The command line put together."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from types import FrameType
from typing import Annotated, NoReturn

import typer

from pkgaudit import __version__
from pkgaudit.cli.exit_codes import ExitCode

COMMANDS = ("scan", "fix", "pack", "sourcemap", "explain", "rules", "waive", "init", "data")
"""Every command, in the order of the help: a module here of that name, with a function or commands of that name."""


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pkgaudit {__version__}")
        raise typer.Exit


def options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Examine the exact bytes of an npm or PyPI release and fail on leaks."""


def command_line(wanted: str | None) -> typer.Typer:
    """Return the command line with one command alone, because each costs milliseconds; with all when it is none."""
    app = typer.Typer(
        name="pkgaudit",
        help="The gate before publish: examines the exact bytes of an npm or PyPI release and fails on leaks.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(options)
    for name in COMMANDS if wanted not in COMMANDS else (wanted,):
        command = getattr(import_module(f"pkgaudit.cli.{name}"), name)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def run() -> None:
    """Run one command and end the process with its exit code."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        # What is ignored (as `nohup` does) stays so.
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _terminate)
    try:
        command_line(sys.argv[1] if len(sys.argv) > 1 else None)()
    except SystemExit as end:
        # typer ends an interrupted command with this code, and without a word.
        if end.code in {ExitCode.INTERRUPTED, ExitCode.TERMINATED}:
            _say("pkgaudit: interrupted; nothing was judged")
        raise
    except BrokenPipeError:
        # The reader of our output left (`| head`): it has what it wanted.
        _end(ExitCode.PASSED)
    except Exception as error:  # noqa: BLE001 -- the last fence: a defect of ours must not look like a verdict
        _defect(error)
        _end(ExitCode.DEFECT)


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    """End as an exception does, so that packers are stopped and what was packed is removed."""
    raise SystemExit(ExitCode.TERMINATED)


def _defect(error: Exception) -> None:
    """Say that it is our fault and how to report it; the traceback is shown only when asked for."""
    import traceback  # noqa: PLC0415 -- only when something went wrong

    if os.environ.get("PKGAUDIT_DEBUG"):
        _say("".join(traceback.format_exception(error)).rstrip())
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{os.path.basename(frame.filename)}:{frame.lineno}"  # noqa: PTH119 -- a name, not a file to open
    _say(
        f"pkgaudit: defect: {type(error).__name__} in {place} (version {__version__}). Nothing was judged.\n"
        "This is a fault of pkgaudit, not of your package. Please report it with the command you ran;\n"
        "PKGAUDIT_DEBUG=1 shows the traceback (look it through for private paths before you send it)."
    )


def _say(text: str) -> None:
    from pkgaudit.reporters.visible import block  # noqa: PLC0415 -- only when something went wrong

    sys.stderr.write(block(text) + "\n")


def _end(code: ExitCode) -> None:
    try:
        sys.stdout.flush()
    except OSError:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, sys.stdout.fileno())
    sys.exit(int(code))
