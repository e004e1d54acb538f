"""Adds a waiver to the configuration in a package.json and leaves every other byte as it was."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pkgaudit.remedy.edit import EditError, newline_of
from pkgaudit.remedy.json_parts import JsonText, Part, items_of, members_of
from pkgaudit.waiving.entry import Entry

_KEY = "pkgaudit"
_LIST = "waiver"


def add_to_package_json(content: bytes, entry: Entry) -> bytes:
    """Return the file with the waiver as the last one of its ``"pkgaudit"`` key.

    What comes out is parsed again: it says what it said before and the waiver, or nothing is returned.

    Raises:
        EditError: It is not JSON, has the key twice, or as something else than an object.
    """
    document = JsonText(content)
    own = _only(document.members, _KEY)
    if own is None or not isinstance(own.value, dict):
        raise EditError(f'it has no object under "{_KEY}"')
    text = document.text
    inner = list(members_of(text, own.value_start))
    held = _only(inner, _LIST)
    if held is not None and not isinstance(held.value, list):
        raise EditError(f'"{_LIST}" in it is not a list')
    writing = _Writing(text, document.members[0], newline_of(content))
    items = [] if held is None else list(items_of(text, held.value_start))
    added = _plain(entry)
    if items:
        edited = f"{text[: items[-1].end]},{writing.gap(items)}{writing.value(added, 3)}{text[items[-1].end :]}"
    elif held is not None:
        edited = f"{text[: held.value_start]}{writing.listed(added)}{text[held.end :]}"
    elif inner:
        member = f'{writing.gap(inner)}"{_LIST}"{writing.colon}{writing.listed(added)}'
        edited = f"{text[: inner[-1].end]},{member}{text[inner[-1].end :]}"
    else:
        edited = f"{text[: own.value_start]}{writing.value({_LIST: [added]}, 1)}{text[own.end :]}"
    wanted = json.loads(text)
    wanted[_KEY].setdefault(_LIST, []).append(added)
    if json.loads(edited) != wanted:
        raise EditError(f'"{_LIST}" cannot be added to it without changing more: write it there yourself')
    return document.encoded(edited)


def _plain(entry: Entry) -> dict[str, str]:
    return {key: value if isinstance(value, str) else value.isoformat() for key, value in entry.keys().items()}


def _only(members: Sequence[Part], key: str) -> Part | None:
    found = [member for member in members if member.key == key]
    if len(found) > 1:
        raise EditError(f'"{key}" stands in it twice')
    return found[0] if found else None


class _Writing:
    """Writes values as the file does: indented by as much as its first member is, or in one line.

    Args:
        text: Of the file.
        first: Its first member.
        newline: Its line end.
    """

    def __init__(self, text: str, first: Part, newline: str) -> None:
        self._text = text
        gap = text[first.gap : first.start]
        self._unit = gap.rpartition("\n")[2] if "\n" in gap else None
        self._newline = newline
        self.colon = ": " if text[first.value_start - 1].isspace() else ":"

    def gap(self, parts: Sequence[Part]) -> str:
        """Return what stands between two of these parts; of one part, what stands before it, or a blank."""
        gap = self._text[parts[-1].gap : parts[-1].start]
        return gap if len(parts) > 1 or "\n" in gap else (" " if self.colon == ": " else "")

    def value(self, value: object, depth: int) -> str:
        """Return a value whose first line is indented already, by ``depth`` units."""
        separators = (", " if self._unit is None and self.colon == ": " else ",", self.colon)
        written = json.dumps(value, ensure_ascii=False, indent=self._unit, separators=separators)
        return written.replace("\n", self._newline + (self._unit or "") * depth)

    def listed(self, value: object) -> str:
        """Return a list of one value, as the value of a member of the configuration."""
        return self.value([value], 2)
