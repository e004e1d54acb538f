"""What the environment and the stream say about colour, width and animation."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TextIO

_STDOUT = 1
_DEFAULT_WIDTH = 80
_NARROWEST = 40
_NO = frozenset(("0", "false", "no"))
_CANNOT = frozenset(("dumb", "unknown"))


def colour_wanted(stream: TextIO | None, environ: Mapping[str, str]) -> bool:
    """Return whether SGR sequences may go to ``stream``.

    ``NO_COLOR`` (not empty) wins, then ``FORCE_COLOR`` (``0`` and ``false`` mean off), then whether it is a terminal
    that can: https://no-color.org and https://force-color.org.
    """
    if environ.get("NO_COLOR"):
        return False
    forced = environ.get("FORCE_COLOR")
    if forced:
        return forced.lower() not in _NO
    return is_interactive(stream, environ)


def is_interactive(stream: TextIO | None, environ: Mapping[str, str]) -> bool:
    """Return whether ``stream`` is a terminal that can draw over itself; no variable can make a pipe one."""
    if stream is None or stream.closed:
        return False
    return environ.get("TERM", "") not in _CANNOT and stream.isatty()


def terminal_width(environ: Mapping[str, str]) -> int:
    """Return the columns of standard output: ``COLUMNS``, else the terminal's, else 80; at least 40."""
    columns = environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdecimal() and len(columns) < 5 and int(columns) > 0:  # noqa: PLR2004 -- 9,999 columns
        return max(int(columns), _NARROWEST)
    try:
        measured = os.get_terminal_size(_STDOUT).columns
    except (OSError, ValueError):
        return _DEFAULT_WIDTH
    return max(measured, _NARROWEST) if measured else _DEFAULT_WIDTH
