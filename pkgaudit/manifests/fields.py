"""Typed access to the fields of a JSON manifest: a value of the right type, or a problem."""

from __future__ import annotations

from collections.abc import Mapping

from pkgaudit.manifests.lenient_json import quoted, well_formed
from pkgaudit.model.claims import ClaimProblem
from pkgaudit.model.gap import Location
from pkgaudit.model.limits import Limits

_KEYS = 1000
_PROBLEMS = 100


class Problems:
    """What is wrong with one manifest; a bounded number of entries."""

    def __init__(self, location: Location) -> None:
        self._location = location
        self._problems: list[ClaimProblem] = []
        self._more = 0

    def add(self, problem: str) -> None:
        """Note one problem, in a few words."""
        if len(self._problems) < _PROBLEMS:
            self._problems.append(ClaimProblem(location=self._location, problem=problem))
        else:
            self._more += 1

    def all(self) -> tuple[ClaimProblem, ...]:
        """Return them in the order they were noted, the surplus as a number."""
        if not self._more:
            return tuple(self._problems)
        surplus = ClaimProblem(location=self._location, problem=f"and {self._more:,} more problems")
        return (*self._problems, surplus)


class Fields:
    """One JSON object and the problems met while reading it.

    Args:
        value: The object.
        problems: Where to note what is wrong.
        limits: For ``text_line_bytes``, the longest text that is kept.
    """

    def __init__(self, value: Mapping[str, object], problems: Problems, limits: Limits) -> None:
        self.value = value
        self.problems = problems
        self._longest = limits.text_line_bytes

    def keys(self) -> tuple[str, ...]:
        """Return the first thousand keys."""
        return tuple(self.cut(key) for _, key in zip(range(_KEYS), self.value, strict=False))

    def cut(self, text: str) -> str:
        """Return text without lone surrogates and no longer than the limit."""
        return well_formed(text[: self._longest])

    def text(self, key: str, otherwise: str) -> str | None:
        """Return a text, or None when it is missing, null, or of another type (then noted with what npm does)."""
        value = self.value.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self.problems.add(f"{quoted(key)} is {kind_of(value)} instead of a text: {otherwise}")
            return None
        if len(value) > self._longest:
            self.problems.add(f"{quoted(key)} has {len(value):,} characters: only {self._longest:,} are kept")
        return self.cut(value)

    def mapping(self, key: str, otherwise: str) -> Mapping[str, object]:
        """Return an object, or an empty one when it is missing, null, or of another type (then noted)."""
        value = self.value.get(key)
        if isinstance(value, dict):
            return value
        if value is not None and value != []:
            self.problems.add(f"{quoted(key)} is {kind_of(value)} instead of an object: {otherwise}")
        return {}

    def texts(self, key: str, otherwise: str) -> dict[str, str]:
        """Return the entries of an object whose values are texts; others are noted."""
        found: dict[str, str] = {}
        for name, value in self.mapping(key, otherwise).items():
            if isinstance(value, str):
                found[self.cut(name)] = self.cut(value)
            else:
                self.problems.add(f"{quoted(name)} in {quoted(key)} is {kind_of(value)} instead of a text: {otherwise}")
        return found


def kind_of(value: object) -> str:
    """Return what JSON calls a value's type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "an object"
