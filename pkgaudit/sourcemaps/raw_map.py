"""A source map as it was read, before anything is measured, and the judgement whether it is one."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

AFTER_END = "bytes after the end of the JSON"


class RawSection(Struct, frozen=True, kw_only=True):
    """One entry of ``sections``.

    Attributes:
        has_offset: Whether it has an ``offset`` object.
        url: The address of its map, or None.
        map: The map inside it, or None.
    """

    has_offset: bool
    url: str | None
    map: RawMap | None


class RawMap(Struct, frozen=True, kw_only=True):
    """The wanted keys of one JSON object.

    Attributes:
        is_version_3: ``version`` is 3, as a number or in quotes.
        has_version: ``version`` is there.
        has_mappings: ``mappings`` is a string.
        sources: The list, None for entries that are no string; None when there is no list.
        contents: Every ``sourcesContent`` list in order of appearance; readers take the last, all of them leak.
        source_root: As written.
        file: As written.
        debug_id: As written.
        sections: None when there is no list.
        problems: What the standard forbids or what had to be guessed.
    """

    is_version_3: bool = False
    has_version: bool = False
    has_mappings: bool = False
    sources: list[str | None] | None = None
    contents: tuple[list[str | None], ...] = ()
    source_root: str | None = None
    file: str | None = None
    debug_id: str | None = None
    sections: tuple[RawSection, ...] | None = None
    problems: tuple[str, ...] = ()


class BrokenMap(Struct, frozen=True, kw_only=True):
    """A text that is a source map by its marks and cannot be read as one.

    Attributes:
        why: What stopped the reader.
        has_content: Whether a non-empty source was seen in ``sourcesContent``.
        goes_on: Whether its JSON ends well and is no map, and the marks stand after it.
    """

    why: str
    has_content: bool
    goes_on: bool = False


def flattened(raw: RawMap) -> Iterator[RawMap]:
    """Yield the map and all maps in its sections, nested ones included, in order."""
    waiting = [raw]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(section.map for section in reversed(current.sections or ()) if section.map is not None)


def is_source_map(raw: RawMap) -> bool:
    """Judge by structure alone, valid by the standard or not.

    ``mappings`` as a string beside ``sources`` or ``version``; or contents beside ``sources`` or version 3; or
    ``sections`` whose entries are those of an indexed map. A list called ``sections`` alone is in many a document.
    """
    if raw.sections is not None and _is_indexed(raw):
        return True
    if raw.has_mappings and (raw.sources is not None or raw.has_version):
        return True
    return (raw.sources is not None or raw.is_version_3) and has_content(raw)


def has_content(raw: RawMap) -> bool:
    """Whether any source of the map itself, sections aside, is embedded."""
    return any(content for contents in raw.contents for content in contents)


def _is_indexed(raw: RawMap) -> bool:
    sections = raw.sections or ()
    if not sections:
        return raw.is_version_3
    return any(
        (section.has_offset and (section.map is not None or section.url is not None))
        or (section.map is not None and _is_plain_map(section.map))
        for section in sections
    )


def _is_plain_map(raw: RawMap) -> bool:
    return (raw.has_mappings and (raw.sources is not None or raw.has_version)) or (
        (raw.sources is not None or raw.is_version_3) and has_content(raw)
    )


def with_problems(raw: RawMap, *problems: str) -> RawMap:
    """Return the map with more problems noted."""
    return replace(raw, problems=(*raw.problems, *problems))
