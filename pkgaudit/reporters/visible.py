"""The one sink for hostile text: what a terminal or a CI log would obey becomes something a person can see."""

from __future__ import annotations

import re

from pkgaudit.expression import Expression

ELLIPSIS = "…"

# Printable to Unicode, yet they draw nothing or change what stands before them: names that differ only in these look
# alike. https://www.unicode.org/reports/tr36/ and https://www.unicode.org/reports/tr51/ (tags, selectors).
_DRAWS_NOTHING = frozenset(
    (
        0x034F,
        0x115F,
        0x1160,
        0x17B4,
        0x17B5,
        0x2800,
        0x3164,
        0xFFA0,
        *range(0x180B, 0x1810),
        *range(0xFE00, 0xFE10),
        *range(0xE0000, 0xE1000),
    )
)
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

# Both runners look for these anywhere in a line: https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
# and the older form of GitHub's, which its runner still reads.
_HASH_COMMAND = Expression(r"#(?=#(?:vso)?\[)", re.IGNORECASE)
# GitHub's runner drops white space before it looks for the two colons.
_COLON_COMMAND = Expression(r"^((?:[^\S\n]|\x1b\[[0-9;]*m)*):(?=:)", re.MULTILINE)
_PART_OF_AN_ESCAPE = Expression(r"\\(?:x[0-9a-f]?|u(?:\{[0-9a-f]{0,6})?)?$")


def text(hostile: str) -> str:
    r"""Return ``hostile`` as one line without anything a medium would obey.

    Control, format, surrogate, private-use and unassigned characters, every separator but the space, and characters
    that draw nothing become ``\xNN`` or ``\u{NNNN}``; newline, return and tab become ``\n``, ``\r``, ``\t``. A
    backslash stays as it is. Text of printable ASCII comes back unchanged unless it spells a workflow command.
    """
    if hostile.isascii() and hostile.isprintable() and "##" not in hostile and "::" not in hostile:
        return hostile
    return guard("".join(map(_shown, hostile)))


def clip(hostile: str, width: int) -> str:
    """Return ``text(hostile)`` in at most ``width`` characters, the last one an ellipsis where something was cut.

    Costs what is shown, however long the text is. No escape is cut in half.
    """
    if width < 1:
        return ""
    start = text(hostile[:width])
    if len(hostile) <= width and len(start) <= width:
        return start
    return _PART_OF_AN_ESCAPE.sub("", start[: width - len(ELLIPSIS)]) + ELLIPSIS


def block(hostile: str) -> str:
    r"""Return ``hostile`` line by line made visible; its newlines stay, tabs become spaces, ``\r\n`` is a newline."""
    lines = hostile.replace("\r\n", "\n").expandtabs(4).split("\n")
    return guard("\n".join(map(text, lines)))


def guard(rendered: str) -> str:
    r"""Return a finished report in which no line reads as a workflow command, whatever wrapping put at its start."""
    if "::" not in rendered and "##" not in rendered:
        return rendered
    return _HASH_COMMAND.sub(r"\\x23", _COLON_COMMAND.sub(r"\1\\x3a", rendered))


def _shown(character: str) -> str:
    if character.isprintable() and ord(character) not in _DRAWS_NOTHING:
        return character
    named = _NAMED.get(character)
    if named is not None:
        return named
    code = ord(character)
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{{{code:04x}}}"  # noqa: PLR2004 -- what two hex digits can say
