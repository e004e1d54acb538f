"""Styled lines in colour, through rich: SGR sequences and nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.text import Text

from pkgaudit.reporters.layout import Line, Style
from pkgaudit.reporters.visible import guard, text

# The sixteen colours a user's own theme defines, so that they can be read on any background.
_THEME: Mapping[Style, str] = {
    Style.PLAIN: "",
    Style.CRITICAL: "bold red",
    Style.HIGH: "red",
    Style.MEDIUM: "yellow",
    Style.LOW: "cyan",
    Style.NOTE: "blue",
    Style.PATH: "bold",
    Style.HEAD: "bold",
    Style.DIM: "dim",
    Style.GOOD: "bold green",
    Style.BAD: "bold red",
    Style.GAP: "bold yellow",
}


def coloured(lines: Iterable[Line]) -> str:
    """Return the lines with SGR sequences, each ended by a newline; no link, no cursor movement, no folding."""
    out = io.StringIO()
    console = Console(
        file=out,
        force_terminal=True,
        color_system="standard",
        no_color=False,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
    )
    for each in lines:
        # Text.assemble would read a style out of text; append does not.
        painted = Text()
        for span in each:
            painted.append(text(span.text), _THEME[span.style])
        painted.rstrip()
        console.print(painted, soft_wrap=True)
    return guard(out.getvalue())
