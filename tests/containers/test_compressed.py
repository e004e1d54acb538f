from __future__ import annotations

import bz2
import lzma
import random

import brotli
import pytest
import zstandard

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.compressed import inner_name, read_compressed
from pkgaudit.containers.events import ContainerKind
from pkgaudit.containers.source import BytesSource
from pkgaudit.model.gap import GapKind
from pkgaudit.model.limits import KIB, MIB, LimitReached, Limits
from tests.containers.reads import Seen, sort_out
from tests.hostile.nesting_cases import pack_gzip

PACKERS = {
    ContainerKind.GZIP: pack_gzip,
    ContainerKind.XZ: lzma.compress,
    ContainerKind.BZIP2: bz2.compress,
    ContainerKind.ZSTD: zstandard.ZstdCompressor(write_checksum=True).compress,
    None: brotli.compress,
}
NOISE = random.Random(7).randbytes(300 * KIB)


def read(content: bytes, kind: ContainerKind | None, limits: Limits | None = None) -> Seen:
    budget = Budget(limits or Limits(), len(content))
    return sort_out(read_compressed(BytesSource(content), ("a.tgz", "x/a.js.map.gz"), budget, kind))


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize("content", [b"", b"hello", NOISE, bytes(3 * MIB)], ids=["empty", "small", "noise", "zeros"])
def test_a_compressed_file_holds_one_member(kind: ContainerKind | None, content: bytes) -> None:
    seen = read(PACKERS[kind](content), kind)

    assert [content] == [member.content for member in seen.members]
    assert ("a.tgz", "x/a.js.map.gz", "a.js.map") == seen.members[0].location
    assert () == seen.anomalies
    assert () == seen.gaps


@pytest.mark.parametrize("kind", PACKERS)
def test_what_comes_out_before_the_data_breaks_off_is_kept(kind: ContainerKind | None) -> None:
    whole = NOISE + bytes(MIB) + NOISE
    packed = PACKERS[kind](whole)

    seen = read(packed[: len(packed) * 2 // 3], kind)
    content = seen.members[0].content

    assert content is not None
    assert whole.startswith(content)
    assert [GapKind.UNREADABLE] == [gap.kind for gap in seen.gaps]


# Brotli has no checksum.
@pytest.mark.parametrize("kind", [kind for kind in PACKERS if kind is not None])
def test_damage_is_a_gap(kind: ContainerKind | None) -> None:
    packed = bytearray(PACKERS[kind](NOISE))
    packed[2000:2020] = b"\xff" * 20

    seen = read(bytes(packed), kind)

    assert seen.gaps or seen.anomalies


@pytest.mark.parametrize("kind", PACKERS)
def test_more_than_the_limit_has_no_content_and_a_gap_that_names_the_limit(kind: ContainerKind | None) -> None:
    seen = read(PACKERS[kind](bytes(MIB)), kind, Limits(member_bytes=1000))

    assert [None] == [member.content for member in seen.members]
    assert [GapKind.LIMIT] == [gap.kind for gap in seen.gaps]
    assert "member_bytes" in seen.gaps[0].why


@pytest.mark.parametrize("kind", PACKERS)
def test_the_budget_ends_a_bomb(kind: ContainerKind | None) -> None:
    bomb = PACKERS[kind](bytes(40 * MIB))

    with pytest.raises(LimitReached, match="ratio"):
        read(bomb, kind, Limits(ratio_floor_bytes=MIB))


@pytest.mark.parametrize(
    ("path", "expected"),
    [("x/a.js.br", "a.js"), ("a.GZ", "a"), ("a.svgz", "a.svgz"), (".gz", ".gz"), ("x/b.tar.xz", "b.tar")],
)
def test_the_name_inside_is_the_name_without_the_suffix(path: str, expected: str) -> None:
    assert expected == inner_name(("a.tgz", path))
