"""poetry's own way to write version ranges, as the clauses of PEP 440."""

from __future__ import annotations

from collections.abc import Callable

from pkgaudit.dependencies.python_requirement import clauses
from pkgaudit.expression import Expression

_Bound = Callable[[list[int]], list[int]]

_LONGEST = 1024
_MOST_ALTERNATIVES = 16
_RELEASE = Expression(r"v?([0-9]{1,18}(?:\.[0-9]{1,18}){0,8}+)(.*+)")
_VERSION = Expression(r"v?([0-9][A-Za-z0-9.+!_-]*+)")
_BETWEEN = Expression(r"(?<=[A-Za-z0-9*]) ++(?=[<>=!~^])|,")


def alternatives(constraint: str) -> tuple[str, ...]:
    """Return one PEP 440 specifier for each alternative (``||``); what is not understood stays as written.

    ``^1.2`` is ``>=1.2,<2.0``, ``~1.2`` is ``>=1.2,<1.3``, a bare version is that version, ``*`` is any.
    """
    if len(constraint) > _LONGEST:
        return (constraint,)
    parts = [part.strip() for part in constraint.replace("||", "|").split("|")][:_MOST_ALTERNATIVES]
    return tuple(_specifier(part) for part in parts) or ("",)


def _specifier(text: str) -> str:
    found = [_clause(part.strip()) for part in _BETWEEN.split(text) if part.strip()]
    return text if any(each is None for each in found) else ",".join(each for each in found if each)


def _clause(text: str) -> str | None:
    """Return one clause, empty when it admits everything, None when it is not understood."""
    if text in {"*", "x", "X"}:
        return ""
    if text.startswith("^"):
        return _range(text[1:].strip(), _caret)
    if text.startswith("~") and not text.startswith("~="):
        return _range(text[1:].strip(), _tilde)
    if text.startswith("=") and not text.startswith("=="):
        text = f"={text}"
    if clauses(text):
        return text
    bare = text.removesuffix(".*").removesuffix(".x")
    if _VERSION.fullmatch(bare):
        return f"=={bare.removeprefix('v')}" + (".*" if bare != text else "")
    return None


def _range(text: str, upper: _Bound) -> str | None:
    release = _RELEASE.fullmatch(text)
    if release is None:
        return None
    numbers = [int(number) for number in release[1].split(".")]
    return f">={text.removeprefix('v')},<{'.'.join(map(str, upper(numbers)))}"


def _caret(numbers: list[int]) -> list[int]:
    """Return what the first number that is not 0 leads to when it grows by one; without one the last one grows."""
    at = next((index for index, number in enumerate(numbers) if number), len(numbers) - 1)
    return [*numbers[:at], numbers[at] + 1, *([0] * (len(numbers) - at - 1))]


def _tilde(numbers: list[int]) -> list[int]:
    return [*numbers[:1], numbers[1] + 1] if len(numbers) > 1 else [numbers[0] + 1]
