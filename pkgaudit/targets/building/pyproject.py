"""Reads a pyproject.toml, bounded, because tomllib's cost is not linear in what a file holds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

PYPROJECT_BYTES = 256 * 1024
_KEY_PARTS = 128
# Everything that can stand between two dots of a dotted key; consumed as a whole, so one pass over the text.
_DOTTED = re.compile(r"[\w\-\"' \t]+(?:\.[\w\-\"' \t]+)*")


class PyprojectError(ValueError):
    """A pyproject.toml that cannot be read; the message says what is wrong and what to do."""


def read_pyproject(path: Path) -> Mapping[str, object]:
    """Return the document.

    Raises:
        PyprojectError: Unreadable, too large, not UTF-8, not TOML, or with keys of more than 128 parts.
    """
    try:
        with path.open("rb") as file:
            content = file.read(PYPROJECT_BYTES + 1)
    except OSError as error:
        raise PyprojectError(f"it cannot be read ({error.strerror}): make it readable") from error
    return parse_toml(content)


def parse_toml(content: bytes) -> Mapping[str, object]:
    """Return the document in the bytes of a TOML file.

    Raises:
        PyprojectError: Too large, not UTF-8, not TOML, or with keys of more than 128 parts.
    """
    if len(content) > PYPROJECT_BYTES:
        raise PyprojectError(f"it has more than {PYPROJECT_BYTES:,} bytes: move data out of it")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise PyprojectError(f"it is not UTF-8 (byte {error.start:,}): save it as UTF-8") from error
    if any(match.group().count(".") >= _KEY_PARTS for match in _DOTTED.finditer(text)):
        raise PyprojectError(f"it has a key of more than {_KEY_PARTS} parts: write it with fewer tables")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise PyprojectError("its values are nested too deep to be read: flatten them") from error
    except ValueError as error:
        raise PyprojectError(f"it is not TOML ({str(error)[:200]}): correct it") from error


def table(document: Mapping[str, object], *keys: str) -> Mapping[str, object]:
    """Return the table at a path of keys; an empty one where there is none."""
    current: Mapping[str, object] = document
    for key in keys:
        value = current.get(key)
        if not isinstance(value, dict):
            return {}
        current = value
    return current


def text_at(document: Mapping[str, object], *keys: str) -> str | None:
    """Return the non-empty text at a path of keys, or None."""
    value = table(document, *keys[:-1]).get(keys[-1])
    return value if isinstance(value, str) and value else None


def texts_at(document: Mapping[str, object], *keys: str) -> tuple[str, ...]:
    """Return the texts in the list at a path of keys; none where there is no list."""
    value = table(document, *keys[:-1]).get(keys[-1])
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def texts_in(value: object) -> Iterator[str]:
    """Yield every text in a value: keys, and values at any depth."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, str):
            yield current
        elif isinstance(current, dict):
            waiting.extend(current)
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)
