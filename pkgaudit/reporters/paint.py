"""Styled lines in colour, through rich: SGR sequences and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from rich.color import ColorSystem
from rich.style import Style as Look

from pkgaudit.reporters.layout import Line, Span, Style
from pkgaudit.reporters.visible import guard, text

# The sixteen colours a user's own theme defines, so that they can be read on any background.
_THEME = {
    style: Look.parse(look)
    for style, look in {
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
    }.items()
}


def coloured(lines: Iterable[Line]) -> str:
    """Return the lines with SGR sequences, each ended by a newline.

    Only rich's styles are used, not its console: that reads markup and emoji out of text, and measures and folds it.
    """
    return guard("".join(f"{''.join(map(_painted, _ended(each)))}\n" for each in lines))


def _painted(span: Span) -> str:
    shown = text(span.text)
    look = _THEME.get(span.style)
    return look.render(shown, color_system=ColorSystem.STANDARD) if look and shown else shown


def _ended(spans: Line) -> Line:
    """Return the spans without the spaces at their end, as plain text has it."""
    kept = list(spans)
    while kept:
        last = kept.pop()
        stripped = last.text.rstrip(" ")
        if stripped:
            return (*kept, Span(stripped, last.style))
    return ()
