"""Source maps as facts: what one embeds, what of that is novel, and what refers to maps."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from pkgaudit.model.gap import Location


class MapPlace(StrEnum):
    """How a source map was shipped: its own file, a ``data:`` URI, or a JSON object in a binary or in another text."""

    FILE = "file"
    INLINE = "inline"
    BINARY = "binary"
    OBJECT = "object"


class Novelty(StrEnum):
    """What an embedded source gives away."""

    SHIPPED = "shipped"
    THIRD_PARTY = "third-party"
    NOVEL = "novel"


class EmbeddedSource(Struct, frozen=True, kw_only=True):
    """One source with non-empty content inside a map.

    Attributes:
        path: As named in ``sources`` (with ``sourceRoot`` applied), or ``<unnamed N>``.
        bytes: UTF-8 length of the content.
        lines: Lines of the content; a last line without a newline counts.
        text_key: Length and keyed hash of the newline-normalised content, as in `MemberRecord`.
        novelty: Decided once the whole artifact was read; NOVEL until then.
    """

    path: str
    bytes: int
    lines: int
    text_key: tuple[int, int]
    novelty: Novelty = Novelty.NOVEL


class SourceMap(Struct, frozen=True, kw_only=True):
    """One source map, found by its structure wherever it was.

    Attributes:
        location: The member it is, or the member it is inside of, outermost first.
        line: 1-based line of an inline map in its member, else None.
        offset: Byte offset of an inline or binary map in its member, else None.
        place: File of its own, inline ``data:`` URI, or inside a binary.
        indexed: Has ``sections``.
        disguised: A file of its own whose name does not end in ``.map`` (compression suffixes set aside).
        bytes: Size of the map's JSON text.
        sources: Entries of ``sources``, sections added up.
        embedded: The sources that carry content.
        file: The ``file`` field, or None.
        debug_id: The ``debugId`` (or ``debug_id``) field, lower case, or None.
        section_urls: ``sections[].url`` values.
        source_root_url: ``sourceRoot`` where it is an absolute URL, else None.
        private_paths: Up to 20 source names that show a home directory, a user name or a build machine's path.
        private_path_count: How many sources show such a path.
        missing: Names of sources that carry no content (up to 1,000), for maps whose sources may be shipped.
        problems: What the standard forbids but readers accept, or what had to be guessed (never a reason to skip).
    """

    location: Location
    line: int | None = None
    offset: int | None = None
    place: MapPlace = MapPlace.FILE
    indexed: bool = False
    disguised: bool = False
    bytes: int = 0
    sources: int = 0
    embedded: tuple[EmbeddedSource, ...] = ()
    file: str | None = None
    debug_id: str | None = None
    section_urls: tuple[str, ...] = ()
    source_root_url: str | None = None
    private_paths: tuple[str, ...] = ()
    private_path_count: int = 0
    missing: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class ReferenceKind(StrEnum):
    """Where a ``sourceMappingURL`` leads."""

    RELATIVE = "relative"
    REMOTE = "remote"
    STORAGE = "storage"
    ARCHIVE = "archive"
    FILE_URL = "file-url"


class MapReference(Struct, frozen=True, kw_only=True):
    """A comment, header section or field that declares where a map is (inline maps are `SourceMap` instead).

    Attributes:
        location: The member that declares it, outermost first.
        line: 1-based line of the declaration, or None in a binary.
        url: As written, cut to 2,048 characters.
        kind: Class of the address.
        target: For a relative one, the path it resolves to inside the same container, else None.
        resolved: Whether that path is a member of the same container. Decided once the artifact was read.
    """

    location: Location
    line: int | None
    url: str
    kind: ReferenceKind
    target: str | None = None
    resolved: bool = False


class DebugIdComment(Struct, frozen=True, kw_only=True):
    """A ``//# debugId=`` comment in shipped code.

    Attributes:
        location: The member that carries it.
        line: 1-based line.
        debug_id: Lower case.
        maps: The maps of the same artifact that carry the same id. Decided once the artifact was read.
    """

    location: Location
    line: int
    debug_id: str
    maps: tuple[Location, ...] = ()


class UnreadableMap(Struct, frozen=True, kw_only=True):
    """Something that is a source map by its marks but cannot be read as one.

    Attributes:
        location: The member, outermost first.
        line: 1-based line of an inline one, else None.
        why: What stopped the reader, in a few words.
        has_content: Whether a non-empty ``sourcesContent`` was seen by scanning the bytes.
    """

    location: Location
    line: int | None
    why: str
    has_content: bool


class Atlas(Struct, frozen=True, kw_only=True):
    """Every source map of an artifact and everything that points at one."""

    maps: tuple[SourceMap, ...] = ()
    references: tuple[MapReference, ...] = ()
    debug_ids: tuple[DebugIdComment, ...] = ()
    unreadable: tuple[UnreadableMap, ...] = ()


class SourceMapTotals(Struct, frozen=True, kw_only=True):
    """The ``source_maps`` object of the report."""

    maps: int = 0
    inline: int = 0
    with_content: int = 0
    sources: int = 0
    embedded: int = 0
    embedded_bytes: int = 0
    embedded_lines: int = 0
    shipped: int = 0
    third_party: int = 0
    novel: int = 0
    novel_bytes: int = 0
    novel_lines: int = 0
