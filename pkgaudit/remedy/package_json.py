"""Edits the ``files`` list of a package.json and leaves every other byte as it was."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from pkgaudit.remedy.edit import EditError
from pkgaudit.remedy.json_parts import BLANKS, JsonText, Part, items_of

_KEY = "files"
# A new list goes after the last of these: where people look for it.
_BEFORE = frozenset(
    {
        *("name", "version", "description", "license", "type", "main", "module", "browser", "types", "typings"),
        *("exports", "bin"),
    }
)


def listed_files(content: bytes) -> tuple[str, ...] | None:
    """Return the entries of ``files``, None when there is no such list.

    Raises:
        EditError: The document or the list is not what npm expects.
    """
    found = _Document(content).files
    return None if found is None else tuple(str(item.value) for item in found[1])


def edit_files(content: bytes, *, add: Sequence[str], remove: Collection[str] = ()) -> bytes:
    """Return a package.json whose ``files`` has lost and gained these entries; the list is made where there is none.

    Indentation, key order, line ends, a byte order mark and the end of the file stay.

    Raises:
        EditError: It is not JSON, has ``files`` twice, or as something else than a list of texts.
    """
    document = _Document(content)
    text = document.text
    new = [json.dumps(entry, ensure_ascii=False) for entry in add]
    if document.files is None:
        return document.encoded(document.with_new_list(new)) if new else content
    member, items = document.files
    edited = _edited_list(text, member, items, new, remove)
    return document.encoded(text[: member.value_start] + edited + text[member.end :])


class _Document(JsonText):
    """A package.json with its list of files."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.files = self._files()

    def _files(self) -> tuple[Part, tuple[Part, ...]] | None:
        found = [member for member in self.members if member.key == _KEY]
        if not found:
            return None
        if len(found) > 1:
            raise EditError(f'"{_KEY}" stands in it twice')
        value = found[0].value
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise EditError(f'"{_KEY}" is not a list of texts')
        return found[0], tuple(items_of(self.text, found[0].value_start))

    def with_new_list(self, new: Sequence[str]) -> str:
        """Return the text with a ``files`` member, written like the member before it."""
        if not self.members:
            raise EditError("it is empty")
        known = [member for member in self.members if member.key in _BEFORE]
        anchor = known[-1] if known else self.members[-1]
        # Before the first member stands less than between two.
        usual = self.members[1] if anchor is self.members[0] and len(self.members) > 1 else anchor
        gap = self.text[usual.gap : usual.start]
        after_key = self.text[anchor.start + _key_length(self.text, anchor.start) : anchor.value_start]
        indent = gap.rpartition("\n")[2] if "\n" in gap else ""
        inner = f"{gap}{indent}" if "\n" in gap else ""
        between = f",{inner}" if inner else (", " if after_key.endswith(" ") else ",")
        last = gap if inner else ""
        member = f'{gap}"{_KEY}"{after_key}[{inner}{between.join(new)}{last}]'
        return f"{self.text[: anchor.end]},{member}{self.text[anchor.end :]}"


def _edited_list(text: str, member: Part, items: Sequence[Part], new: Sequence[str], remove: Collection[str]) -> str:
    kept = [item for item in items if item.value not in remove]
    # What stands between two entries; a comma and what leads to the first one where there is only one.
    gaps = [text[item.gap : item.start] for item in items]
    several = len(items) > 1
    lead = gaps[0] if gaps else ""
    usual = f",{gaps[-1]}" if several else _only_gap(text, member, lead)
    trail = text[items[-1].end : member.end - 1] if items else ""
    parts: list[str] = []
    for number, item in enumerate(kept):
        spelled = text[item.start : item.end]
        parts.append(spelled if number == 0 else f"{_gap_before(text, item, items)}{spelled}")
    for spelled in new:
        parts.append(f"{usual}{spelled}" if parts else spelled)
    return f"[{lead}{''.join(parts)}{trail}]" if parts else "[]"


def _gap_before(text: str, item: Part, items: Sequence[Part]) -> str:
    before = items[items.index(item) - 1]
    return text[before.end : item.start] if item is not items[0] else ""


def _only_gap(text: str, member: Part, lead: str) -> str:
    """Return what would stand between two entries of a list that has at most one."""
    if "\n" in lead:
        return f",{lead}"
    spaced = text[member.value_start - 1] in BLANKS
    return ", " if spaced else ","


def _key_length(text: str, start: int) -> int:
    _, end = json.JSONDecoder().raw_decode(text, start)
    return end - start
