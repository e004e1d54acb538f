"""A cursor over JSON that is not quite JSON: it tolerates, notes, and goes on behind damage, never trying twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pkgaudit.expression import Expression

_BLANK = Expression(r"[ \t\r\n\ufeff]*+")
_SCALAR = Expression(r'[^\s,:"\[\]{}]++')
_STRING = Expression(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)("|\\?\Z)', re.DOTALL)
_TOKEN = Expression(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
# Where reading goes on after damage: the next key that matters.
_NEXT_KEY = Expression(r'"(?:sourcesContent|sources|mappings|sections|sourceRoot|version)"[ \t\r\n]*+:')
_NUMBER = Expression(r"-?(?:0|[1-9]\d*+)(?:\.\d++)?+(?:[eE][+-]?\d++)?+")
_LITERALS = frozenset(("true", "false", "null"))
_DECODER = json.JSONDecoder(strict=False)
_MANY_PROBLEMS = 20


class JsonCursor:
    """Walks through one JSON text; the caller says what it expects.

    Args:
        text: Anything.
        json_depth: Nesting beyond which a problem is noted.

    Attributes:
        text: The text.
        at: Offset of the next character.
        problems: What was tolerated, each once, in order.
        damage: The first thing that no reader would tolerate, empty when there was none.
    """

    def __init__(self, text: str, json_depth: int) -> None:
        self.text = text
        self.at = 0
        self.problems: dict[str, None] = {}
        self.damage = ""
        self._json_depth = json_depth
        self._unclosed = False

    def object_keys(self) -> Iterator[str]:
        """Yield each key of the object here, placed before its value; the caller consumes the value."""
        self.at += 1
        comma = True
        while True:
            here = self.peek()
            if here == "}":
                self.at += 1
                return
            if here == ",":
                self._comma(again=comma)
                comma = True
            elif here == '"':
                if not comma:
                    self.damaged("a comma is missing")
                key = self.string()
                if self.peek() == ":":
                    self.at += 1
                    self.blank()
                    yield key
                    comma = False
                else:
                    self.damaged("a key without a value")
            else:
                self.damaged("the text ends too early" if not here else f"unexpected character {here!a} in an object")
                if not self._resume():
                    return
                comma = True

    def items(self) -> Iterator[None]:
        """Stop before each item of the list here; the caller consumes it."""
        self.at += 1
        comma = True
        while True:
            here = self.peek()
            if here == "]":
                self.at += 1
                return
            if here == ",":
                self._comma(again=comma)
                comma = True
                continue
            if not here or here in ":}":
                self.damaged("the text ends too early" if not here else f"unexpected character {here!a} in a list")
                return
            if not comma:
                self.damaged("a comma is missing")
            yield
            comma = False

    def _comma(self, *, again: bool) -> None:
        self.at += 1
        if again:
            self.damaged("a value is missing")
        elif self.peek() in {"]", "}"}:
            self.problem("a comma before a closing bracket")

    def skip(self) -> None:
        """Pass over one value of any kind."""
        here = self.peek()
        if here == '"':
            match = _STRING.match(self.text, self.at)
            self.at = match.end() if match else len(self.text)
            if match and match[2] != '"':
                self.damaged("the text ends inside a string")
        elif here and here in "[{":
            self._skip_nested()
        else:
            match = _SCALAR.match(self.text, self.at)
            if match is None:
                self.damaged("a value is missing")
                return
            self.at = match.end()
            if match[0] not in _LITERALS and not _NUMBER.fullmatch(match[0]):
                self.problem(f"{match[0][:40]!a} is no JSON")

    def _skip_nested(self) -> None:
        depth = deepest = 0
        # Once a bracket was found never to close, a second search for its end could make the whole quadratic.
        for match in () if self._unclosed else _TOKEN.finditer(self.text, self.at):
            if match.end() - match.start() > 1:
                continue
            if match[0] in "[{":
                depth += 1
                deepest = max(deepest, depth)
            elif match[0] in "]}":
                depth -= 1
            if depth == 0:
                self.at = match.end()
                if deepest >= self._json_depth:
                    self.problem(f"json_depth: nested {deepest + 1} deep, over the limit of {self._json_depth}")
                return
        self._unclosed = True
        self.damaged("a bracket does not close")
        self.at += 1
        self._resume()

    def _resume(self) -> bool:
        match = _NEXT_KEY.search(self.text, self.at)
        self.at = match.start() if match else len(self.text)
        return match is not None

    def string(self) -> str:
        """Return the string here and pass over it."""
        match = _STRING.match(self.text, self.at)
        if match is None:  # pragma: no cover -- callers stand before a quote
            return ""
        self.at = match.end()
        body = match[1]
        if match[2] != '"':
            self.damaged("the text ends inside a string")
        if "\\" not in body:
            return body
        try:
            # On the token alone: the decoder counts lines from the start of its text for every error.
            value, _ = _DECODER.raw_decode(f'"{body}"')
        except ValueError:
            self.damaged("a string has an escape that is no JSON")
            return body
        return str(value)

    def blank(self) -> None:
        """Pass over blanks."""
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def peek(self) -> str:
        """Return the next character that is no blank, empty at the end."""
        self.blank()
        return self.text[self.at : self.at + 1]

    def problem(self, what: str) -> None:
        """Note what was tolerated."""
        if len(self.problems) < _MANY_PROBLEMS:
            self.problems[what] = None

    def damaged(self, why: str) -> None:
        """Note what no reader tolerates; the first one is kept."""
        self.damage = self.damage or f"{why} (near character {self.at:,})"
