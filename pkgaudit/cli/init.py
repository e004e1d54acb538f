"""``pkgaudit init``: a first configuration, the hook and the workflow, shown or written."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pkgaudit.cli.exit_codes import ExitCode
from pkgaudit.cli.rulebook import end_with_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pkgaudit.adoption.offers import Offer
    from pkgaudit.adoption.outlook import Outlook
    from pkgaudit.reporters.layout import Line


def init(
    directory: Annotated[
        str, typer.Argument(metavar="[DIR]", help="The project.", show_default=". (the current directory)")
    ] = ".",
    *,
    write: Annotated[
        bool, typer.Option("--write", help="Write the files; without it they are only shown. None is overwritten.")
    ] = False,
) -> None:
    """Look at a project and offer a commented configuration, the pre-commit hook and the workflow for it."""
    from pkgaudit.adoption.offers import offers  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.adoption.outlook import OutlookError, look_at  # noqa: PLC0415 -- as above
    from pkgaudit.policy.policy import PolicyError  # noqa: PLC0415 -- as above

    folder = Path(os.path.realpath(directory))
    try:
        outlook = look_at(directory)
        offered = offers(folder, outlook)
    except OutlookError as error:
        end_with_errors([str(error)])
    except PolicyError as error:
        end_with_errors(error.errors)
    except OSError as error:
        end_with_errors([f"{error.filename}: cannot be read ({error.strerror}): make it readable"])
    if write:
        _write(folder, offered)
    _show(list(_lines(outlook, offered, written=write)))


def _write(folder: Path, offered: tuple[Offer, ...]) -> None:
    from pkgaudit.remedy.writing import WriteError, place_within, write_edits  # noqa: PLC0415 -- only with --write

    edits = [offer.edit for offer in offered if offer.edit is not None]
    try:
        for edit in edits:
            place_within(folder, edit.path).parent.mkdir(parents=True, exist_ok=True)
        write_edits(folder, edits)
    except (WriteError, OSError) as error:
        from pkgaudit.reporters.visible import text  # noqa: PLC0415 -- only when something is wrong

        typer.echo(f"pkgaudit: {text(str(error))}", err=True)
        raise typer.Exit(ExitCode.INCOMPLETE) from error


def _lines(outlook: Outlook, offered: tuple[Offer, ...], *, written: bool) -> Iterator[Line]:
    from pkgaudit.adoption.offers import OfferKind  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.reporters.figures import count, place  # noqa: PLC0415 -- as above
    from pkgaudit.reporters.layout import EMPTY, Span, Style, folded, line  # noqa: PLC0415 -- as above
    from pkgaudit.reporters.terminal import terminal_width  # noqa: PLC0415 -- as above

    width = terminal_width(os.environ)
    heads = {
        OfferKind.NEW: "written" if written else "new",
        OfferKind.ADDED: "these lines were added" if written else "these lines would be added",
        OfferKind.THERE: "left as it is",
        OfferKind.BY_HAND: "add this yourself",
    }
    for offer in offered:
        why = f": {offer.why}" if offer.why else ""
        yield line(Span(f"# ---- {offer.path} ({heads[offer.kind]}{why})", Style.HEAD))
        yield EMPTY
        if offer.text:
            yield from (line(each) for each in offer.text.removesuffix("\n").split("\n"))
            yield EMPTY
    for gap in outlook.gaps:
        yield from folded(f"# not understood: {place(gap.location)}: {gap.why}", width, hanging="# ")
    edits = sum(offer.edit is not None for offer in offered)
    if written:
        said = f"{count(edits, 'file')} written." if edits else "Nothing to write."
    else:
        said = f"Nothing was written: --write writes {count(edits, 'file')}." if edits else "Nothing to write."
    yield from folded(f"# {said}", width, hanging="# ")


def _show(lines: list[Line]) -> None:
    from pkgaudit.reporters.layout import plain  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.reporters.output import OutputError, write_out  # noqa: PLC0415 -- as above
    from pkgaudit.reporters.terminal import colour_wanted  # noqa: PLC0415 -- as above

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
