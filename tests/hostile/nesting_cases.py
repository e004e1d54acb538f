"""Archives in archives, compressed members, wrong containers and bombs, each named by its fault."""

from __future__ import annotations

import bz2
import functools
import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Callable

import brotli
import zstandard

from pkgaudit.model.gap import GapKind
from pkgaudit.model.member import AnomalyKind as Kind
from tests.hostile.case import HostileCase
from tests.hostile.zip_build import HIDDEN, INFO, TEXT, A, changed, lay, pack

MIB = 1 << 20
MANIFEST = b'{"name": "pkg", "version": "1.0.0", "license": "MIT"}\n'


def case(
    name: str,
    build: Callable[[], bytes],
    *anomalies: Kind,
    gaps: tuple[GapKind, ...] = (),
    shows: tuple[str, ...] = (),
    harmless: bool = False,
    suffix: str = ".tgz",
) -> HostileCase:
    return HostileCase(
        name=f"nesting-{name}",
        suffix=suffix,
        build=build,
        anomalies=anomalies,
        gaps=gaps,
        shows=shows,
        harmless=harmless,
    )


def tar(*files: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def pack_gzip(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def tgz(*files: tuple[str, bytes]) -> bytes:
    return pack_gzip(tar(("package/package.json", MANIFEST), *files))


def with_member(name: str, data: bytes) -> Callable[[], bytes]:
    return lambda: tgz((f"package/{name}", data))


def nested(levels: int, wrap: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    def build() -> bytes:
        inner = b"the innermost file\n"
        for _ in range(levels):
            inner = wrap(inner)
        return tgz(("package/inner.bin", inner))

    return build


def as_tgz(data: bytes) -> bytes:
    return pack_gzip(tar(("inner.bin", data)))


def as_zip(data: bytes) -> bytes:
    return pack(changed(A, name=b"inner.bin", data=data))


def wide() -> bytes:
    inner = pack_gzip(bytes(4 * MIB))
    return tgz(*((f"package/{number}.gz", inner) for number in range(30)))


def many_gzip_members() -> bytes:
    return tgz(("package/many.gz", pack_gzip(b"x") * 100))


def polyglot() -> bytes:
    return tgz(("package/a.js", TEXT)) + pack(HIDDEN, INFO)


def tar_and_zip() -> bytes:
    return tar(("package/a.js", TEXT)) + pack(HIDDEN, INFO)


def zip_that_is_a_tar() -> bytes:
    """A zip whose first member's name carries a whole tar header."""
    name = bytearray(tar(("x", b""))[:512])
    laid = lay(HIDDEN)
    whole = bytearray(laid.ended())
    whole += bytes(max(512 - len(whole), 0))
    head = bytearray(whole[:512])
    head[148:156] = b" " * 8
    head[257:265] = name[257:265]
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + bytes(whole[512:])


SQUASHED = {
    "gzip": ("map.js.map.gz", pack_gzip(TEXT)),
    "brotli": ("map.js.map.br", brotli.compress(TEXT)),
    "zstd": ("map.js.map.zst", zstandard.ZstdCompressor().compress(TEXT)),
    "xz": ("map.js.map.xz", lzma.compress(TEXT)),
    "bzip2": ("map.js.map.bz2", bz2.compress(TEXT)),
}


@functools.cache
def zip_bomb() -> bytes:
    return pack(changed(A, data=bytes(68 * MIB)), INFO)


@functools.cache
def gzip_bomb() -> bytes:
    return tgz(("package/zeros.bin", bytes(68 * MIB)))


@functools.cache
def xz_bomb() -> bytes:
    return tgz(("package/a.xz", lzma.compress(bytes(68 * MIB), preset=0)))


CASES: tuple[HostileCase, ...] = (
    # Compressed members are opened
    *(
        case(f"harmless-{form}-member", with_member(name, data), harmless=True, shows=("map.js.map", f"package/{name}"))
        for form, (name, data) in SQUASHED.items()
    ),
    *(
        case(f"{form}-member-cut", with_member(name, data[:-4]), gaps=(GapKind.UNREADABLE,), shows=("map.js.map",))
        for form, (name, data) in SQUASHED.items()
    ),
    case("gzip-member-wrong-checksum", with_member("a.gz", pack_gzip(TEXT)[:-8] + bytes(8)), Kind.GZIP_CHECKSUM),
    case("brotli-member-is-none", with_member("a.br", b"\xff" * 40), gaps=(GapKind.UNREADABLE,)),
    case(
        "zstd-member-followed-by-junk", with_member("a.zst", SQUASHED["zstd"][1] + b"junk"), gaps=(GapKind.UNREADABLE,)
    ),
    case("xz-member-followed-by-junk", with_member("a.xz", SQUASHED["xz"][1] + b"junk"), gaps=(GapKind.UNREADABLE,)),
    case(
        "bzip2-member-followed-by-junk",
        with_member("a.bz2", SQUASHED["bzip2"][1] + b"junk"),
        gaps=(GapKind.UNREADABLE,),
    ),
    case("gzip-member-of-many-members", many_gzip_members, gaps=(GapKind.LIMIT,)),
    # What is not read is said
    *(
        case(f"unsupported-{form}", with_member(f"data.{form}", magic + b"\0" * 60), gaps=(GapKind.UNSUPPORTED,))
        for form, magic in (
            ("7z", b"7z\xbc\xaf\x27\x1c"),
            ("rar", b"Rar!\x1a\x07\x01\x00"),
            ("lz4", b"\x04\x22\x4d\x18"),
            ("Z", b"\x1f\x9d\x90"),
            ("lz", b"LZIP\x01"),
        )
    ),
    # Depth
    case("harmless-three-levels", nested(3, as_tgz), harmless=True, shows=("inner.bin",)),
    case("four-tarballs-deep", nested(4, as_tgz), gaps=(GapKind.LIMIT,), shows=("inner.bin",)),
    case("forty-tarballs-deep", nested(40, as_tgz), gaps=(GapKind.LIMIT,)),
    case("sixty-zips-deep", nested(60, as_zip), gaps=(GapKind.LIMIT,)),
    case("forty-gzip-layers", nested(40, pack_gzip), gaps=(GapKind.LIMIT,)),
    case(
        "nested-zip-hides-a-member",
        with_member("a.zip", pack(A, changed(HIDDEN, in_directory=False))),
        Kind.MISSING_FROM_DIRECTORY,
        shows=("pkg/hidden.py",),
    ),
    case(
        "nested-tar-with-prefix-zip",
        with_member("a.pyz", b"#!/bin/sh\n" + pack(A)),
        Kind.PREFIX_BYTES,
        shows=("pkg/a.py",),
    ),
    case("nested-empty-zip", with_member("a.zip", lay().ended()), Kind.EMPTY_ARCHIVE),
    # Bombs
    case("wide-bomb", wide, gaps=(GapKind.LIMIT,)),
    case("gzip-bomb", gzip_bomb, gaps=(GapKind.LIMIT,)),
    case("zip-bomb", zip_bomb, gaps=(GapKind.LIMIT,), suffix="-1.0-py3-none-any.whl"),
    case("xz-bomb-member", xz_bomb, gaps=(GapKind.LIMIT,)),
    # Wrong containers
    case(
        "tar-named-tgz",
        lambda: tar(("package/package.json", MANIFEST)),
        Kind.WRONG_CONTAINER,
        shows=("package/package.json",),
    ),
    case("zip-named-tgz", lambda: pack(A, INFO), Kind.WRONG_CONTAINER, shows=("pkg/a.py",)),
    case(
        "tarball-named-whl",
        lambda: tgz(("package/a.js", TEXT)),
        Kind.WRONG_CONTAINER,
        shows=("package/a.js",),
        suffix="-1.0-py3-none-any.whl",
    ),
    *(
        case(f"{form}-tar-named-tgz", build, Kind.WRONG_CONTAINER, shows=("package/package.json",))
        for form, build in (
            ("xz", lambda: lzma.compress(tar(("package/package.json", MANIFEST)))),
            ("bzip2", lambda: bz2.compress(tar(("package/package.json", MANIFEST)))),
            ("zstd", lambda: zstandard.ZstdCompressor().compress(tar(("package/package.json", MANIFEST)))),
        )
    ),
    case(
        "html-named-tgz",
        lambda: b"<!doctype html><title>Not found</title>",
        Kind.WRONG_CONTAINER,
        gaps=(GapKind.UNSUPPORTED,),
    ),
    case("empty-file", lambda: b"", Kind.WRONG_CONTAINER, gaps=(GapKind.UNSUPPORTED,)),
    case(
        "rar-named-tgz", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(60), Kind.WRONG_CONTAINER, gaps=(GapKind.UNSUPPORTED,)
    ),
    case("gzip-of-no-tar", lambda: pack_gzip(b"just text"), Kind.WRONG_CONTAINER),
    case("zlib-stream-named-tgz", lambda: zlib.compress(TEXT), Kind.WRONG_CONTAINER, gaps=(GapKind.UNSUPPORTED,)),
    case("tarball-and-zip", polyglot, Kind.WRONG_CONTAINER, shows=("package/a.js", "pkg/hidden.py")),
    case("tar-and-zip", tar_and_zip, Kind.WRONG_CONTAINER, shows=("package/a.js", "pkg/hidden.py")),
    case("zip-that-begins-as-a-tar", zip_that_is_a_tar, Kind.WRONG_CONTAINER),
    # Harmless
    case("harmless-zip-inside", with_member("a.zip", pack(A)), harmless=True, shows=("pkg/a.py",)),
    case("harmless-breton-text", with_member("lang/messages.br", b"Degemer mat\n"), harmless=True),
    case(
        "harmless-two-zstd-frames", with_member("a.txt.zst", SQUASHED["zstd"][1] * 2), harmless=True, shows=("a.txt",)
    ),
    case(
        "harmless-two-bzip2-streams",
        with_member("a.txt.bz2", SQUASHED["bzip2"][1] * 2),
        harmless=True,
        shows=("a.txt",),
    ),
    case("harmless-padded-xz", with_member("a.txt.xz", SQUASHED["xz"][1] + bytes(8)), harmless=True, shows=("a.txt",)),
)
"""Every case; the fault's name is what comes after ``nesting-``."""
