"""A member: one entry of an archive or directory, as a hostile author may have written it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from pkgaudit.model.gap import Location


class MemberKind(StrEnum):
    """What an entry claims to be."""

    FILE = "file"
    DIRECTORY = "directory"
    SYMLINK = "symlink"
    HARDLINK = "hardlink"
    SPECIAL = "special"


class Member(Struct, frozen=True, kw_only=True):
    """One entry, in archive order; two entries with one name stay two.

    Attributes:
        container: The archive or directory it was found in, outermost first.
        raw_name: Its name as the archive spells it.
        path: The name decoded (UTF-8, bad bytes as U+FFFD), with ``/`` between components and no leading
            ``./``. Never used to open anything.
        kind: What the entry claims to be.
        size: Content bytes after inflation.
        content: The bytes of a file; None for other kinds and for a file over ``member_bytes``, which is then a gap.
        offset: Byte offset of the entry's header in its container's (inflated) stream, or None in a directory.
        mode: Permission bits as written, 0 where there are none.
        link_target: Where a link points, decoded like ``path``.
    """

    container: Location
    raw_name: bytes
    path: str
    kind: MemberKind = MemberKind.FILE
    size: int = 0
    content: bytes | None = None
    offset: int | None = None
    mode: int = 0
    link_target: str | None = None

    @property
    def location(self) -> Location:
        """Container and path, outermost first."""
        return (*self.container, self.path)


class MemberRecord(Struct, frozen=True, kw_only=True):
    """What stays of a member once its bytes are gone.

    Attributes:
        location: Container and path, outermost first.
        kind: What the entry claimed to be.
        size: Content bytes after inflation.
        text_key: Length and keyed hash of the content with CRLF and CR folded to LF; equal for equal text
            within one process, None when the content was not read.
        sha256: Hex digest of the content; empty when it was not asked for or not read.
    """

    location: Location
    kind: MemberKind
    size: int
    text_key: tuple[int, int] | None = None
    sha256: str = ""

    @property
    def path(self) -> str:
        """The path inside the innermost container."""
        return self.location[-1]


class AnomalyKind(StrEnum):
    """What lies outside the strict profile of an archive; each value is usable as a rule's parameter."""

    # Both tar and zip
    DUPLICATE_NAME = "duplicate-name"
    CLASHING_NAME = "clashing-name"
    PATH_TRAVERSAL = "path-traversal"
    ABSOLUTE_NAME = "absolute-name"
    DOT_PREFIX = "dot-prefix"
    UNPRINTABLE_NAME = "unprintable-name"
    UNDECODABLE_NAME = "undecodable-name"
    OVERLONG_NAME = "overlong-name"
    EMPTY_NAME = "empty-name"
    BACKSLASH_NAME = "backslash-name"
    COLON_NAME = "colon-name"
    FILE_UNDER_FILE = "file-under-file"
    SYMLINK = "symlink"
    HARDLINK = "hardlink"
    LINK_OUTSIDE = "link-outside"
    SPECIAL_FILE = "special-file"
    SIZE_ON_NON_FILE = "size-on-non-file"
    BYTES_AFTER_END = "bytes-after-end"
    BYTES_BETWEEN_MEMBERS = "bytes-between-members"
    TRUNCATED = "truncated"
    READERS_DISAGREE = "readers-disagree"
    WRONG_CONTAINER = "wrong-container"
    SEVERAL_TOP_FOLDERS = "several-top-folders"
    MANY_MEMBERS = "many-members"
    EMPTY_ARCHIVE = "empty-archive"
    # tar
    MEMBERS_AFTER_END = "members-after-end"
    MISSING_END_MARKER = "missing-end-marker"
    BAD_HEADER = "bad-header"
    BAD_NUMBER = "bad-number"
    AMBIGUOUS_HEADER = "ambiguous-header"
    UNKNOWN_TYPE = "unknown-type"
    PAX_OVERRIDE = "pax-override"
    PAX_GLOBAL = "pax-global"
    PAX_MALFORMED = "pax-malformed"
    SPARSE = "sparse"
    # gzip
    GZIP_HEADER = "gzip-header"
    GZIP_CHECKSUM = "gzip-checksum"
    GZIP_MEMBERS = "gzip-members"
    # zip
    LOCAL_CENTRAL_MISMATCH = "local-central-mismatch"
    MISSING_FROM_DIRECTORY = "missing-from-directory"
    MISSING_LOCAL_HEADER = "missing-local-header"
    OVERLAPPING_MEMBERS = "overlapping-members"
    PREFIX_BYTES = "prefix-bytes"
    ARCHIVE_COMMENT = "archive-comment"
    DATA_DESCRIPTOR = "data-descriptor"
    ZIP64_INCONSISTENT = "zip64-inconsistent"
    END_RECORD_INCONSISTENT = "end-record-inconsistent"
    UNICODE_PATH = "unicode-path"
    EXTRA_FIELD = "extra-field"
    ENCRYPTED = "encrypted"
    UNSUPPORTED_METHOD = "unsupported-method"
    CHECKSUM_MISMATCH = "checksum-mismatch"
    SIZE_MISMATCH = "size-mismatch"
    NESTED_ZIP_END = "nested-zip-end"


class Anomaly(Struct, frozen=True, kw_only=True):
    """One departure from the strict profile: a fact, without a judgement.

    Attributes:
        kind: Which departure.
        location: The archive, or the member where one is named, outermost first.
        offset: Byte offset in the container's stream (for gzip: of the compressed file) where it was seen, or None.
        detail: What was seen, in a few words, with the values that disagree.
        nested: Whether it was seen in an archive inside the artifact, rather than in the artifact's own container.
        cause: The kind of another anomaly of the same archive that this one only follows from, or None.
    """

    kind: AnomalyKind
    location: Location
    offset: int | None
    detail: str
    nested: bool = False
    cause: AnomalyKind | None = None
