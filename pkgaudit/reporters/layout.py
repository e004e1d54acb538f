"""Lines of styled text, put together without a terminal library: cheap to import, and one door to the outside."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import Struct

from pkgaudit.expression import Expression
from pkgaudit.reporters.visible import guard, text

_LONGEST_PARAGRAPH = 8_192
# A number and its unit stay on one line; text made visible holds no NUL.
_SIZE = Expression(r"(?<=\d) (?=[kMGTP]?B\b)")
_GLUE = "\0"


class Style(StrEnum):
    """What a piece of text is; a theme decides how that looks."""

    PLAIN = "plain"
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NOTE = "note"
    PATH = "path"
    HEAD = "head"
    DIM = "dim"
    GOOD = "good"
    BAD = "bad"
    GAP = "gap"


class Span(Struct, frozen=True):
    """A run of text in one style; hostile until it is printed."""

    text: str
    style: Style = Style.PLAIN


Line = tuple[Span, ...]
EMPTY: Line = ()


def line(*parts: Span | str) -> Line:
    """Return a line of parts; bare strings are plain."""
    return tuple(Span(part) if isinstance(part, str) else part for part in parts)


def folded(
    paragraph: str, width: int, *, indent: str = "", hanging: str | None = None, style: Style = Style.PLAIN
) -> list[Line]:
    """Return a paragraph folded between words; a word longer than the line (a path) is never cut.

    Args:
        paragraph: Hostile text is fine.
        width: Columns, indent included.
        indent: Before the first line.
        hanging: Before the others; ``indent`` when None.
        style: Of the text, not of the indent.
    """
    rest = indent if hanging is None else hanging
    wrapped = textwrap.wrap(
        _SIZE.sub(_GLUE, text(paragraph[:_LONGEST_PARAGRAPH])),
        width=max(width - len(rest), 20),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [
        (Span(indent if number == 0 else rest), Span(words.replace(_GLUE, " "), style))
        for number, words in enumerate(wrapped)
    ]


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, indent: str) -> list[Line]:
    """Return rows under a head: all columns right-aligned but the last, which is left as it is and never cut."""
    columns = list(zip(head, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns[:-1]]

    def aligned(cells: Sequence[str]) -> str:
        return "".join(f"{cell:>{width}}  " for cell, width in zip(cells, widths, strict=False))

    return [
        line(indent, Span(aligned(head) + head[-1], Style.DIM)),
        *(line(indent, aligned(cells), cells[-1]) for cells in rows),
    ]


def plain(lines: Iterable[Line]) -> str:
    """Return the lines as text that nothing obeys, each ended by a newline."""
    return guard("".join("".join(text(span.text) for span in each).rstrip(" ") + "\n" for each in lines))
