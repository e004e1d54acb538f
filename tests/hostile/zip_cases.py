"""Crooked zips, each named by its fault, and harmless ones that must stay silent."""

from __future__ import annotations

import bz2
import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from pkgaudit.model.gap import GapKind
from pkgaudit.model.member import AnomalyKind as Kind
from tests.hostile.case import HostileCase
from tests.hostile.zip_build import (
    EVIL,
    HIDDEN,
    INFO,
    TEXT,
    A,
    B,
    Part,
    changed,
    deflate,
    described,
    end,
    end64,
    extra,
    lay,
    local,
    pack,
    streamed,
)

WHEEL_FILES = (
    Part(name=b"pkg-1.0.dist-info/WHEEL", data=b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
    Part(name=b"pkg-1.0.dist-info/RECORD", data=b"pkg-1.0.dist-info/RECORD,,\n"),
)
SHOWN = ("pkg/a.py",)


def case(
    name: str,
    build: Callable[[], bytes],
    *anomalies: Kind,
    gaps: tuple[GapKind, ...] = (),
    shows: tuple[str, ...] = SHOWN,
    harmless: bool = False,
    suffix: str = "-1.0-py3-none-any.whl",
) -> HostileCase:
    return HostileCase(
        name=f"zip-{name}", suffix=suffix, build=build, anomalies=anomalies, gaps=gaps, shows=shows, harmless=harmless
    )


def parts(*members: Part) -> Callable[[], bytes]:
    return lambda: pack(*members)


def wheel(*members: Part) -> Callable[[], bytes]:
    """With what uv needs to take it for a wheel."""
    return lambda: pack(*members, *WHEEL_FILES)


def one(**changes: object) -> Callable[[], bytes]:
    return wheel(changed(A, **changes), INFO)


def ended(**changes: int | bytes) -> Callable[[], bytes]:
    return lambda: lay(A, INFO).ended(**changes)


def shortened(count: int) -> Callable[[], bytes]:
    return lambda: pack(A, INFO)[:-count]


def without_end() -> bytes:
    return lay(A, B).body


def cut_in_data() -> bytes:
    return local(A) + local(changed(B, name=b"pkg/b.py", method=0))[:-40]


def prefixed() -> bytes:
    return b"#!/usr/bin/env python3\n" + pack(A, INFO)


def prefixed_adjusted() -> bytes:
    head = b"#!/usr/bin/env python3\n"
    laid = lay(A, INFO, base=len(head))
    return head + laid.ended(offset=len(head) + laid.offset)


def between_directory_and_end() -> bytes:
    laid = lay(A, INFO)
    return laid.body + laid.directory + b"hidden bytes" + end(laid.count, len(laid.directory), laid.offset)


def concatenated() -> bytes:
    return pack(HIDDEN, INFO) + pack(A, INFO)


def concatenated_adjusted() -> bytes:
    first = pack(HIDDEN, INFO)
    laid = lay(A, INFO, base=len(first))
    return first + laid.ended(offset=len(first) + laid.offset)


def zip_in_comment() -> bytes:
    return lay(A, INFO).ended(comment=pack(HIDDEN, INFO))


def end_in_comment() -> bytes:
    laid = lay(A, INFO)
    fake = end(0, 0, 0)
    return laid.ended(comment=b"see " + fake)


def two_directories() -> bytes:
    """The size leads to one directory, the offset to another."""
    body = lay(A, HIDDEN).body
    first = lay(A).directory
    second = lay(changed(A, in_directory=False), HIDDEN).directory
    return body + first + second + end(1, len(second), len(body))


def same_local_twice() -> bytes:
    laid = lay(A, INFO)
    twin = lay(changed(A, name=b"pkg/twin.py")).directory
    return laid.body + laid.directory + twin + end(3, len(laid.directory) + len(twin), laid.offset)


def quoted_overlap() -> bytes:
    """The first member's stored data is the second member, header and all."""
    inner = local(changed(B, method=0))
    outer = changed(A, method=0, data=inner, packed=inner)
    laid = lay(outer, INFO)
    quoted = lay(changed(B, method=0, offset=len(local(outer)) - len(inner), in_body=False)).directory
    return laid.body + laid.directory + quoted + end(3, len(laid.directory) + len(quoted), laid.offset)


def bomb_of_overlaps() -> bytes:
    """Many directory entries share one kernel of a megabyte."""
    kernel = Part(name=b"pkg/a.py", data=bytes(1 << 20))
    laid = lay(kernel)
    directory = laid.directory * 500
    return laid.body + directory + end(500, len(directory), laid.offset)


def reaches_into_directory() -> bytes:
    laid = lay(INFO, changed(A, method=0, packed_size=len(TEXT) + 20, size=len(TEXT) + 20))
    return laid.ended()


def zip64(where: int = 0, tail: bytes = b"", *, lies: bool = False, forged: bool = False) -> bytes:
    laid = lay(A, INFO)
    at = laid.offset + len(laid.directory)
    size = len(laid.directory)
    records = end64(laid.count, size, laid.offset, at, tail=tail, where=at + where)
    count = laid.count + 1 if lies else 0xFFFF
    last = end(count, size if forged or lies else 0xFFFFFFFF, laid.offset if forged or lies else 0xFFFFFFFF)
    return laid.body + laid.directory + records + last


def zip64_other_directory() -> bytes:
    """The end record and the zip64 end record lead to different directories."""
    body = lay(A, HIDDEN).body
    first = lay(A).directory
    second = lay(changed(A, in_directory=False), HIDDEN).directory
    at = len(body) + len(first) + len(second)
    records = end64(1, len(second), len(body) + len(first), at)
    return body + first + second + records + end(1, len(first), len(body))


def zip64_missing() -> bytes:
    return lay(A, INFO).ended(size=0xFFFFFFFF, offset=0xFFFFFFFF, count=0xFFFF)


def zip64_entry(value: bytes) -> Callable[[], bytes]:
    return one(size=0xFFFFFFFF, local_size=len(TEXT), extra=extra(1, value))


def harmless_zipfile(**options: object) -> Callable[[], bytes]:
    def build() -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in (("pkg/__init__.py", b""), ("pkg/a.py", TEXT), ("pkg-1.0.dist-info/METADATA", INFO.data)):
                info = zipfile.ZipInfo(name, (2020, 2, 2, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o100644 << 16
                with archive.open(info, "w", force_zip64=bool(options.get("force_zip64"))) as member:
                    member.write(data)
            for name in ("pkg-1.0.dist-info/WHEEL", "pkg-1.0.dist-info/RECORD"):
                archive.writestr(zipfile.ZipInfo(name, (2020, 2, 2, 0, 0, 0)), _wheel_file(name))
        return stream.getvalue()

    return build


def _wheel_file(name: str) -> bytes:
    if name.endswith("WHEEL"):
        return b"Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    rows = [f"{path},," for path in ("pkg/__init__.py", "pkg/a.py", "pkg-1.0.dist-info/METADATA")]
    return "\n".join([*rows, "pkg-1.0.dist-info/WHEEL,,", f"{name},,", ""]).encode()


def unseekable() -> bytes:
    """As streaming writers make them: sizes behind the data."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.written = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.written += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("pkg/a.py"), TEXT)
        archive.writestr(zipfile.ZipInfo("pkg/b.py"), TEXT)
    return bytes(pipe.written)


UNICODE_NAME = "pkg/\u00e4.py"
FOREIGN = struct.pack("<BI", 1, zlib.crc32(b"pkg/a.py")) + b"pkg/renamed.py"

CASES: tuple[HostileCase, ...] = (
    # Two views
    case(
        "local-not-in-directory",
        wheel(A, changed(HIDDEN, in_directory=False), INFO),
        Kind.MISSING_FROM_DIRECTORY,
        Kind.READERS_DISAGREE,
        shows=("pkg/a.py", "pkg/hidden.py"),
    ),
    case(
        "streamed-local-not-in-directory",
        wheel(A, changed(streamed(HIDDEN), in_directory=False), INFO),
        Kind.MISSING_FROM_DIRECTORY,
        Kind.DATA_DESCRIPTOR,
        shows=("pkg/a.py", "pkg/hidden.py"),
    ),
    case(
        "streamed-stored-local-not-in-directory",
        wheel(A, changed(streamed(changed(HIDDEN, method=0)), in_directory=False), INFO),
        Kind.MISSING_FROM_DIRECTORY,
        shows=("pkg/a.py", "pkg/hidden.py"),
    ),
    case(
        "directory-entry-without-local",
        wheel(A, changed(HIDDEN, in_body=False, offset=3), INFO),
        Kind.MISSING_LOCAL_HEADER,
        gaps=(GapKind.UNREADABLE,),
        shows=("pkg/a.py", "pkg/hidden.py"),
    ),
    case(
        "directory-entry-beyond-the-file",
        wheel(A, changed(HIDDEN, in_body=False, offset=99_999), INFO),
        Kind.MISSING_LOCAL_HEADER,
        gaps=(GapKind.UNREADABLE,),
    ),
    case(
        "local-name-differs",
        one(local_name=b"pkg/z.py"),
        Kind.LOCAL_CENTRAL_MISMATCH,
        shows=("pkg/a.py", "pkg/z.py"),
    ),
    case("local-packed-size-differs", one(local_packed_size=3), Kind.LOCAL_CENTRAL_MISMATCH),
    case("local-size-differs", one(local_size=3), Kind.LOCAL_CENTRAL_MISMATCH),
    case("local-crc-differs", one(local_crc=3), Kind.LOCAL_CENTRAL_MISMATCH),
    case("local-method-differs", one(local_method=0), Kind.LOCAL_CENTRAL_MISMATCH),
    case("local-flags-differ", one(local_flags=0x800), Kind.LOCAL_CENTRAL_MISMATCH),
    case("local-time-differs", one(local_time=7), Kind.LOCAL_CENTRAL_MISMATCH),
    case(
        "duplicate-name",
        wheel(A, changed(A, data=EVIL), INFO),
        Kind.DUPLICATE_NAME,
    ),
    case("clashing-name", wheel(A, changed(A, name=b"pkg/A.py"), INFO), Kind.CLASHING_NAME),
    case("file-under-file", wheel(A, changed(A, name=b"pkg/a.py/b.py"), INFO), Kind.FILE_UNDER_FILE),
    # Bytes that belong to nothing
    case("prefix", prefixed, Kind.PREFIX_BYTES),
    case("prefix-with-adjusted-offsets", prefixed_adjusted, Kind.PREFIX_BYTES),
    case("suffix", lambda: pack(A, INFO) + b"hidden", Kind.BYTES_AFTER_END),
    case("zero-padding", lambda: pack(A, INFO) + bytes(512), Kind.BYTES_AFTER_END),
    case("bytes-between-members", wheel(A, changed(INFO, before=b"hidden bytes")), Kind.BYTES_BETWEEN_MEMBERS),
    case("bytes-before-end-record", between_directory_and_end, Kind.BYTES_BETWEEN_MEMBERS),
    case(
        "member-between-junk",
        wheel(A, changed(INFO, before=b"junk" + local(HIDDEN) + b"junk")),
        Kind.BYTES_BETWEEN_MEMBERS,
        Kind.MISSING_FROM_DIRECTORY,
        shows=("pkg/a.py", "pkg/hidden.py"),
    ),
    case("comment", ended(comment=b"hello"), Kind.ARCHIVE_COMMENT),
    case("comment-cut-short", ended(comment=b"hello", comment_length=90), Kind.TRUNCATED),
    case("member-comment", one(comment=b"hello"), Kind.ARCHIVE_COMMENT),
    case("zip-in-comment", zip_in_comment, Kind.NESTED_ZIP_END, shows=("pkg/a.py", "pkg/hidden.py")),
    case("end-record-in-comment", end_in_comment, Kind.NESTED_ZIP_END),
    case("concatenated", concatenated, Kind.NESTED_ZIP_END, shows=("pkg/a.py", "pkg/hidden.py")),
    case(
        "concatenated-with-adjusted-offsets",
        concatenated_adjusted,
        Kind.NESTED_ZIP_END,
        shows=("pkg/a.py", "pkg/hidden.py"),
    ),
    case("two-directories", two_directories, Kind.END_RECORD_INCONSISTENT, shows=("pkg/a.py", "pkg/hidden.py")),
    # Data descriptors
    case("descriptor", wheel(streamed(A), streamed(INFO)), Kind.DATA_DESCRIPTOR),
    case("descriptor-as-zipfile-streams", unseekable, Kind.DATA_DESCRIPTOR),
    case("descriptor-without-signature", wheel(streamed(A, signature=False), INFO), Kind.DATA_DESCRIPTOR),
    case("descriptor-of-64-bits", wheel(streamed(A, wide=True), INFO), Kind.DATA_DESCRIPTOR),
    case(
        "descriptor-lies",
        wheel(changed(streamed(A), descriptor=described(EVIL, b"short")), INFO),
        Kind.LOCAL_CENTRAL_MISMATCH,
    ),
    case("descriptor-missing", wheel(changed(streamed(A), descriptor=b""), INFO), Kind.LOCAL_CENTRAL_MISMATCH),
    # zip64
    case("zip64-locator-off", lambda: zip64(where=7), Kind.ZIP64_INCONSISTENT),
    case("zip64-extensible-data", lambda: zip64(tail=b"hidden data!"), Kind.ZIP64_INCONSISTENT),
    case("zip64-end-record-differs", lambda: zip64(lies=True), Kind.ZIP64_INCONSISTENT),
    case(
        "zip64-leads-elsewhere",
        zip64_other_directory,
        Kind.ZIP64_INCONSISTENT,
        shows=("pkg/a.py", "pkg/hidden.py"),
    ),
    case("zip64-records-missing", zip64_missing, Kind.ZIP64_INCONSISTENT),
    case("zip64-field-short", zip64_entry(b"1234"), Kind.ZIP64_INCONSISTENT),
    case("zip64-field-lies", zip64_entry(struct.pack("<Q", 7)), Kind.LOCAL_CENTRAL_MISMATCH),
    case("zip64-field-long", zip64_entry(struct.pack("<QQ", len(TEXT), 7)), Kind.ZIP64_INCONSISTENT),
    case("zip64-field-not-needed", one(extra=extra(1, struct.pack("<Q", 7))), Kind.ZIP64_INCONSISTENT),
    case("local-zip64-field-lies", one(local_extra=extra(1, struct.pack("<QQ", 7, 7))), Kind.ZIP64_INCONSISTENT),
    # End record
    case("end-count-high", ended(count=3), Kind.END_RECORD_INCONSISTENT),
    case("end-count-low", ended(count=1), Kind.END_RECORD_INCONSISTENT),
    case("end-size-short", ended(size=60), Kind.END_RECORD_INCONSISTENT, shows=("pkg/a.py",)),
    case("end-offset-off", ended(offset=7), Kind.PREFIX_BYTES, shows=("pkg/a.py",)),
    case("several-disks", ended(disk=1, first_disk=1), Kind.END_RECORD_INCONSISTENT),
    case("member-on-another-disk", one(disk=2), Kind.END_RECORD_INCONSISTENT),
    case("no-end-record", without_end, Kind.TRUNCATED, Kind.READERS_DISAGREE),
    case("end-record-cut", shortened(4), Kind.TRUNCATED, Kind.READERS_DISAGREE),
    case("data-cut", cut_in_data, Kind.TRUNCATED, gaps=(GapKind.UNREADABLE,), shows=("pkg/a.py", "pkg/b.py")),
    case("empty", lambda: end(0, 0, 0), Kind.EMPTY_ARCHIVE, shows=()),
    # Overlaps
    case("same-local-header-twice", same_local_twice, Kind.OVERLAPPING_MEMBERS, shows=("pkg/a.py", "pkg/twin.py")),
    case("quoted-overlap", quoted_overlap, Kind.OVERLAPPING_MEMBERS, shows=("pkg/a.py", "pkg/b.py")),
    case("bomb-of-overlaps", bomb_of_overlaps, Kind.OVERLAPPING_MEMBERS, gaps=(GapKind.LIMIT,)),
    case("member-reaches-into-directory", reaches_into_directory, Kind.OVERLAPPING_MEMBERS),
    # Extra fields
    case(
        "unicode-path-differs",
        one(extra=extra(0x7075, FOREIGN)),
        Kind.UNICODE_PATH,
        shows=("pkg/a.py", "pkg/renamed.py"),
    ),
    case("unicode-path-twice", one(extra=extra(0x7075, FOREIGN) * 2), Kind.EXTRA_FIELD),
    case("extra-field-malformed", one(extra=b"\x01\x02\xff\xff"), Kind.EXTRA_FIELD),
    case("local-extra-field-malformed", one(local_extra=b"\x01\x02\xff\xff12"), Kind.EXTRA_FIELD),
    # Methods and encryption
    case("encrypted", one(flags=1), Kind.ENCRYPTED, gaps=(GapKind.UNSUPPORTED,)),
    case("encrypted-strongly", one(flags=0x41), Kind.ENCRYPTED, gaps=(GapKind.UNSUPPORTED,)),
    case(
        "encrypted-aes",
        one(method=99, packed=b"x" * 40, extra=extra(0x9901, b"\2\0AE\3\10\0")),
        Kind.ENCRYPTED,
        gaps=(GapKind.UNSUPPORTED,),
    ),
    case(
        "method-bzip2", one(method=12, packed=bz2.compress(TEXT)), Kind.UNSUPPORTED_METHOD, gaps=(GapKind.UNSUPPORTED,)
    ),
    case("method-lzma", one(method=14, packed=b"?" * 20), Kind.UNSUPPORTED_METHOD, gaps=(GapKind.UNSUPPORTED,)),
    case("method-zstd", one(method=93, packed=b"?" * 20), Kind.UNSUPPORTED_METHOD, gaps=(GapKind.UNSUPPORTED,)),
    case("method-unknown", one(method=77, packed=b"?" * 20), Kind.UNSUPPORTED_METHOD, gaps=(GapKind.UNSUPPORTED,)),
    case("patched-data", one(flags=0x20), Kind.UNSUPPORTED_METHOD, gaps=(GapKind.UNSUPPORTED,)),
    case(
        "bomb-in-bzip2",
        one(method=12, packed=bz2.compress(bytes(1 << 22))),
        Kind.UNSUPPORTED_METHOD,
        gaps=(GapKind.UNSUPPORTED,),
    ),
    case("version-of-the-future", one(version=99), Kind.READERS_DISAGREE),
    # Content
    case("wrong-checksum", one(crc=3), Kind.CHECKSUM_MISMATCH),
    case("stored-wrong-checksum", one(method=0, crc=3), Kind.CHECKSUM_MISMATCH),
    case("size-too-small", one(size=10), Kind.SIZE_MISMATCH),
    case("size-too-large", one(size=9000), Kind.SIZE_MISMATCH),
    case("stored-sizes-differ", one(method=0, size=10), Kind.SIZE_MISMATCH),
    case("bytes-after-deflate-data", one(packed=deflate(TEXT) + b"hidden"), Kind.SIZE_MISMATCH),
    case("damaged-deflate-data", one(packed=b"\xff" * 30), Kind.CHECKSUM_MISMATCH, gaps=(GapKind.UNREADABLE,)),
    case("unfinished-deflate-data", one(packed=deflate(TEXT)[:-3]), Kind.SIZE_MISMATCH, gaps=(GapKind.UNREADABLE,)),
    case("bomb-that-says-it-is-small", one(data=b"x", packed=deflate(bytes(1 << 26)), size=1), Kind.SIZE_MISMATCH),
    case("folder-with-data", one(name=b"pkg/sub/"), Kind.SIZE_ON_NON_FILE, shows=("pkg/sub",)),
    # Kinds
    case("symlink", one(mode=0o120777, data=b"b.py"), Kind.SYMLINK),
    case("symlink-outside", one(mode=0o120777, data=b"../../../etc/passwd"), Kind.SYMLINK, Kind.LINK_OUTSIDE),
    case("device", one(mode=0o020644), Kind.SPECIAL_FILE),
    case("fifo", one(mode=0o010644), Kind.SPECIAL_FILE),
    case("folder-by-mode-only", one(mode=0o040755), Kind.SPECIAL_FILE),
    # Names
    case("name-traversal", one(name=b"../evil.py"), Kind.PATH_TRAVERSAL, shows=("../evil.py",)),
    case("name-absolute", one(name=b"/evil.py"), Kind.ABSOLUTE_NAME, shows=("/evil.py",)),
    case("name-drive", one(name=b"C:/evil.py"), Kind.ABSOLUTE_NAME, shows=()),
    case("name-backslash", one(name=b"pkg\\evil.py"), Kind.BACKSLASH_NAME, shows=("pkg\\evil.py", "pkg/evil.py")),
    case("name-empty", one(name=b""), Kind.EMPTY_NAME, shows=()),
    case("name-nul", one(name=b"pkg/a.py\0.txt"), Kind.UNPRINTABLE_NAME),
    case("name-code-page-437", one(name=b"pkg/\x84.py"), Kind.UNDECODABLE_NAME, shows=(UNICODE_NAME,)),
    case("name-bad-utf8", one(name=b"pkg/\xff.py", flags=0x800), Kind.UNDECODABLE_NAME, shows=()),
    case("name-bidi", one(name="pkg/a\u202eyp.py".encode(), flags=0x800), Kind.UNPRINTABLE_NAME, shows=()),
    case("name-escape", one(name=b"pkg/\x1b[2J.py"), Kind.UNPRINTABLE_NAME, shows=()),
    case("name-overlong", one(name=b"a/" * 200 + b"b"), Kind.OVERLONG_NAME, shows=()),
    case("name-dot-prefix", one(name=b"./pkg/a.py"), Kind.DOT_PREFIX),
    # Harmless
    case("harmless-zipfile", harmless_zipfile(), harmless=True, shows=("pkg/__init__.py", "pkg/a.py")),
    case("harmless-force-zip64", harmless_zipfile(force_zip64=True), harmless=True, shows=("pkg/a.py",)),
    case("harmless-stored", parts(changed(A, method=0), changed(INFO, method=0)), harmless=True, suffix=".zip"),
    case(
        "harmless-nested-end-in-stored-member",
        lambda: pack(changed(A, name=b"t/x.bin", method=0, data=b"data PK\x05\x06" + bytes(40)), INFO),
        harmless=True,
        shows=("t/x.bin",),
        suffix=".zip",
    ),
    case(
        "harmless-utf8-name",
        parts(changed(A, name=UNICODE_NAME.encode(), flags=0x800), INFO),
        harmless=True,
        shows=(UNICODE_NAME,),
        suffix=".zip",
    ),
    case(
        "harmless-timestamps",
        parts(changed(A, extra=extra(0x5455, b"\3aaaa"), local_extra=extra(0x5455, b"\3aaaabbbb")), INFO),
        harmless=True,
        suffix=".zip",
    ),
    case("harmless-zip64-records", lambda: zip64(forged=True), harmless=True, suffix=".zip"),
    case(
        "harmless-folders",
        parts(changed(A, name=b"pkg/", data=b"", method=0, mode=0o040755), A),
        harmless=True,
        suffix=".zip",
    ),
)
"""Every case; the fault's name is what comes after ``zip-``."""
