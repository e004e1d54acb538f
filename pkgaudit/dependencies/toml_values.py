"""What stands at a place of a TOML or JSON document, whatever is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pkgaudit.dependencies.notes import Notes, text_at


def tables_at(value: object, key: str, notes: Notes) -> list[Mapping[str, object]]:
    """Return the tables of a list below ``key``; what is no table is noted."""
    found = value.get(key) if isinstance(value, dict) else None
    if found is None:
        return []
    if not isinstance(found, list):
        notes.odd(key, "a list of tables")
        return []
    if not all(isinstance(each, dict) for each in found):
        notes.odd(key, "a list of tables only")
    return [each for each in found if isinstance(each, dict)]


def texts_at(value: object, key: str) -> Iterator[str]:
    """Yield the texts of a list below ``key``; a text alone is a list of one."""
    found = value.get(key) if isinstance(value, dict) else None
    if isinstance(found, str):
        yield found
    elif isinstance(found, list):
        yield from (each for each in found if isinstance(each, str))


def first_text(value: object, *keys: str) -> str:
    """Return the first text that is there below one of the keys, or an empty one."""
    return next((found for found in (text_at(value, key) for key in keys) if found), "")
