"""Whether a licence, as packages spell it, is open source."""

from __future__ import annotations

import re

from pkgaudit.expression import Expression
from pkgaudit.manifests.osi_licenses import OSI_IDENTIFIERS, OSI_SPELLINGS

_LONGEST = 1024
_WORD = Expression(r"[()]|[^\s()]+")
_OPERATORS = frozenset(("and", "or", "with"))
_SUFFIXES = ("-only", "-or-later", "+")
_CLASSIFIER = "license ::"
_OSI_CLASSIFIER = "license :: osi approved"
_FILLERS = Expression(r"\b(?:the|licen[cs]e|version)\b")
_OTHER = Expression(r"[^a-z0-9]")
_CLOSED = ("proprietary", "unlicensed", "all rights reserved", "commercial", "closed", "internal", "confidential")


def is_osi(expression: str) -> bool:
    """Return whether every licence named is OSI approved.

    Args:
        expression: An SPDX expression, an older spelling (``Apache 2.0``, ``BSD``) or a ``License ::`` classifier.
            ``UNLICENSED``, ``SEE LICENSE IN x``, ``LicenseRef-x`` and anything over 1,024 characters are not.
    """
    if len(expression) > _LONGEST:
        return False
    text = expression.strip().lower()
    if text.startswith(_CLASSIFIER):
        return text == _OSI_CLASSIFIER or text.startswith(_OSI_CLASSIFIER + " ::")
    if _is_osi_expression(text):
        return True
    if "(" in text or ")" in text:
        return False
    parts = re.split(r"[/,;|&]", text)
    return all(_is_osi_name(part) for part in parts) or _is_osi_name(text)


def is_closed(expression: str) -> bool:
    """Return whether the words say that the source is not open: ``Proprietary``, ``All rights reserved``..."""
    text = expression[:_LONGEST].strip().lower()
    return text.startswith("see license in") or text.startswith(_CLOSED)


def _is_osi_expression(text: str) -> bool:
    depth = 0
    operand_next = True
    after_with = False
    for word in _WORD.findall(text):
        if word == "(":
            if not operand_next or after_with:
                return False
            depth += 1
        elif word == ")":
            if operand_next or depth == 0:
                return False
            depth -= 1
        elif word in _OPERATORS:
            if operand_next:
                return False
            operand_next = True
            after_with = word == "with"
        else:
            if not operand_next or not (after_with or _is_osi_identifier(word)):
                return False
            operand_next = after_with = False
    return depth == 0 and not operand_next


def _is_osi_identifier(word: str) -> bool:
    if word in OSI_IDENTIFIERS:
        return True
    for suffix in _SUFFIXES:
        if word.endswith(suffix):
            return word.removesuffix(suffix) in OSI_IDENTIFIERS
    return False


def _is_osi_name(text: str) -> bool:
    stripped = text.strip()
    if _is_osi_identifier(stripped):
        return True
    return _OTHER.sub("", _FILLERS.sub("", stripped)) in OSI_SPELLINGS
