"""A TOML table read strictly: every value typed, every key known, every error kept."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

E = TypeVar("E", bound=StrEnum)


class Table:
    """Reads one table and remembers which keys it was asked for.

    Args:
        file: How errors name the file.
        key: The table's own key, empty for the whole file.
        values: What TOML made of it.
        errors: Where errors go; reading goes on after one, with an empty value in its place.
    """

    def __init__(self, file: str, key: str, values: Mapping[str, object], errors: list[str]) -> None:
        self._file = file
        self._key = key
        self._values = values
        self._errors = errors
        self._known: set[str] = set()

    def error(self, key: str, sentence: str) -> None:
        """Keep an error about a key of this table."""
        place = ".".join(part for part in (self._key, key) if part)
        self._errors.append(f"{self._file}: {place}: {sentence}" if place else f"{self._file}: {sentence}")

    def has(self, key: str) -> bool:
        """Whether the table has this key."""
        self._known.add(key)
        return key in self._values

    def is_table(self, key: str) -> bool:
        """Whether the value of this key is a table."""
        return self.has(key) and isinstance(self._values[key], dict)

    def is_text(self, key: str) -> bool:
        """Whether the value of this key is a text."""
        return self.has(key) and isinstance(self._values[key], str)

    def names(self) -> list[str]:
        """Return every key of the table, sorted."""
        return sorted(self._values)

    def text(self, key: str, *, default: str | None = None) -> str:
        """Return a text; without a default it must be there and say something."""
        if not self.has(key):
            if default is None:
                self.error(key, "is missing; it must be stated")
            return default or ""
        value = self._values[key]
        if not isinstance(value, str):
            self.error(key, "must be a text")
            return default or ""
        if default is None and not value.strip():
            self.error(key, "is empty; say it in a sentence")
        return value

    def number(self, key: str, *, default: int) -> int:
        """Return a number that is not negative."""
        if not self.has(key):
            return default
        value = self._values[key]
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.error(key, "must be a whole number, 0 or more")
            return default
        return value

    def texts(self, key: str, *, required: bool) -> tuple[str, ...]:
        """Return a list of texts."""
        if not self.has(key):
            if required:
                self.error(key, "is missing; write [] where there is none")
            return ()
        value = self._values[key]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.error(key, "must be a list of texts")
            return ()
        return tuple(value)

    def mapping(self, key: str) -> Mapping[str, object]:
        """Return a table as it is; empty when there is none."""
        if not self.has(key):
            return {}
        value = self._values[key]
        if not isinstance(value, dict):
            self.error(key, "must be a table")
            return {}
        return value

    def table(self, key: str) -> Table:
        """Return a table that must be there."""
        if not self.has(key):
            self.error(key, "is missing; this table must be there")
        return Table(self._file, self._under(key), self.mapping(key), self._errors)

    def tables(self, key: str) -> list[Table]:
        """Return a list of tables; empty when there is none."""
        if not self.has(key):
            return []
        value = self._values[key]
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.error(key, "must be a list of tables")
            return []
        return [
            Table(self._file, f"{self._under(key)}[{index}]", item, self._errors) for index, item in enumerate(value)
        ]

    def choice(self, key: str, kind: type[E], fallback: E) -> E:
        """Return one value of a closed set."""
        text = self.text(key)
        try:
            return kind(text)
        except ValueError:
            if text:
                self.error(key, f"{text!r} is none of {', '.join(kind)}{near(text, kind)}")
            return fallback

    def finish(self) -> None:
        """Make an error of every key nobody asked for."""
        for key in self._values:
            if key not in self._known:
                self.error(key, f"is not a key of this table{near(key, self._known) or '; remove it'}")

    def _under(self, key: str) -> str:
        return f"{self._key}.{key}" if self._key else key


def read_toml(file: str, content: bytes, errors: list[str], *, largest: int, what: str) -> dict[str, object] | None:
    """Return what TOML makes of a file, or None after adding an error.

    Args:
        file: How errors name the file.
        content: Its bytes.
        errors: Where errors go.
        largest: Bytes it may have; tomllib's cost is not linear in what a file holds.
        what: What the file is to hold, for the errors: ``a rule``.
    """
    if len(content) > largest:
        errors.append(f"{file}: has {len(content):,} bytes, more than the {largest:,} of {what}; shorten it")
        return None
    try:
        values = tomllib.loads(content.decode())
    # A number of very many digits is a plain ValueError.
    except ValueError as error:
        errors.append(f"{file}: is not TOML in UTF-8: {error}; correct it there")
    except RecursionError:
        errors.append(f"{file}: is nested too deeply to be read; {what} has no more than three levels")
    else:
        key = _beyond_64_bits(values)
        if key is None:
            return values
        errors.append(f"{file}: {key}: is a number of more than 64 bits, which TOML does not have; write a smaller one")
    return None


def near(word: str, known: Iterable[str]) -> str:
    """Return a suggestion to end an error with, or nothing."""
    found = get_close_matches(word, sorted(known), n=1)
    return f"; did you mean '{found[0]}'?" if found else ""


def _beyond_64_bits(values: dict[str, object]) -> str | None:
    """Return the key of the first number that TOML promises to nobody: what is kept of it could not be read back."""
    waiting: list[tuple[str, object]] = list(values.items())
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            return key
        if isinstance(value, dict):
            waiting.extend((f"{key}.{name}", inner) for name, inner in value.items())
        elif isinstance(value, list):
            waiting.extend((f"{key}[{index}]", inner) for index, inner in enumerate(value))
    return None
