"""A JavaScript object literal told again as JSON; what is no literal in it becomes null."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pkgaudit.expression import Expression

_TOKEN = Expression(
    r"""(?P<blank>(?:[\s\ufeff]++|//[^\r\n\u2028\u2029]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)++)"""
    r"""|(?P<string>"[^"\\]*+(?:\\.[^"\\]*+)*+"|'[^'\\]*+(?:\\.[^'\\]*+)*+'|`[^`\\]*+(?:\\.[^`\\]*+)*+`)"""
    r"""|(?P<word>[\w$]++(?:\.\d++)?+)|(?P<sign>.)""",
    re.DOTALL,
)
_NEWLINES = Expression(r"\r\n?")
_ESCAPE = Expression(
    r"\\(?:u\{([0-9A-Fa-f]{1,16})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([0-3][0-7]{0,2}|[4-7][0-7]?)|(\r\n|.))",
    re.DOTALL,
)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_CONTINUATIONS = frozenset(("\n", "\r", "\r\n", "\u2028", "\u2029"))
_NUMBER = Expression(r"(?:0|[1-9]\d*+)(?:\.\d++)?+", re.ASCII)
_BOOLEANS = {("!", "0"): "true", ("!", "1"): "false", ("true",): "true", ("false",): "false"}
_LAST_CODE_POINT = 0x10FFFF
_QUOTES = frozenset("\"'`")
_OPENS = frozenset("{[(")
_CLOSES = frozenset("}])")
_ENDS = frozenset(("", ",", "]", "}"))
_BEGINS = frozenset("{[")
# A bracket that closes what is not open, or the end of the text, where a value should stand.
_MISPLACED = frozenset(("", "]", "}"))


def as_json(literal: str) -> bytes | None:
    """Return the literal as JSON in ASCII, or None when it is no object literal.

    Args:
        literal: Begins with its opening brace. Keys may be bare, strings in any of three quotes and joined by ``+``;
            ``!0`` and ``!1`` are booleans; a name, a call and any other expression becomes null.
    """
    try:
        return "".join(_Translator(literal).parts()).encode("ascii")
    except _NoLiteralError:
        return None


class _NoLiteralError(Exception):
    """Something no object literal holds."""


class _Translator:
    def __init__(self, text: str) -> None:
        self._pieces = _pieces(text)
        self._piece = next(self._pieces, "")
        # One entry for each container that is open: its closing bracket, and whether it has an item already.
        self._open: list[tuple[str, bool]] = []

    def parts(self) -> Iterator[str]:
        yield self._begin()
        while self._open:
            closing, has_items = self._open[-1]
            if self._piece == closing:
                self._advance()
                self._open.pop()
                yield closing
                if self._piece not in _ENDS:
                    # The container is a part of a larger expression.
                    raise _NoLiteralError
                if self._open and self._piece == ",":
                    self._advance()
                continue
            key = self._key() if closing == "}" else ""
            if key is None:
                continue
            if self._piece in _MISPLACED:
                raise _NoLiteralError
            yield "," if has_items else ""
            self._open[-1] = (closing, True)
            if closing == "}":
                yield f"{json.dumps(key)}:"
            yield self._begin() if self._piece in _BEGINS else self._scalar()

    def _begin(self) -> str:
        opening = self._advance()
        if opening not in _BEGINS:
            raise _NoLiteralError
        self._open.append(("}" if opening == "{" else "]", False))
        return opening

    def _key(self) -> str | None:
        """Return the key before a value; None when there is none, because a name or a spread stands for both."""
        key = self._advance()
        if key == ".":
            self._scalar()
            return None
        if self._piece == ":" and _is_key(key):
            self._advance()
            return _string(key) if key[0] in "\"'" else key
        if self._piece in {",", "}"} and _is_key(key):
            if self._piece == ",":
                self._advance()
            return None
        raise _NoLiteralError

    def _scalar(self) -> str:
        """Pass over an expression and the comma after it; return what it is as JSON."""
        taken: list[str] = []
        depth = 0
        while self._piece and (depth or self._piece not in {",", "]", "}"}):
            depth += (self._piece in _OPENS) - (self._piece in _CLOSES)
            taken.append(self._advance())
        if self._piece == ",":
            self._advance()
        return _value(taken)

    def _advance(self) -> str:
        taken, self._piece = self._piece, next(self._pieces, "")
        return taken


def _pieces(text: str) -> Iterator[str]:
    return (match[0] for match in _TOKEN.finditer(text) if match.lastgroup != "blank")


def _is_key(piece: str) -> bool:
    return piece[:1] in {'"', "'", "_", "$"} or piece[:1].isalnum()


def _value(pieces: list[str]) -> str:
    strings, signs = pieces[::2], pieces[1::2]
    if len(strings) > len(signs) and {"+"}.issuperset(signs) and all(one[0] in _QUOTES for one in strings):
        return json.dumps("".join(map(_string, strings)))
    if len(pieces) == 1 and _NUMBER.fullmatch(pieces[0]):
        return pieces[0]
    return _BOOLEANS.get(tuple(pieces[:3]), "null")


def _string(piece: str) -> str:
    body = piece[1:-1]
    if piece[0] == "`" and "\r" in body:
        # https://tc39.es/ecma262/#sec-static-semantics-trv: a template's own line ends count as LF.
        body = _NEWLINES.sub("\n", body)
    return _ESCAPE.sub(_unescaped, body) if "\\" in body else body


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        number = int(code, 16)
        return chr(number) if number <= _LAST_CODE_POINT else "\ufffd"
    if match[4]:
        return chr(int(match[4], 8))
    letter = match[5]
    return "" if letter in _CONTINUATIONS else _SIMPLE.get(letter, letter)
