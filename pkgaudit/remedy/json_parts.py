"""Where the members of a JSON object and the items of a list stand in the text that holds them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pkgaudit.manifests.lenient_json import MANIFEST_BYTES
from pkgaudit.remedy.edit import EditError

BLANKS = " \t\r\n"
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One member of an object or one item of a list, with its place in the text.

    Attributes:
        gap: Where the blanks before it begin.
        start: Where it begins; of a member, its key.
        value_start: Where its value begins.
        end: Where it ends.
        key: Of a member; empty for an item.
        value: As parsed.
    """

    gap: int
    start: int
    value_start: int
    end: int
    key: str
    value: object


class JsonText:
    """A JSON object as text, with the places of its members.

    Args:
        content: The file.

    Raises:
        EditError: It is too large, not UTF-8, or not a JSON object.
    """

    def __init__(self, content: bytes) -> None:
        if len(content) > MANIFEST_BYTES:
            raise EditError(f"it has more than {MANIFEST_BYTES:,} bytes")
        try:
            whole = content.decode()
        except UnicodeDecodeError as error:
            raise EditError(f"it is not UTF-8 (byte {error.start:,})") from error
        self._mark = _BOM if whole.startswith(_BOM) else ""
        self.text = whole.removeprefix(_BOM)
        try:
            value = json.loads(self.text, parse_constant=_refuse)
        except EditError:
            raise
        except (ValueError, RecursionError) as error:
            raise EditError("it is not JSON that can be read") from error
        if not isinstance(value, dict):
            raise EditError("it is not a JSON object")
        self.members = tuple(members_of(self.text, self.text.index("{")))

    def encoded(self, text: str) -> bytes:
        """Return an edited text as the file's bytes."""
        return (self._mark + text).encode()


def members_of(text: str, start: int) -> Iterator[Part]:
    """Yield the members of the object that begins at ``start``."""
    decoder = json.JSONDecoder()
    gap = start + 1
    at = after_blanks(text, gap)
    while text[at] != "}":
        key, after = decoder.raw_decode(text, at)
        value_start = after_blanks(text, after_blanks(text, after) + 1)
        value, end = decoder.raw_decode(text, value_start)
        yield Part(gap=gap, start=at, value_start=value_start, end=end, key=key, value=value)
        gap = after_blanks(text, end)
        if text[gap] == ",":
            gap += 1
        at = after_blanks(text, gap)


def items_of(text: str, start: int) -> Iterator[Part]:
    """Yield the items of the list that begins at ``start``."""
    decoder = json.JSONDecoder()
    gap = start + 1
    at = after_blanks(text, gap)
    while text[at] != "]":
        value, end = decoder.raw_decode(text, at)
        yield Part(gap=gap, start=at, value_start=at, end=end, key="", value=value)
        gap = after_blanks(text, end)
        if text[gap] == ",":
            gap += 1
        at = after_blanks(text, gap)


def after_blanks(text: str, at: int) -> int:
    """Return the place of the first character from ``at`` on that is no blank."""
    while text[at] in BLANKS:
        at += 1
    return at


def _refuse(name: str) -> object:
    raise EditError(f"{name} in it is not JSON")
