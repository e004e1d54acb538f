"""Reads settings out of the text of a configuration file, in JavaScript or JSON with comments, without running it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from pkgaudit.expression import Expression

_TOKEN = Expression(
    r"(?P<space>[ \t\r\n\f\v]+)"
    r"|(?P<comment>//[^\n]*|/\*)"
    r"|(?P<word>[A-Za-z_$][\w$]*)"
    r"|(?P<number>[0-9][\w.]*)"
    r"|(?P<quote>[\"'`])"
    r"|(?P<operator>=>|&&|\|\||\?\?|\?\.|[=!]==?|[-+*%<>]=?|.)",
    re.DOTALL,
)
_BEFORE_EXPRESSION = frozenset(("", "(", ",", "=", ":", "[", "!", "&&", "||", "??", "?", "{", "}", ";", "=>", "return"))
_CHOOSING = frozenset(("&&", "||", "??", "?", ":", "else"))
_CONDITIONS = frozenset(("if", "switch", "while", "for"))
_ENDS = frozenset((",", "}", ")", "]", ";", ""))
_GOES_ON = frozenset(("?", "&&", "||", "??", ".", "?.", "+", "("))
_DEPTH = 200
_LONGEST_STRING = 4096


class Setting(Struct, frozen=True, kw_only=True):
    """One key with a plain value.

    Attributes:
        path: The keys it lies under and its own, outermost first; lists and calls add none.
        value: A text without its quotes, or the word or number as written.
        quoted: Whether it is a text.
        line: 1-based.
        conditional: Whether it only holds when something else does, as far as the text tells.
    """

    path: tuple[str, ...]
    value: str
    quoted: bool
    line: int
    conditional: bool = False

    @property
    def key(self) -> str:
        """Its own key."""
        return self.path[-1]

    @property
    def written(self) -> str:
        """Key and value, as they could stand in the file."""
        return f'{self.key}: "{self.value}"' if self.quoted else f"{self.key}: {self.value}"


class _Token(Struct, kw_only=True):
    kind: str
    text: str
    line: int


class _Open(Struct, kw_only=True):
    """A bracket that is not closed yet: the key before it, what decides about it, and the word before it."""

    key: str = ""
    conditional: bool
    word: str = ""
    is_list: bool = False


def read_settings(text: str) -> list[Setting]:
    """Return every ``key: value`` and ``a.key = value`` whose value is a text, a word or a number; never raises.

    A value that is part of an expression (``sourcemap: !release``) is left out.
    """
    tokens = [*_tokens(text), _Token(kind="end", text="", line=0)]
    return list(_settings(tokens))


def _tokens(text: str) -> Iterator[_Token]:
    position, line, before = 0, 1, ""
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:  # pragma: no cover -- the last alternative takes anything
            return
        kind, start = match.lastgroup or "", position
        position = match.end()
        if kind == "comment" and match.group() == "/*":
            end = text.find("*/", position)
            position = len(text) if end < 0 else end + 2
        elif kind == "quote":
            position = _end_of_string(text, position, match.group())
        elif kind == "operator" and match.group() == "/" and before in _BEFORE_EXPRESSION:
            kind, position = "regex", _end_of_regex(text, position)
        if kind not in {"space", "comment"}:
            before = text[start:position] if kind != "quote" else match.group()
            yield _Token(kind=kind, text=text[start:position], line=line)
        line += text.count("\n", start, position)


def _end_of_string(text: str, position: int, quote: str) -> int:
    while position < len(text):
        character = text[position]
        if character == "\\":
            position += 1
        elif character == quote:
            return position + 1
        elif character == "\n" and quote != "`":
            return position
        position += 1
    return len(text)


def _end_of_regex(text: str, position: int) -> int:
    in_class = False
    while position < len(text) and text[position] != "\n":
        character = text[position]
        if character == "\\":
            position += 1
        elif character == "/" and not in_class:
            return position + 1
        elif character in "[]":
            in_class = character == "["
        position += 1
    return min(position, len(text))


def _settings(tokens: list[_Token]) -> Iterator[Setting]:
    stack: list[_Open] = []
    key, before, closed = "", "", ""
    # Whether the statement belongs to a condition without braces: ``if (dev) return { ... }``.
    loose = False
    for token, following in pairwise(tokens):
        decided = before == ")" and closed in _CONDITIONS
        loose = token.text != ";" and (loose or (decided and token.text != "{"))
        if token.kind == "operator" and token.text in {"{", "[", "("}:
            if len(stack) >= _DEPTH:
                return
            outer = loose or (bool(stack) and stack[-1].conditional)
            chosen = (before in _CHOOSING and not key) or (decided and token.text == "{")
            stack.append(_Open(key=key, conditional=outer or chosen, word=before, is_list=token.text == "["))
            key = ""
        elif token.kind == "operator" and token.text in {"}", "]", ")"}:
            closed = stack.pop().word if stack else ""
            loose = loose and token.text != "}"
            key = ""
        elif key and not _is_separator(token):
            setting = _value(token, following, [*stack, _Open(key=key, conditional=False)])
            key = ""
            if setting is not None:
                yield replace(setting, conditional=loose or (bool(stack) and stack[-1].conditional))
        elif following.text in {":", "="} and (before in {"{", ","} if following.text == ":" else before == "."):
            key = _plain(token)
        elif stack and stack[-1].is_list and stack[-1].key and before in {"[", ","}:
            setting = _value(token, following, stack)
            if setting is not None:
                yield replace(setting, conditional=stack[-1].conditional)
        before = token.text


def _is_separator(token: _Token) -> bool:
    return token.kind == "operator" and token.text in {":", "="}


def _value(token: _Token, following: _Token, under: list[_Open]) -> Setting | None:
    ended = following.text in _ENDS or (following.line > token.line and following.text not in _GOES_ON)
    if token.kind not in {"word", "number", "quote"} or not ended or "${" in token.text:
        return None
    path = tuple(each.key for each in under if each.key)
    return Setting(path=path, value=_plain(token), quoted=token.kind == "quote", line=token.line)


def _plain(token: _Token) -> str:
    """Return a word as it is and a text without its quotes; JSON's escapes stay, which no setting has."""
    return token.text[1:-1][:_LONGEST_STRING] if token.kind == "quote" else token.text
