"""Adds entries to a list in a pyproject.toml and keeps its comments and its layout."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy

from pkgaudit.remedy.edit import EditError, newline_of
from pkgaudit.targets.building.pyproject import table, texts_at


def add_to_list(content: bytes, keys: Sequence[str], entries: Sequence[str]) -> bytes:
    """Return the document with the entries at the end of the list at a path of keys, which is made where it is missing.

    What comes out is parsed again: it says what it said before and the new entries, or nothing is returned.

    Raises:
        EditError: It is not TOML, something else is at that path, or the edit would change more.
    """
    before = _parsed(content)
    new = [entry for entry in entries if entry not in texts_at(before, *keys)]
    if not new:
        return content
    wanted = _wanted(before, keys, new)
    text = content.decode()
    newline = newline_of(content)
    holder = table(before, *keys[:-1])
    attempts = [_within_list] if keys[-1] in holder else [_below_header, _at_the_end, _within_list]
    for attempt in attempts:
        edited = attempt(text, keys, new, newline)
        if edited is not None and _reads(edited) == wanted:
            return edited.encode()
    raise EditError(f"{'.'.join(keys)} cannot be edited without changing more")


def _parsed(content: bytes) -> Mapping[str, object]:
    try:
        return tomllib.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise EditError("it is not TOML that can be read") from error


def _reads(text: str) -> Mapping[str, object] | None:
    try:
        return tomllib.loads(text)
    except ValueError:
        return None


def _wanted(before: Mapping[str, object], keys: Sequence[str], new: Sequence[str]) -> Mapping[str, object]:
    wanted = deepcopy(dict(before))
    current: dict[str, object] = wanted
    for key in keys[:-1]:
        inner = current.setdefault(key, {})
        if not isinstance(inner, dict):
            raise EditError(f"{key} in it is not a table")
        current = inner
    held = current.setdefault(keys[-1], [])
    if not isinstance(held, list):
        raise EditError(f"{'.'.join(keys)} in it is not a list")
    held.extend(new)
    return wanted


def _line(key: str, new: Sequence[str]) -> str:
    # Every JSON text is a basic string of TOML as well, but for what stands outside the basic plane.
    return f"{key} = [{', '.join(json.dumps(entry, ensure_ascii=False) for entry in new)}]"


def _below_header(text: str, keys: Sequence[str], new: Sequence[str], newline: str) -> str | None:
    """Put the list right below its table's header, where no comment about the next table can come before it."""
    header = f"[{'.'.join(keys[:-1])}]"
    lines = text.splitlines(keepends=True)
    found = [number for number, line in enumerate(lines) if line.partition("#")[0].strip() == header]
    if len(found) != 1:
        return None
    at = found[0]
    if not lines[at].endswith("\n"):
        lines[at] += newline
    return "".join([*lines[: at + 1], _line(keys[-1], new) + newline, *lines[at + 1 :]])


def _at_the_end(text: str, keys: Sequence[str], new: Sequence[str], newline: str) -> str:
    ended = text if not text or text.endswith("\n") else text + newline
    blank = newline if ended.strip() else ""
    return f"{ended}{blank}[{'.'.join(keys[:-1])}]{newline}{_line(keys[-1], new)}{newline}"


def _within_list(text: str, keys: Sequence[str], new: Sequence[str], newline: str) -> str | None:
    """Add to the list that is there, or to a table that is spelled in another way than by a header of its own."""
    import tomlkit  # noqa: PLC0415 -- only for a list that exists
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415 -- as above

    try:
        document = tomlkit.parse(text)
        holder: object = document
        for key in keys[:-1]:
            if not isinstance(holder, dict):
                return None
            holder = holder.setdefault(key, tomlkit.table())
        if not isinstance(holder, dict):
            return None
        held = holder.get(keys[-1])
        if isinstance(held, list):
            for entry in new:
                held.append(entry)
        else:
            holder[keys[-1]] = list(new)
        edited = tomlkit.dumps(document)
    except (TOMLKitError, ValueError, KeyError):
        return None
    return edited if newline == "\n" else edited.replace("\r\n", "\n").replace("\n", newline)
