"""Adds a waiver to a TOML file and leaves every line that is there as it was."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy

from pkgaudit.remedy.edit import EditError, newline_of
from pkgaudit.waiving.entry import Entry

_LONGEST_HEAD = 500
_MOST_BRACKETS = 20
KEY = "waiver"


def add_to_toml(content: bytes, table: Sequence[str], entry: Entry) -> bytes:
    """Return the file with the waiver after the last one, or where the configuration's own tables end.

    What comes out is parsed again: it says what it said before and the waiver, or nothing is returned.

    Args:
        content: A TOML file.
        table: The keys that lead to the configuration in it.
        entry: What to add.

    Raises:
        EditError: The file cannot be edited without changing more.
    """
    text = content.decode()
    wanted = _wanted(tomllib.loads(text), table, entry)
    newline = newline_of(content)
    for edited in _attempts(text, table, entry, newline):
        if edited is not None and _reads(edited) == wanted:
            return edited.encode()
    raise EditError(f"{'.'.join((*table, KEY))} cannot be added to it without changing more: write it there yourself")


def _attempts(text: str, table: Sequence[str], entry: Entry, newline: str) -> Iterator[str | None]:
    yield _after_own_tables(text, table, entry, newline)
    yield _at_the_end(text, table, entry, newline)
    yield from _before_brackets(text, entry, newline)
    yield _within_list(text, table, entry, newline)


def _wanted(before: Mapping[str, object], table: Sequence[str], entry: Entry) -> Mapping[str, object]:
    wanted = deepcopy(dict(before))
    current = wanted
    for key in table:
        inner = current.setdefault(key, {})
        if not isinstance(inner, dict):
            raise EditError(f"{key} in it is not a table")
        current = inner
    held = current.setdefault(KEY, [])
    if not isinstance(held, list):
        raise EditError(f"{KEY} in it is not a list")
    held.append(entry.keys())
    return wanted


def _reads(text: str) -> Mapping[str, object] | None:
    try:
        return tomllib.loads(text)
    except ValueError:
        return None


def _block(table: Sequence[str], entry: Entry) -> list[str]:
    import tomlkit  # noqa: PLC0415 -- only when a waiver is written

    values = [f"{key} = {tomlkit.item(value).as_string()}" for key, value in entry.keys().items()]
    return [f"[[{'.'.join((*table, KEY))}]]", *([f"# {entry.about}"] if entry.about else []), *values]


def _after_own_tables(text: str, table: Sequence[str], entry: Entry, newline: str) -> str | None:
    """Put it below the last waiver, else below the last table of the configuration; None where there is neither."""
    lines = text.split("\n")
    heads = [(number, head) for number, line in enumerate(lines) if (head := _head(line)) is not None]
    own = [place for place, (_, head) in enumerate(heads) if head[: len(table) + 1] == (*table, KEY)]
    if not own and table:
        own = [place for place, (_, head) in enumerate(heads) if head[: len(table)] == tuple(table)]
    if not own:
        return None
    if own[-1] + 1 == len(heads):
        return _at_the_end(text, table, entry, newline)
    at = heads[own[-1] + 1][0]
    # A comment right above the next table is about that table.
    while lines[at - 1].lstrip().startswith("#"):
        at -= 1
    while not lines[at - 1].strip():
        at -= 1
    end = "\r" if newline == "\r\n" else ""
    block = [end, *(line + end for line in _block(table, entry))]
    gap = [] if not lines[at].strip() else [end]
    return "\n".join([*lines[:at], *block, *gap, *lines[at:]])


def _at_the_end(text: str, table: Sequence[str], entry: Entry, newline: str) -> str | None:
    ended = text if not text or text.endswith("\n") else text + newline
    blank = newline if ended.strip() and not ended.endswith(newline * 2) else ""
    return ended + blank + "".join(line + newline for line in _block(table, entry))


def _head(line: str) -> tuple[str, ...] | None:
    """Return the keys of a line that opens a table, None for any other line."""
    stripped = line.strip()
    if not stripped.startswith("[") or len(stripped) > _LONGEST_HEAD:
        return None
    try:
        opened: object = tomllib.loads(stripped)
    except ValueError:
        return None
    keys: list[str] = []
    while isinstance(opened, dict) and opened:
        ((key, inner),) = opened.items()
        keys.append(key)
        opened = inner[0] if isinstance(inner, list) else inner
    return tuple(keys)


def _before_brackets(text: str, entry: Entry, newline: str) -> Iterator[str]:
    """Yield the text with a line of its own before each bracket that may end the list, indented as the line above."""
    lines = text.split("\n")
    end = "\r" if newline == "\r\n" else ""
    closing = [number for number, line in enumerate(lines) if line.strip() == "]"]
    for at in closing[-_MOST_BRACKETS:]:
        above = lines[at - 1] if at else ""
        if above.rstrip().endswith(","):
            indent = above[: len(above) - len(above.lstrip())]
            yield "\n".join([*lines[:at], f"{indent}{_inline(entry)},{end}", *lines[at:]])


def _inline(entry: Entry) -> str:
    import tomlkit  # noqa: PLC0415 -- only when a waiver is written

    return f"{{ {', '.join(f'{key} = {tomlkit.item(value).as_string()}' for key, value in entry.keys().items())} }}"


def _within_list(text: str, table: Sequence[str], entry: Entry, newline: str) -> str | None:
    """Add to a list or a table that is written in one line, where no head can follow."""
    import tomlkit  # noqa: PLC0415 -- only for such a file
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415 -- as above

    try:
        document = tomlkit.parse(text)
        holder: object = document
        for key in table:
            holder = holder.get(key) if isinstance(holder, dict) else None
        if not isinstance(holder, dict):
            return None
        added = tomlkit.inline_table()
        added.update(entry.keys())
        held = holder.get(KEY)
        if isinstance(held, list):
            held.append(added)
        else:
            made = tomlkit.array()
            made.append(added)
            holder[KEY] = made
        edited = tomlkit.dumps(document)
    except (TOMLKitError, ValueError, KeyError):
        return None
    return edited if newline == "\n" else edited.replace("\r\n", "\n").replace("\n", newline)
