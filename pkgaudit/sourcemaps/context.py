"""What surrounds a place in JavaScript or markup: a string, a template, a comment, a script element."""

from __future__ import annotations

import re
from bisect import bisect_right

from pkgaudit.expression import Expression

_LONGEST_READ = 1024 * 1024
_LINE = 4096
_LOOK_BACK = 64
_ELEMENT = Expression(rb"<(/?)(?:script|style)\b", re.IGNORECASE)
_CODE = Expression(rb"""["'`{}]|/[/*]?""")
_UNTIL = {
    b'"': Expression(rb'(?:[^"\\\r\n]|\\.)*+(?:"|(?=[\r\n])|\Z)', re.DOTALL),
    b"'": Expression(rb"(?:[^'\\\r\n]|\\.)*+(?:'|(?=[\r\n])|\Z)", re.DOTALL),
    b"//": Expression(rb"[^\r\n]*+"),
    b"/": Expression(rb"(?:[^/\\\[\r\n]|\\.|\[(?:[^\]\\\r\n]|\\.)*+\])*+(?:/|(?=[\r\n])|\Z)"),
}
_TEMPLATE = Expression(rb"(?:[^`\\$]|\\.|\$(?!\{))*+(`|\$\{|\Z)", re.DOTALL)
# A slash after one of these divides; after anything else, or after a keyword, it opens a regular expression.
_BEFORE_DIVISION = Expression(rb"[\w)\]}$\"'`]\Z")
_KEYWORD = Expression(
    rb"(?<![\w$.])(?:return|typeof|case|in|of|delete|void|throw|new|do|else|yield|await|instanceof)\Z"
)
_ONLY_COMMENTS = Expression(rb"(?:[\s;]++|//[^\r\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)*+\Z")


class Surroundings:
    """Answers questions about places in one text, reading it once.

    Args:
        content: The text.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._elements: list[tuple[int, bool]] | None = None
        self._first: int | None = None
        self._spans: list[tuple[int, int]] | None = None
        self._opened = -1
        self._closed = True
        self._commented_to = 0

    def in_element(self, offset: int) -> bool:
        """Whether a place in markup is inside a script or style element."""
        if self._elements is None:
            self._elements = [(match.start(), not match[1]) for match in _ELEMENT.finditer(self._content)]
        index = bisect_right(self._elements, (offset, True)) - 1
        return index >= 0 and self._elements[index][1]

    def begins_a_statement(self, start: int) -> bool:
        """Whether what stands right before a place ends a line or a statement, or nothing does."""
        return self._content[max(0, start - 1) : start] in {b"", b"\n", b"\r", b";", b"}"}

    def in_string_or_comment(self, start: int, end: int) -> bool:
        """Whether the comment that opens at ``start`` is itself text: in a string, a template or another comment.

        What stands before it on its line answers for most, and a comment with only comments after it is believed.
        Otherwise a template or a block comment may have begun on an earlier line; that is read from the start of the
        text, up to 1 MiB. Beyond that a line of its own is believed.
        """
        content = self._content
        floor = max(0, start - _LINE)
        newline = max(content.rfind(b"\n", floor, start), content.rfind(b"\r", floor, start))
        before = content[newline + 1 if newline >= 0 else floor : start]
        if (
            before.endswith((b'"', b"'", b"`", b"\\"))
            or before.lstrip().startswith((b"//", b"* "))
            or before.strip() == b"*"
        ):
            return True
        if len(content) - end < _LINE and _ONLY_COMMENTS.match(content, end):
            return False
        if start > _LONGEST_READ or (not before.strip() and not self._may_be_inside(start)):
            return False
        return self._span_around(start) is not None

    def in_comment(self, start: int) -> bool:
        """Whether a place in code is inside a comment, as examples in documentation are.

        What stands before it on its line answers for line comments and for those whose lines begin with a star. A
        block comment counts where it opens before the place, ends after it, and its opening is none inside a string
        (``"src/**"``); that is read from the start of the text, up to 1 MiB. Beyond that the place is taken for code.
        """
        content = self._content
        floor = max(0, start - _LINE)
        newline = max(content.rfind(b"\n", floor, start), content.rfind(b"\r", floor, start))
        before = content[newline + 1 if newline >= 0 else floor : start].lstrip()
        if before.startswith((b"//", b"* ")) or before == b"*":
            return True
        # Places come in ascending order, so that each byte is searched once.
        opens = content.rfind(b"/*", max(0, self._commented_to - 1), start)
        if opens >= 0:
            self._opened, self._closed, self._commented_to = opens, False, opens + 2
        if not self._closed:
            self._closed = content.find(b"*/", max(self._opened + 2, self._commented_to - 1), start) >= 0
        self._commented_to = max(self._commented_to, start)
        if self._opened < 0 or self._closed or start > _LONGEST_READ:
            return False
        return (self._span_around(start) or (start, start))[0] == self._opened

    def _span_around(self, start: int) -> tuple[int, int] | None:
        if self._spans is None:
            self._spans = _text_spans(self._content[: _LONGEST_READ + _LINE])
        index = bisect_right(self._spans, (start, 0)) - 1
        return self._spans[index] if index >= 0 and self._spans[index][0] < start < self._spans[index][1] else None

    def _may_be_inside(self, start: int) -> bool:
        if self._first is None:
            places = [self._content.find(token) for token in (b"`", b"/*")]
            self._first = min((place for place in places if place >= 0), default=len(self._content))
        return self._first < start


def _text_spans(content: bytes) -> list[tuple[int, int]]:
    """Return where strings, templates, comments and regular expressions are in JavaScript, in order."""
    spans: list[tuple[int, int]] = []
    # For each template that is open, how many braces are open inside its substitution.
    braces: list[int] = []
    at = 0
    while (match := _CODE.search(content, at)) is not None:
        token, start, at = match[0], match.start(), match.end()
        if token == b"`" or (token == b"}" and braces and braces[-1] == 0):
            if token == b"}":
                braces.pop()
            at = _template(content, at, braces)
        elif token in {b"{", b"}"}:
            if braces:
                braces[-1] += 1 if token == b"{" else -1
            continue
        elif token == b"/" and _divides(content, start):
            continue
        else:
            at = _after(token, content, at)
        spans.append((start, at))
    return spans


def _after(token: bytes, content: bytes, at: int) -> int:
    """Return where a string, comment or regular expression ends that opened right before ``at``."""
    if token == b"/*":
        close = content.find(b"*/", at)
        return len(content) if close < 0 else close + 2
    match = _UNTIL[token].match(content, at)
    return at if match is None else match.end()


def _template(content: bytes, at: int, braces: list[int]) -> int:
    text = _TEMPLATE.match(content, at)
    if text is None or not text[1]:
        # It never ends: more likely a misread regular expression than a template, so nothing is taken to be inside.
        return at
    if text[1] == b"${":
        braces.append(0)
    return text.end()


def _divides(content: bytes, at: int) -> bool:
    before = content[max(0, at - _LOOK_BACK) : at].rstrip()
    return _BEFORE_DIVISION.search(before) is not None and _KEYWORD.search(before) is None
