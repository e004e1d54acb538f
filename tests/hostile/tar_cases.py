"""Crooked tars and gzips, and harmless ones beside them."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from pkgaudit.model.gap import GapKind
from pkgaudit.model.member import AnomalyKind as Kind
from tests.hostile.case import HostileCase
from tests.hostile.tar_builder import (
    END,
    GNU,
    V7,
    deflate,
    file,
    folder,
    gz,
    gzip_of,
    header,
    long_name,
    octal,
    pad,
    pax,
    record,
    resum,
)

_MANIFEST = b'{"name":"sample","version":"1.0.0"}'
_P = file(b"package/package.json", _MANIFEST)
_A = file(b"package/a.js")
_B = file(b"package/b.js", b"hidden = true\n")
_MANIFEST_PATH = "package/package.json"


def _tgz(*parts: bytes) -> Callable[[], bytes]:
    return lambda: gz(b"".join(parts))


def _case(
    name: str,
    build: Callable[[], bytes],
    *anomalies: Kind,
    gaps: tuple[GapKind, ...] = (),
    shows: tuple[str, ...] = (),
    suffix: str = ".tgz",
) -> HostileCase:
    return HostileCase(name=name, suffix=suffix, build=build, anomalies=anomalies, gaps=gaps, shows=shows)


def _harmless(name: str, build: Callable[[], bytes], *shows: str, suffix: str = ".tgz") -> HostileCase:
    return HostileCase(name=name, suffix=suffix, build=build, shows=shows, harmless=True)


def _sparse_header(*, more: bool = False) -> bytes:
    block = bytearray(header(b"package/a.js", 512, b"S", magic=GNU))
    block[386:410] = octal(0, 12) + octal(512, 12)
    block[482] = int(more)
    block[483:495] = octal(4096, 12)
    return resum(bytes(block))


def _sparse_more() -> bytes:
    return octal(2048, 12) + octal(0, 12) + bytes(488)


def _garbage() -> bytes:
    return bytes((7 * index + 13) % 251 for index in range(512))


def _with_byte(block: bytes, offset: int, content: bytes) -> bytes:
    return resum(block[:offset] + content + block[offset + len(content) :])


def _signed() -> bytes:
    block = header(b"package/caf\xe9.js", 6)
    blank = block[:148] + b" " * 8 + block[156:]
    total = sum(byte - 256 if byte > 127 else byte for byte in blank)
    return blank[:148] + b"%06o\0 " % total + blank[156:] + pad(b"x = 1\n")


def _broken_deflate() -> bytes:
    content = _P + _A + END
    packer = zlib.compressobj(0, zlib.DEFLATED, -15)
    whole = packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + whole + b"\xff\xff\xff\xff" + bytes(8)


def _header_checked(*, right: bool) -> bytes:
    head = b"\x1f\x8b\x08\x02\0\0\0\0\0\xff"
    checksum = zlib.crc32(head) & 0xFFFF if right else 0x1234
    content = _P + _A + END
    return gzip_of(deflate(content), content, head + checksum.to_bytes(2, "little"))


def _headed(head: bytes) -> Callable[[], bytes]:
    content = _P + _A + END
    return lambda: gzip_of(deflate(content), content, head)


def _smuggled(inner: bytes) -> bytes:
    """A comment whose second line is a record to who reads by lines."""
    line = b"%d %s" % (len(inner) + 4, inner)
    return record(b"comment", b"x\n" + line)


_NEWLINE_PATH = _smuggled(b"path=package/smuggled.js")

_BLOCKS = (
    _case(
        "single-zero-block",
        _tgz(_P, bytes(512), _B, END),
        Kind.MEMBERS_AFTER_END,
        Kind.READERS_DISAGREE,
        shows=("package/b.js",),
    ),
    _case(
        "two-single-zero-blocks",
        _tgz(_P, bytes(512), _A, bytes(512), _B, END),
        Kind.MEMBERS_AFTER_END,
        shows=("package/a.js", "package/b.js"),
    ),
    _case("starts-with-zero-block", _tgz(bytes(512), _P, _B, END), Kind.MEMBERS_AFTER_END, shows=("package/b.js",)),
    _case(
        "garbage-block-between",
        _tgz(_P, _garbage(), _B, END),
        Kind.BAD_HEADER,
        Kind.READERS_DISAGREE,
        shows=("package/b.js",),
    ),
    _case("garbage-blocks-first", _tgz(_garbage() * 3, _P, _B, END), Kind.BAD_HEADER, shows=("package/b.js",)),
    _case(
        "bad-checksum-on-one-member",
        _tgz(_P, header(b"package/a.js", 512, checksum=b"000001\0 "), _B, END),
        Kind.BAD_HEADER,
        shows=("package/b.js",),
    ),
    _case(
        "header-hidden-in-skipped-body",
        _tgz(_P, header(b"package/a.js", 1024, checksum=b"000001\0 "), _B, END),
        Kind.BAD_HEADER,
        shows=("package/b.js",),
    ),
    _case("garbage-after-single-zero-block", _tgz(_P, bytes(512), _garbage(), END), Kind.BYTES_AFTER_END),
    _case("bytes-after-end", _tgz(_P, END, b"secret" * 100), Kind.BYTES_AFTER_END),
    _case("concatenated-tars", _tgz(_P, END, _B, END), Kind.BYTES_AFTER_END),
    _case("no-end-marker", _tgz(_P, _A), Kind.MISSING_END_MARKER, shows=("package/a.js",)),
    _case("one-zero-block-at-the-end", _tgz(_P, _A, bytes(512)), Kind.MISSING_END_MARKER, shows=("package/a.js",)),
    _case("truncated-header", _tgz(_P, _A[:300]), Kind.TRUNCATED, shows=(_MANIFEST_PATH,)),
    _case(
        "truncated-body", _tgz(_P, header(b"package/a.js", 5000), b"x" * 700), Kind.TRUNCATED, shows=("package/a.js",)
    ),
    _case(
        "bytes-in-padding",
        _tgz(_P, header(b"package/a.js", 6), b"x = 1\n".ljust(512, b"!"), END),
        Kind.BYTES_BETWEEN_MEMBERS,
        shows=("package/a.js",),
    ),
    _case("only-garbage", _tgz(_garbage() * 4), Kind.BAD_HEADER, Kind.EMPTY_ARCHIVE, gaps=(GapKind.UNREADABLE,)),
    _case("empty-tar", _tgz(END), Kind.EMPTY_ARCHIVE),
    _case(
        "null-to-npm-only",
        _tgz(_P, bytes(148) + b"zzzzzzzz" + bytes(356), _B, END),
        Kind.BAD_HEADER,
        shows=("package/b.js",),
    ),
)

_EXTENSIONS = (
    _case(
        "pax-path-then-long-name",
        _tgz(_P, pax(record(b"path", b"package/x.js")), long_name(b"package/l.js"), _A, END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/x.js", "package/l.js"),
    ),
    _case(
        "long-name-then-pax-path",
        _tgz(_P, long_name(b"package/l.js"), pax(record(b"path", b"package/x.js")), _A, END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/x.js", "package/l.js"),
    ),
    _case(
        "two-long-names",
        _tgz(_P, long_name(b"package/first.js"), long_name(b"package/last.js"), _A, END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/first.js", "package/last.js"),
    ),
    _case(
        "two-pax-headers",
        _tgz(_P, pax(record(b"path", b"package/1.js")), pax(record(b"path", b"package/2.js")), _A, END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/1.js", "package/2.js"),
    ),
    _case(
        "pax-header-at-the-end",
        _tgz(_P, _A, pax(record(b"path", b"package/x.js")), END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/a.js",),
    ),
    _case(
        "pax-header-before-zero-block-and-member",
        _tgz(_P, pax(record(b"path", b"package/x.js")), bytes(512), _A, END),
        Kind.MEMBERS_AFTER_END,
        shows=("package/x.js",),
    ),
    _case(
        "newline-smuggles-path",
        _tgz(_P, pax(_NEWLINE_PATH), _A, END),
        Kind.PAX_MALFORMED,
        shows=("package/smuggled.js", "package/a.js"),
    ),
    _case(
        "newline-smuggles-size",
        _tgz(_P, pax(_smuggled(b"size=0")), header(b"package/a.js", 1024), _B, END),
        Kind.PAX_MALFORMED,
        shows=("package/a.js", "package/b.js"),
    ),
    *(
        _case(
            f"pax-size-{name}",
            _tgz(_P, pax(record(b"size", value)), header(b"package/a.js", 1024), _B, _A, END),
            Kind.PAX_MALFORMED,
            shows=("package/a.js",),
        )
        for name, value in (
            ("hexadecimal", b"0x400"),
            ("exponent", b"1.024e3"),
            ("underscore", b"1_024"),
            ("plus", b"+1"),
            ("empty", b""),
            ("negative", b"-512"),
            ("fraction", b"0.5"),
            ("infinite", b"1e999"),
            ("infinity", b"Infinity"),
            ("blank", b" 1024"),
        )
    ),
    _case(
        "pax-size-smaller-than-header",
        _tgz(_P, pax(record(b"size", b"0")), header(b"package/a.js", 1024), _B, _A, END),
        Kind.PAX_OVERRIDE,
        shows=("package/a.js", "package/b.js"),
    ),
    _case(
        "pax-size-larger-than-header",
        _tgz(_P, pax(record(b"size", b"1024")), header(b"package/a.js", 0), _B, _A, END),
        Kind.PAX_OVERRIDE,
        shows=("package/a.js", "package/b.js"),
    ),
    _case(
        "pax-size-before-long-name",
        _tgz(_P, pax(record(b"size", b"2048")), long_name(b"package/l.js"), header(b"package/a.js", 1024), _B, END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/l.js",),
    ),
    _case(
        "pax-length-zero", _tgz(_P, pax(b"0 path=package/x.js\n"), _A, END), Kind.PAX_MALFORMED, shows=("package/a.js",)
    ),
    _case(
        "pax-length-beyond",
        _tgz(_P, pax(b"99 path=package/x.js\n"), _A, END),
        Kind.PAX_MALFORMED,
        shows=("package/a.js",),
    ),
    _case(
        "pax-length-negative",
        _tgz(_P, pax(b"-20 path=package/x.js\n"), _A, END),
        Kind.PAX_MALFORMED,
        shows=("package/a.js",),
    ),
    _case(
        "pax-no-line-end",
        _tgz(_P, pax(b"21 path=package/x.js!"), _A, END),
        Kind.PAX_MALFORMED,
        shows=("package/a.js", "package/x.js"),
    ),
    _case("pax-no-equals", _tgz(_P, pax(b"9 path x\n"), _A, END), Kind.PAX_MALFORMED, shows=("package/a.js",)),
    _case(
        "pax-key-twice",
        _tgz(_P, pax(record(b"path", b"package/1.js"), record(b"path", b"package/2.js")), _A, END),
        Kind.PAX_MALFORMED,
        shows=("package/1.js", "package/2.js"),
    ),
    _case(
        "pax-record-in-padding",
        _tgz(
            _P,
            header(b"PaxHeader/x", 12, b"x"),
            pad(b"12 mtime=1.0\n"[:12] + record(b"path", b"package/x.js")),
            _A,
            END,
        ),
        Kind.PAX_MALFORMED,
        shows=("package/a.js",),
    ),
    _case(
        "pax-path-with-nul",
        _tgz(_P, pax(record(b"path", b"package/x.js\0.txt")), _A, END),
        Kind.PAX_MALFORMED,
        shows=("package/a.js", "package/x.js"),
    ),
    _case("pax-path-empty", _tgz(_P, pax(record(b"path", b"")), _A, END), Kind.PAX_MALFORMED, shows=("package/a.js",)),
    _case(
        "pax-binary-charset",
        _tgz(_P, pax(record(b"hdrcharset", b"BINARY"), record(b"path", b"package/x.js")), _A, END),
        Kind.PAX_OVERRIDE,
        shows=("package/x.js",),
    ),
    _case("pax-type-key", _tgz(_P, pax(record(b"type", b"5")), _A, END), Kind.PAX_OVERRIDE, shows=("package/a.js",)),
    _case("empty-pax-header", _tgz(_P, pax(), _A, END), Kind.PAX_MALFORMED, shows=("package/a.js",)),
    _case(
        "global-path",
        _tgz(_P, pax(record(b"path", b"package/x.js"), kind=b"g"), _A, END),
        Kind.PAX_GLOBAL,
        shows=("package/a.js", "package/x.js"),
    ),
    _case(
        "global-size",
        _tgz(_P, pax(record(b"size", b"1024"), kind=b"g"), _A, _B, END),
        Kind.PAX_GLOBAL,
        shows=("package/a.js", "package/b.js"),
    ),
    _case(
        "global-linkpath",
        _tgz(_P, pax(record(b"linkpath", b"x"), kind=b"g"), _A, END),
        Kind.PAX_GLOBAL,
        shows=("package/a.js",),
    ),
    _case(
        "extension-over-one-mebibyte",
        _tgz(_P, pax(record(b"path", b"package/x.js"), record(b"comment", b"c" * 1_100_000)), _A, END),
        Kind.PAX_MALFORMED,
        shows=("package/a.js", "package/x.js"),
    ),
    _case(
        "long-name-over-one-mebibyte",
        _tgz(_P, long_name(b"package/" + b"x" * 1_100_000), _A, END),
        Kind.OVERLONG_NAME,
        shows=("package/a.js",),
    ),
    _case(
        "thousand-chained-long-names",
        _tgz(_P, *(long_name(b"package/%d.js" % index) for index in range(1000)), _A, END),
        Kind.AMBIGUOUS_HEADER,
        Kind.READERS_DISAGREE,
        shows=("package/0.js", "package/999.js"),
    ),
    _case(
        "long-name-with-bytes-after-nul",
        _tgz(_P, header(b"././@LongLink", 30, b"L", magic=GNU), pad(b"package/l.js\0\npackage/m.js"), _A, END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/l.js",),
    ),
    _case(
        "old-long-name",
        _tgz(_P, header(b"package/n", 13, b"N"), pad(b"package/l.js\0"), _A, END),
        Kind.UNKNOWN_TYPE,
        shows=("package/n", "package/l.js", "package/a.js"),
    ),
    _case(
        "solaris-extended-header",
        _tgz(_P, pax(record(b"path", b"package/x.js"), kind=b"X"), _A, END),
        Kind.UNKNOWN_TYPE,
        shows=("package/x.js",),
    ),
    _case(
        "long-name-with-link-target",
        _tgz(_P, header(b"././@LongLink", 13, b"L", magic=GNU, link=b"x"), pad(b"package/l.js\0"), _A, END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/l.js", "package/a.js"),
    ),
)

# Found by putting random combinations of these faults to the installers.
_COMBINED = (
    _case(
        "hardlink-size-covers-end-marker",
        _tgz(_P, _A, header(b"package/l", 1024, b"1", link=b"package/a.js"), END, _B, END),
        Kind.SIZE_ON_NON_FILE,
        shows=("package/b.js",),
    ),
    _case(
        "name-waits-while-npm-passes-over-a-header",
        _tgz(_P, pax(record(b"path", b"package/x/")), file(b"package/c.js", link=b"y"), file(b"package/a.js", _B), END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/x", "package/b.js"),
    ),
    _case(
        "size-zero-waits-at-another-extension",
        _tgz(_P, pax(_smuggled(b"size=0")), header(b"PaxHeader/y", 1024, b"x"), _B, _A, END),
        Kind.PAX_MALFORMED,
        shows=("package/b.js",),
    ),
    _case(
        "size-waits-behind-volume",
        _tgz(_P, pax(record(b"size", b"+0")), header(b"package/v", 0, b"V"), _A, _B, END),
        Kind.UNKNOWN_TYPE,
        shows=("package/a.js", "package/b.js"),
    ),
    _case(
        "gnu-real-size-on-file",
        _tgz(_P, _with_byte(header(b"package/a.js", 6, magic=GNU), 483, octal(3, 12)), pad(b"x = 1\n"), _B, END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/a.js", "package/a.js", "package/b.js"),
    ),
)

_SPARSES = (
    _case(
        "gnu-sparse",
        _tgz(_P, _sparse_header(), pad(b"x" * 512), _B, END),
        Kind.SPARSE,
        gaps=(GapKind.UNSUPPORTED,),
        shows=("package/a.js", "package/b.js"),
    ),
    _case(
        "gnu-sparse-more-blocks",
        _tgz(_P, _sparse_header(more=True), _sparse_more(), pad(b"x" * 512), _B, END),
        Kind.SPARSE,
        gaps=(GapKind.UNSUPPORTED,),
        shows=("package/a.js", "package/b.js"),
    ),
    _case(
        "pax-sparse-00",
        _tgz(
            _P,
            pax(
                record(b"GNU.sparse.size", b"4096"),
                record(b"GNU.sparse.numblocks", b"1"),
                record(b"GNU.sparse.offset", b"0"),
                record(b"GNU.sparse.numbytes", b"6"),
            ),
            _A,
            _B,
            END,
        ),
        Kind.SPARSE,
        gaps=(GapKind.UNSUPPORTED,),
        shows=("package/a.js", "package/b.js"),
    ),
    _case(
        "pax-sparse-01",
        _tgz(
            _P,
            pax(
                record(b"GNU.sparse.map", b"0,6"),
                record(b"GNU.sparse.size", b"1099511627776"),
                record(b"GNU.sparse.name", b"package/real.js"),
            ),
            _A,
            _B,
            END,
        ),
        Kind.SPARSE,
        gaps=(GapKind.UNSUPPORTED,),
        shows=("package/real.js", "package/a.js", "package/b.js"),
    ),
    _case(
        "pax-sparse-10",
        _tgz(
            _P,
            pax(
                record(b"GNU.sparse.major", b"1"),
                record(b"GNU.sparse.minor", b"0"),
                record(b"GNU.sparse.name", b"package/real.js"),
                record(b"GNU.sparse.realsize", b"4096"),
            ),
            header(b"package/GNUSparseFile.0/real.js", 518),
            pad(b"1\n0\n6\n") + pad(b"x = 1\n"),
            _B,
            END,
        ),
        Kind.SPARSE,
        gaps=(GapKind.UNSUPPORTED,),
        shows=("package/real.js", "package/b.js"),
    ),
    _case(
        "pax-sparse-name-alone",
        _tgz(_P, pax(record(b"GNU.sparse.name", b"package/real.js")), _A, END),
        Kind.SPARSE,
        shows=("package/real.js", "package/a.js"),
    ),
)

_NUMBERS = (
    *(
        _case(
            f"size-{name}",
            _tgz(_P, header(b"package/a.js", size_field=field), _B, _A, END),
            Kind.BAD_NUMBER,
            shows=("package/a.js", *shown),
        )
        for name, field, shown in (
            ("base-256", b"\x80" + (1024).to_bytes(11, "big"), ()),
            ("base-256-huge", b"\x80" + (2**80).to_bytes(11, "big"), ("package/b.js",)),
            ("base-256-odd-prefix", b"\x81" + (1024).to_bytes(11, "big"), ("package/b.js",)),
            ("octal-prefix", b"0o000002000\0", ("package/b.js",)),
            ("underscore", b"0000_002000\0", ()),
            ("plus", b"+0000002000\0", ()),
            ("letters", b"0000002zz00\0", ()),
            ("empty", bytes(12), ("package/b.js",)),
            ("minus", b"-0000002000\0", ("package/b.js",)),
            ("without-end", b"000000002000", ()),
            ("after-nul", b"02000\0999999", ()),
        )
    ),
    _case(
        "size-base-256-negative",
        _tgz(_P, header(b"package/a.js", size_field=b"\xff" * 10 + b"\xfc\0"), _B, _A, END),
        Kind.BAD_NUMBER,
        gaps=(GapKind.UNREADABLE,),
        shows=("package/a.js", "package/b.js"),
    ),
    _case(
        "mode-letters",
        _tgz(_P, file(b"package/a.js", mode=b"rw-r--r\0"), _B, END),
        Kind.BAD_NUMBER,
        Kind.READERS_DISAGREE,
        shows=("package/a.js", "package/b.js"),
    ),
    _case(
        "mtime-nan",
        _tgz(_P, file(b"package/a.js", mtime=b"nan\0".ljust(12, b"\0")), _B, END),
        Kind.BAD_NUMBER,
        shows=("package/a.js", "package/b.js"),
    ),
    _case(
        "uid-letters",
        _tgz(_P, file(b"package/a.js", uid=b"nobody!\0"), _B, END),
        Kind.BAD_NUMBER,
        shows=("package/a.js", "package/b.js"),
    ),
    _case("signed-checksum", _tgz(_P, _signed(), _B, END), Kind.BAD_HEADER, shows=("package/b.js",)),
    _case(
        "checksum-with-digits-behind",
        _tgz(
            _P,
            header(
                b"package/a.js", 1024, b"0", checksum=b"%08o" % sum(header(b"package/a.js", 1024, checksum=b" " * 8))
            ),
            _B,
            _A,
            END,
        ),
        Kind.BAD_NUMBER,
        shows=("package/a.js", "package/b.js"),
    ),
)

_TYPES = (
    _case(
        "size-on-symlink",
        _tgz(_P, header(b"package/l", 1024, b"2", link=b"a.js"), _B, _A, END),
        Kind.SIZE_ON_NON_FILE,
        Kind.SYMLINK,
        shows=("package/b.js", "package/a.js"),
    ),
    _case(
        "size-on-hardlink",
        _tgz(_P, _A, header(b"package/l", 1024, b"1", link=b"package/a.js"), _B, _A, END),
        Kind.SIZE_ON_NON_FILE,
        Kind.HARDLINK,
        shows=("package/l", "package/b.js"),
    ),
    _case(
        "size-on-folder",
        _tgz(_P, header(b"package/d", 1024, b"5"), _B, _A, END),
        Kind.SIZE_ON_NON_FILE,
        shows=("package/b.js", "package/a.js"),
    ),
    _case(
        "size-on-fifo",
        _tgz(_P, header(b"package/f", 1024, b"6"), _B, _A, END),
        Kind.SIZE_ON_NON_FILE,
        Kind.SPECIAL_FILE,
        shows=("package/b.js", "package/a.js"),
    ),
    _case(
        "file-name-ends-in-slash",
        _tgz(_P, header(b"package/d/", 1024), _B, _A, END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/d", "package/b.js", "package/a.js"),
    ),
    _case(
        "old-file-name-ends-in-slash",
        _tgz(_P, header(b"package/d/", 1024, b"\0"), _B, _A, END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/d", "package/b.js", "package/a.js"),
    ),
    _case(
        "link-target-on-file",
        _tgz(_P, header(b"package/a.js", 1024, link=b"x"), _B, _A, END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/a.js", "package/b.js"),
    ),
    _case(
        "symlink-without-target",
        _tgz(_P, header(b"package/l", 0, b"2"), _B, END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/b.js",),
    ),
    *(
        _case(
            f"type-{name}",
            _tgz(_P, header(b"package/odd", 1024, kind), _B, _A, END),
            Kind.UNKNOWN_TYPE,
            shows=("package/odd", "package/a.js"),
        )
        for name, kind in (
            ("contiguous", b"7"),
            ("volume", b"V"),
            ("continuation", b"M"),
            ("dump-folder", b"D"),
            ("acl", b"A"),
            ("unknown", b"Z"),
            ("nul-like", b"\xff"),
        )
    ),
    _case(
        "character-device",
        _tgz(_P, header(b"package/dev", 0, b"3"), _A, END),
        Kind.SPECIAL_FILE,
        shows=("package/dev", "package/a.js"),
    ),
    _case("fifo", _tgz(_P, header(b"package/fifo", 0, b"6"), _A, END), Kind.SPECIAL_FILE, shows=("package/fifo",)),
    _case(
        "symlink-inside",
        _tgz(_P, _A, header(b"package/l.js", 0, b"2", link=b"a.js"), END),
        Kind.SYMLINK,
        shows=("package/l.js",),
    ),
    _case(
        "symlink-outside",
        _tgz(_P, header(b"package/l", 0, b"2", link=b"../../etc/passwd"), END),
        Kind.SYMLINK,
        Kind.LINK_OUTSIDE,
        shows=("package/l",),
    ),
    _case(
        "hardlink-absolute",
        _tgz(_P, header(b"package/l", 0, b"1", link=b"/nonexistent/x"), END),
        Kind.HARDLINK,
        Kind.LINK_OUTSIDE,
        shows=("package/l",),
    ),
    _case(
        "write-through-symlink",
        _tgz(_P, header(b"package/d", 0, b"2", link=b"/nonexistent"), file(b"package/d/x.js"), END),
        Kind.LINK_OUTSIDE,
        Kind.FILE_UNDER_FILE,
        shows=("package/d/x.js",),
    ),
)

_NAMES = (
    _case(
        "v7-with-prefix",
        _tgz(_P, file(b"a.js", magic=V7, prefix=b"package/lib"), END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/lib/a.js", "a.js"),
    ),
    _case(
        "gnu-with-prefix",
        _tgz(_P, file(b"package/a.js", magic=GNU, prefix=b"lib"), END),
        Kind.AMBIGUOUS_HEADER,
        shows=("lib/package/a.js", "package/a.js"),
    ),
    _case(
        "ustar-without-version",
        _tgz(_P, file(b"a.js", magic=b"ustar\0\0\0", prefix=b"package/lib"), END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/lib/a.js", "a.js"),
    ),
    _case(
        "prefix-byte-475-alone",
        _tgz(_P, file(b"package/a.js", tail=bytes(130) + b"x"), END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/a.js",),
    ),
    _case(
        "name-with-line-end-after-nul",
        _tgz(_P, file(b"package/a\0b\nc.js"), END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/a",),
    ),
    _case(
        "name-with-bytes-after-nul",
        _tgz(_P, file(b"package/a.js\0.txt"), END),
        Kind.AMBIGUOUS_HEADER,
        shows=("package/a.js",),
    ),
    _case("traversal", _tgz(_P, file(b"package/../../evil.js"), END), Kind.PATH_TRAVERSAL),
    _case("dot-dot-inside", _tgz(_P, file(b"package/lib/../a.js"), END), Kind.PATH_TRAVERSAL),
    _case("absolute", _tgz(_P, file(b"/etc/evil.js"), END), Kind.ABSOLUTE_NAME),
    _case("drive", _tgz(_P, file(b"C:/evil.js"), END), Kind.ABSOLUTE_NAME),
    _case("network-path", _tgz(_P, file(b"//server/share/evil.js"), END), Kind.ABSOLUTE_NAME),
    _case("backslash", _tgz(_P, file(b"package\\..\\evil.js"), END), Kind.BACKSLASH_NAME, Kind.PATH_TRAVERSAL),
    _case("colon-stream", _tgz(_P, file(b"package/a.js:evil"), END), Kind.COLON_NAME),
    _case("empty-name", _tgz(_P, file(b""), _A, END), Kind.EMPTY_NAME, Kind.BAD_HEADER, shows=("package/a.js",)),
    _case("dot-prefix", _tgz(_P, file(b"./package/a.js"), END), Kind.DOT_PREFIX, shows=("package/a.js",)),
    _case(
        "dot-inside",
        _tgz(_P, file(b"package/./package.json", b"{}"), END),
        Kind.PATH_TRAVERSAL,
        Kind.DUPLICATE_NAME,
        shows=(_MANIFEST_PATH,),
    ),
    _case("control-character", _tgz(_P, file(b"package/a\x1b[31m.js"), END), Kind.UNPRINTABLE_NAME),
    _case("bidi-override", _tgz(_P, file("package/a\u202esj.exe".encode()), END), Kind.UNPRINTABLE_NAME),
    _case("zero-width", _tgz(_P, file("package/a\u200b.js".encode()), END), Kind.UNPRINTABLE_NAME),
    _case("c1-control", _tgz(_P, file("package/a\u0085.js".encode()), END), Kind.UNPRINTABLE_NAME),
    _case("not-utf-8", _tgz(_P, file(b"package/a\xff.js"), END), Kind.UNDECODABLE_NAME, shows=("package/a\ufffd.js",)),
    _case("surrogate", _tgz(_P, file(b"package/a\xed\xa0\x80.js"), END), Kind.UNDECODABLE_NAME),
    _case("long-component", _tgz(_P, pax(record(b"path", b"package/" + b"x" * 300)), _A, END), Kind.OVERLONG_NAME),
    _case("long-name-64-kib", _tgz(_P, long_name(b"package/" + b"x/" * 32768 + b"y"), _A, END), Kind.OVERLONG_NAME),
    _case("deep-name", _tgz(_P, pax(record(b"path", b"package/" + b"x/" * 1500 + b"y")), _A, END), Kind.OVERLONG_NAME),
    _case(
        "combining-marks-name",
        _tgz(_P, pax(record(b"path", b"package/" + "a\u0315\u0300".encode() * 5000)), _A, END),
        Kind.OVERLONG_NAME,
    ),
    _case(
        "duplicate",
        _tgz(_P, file(b"package/package.json", b"{}"), END),
        Kind.DUPLICATE_NAME,
        shows=(_MANIFEST_PATH, _MANIFEST_PATH),
    ),
    _case("case-clash", _tgz(_P, file(b"package/Readme.md"), file(b"package/README.md"), END), Kind.CLASHING_NAME),
    _case("folder-case-clash", _tgz(_P, file(b"package/Lib/x.js"), file(b"package/lib/y.js"), END), Kind.CLASHING_NAME),
    _case(
        "normal-form-clash",
        _tgz(_P, file("package/\u00e9.js".encode()), file("package/e\u0301.js".encode()), END),
        Kind.CLASHING_NAME,
    ),
    _case(
        "sharp-s-clash",
        _tgz(_P, file("package/stra\u00dfe.js".encode()), file(b"package/strasse.js"), END),
        Kind.CLASHING_NAME,
    ),
    _case(
        "file-used-as-folder", _tgz(_P, file(b"package/a.js"), file(b"package/a.js/b.js"), END), Kind.FILE_UNDER_FILE
    ),
    _case("folder-used-as-file", _tgz(_P, file(b"package/d/b.js"), file(b"package/d"), END), Kind.FILE_UNDER_FILE),
    _case(
        "many-members", _tgz(_P, *(header(b"package/%d" % index) for index in range(20_001)), END), Kind.MANY_MEMBERS
    ),
)

_GZIPS = (
    _case(
        "wrong-crc",
        lambda: gz(_P + _A + END)[:-8] + b"\1\2\3\4" + gz(_P + _A + END)[-4:],
        Kind.GZIP_CHECKSUM,
        shows=("package/a.js",),
    ),
    _case("wrong-length", lambda: gz(_P + _A + END)[:-4] + b"\1\2\3\4", Kind.GZIP_CHECKSUM, shows=("package/a.js",)),
    _case("two-gzip-members", lambda: gz(_P) + gz(_B + END), Kind.GZIP_MEMBERS, shows=("package/b.js",)),
    _case("gzip-member-after-end-marker", lambda: gz(_P + END) + gz(_B + END), Kind.GZIP_MEMBERS, Kind.BYTES_AFTER_END),
    _case(
        "zeros-then-gzip-member",
        lambda: gz(_P) + bytes(100) + gz(_B + END),
        Kind.GZIP_MEMBERS,
        Kind.BYTES_AFTER_END,
        shows=("package/b.js",),
    ),
    _case("zeros-after-gzip", lambda: gz(_P + END) + bytes(512), Kind.BYTES_AFTER_END, shows=(_MANIFEST_PATH,)),
    _case("garbage-after-gzip", lambda: gz(_P + END) + b"PK\3\4garbage", Kind.BYTES_AFTER_END, shows=(_MANIFEST_PATH,)),
    _case(
        "seventy-gzip-members",
        lambda: b"".join(gz(b"") for _ in range(70)) + gz(_P + END),
        Kind.GZIP_MEMBERS,
        gaps=(GapKind.LIMIT,),
    ),
    _case("reserved-flags", _headed(b"\x1f\x8b\x08\xe0\0\0\0\0\0\xff"), Kind.GZIP_HEADER, shows=("package/a.js",)),
    _case("wrong-header-checksum", lambda: _header_checked(right=False), Kind.GZIP_HEADER, shows=("package/a.js",)),
    _case("unknown-method", _headed(b"\x1f\x8b\x07\0\0\0\0\0\0\xff"), Kind.GZIP_HEADER, gaps=(GapKind.UNREADABLE,)),
    _case(
        "file-name-of-a-mebibyte",
        _headed(b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + b"n" * 2**20 + b"\0"),
        Kind.GZIP_HEADER,
        shows=("package/a.js",),
    ),
    _case("cut-in-header", lambda: gz(_P + END)[:6], Kind.TRUNCATED, Kind.EMPTY_ARCHIVE),
    _case("cut-in-file-name", lambda: b"\x1f\x8b\x08\x08\0\0\0\0\0\xffname", Kind.TRUNCATED, Kind.EMPTY_ARCHIVE),
    _case("cut-in-deflate", lambda: gz(_P + _A + bytes(range(256)) * 64 + END)[:-60], Kind.TRUNCATED),
    _case("cut-in-trailer", lambda: gz(_P + _A + END)[:-3], Kind.TRUNCATED, shows=("package/a.js",)),
    _case(
        "broken-deflate-after-end-marker",
        _broken_deflate,
        Kind.GZIP_CHECKSUM,
        gaps=(GapKind.UNREADABLE,),
        shows=("package/a.js",),
    ),
    _case(
        "bomb", lambda: gz(_P + header(b"package/a.js", 80 * 2**20) + bytes(80 * 2**20) + END), gaps=(GapKind.LIMIT,)
    ),
    _case("zeros-bomb-after-end", lambda: gz(_P + bytes(80 * 2**20)), gaps=(GapKind.LIMIT,)),
)

_GOOD = (
    _harmless(
        "plain-ustar",
        _tgz(_P, _A, folder(b"package/lib/"), file(b"package/lib/b.js"), END),
        "package/a.js",
        "package/lib",
        "package/lib/b.js",
    ),
    _harmless(
        "gnu-long-names",
        _tgz(_P, long_name(b"package/" + b"d/" * 60 + b"a.js"), file(b"package/" + b"d/" * 46, magic=GNU), END),
        "package/" + "d/" * 60 + "a.js",
    ),
    _harmless(
        "ustar-prefix",
        _tgz(_P, file(b"a.js", prefix=b"package/" + b"d/" * 60 + b"e"), END),
        "package/" + "d/" * 60 + "e/a.js",
    ),
    _harmless(
        "pax-path-and-times",
        _tgz(
            _P,
            pax(record(b"path", "package/caf\u00e9.js".encode()), record(b"mtime", b"1.25")),
            file(b"package/caf.js"),
            END,
        ),
        "package/caf\u00e9.js",
    ),
    _harmless("git-archive-comment", _tgz(pax(record(b"comment", b"0" * 40), kind=b"g"), _P, _A, END), "package/a.js"),
    _harmless(
        "v7",
        _tgz(
            file(b"package/package.json", _MANIFEST, b"\0", magic=V7),
            header(b"package/lib/", 0, b"\0", magic=V7),
            file(b"package/lib/a.js", kind=b"\0", magic=V7),
            END,
        ),
        "package/lib/a.js",
        "package/lib",
    ),
    _harmless(
        "old-npm-numbers",
        _tgz(
            _P,
            header(
                b"package/a.js", mode=b"000644 \0", uid=bytes(8), size_field=b"0000000006 \0", mtime=b"0000000000 \0"
            ),
            pad(b"x = 1\n"),
            END,
        ),
        "package/a.js",
    ),
    _harmless("same-folder-twice", _tgz(_P, folder(b"package/lib/"), folder(b"package/lib/"), END), "package/lib"),
    _harmless("gzip-with-name-and-header-checksum", lambda: _header_checked(right=True), "package/a.js"),
    _harmless(
        "gzip-with-extra-and-comment",
        _headed(b"\x1f\x8b\x08\x1c\0\0\0\0\0\xff\4\0ab\0\0name\0comment\0"),
        "package/a.js",
    ),
    _harmless("blocked-to-ten-kibibytes", _tgz((_P + _A).ljust(10240, b"\0")), "package/a.js"),
    _harmless("uncompressed", lambda: _P + _A + END, "package/a.js", suffix=".tar"),
    _harmless(
        "large-owner-number",
        _tgz(_P, file(b"package/a.js", magic=GNU, uid=b"\x80\0\0\0\x7f\xff\xff\xff"), END),
        "package/a.js",
    ),
    _harmless(
        "node-tar-times-in-prefix",
        _tgz(_P, file(b"package/a.js", tail=bytes(131) + b"14000000000 14000000000\0"), END),
        "package/a.js",
    ),
)

CASES: tuple[HostileCase, ...] = (
    *_BLOCKS,
    *_EXTENSIONS,
    *_COMBINED,
    *_SPARSES,
    *_NUMBERS,
    *_TYPES,
    *_NAMES,
    *_GZIPS,
    *_GOOD,
)
