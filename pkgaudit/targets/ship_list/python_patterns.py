"""The dialects in which Python backends say which paths they mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

_PATTERN_CHARACTERS = 500
_STEPS = 4
_WILD = frozenset("*?[")

Matches = Callable[[str], bool]
"""Whether a path relative to the project's folder, ``/`` between components, is meant."""


def nothing(_: str) -> bool:
    """Match no path."""
    return False


def is_plain(pattern: str) -> bool:
    """Return whether a pattern has no wildcard."""
    return _WILD.isdisjoint(pattern)


def below(folder: str) -> Matches:
    """Match what lies in a folder, at any depth; everything for the project's own."""
    prefix = f"{folder.strip('/')}/" if folder.strip("/") not in ("", ".") else ""
    return lambda path: path.startswith(prefix)


def exactly(*paths: str) -> Matches:
    """Match these paths."""
    wanted = frozenset(path.removeprefix("./") for path in paths)
    return lambda path: path in wanted


def glob(pattern: str) -> Matches:
    """Match whole paths: ``*`` stays in a component, ``**`` as a component goes over any number of them."""
    return _whole(pattern, "")


def glob_with_contents(pattern: str) -> Matches:
    """Match as `glob`, and what lies in a folder that it matches."""
    return _whole(pattern, "(?:/.*)?")


def git_ignore(pattern: str) -> Matches:
    """Match as a line of a .gitignore does."""
    if len(pattern) > _PATTERN_CHARACTERS:
        return nothing
    import warnings  # noqa: PLC0415 -- only for what hatchling packed

    import pathspec  # noqa: PLC0415 -- as above

    # Sets such as `[!]` and `[[]` become expressions that Python refuses or doubts.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        try:
            spec = pathspec.GitIgnoreSpec.from_lines([pattern])
        except (ValueError, re.error):
            return nothing
    return spec.match_file


def _whole(pattern: str, tail: str) -> Matches:
    bare = pattern.removeprefix("./").strip("/")
    expression = _expression(bare, tail)
    if expression is None:
        return nothing
    # Of many paths almost none begins as the pattern does: that is told faster than by the expression.
    start = bare[: next((at for at, letter in enumerate(bare) if letter in _WILD), len(bare))]
    return lambda path: path.startswith(start) and expression.fullmatch(path) is not None


@lru_cache(maxsize=1024)
def _expression(pattern: str, tail: str) -> re.Pattern[str] | None:
    """Return None for a pattern that is empty, too long to be somebody's, or has a set that means nothing."""
    parts = pattern.split("/")
    if not pattern or len(pattern) > _PATTERN_CHARACTERS or parts.count("**") > _STEPS:
        return None
    written = ""
    for position, part in enumerate(parts):
        last = position == len(parts) - 1
        if part == "**":
            written += ".+" if last else "(?:[^/]+/)*"
        else:
            written += _component(part) + ("" if last else "/")
    try:
        return re.compile(written + tail, re.DOTALL)
    except re.error:
        return None


def _component(part: str) -> str:
    """Return a component's expression; what follows a star is taken where it first fits, so that none goes back far."""
    first, *rest = re.split(r"\*+", part)
    if not rest:
        return _characters(first)
    middle = "".join(f"(?>[^/]*?{_characters(each)})" for each in rest[:-1] if each)
    return _characters(first) + middle + "[^/]*" + _characters(rest[-1])


def _characters(text: str) -> str:
    written, at = "", 0
    while at < len(text):
        # A bracket that comes first in a set is one of its characters.
        end = text.find("]", at + (3 if text[at + 1 : at + 2] in {"!", "^"} else 2)) if text[at] == "[" else -1
        if text[at] == "?":
            written += "[^/]"
        elif end > 0:
            inside = text[at + 1 : end].replace("\\", "\\\\").replace("[", "\\[")
            negated = inside[0] in "!^"
            inside = inside[1:] if negated else inside
            written += f"[{'^' if negated else ''}{_ranges(inside)}]"
            at = end
        else:
            written += re.escape(text[at])
        at += 1
    return written


def _ranges(inside: str) -> str:
    """Return the inside of a character class; where a range runs backwards, it is taken letter by letter."""
    for left, right in re.findall(r"(.)-(.)", inside):
        if left > right:
            return re.escape(inside.replace("\\", ""))
    return re.sub(r"[]&|~^]", r"\\\g<0>", re.sub("-{2,}", "-", inside))
