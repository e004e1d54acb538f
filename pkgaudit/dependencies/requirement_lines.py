"""The lines of a requirements file as pip joins them, and the options that stand in them."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from pkgaudit.expression import Expression

_LONGEST = 256 * 1024
_COMMENT = Expression(r"(?:^|(?<=[ \t]))#")
_OPTION = Expression(r"(?:^|(?<=[ \t]))-(?=[-A-Za-z])")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SHORT = {
    "-r": "--requirement",
    "-c": "--constraint",
    "-e": "--editable",
    "-i": "--index-url",
    "-f": "--find-links",
}
_FLAGS = frozenset(("--no-index", "--pre", "--prefer-binary", "--require-hashes"))


class RequirementLine(Struct, frozen=True, kw_only=True):
    """One line after joining.

    Attributes:
        number: 1-based, of the first of the lines that it was made of.
        text: Requirement, without comment and options; empty where only options stand.
        options: Long name and value of each, in order; ``-r`` is ``--requirement``.
        comments: The comments in it and up to the next one, without their ``#``.
        too_long: It was not looked at.
    """

    number: int
    text: str
    options: tuple[tuple[str, str], ...]
    comments: tuple[str, ...] = ()
    too_long: bool = False


def decoded(content: bytes) -> str:
    """Return the text; PowerShell writes such files in UTF-16, with a mark that pip understands."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    return content.decode("utf-8", "replace")


def requirement_lines(text: str) -> Iterator[RequirementLine]:
    """Yield every line that says something, whatever the text holds."""
    pending: RequirementLine | None = None
    comments: list[str] = []
    for number, joined, said in _joined(text):
        if joined:
            if pending is not None:
                yield replace(pending, comments=tuple(comments))
            pending, comments = _line(number, joined), []
        comments.extend(said)
    if pending is not None:
        yield replace(pending, comments=tuple(comments))


def _joined(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """Yield number, text and comments; a backslash at the end joins, and a line of comment ends what is joined."""
    parts: list[str] = []
    said: list[str] = []
    start = 0
    for number, raw in enumerate(text.splitlines(), 1):
        start = number if not parts else start
        is_comment = raw.lstrip(" \t").startswith("#")
        line, comment = _uncommented(raw)
        said.extend(comment)
        if raw.endswith("\\") and not comment:
            parts.append(raw.rstrip("\\"))
            continue
        parts.append("" if is_comment else line)
        yield start, "".join(parts).strip(), said
        parts, said = [], []
    if parts:
        yield start, "".join(parts).strip(), said


def _uncommented(line: str) -> tuple[str, list[str]]:
    found = _COMMENT.search(line) if "#" in line else None
    if found is None:
        return line.rstrip(), []
    return line[: found.start()].rstrip(), [line[found.end() :].strip()]


def _line(number: int, joined: str) -> RequirementLine:
    if len(joined) > _LONGEST:
        return RequirementLine(number=number, text="", options=(), too_long=True)
    first = _OPTION.search(joined)
    at = first.start() if first else len(joined)
    return RequirementLine(number=number, text=joined[:at].strip(), options=tuple(_options(joined[at:])))


def _options(text: str) -> Iterator[tuple[str, str]]:
    words = iter(text.split())
    for word in words:
        if word.startswith("--"):
            name, equals, value = word.partition("=")
            yield name, (value if equals or name in _FLAGS else next(words, "")).strip("\"'")
        elif word[:2] in _SHORT:
            value = word[2:].removeprefix("=") or next(words, "")
            yield _SHORT[word[:2]], value.strip("\"'")
