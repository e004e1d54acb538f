"""The fast reader: strict JSON of the expected types, which is nearly every map there is."""

from __future__ import annotations

import msgspec

from pkgaudit.expression import Expression
from pkgaudit.sourcemaps.raw_map import RawMap, RawSection

_NOTHING = msgspec.Raw(b"")
_THREE = Expression(rb'"?3(?:\.0*)?"?')


class Unexpected(Exception):  # noqa: N818 -- it says what happened: another reader must have a look
    """The text is not strict JSON of the expected types."""


class _Section(msgspec.Struct):
    offset: msgspec.Raw = _NOTHING
    url: str | None = None
    map: _Map | None = None


class _Map(msgspec.Struct):
    version: msgspec.Raw = _NOTHING
    mappings: msgspec.Raw = _NOTHING
    sources: list[str | None] | None = None
    contents: list[str | None] | None = msgspec.field(default=None, name="sourcesContent")
    source_root: str | None = msgspec.field(default=None, name="sourceRoot")
    file: str | None = None
    debug_id: str | None = msgspec.field(default=None, name="debugId")
    debug_id_snake: str | None = msgspec.field(default=None, name="debug_id")
    sections: list[_Section] | None = None


class _Loose(msgspec.Struct):
    version: msgspec.Raw = _NOTHING
    mappings: msgspec.Raw = _NOTHING
    sources: msgspec.Raw = _NOTHING
    contents: msgspec.Raw = msgspec.field(default=_NOTHING, name="sourcesContent")
    sections: msgspec.Raw = _NOTHING


_DECODER = msgspec.json.Decoder(_Map)
_LOOSE_DECODER = msgspec.json.Decoder(_Loose)


def read(text: bytes, *, content_keys: int, section_keys: int, sections_depth: int) -> RawMap | None:
    """Return the map, or None when the object has nothing of one.

    Args:
        text: One JSON document.
        content_keys: How often the key ``"sourcesContent"`` stands in the text; msgspec keeps only the last of
            duplicates, so a number other than what it kept means that something was passed over.
        section_keys: The same for ``"sections"``.
        sections_depth: Nesting of ``sections`` allowed.

    Raises:
        Unexpected: Not strict JSON, other types than expected, duplicates, or nested too deep.
    """
    try:
        parsed = _DECODER.decode(text)
    except msgspec.ValidationError as error:
        once = content_keys <= 1 and section_keys <= 1
        if (once or not content_keys) and _cannot_be_a_map(text):
            return None
        raise Unexpected(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unexpected(str(error)) from error
    found = _Counter()
    raw = _convert(parsed, found, sections_depth)
    # Where the key stands nowhere there is no content that a duplicate could hide.
    if content_keys and (content_keys, section_keys) != (found.contents, found.sections):
        raise Unexpected("keys that occur twice")
    return raw


class _Counter:
    def __init__(self) -> None:
        self.contents = 0
        self.sections = 0


def _convert(parsed: _Map, found: _Counter, depth: int) -> RawMap:
    sections: tuple[RawSection, ...] | None = None
    if parsed.sections is not None:
        if depth <= 0:
            raise Unexpected("sections nested too deep")
        found.sections += 1
        # Recursion is safe here: it ends after sections_depth levels.
        sections = tuple(
            RawSection(
                has_offset=_first(section.offset) == b"{",
                url=section.url,
                map=None if section.map is None else _convert(section.map, found, depth - 1),
            )
            for section in parsed.sections
        )
    contents: tuple[list[str | None], ...] = ()
    if parsed.contents is not None:
        found.contents += 1
        contents = (parsed.contents,)
    version = bytes(parsed.version)
    return RawMap(
        is_version_3=_THREE.fullmatch(version) is not None,
        has_version=bool(version),
        has_mappings=_first(parsed.mappings) == b'"',
        sources=parsed.sources,
        contents=contents,
        source_root=parsed.source_root,
        file=parsed.file,
        debug_id=parsed.debug_id if parsed.debug_id is not None else parsed.debug_id_snake,
        sections=sections,
        problems=() if version == b"3" else (_version_problem(version),),
    )


def _version_problem(version: bytes) -> str:
    return "version is missing" if not version else f"version is {version[:40].decode('utf-8', 'replace')}"


def _first(raw: msgspec.Raw) -> bytes:
    return bytes(memoryview(raw)[:1])


def _cannot_be_a_map(text: bytes) -> bool:
    """Tell large JSON of another kind apart without the slow reader: not one wanted key has a map's type."""
    try:
        loose = _LOOSE_DECODER.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return not text.lstrip().startswith(b"{")
    return _first(loose.mappings) != b'"' and _first(loose.contents) != b"[" and not _sections_of_a_map(loose.sections)


def _sections_of_a_map(sections: msgspec.Raw) -> bool:
    text = bytes(memoryview(sections))
    # An empty list is left to the other reader: beside version 3 it is an indexed map without a section.
    return text[:1] == b"[" and (not text[1:-1].strip() or any(key in text for key in (b'"map"', b'"url"')))
