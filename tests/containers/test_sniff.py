from __future__ import annotations

import bz2
import gzip
import lzma

import pytest
import zstandard

from pkgaudit.containers.events import ContainerKind
from pkgaudit.containers.sniff import has_zip_end, is_tar_header, sniff, sniff_member, unsupported_format
from pkgaudit.containers.source import BytesSource
from tests.hostile.nesting_cases import pack_gzip, tar
from tests.hostile.zip_build import A, changed, lay, pack

TAR = tar(("a", b"x"))
V7 = TAR[:148] + b" " * 8 + TAR[156:257] + bytes(8) + TAR[265:512]
V7_HEADER = V7[:148] + b"%06o\0 " % sum(V7) + V7[156:] + TAR[512:]
BROKEN_HEADER = b"junk" + bytes(508)

KINDS = {
    "nothing": (b"", ContainerKind.NONE),
    "text": (b"hello", ContainerKind.NONE),
    "long-text": (b"hello world " * 100, ContainerKind.NONE),
    "zeros": (bytes(4096), ContainerKind.NONE),
    "tar": (TAR, ContainerKind.TAR),
    "tar-without-magic": (V7_HEADER, ContainerKind.TAR),
    "tarball": (pack_gzip(TAR), ContainerKind.TAR_GZIP),
    "tarball-of-zeros": (pack_gzip(bytes(1024)), ContainerKind.TAR_GZIP),
    "tarball-that-begins-with-junk": (pack_gzip(BROKEN_HEADER + TAR), ContainerKind.TAR_GZIP),
    "tarball-after-empty-gzip-members": (pack_gzip(b"") * 3 + pack_gzip(TAR), ContainerKind.TAR_GZIP),
    "gzip-of-too-many-members": (pack_gzip(b"") * 99 + pack_gzip(TAR), ContainerKind.GZIP),
    "gzip": (gzip.compress(b"hello"), ContainerKind.GZIP),
    "gzip-magic-alone": (b"\x1f\x8b\x08", ContainerKind.GZIP),
    "zip": (pack(A), ContainerKind.ZIP),
    "empty-zip": (lay().ended(), ContainerKind.ZIP),
    "zip-with-prefix": (b"#!/bin/sh\n" + pack(A), ContainerKind.ZIP),
    "zip-with-prefix-and-suffix": (b"#!/bin/sh\n" + pack(A) + b"PK\x05\x06 more", ContainerKind.ZIP),
    "text-about-end-records": (b"const end = 'PK\x05\x06';" + bytes(40), ContainerKind.NONE),
    "xz": (lzma.compress(b"hello"), ContainerKind.XZ),
    "bzip2": (bz2.compress(b"hello"), ContainerKind.BZIP2),
    "empty-bzip2": (bz2.compress(b""), ContainerKind.BZIP2),
    "text-like-bzip2": (b"BZh9 is a name", ContainerKind.NONE),
    "zstd": (zstandard.ZstdCompressor().compress(b"hello"), ContainerKind.ZSTD),
    "zstd-skippable": (b"\x51\x2a\x4d\x18\3\0\0\0abc", ContainerKind.ZSTD),
}


@pytest.mark.parametrize("name", KINDS)
def test_bytes_are_told_by_their_content(name: str) -> None:
    content, expected = KINDS[name]

    assert expected is sniff(BytesSource(content))
    assert sniff_member(content) is (ContainerKind.GZIP if name == "tarball-of-zeros" else expected)


def test_a_member_with_the_first_two_bytes_of_gzip_alone_is_an_ordinary_file() -> None:
    assert ContainerKind.NONE is sniff_member(b"\x1f\x8b rest")


def test_a_short_block_is_no_tar_header() -> None:
    assert not is_tar_header(TAR[:511])


def test_only_bytes_with_a_directory_before_the_end_record_end_as_a_zip() -> None:
    assert has_zip_end(BytesSource(pack(changed(A, data=bytes(70_000)))))
    assert not has_zip_end(BytesSource(b"PK\x05\x06" * 100))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"7z\xbc\xaf\x27\x1c\0", "7z archive"),
        (b"Rar!\x1a\x07\x01", "RAR archive"),
        (b"\x1f\x9d\x90abc", "compress (.Z) file"),
        (b"\x1f\x9d\xffabc", None),
        (b"\x1f\x9d", None),
        (b"text", None),
    ],
)
def test_formats_that_are_not_read_are_named(content: bytes, expected: str | None) -> None:
    assert expected == unsupported_format(content)
