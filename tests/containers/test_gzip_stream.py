from __future__ import annotations

import gzip
import random
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.gzip_stream import GzipStream, PlainStream
from pkgaudit.containers.source import BytesSource
from pkgaudit.model.gap import GapKind
from pkgaudit.model.limits import LimitReached, Limits
from pkgaudit.model.member import AnomalyKind as Kind
from tests.hostile.tar_builder import deflate, gz, gzip_of

_LOCATION = ("a.gz",)
_NOISE = random.Random(7).randbytes(700_000)


def _open(packed: bytes, limits: Limits | None = None) -> GzipStream:
    source = BytesSource(packed)
    return GzipStream(source, _LOCATION, Budget(limits or Limits(ratio=10**6), source.size))


def _kinds(stream: GzipStream) -> list[Kind]:
    return [anomaly.kind for anomaly in stream.anomalies]


def test_reads_exact_lengths_across_pieces() -> None:
    stream = _open(gzip.compress(_NOISE))
    parts = [stream.read(size) for size in (1, 511, 300_000, 5, 399_483, 10)]

    assert [1, 511, 300_000, 5, 399_483, 0] == [len(part) for part in parts]
    assert _NOISE == b"".join(parts)
    assert [] == stream.anomalies


def test_skips_and_reads_on() -> None:
    stream = _open(gzip.compress(_NOISE))

    assert 600_000 == stream.skip(600_000)
    assert _NOISE[600_000:600_010] == stream.read(10)
    assert 99_990 == stream.skip(10**9)
    assert b"" == stream.read(1)


def test_gives_pieces_as_they_come() -> None:
    stream = _open(gzip.compress(_NOISE))
    pieces = []
    while piece := stream.read_piece():
        pieces.append(piece)

    assert _NOISE == b"".join(pieces)
    assert len(pieces) > 1


def test_knows_how_many_packed_bytes_it_used() -> None:
    packed = gzip.compress(b"x" * 1000)
    stream = _open(packed)
    stream.drain()

    assert len(packed) == stream.consumed


def test_plain_bytes_pass_through_and_are_charged() -> None:
    budget = Budget(Limits(), len(_NOISE))
    stream = PlainStream(BytesSource(_NOISE), _LOCATION, budget)

    assert _NOISE == stream.read(10**9)
    assert len(_NOISE) == budget.inflated_bytes == stream.consumed
    assert [] == stream.anomalies
    assert [] == stream.gaps


def test_joins_members_and_says_so_once() -> None:
    stream = _open(gz(b"one") + gz(b"two") + gz(b"three"))

    assert b"onetwothree" == stream.read(100)
    stream.drain()
    assert [Kind.GZIP_MEMBERS] == _kinds(stream)
    assert len(gz(b"one")) == stream.anomalies[0].offset


def test_stops_at_the_limit_of_members() -> None:
    stream = _open(gz(b"") * 5, Limits(gzip_members=4))

    with pytest.raises(LimitReached) as reached:
        stream.drain()
    assert "gzip_members" == reached.value.limit


def test_stops_at_the_budget() -> None:
    stream = _open(gz(bytes(10_000_000)), Limits(inflated_bytes=1_000_000))

    with pytest.raises(LimitReached):
        stream.drain()


def test_reads_on_after_zeros_as_python_does() -> None:
    stream = _open(gz(b"one") + bytes(70_000) + gz(b"two"))

    assert b"onetwo" == stream.read(100)
    stream.drain()
    assert [Kind.BYTES_AFTER_END, Kind.GZIP_MEMBERS] == _kinds(stream)


@pytest.mark.parametrize("flip", range(1, 9))
def test_every_byte_of_the_trailer_counts(flip: int) -> None:
    packed = bytearray(gz(b"content"))
    packed[-flip] ^= 1
    stream = _open(bytes(packed))

    assert b"content" == stream.read(100)
    stream.drain()
    assert [Kind.GZIP_CHECKSUM] == _kinds(stream)
    assert len(packed) - 8 == stream.anomalies[0].offset


def test_a_cut_file_gives_what_is_there() -> None:
    packed = gzip.compress(_NOISE, 0)
    for length in (len(packed) - 3, len(packed) // 2, 20, 9, 2):
        stream = _open(packed[:length])
        content = stream.read(10**9)

        assert _NOISE.startswith(content)
        assert [Kind.TRUNCATED] == _kinds(stream)


def test_broken_data_gives_every_byte_before_the_damage() -> None:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    good = packer.compress(_NOISE) + packer.flush(zlib.Z_FULL_FLUSH)
    stream = _open(b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + good + b"\xff" * 30)

    # zlib itself gives the very last byte together with the error only.
    assert stream.read(10**9).startswith(_NOISE[:-1])
    assert [Kind.GZIP_CHECKSUM] == _kinds(stream)
    assert [GapKind.UNREADABLE] == [gap.kind for gap in stream.gaps]


@pytest.mark.parametrize(
    ("head", "kinds"),
    [
        (b"\x1f\x8b\x08\0\0\0\0\0\0\3", []),
        (b"\x1f\x8b\x08\1\0\0\0\0\0\3", []),
        (b"\x1f\x8b\x08\x08\0\0\0\0\0\3name\0", []),
        (b"\x1f\x8b\x08\x10\0\0\0\0\0\3comment\0", []),
        (b"\x1f\x8b\x08\x04\0\0\0\0\0\3\5\0extra", []),
        (b"\x1f\x8b\x08\x20\0\0\0\0\0\3", [Kind.GZIP_HEADER]),
        (b"\x1f\x8b\x08\x08\0\0\0\0\0\3" + b"n" * 200_000 + b"\0", [Kind.GZIP_HEADER]),
        (b"\x1f\x8b\x08\x02\0\0\0\0\0\3\0\0", [Kind.GZIP_HEADER]),
    ],
)
def test_reads_behind_every_header_that_some_reader_takes(head: bytes, kinds: list[Kind]) -> None:
    stream = _open(gzip_of(deflate(b"content"), b"content", head))

    assert b"content" == stream.read(100)
    stream.drain()
    assert kinds == _kinds(stream)


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"PK\3\4",
        b"\x1f\x8b\x07\0\0\0\0\0\0\3data",
        b"\x1f\x8b\x08\x04\0\0\0\0\0\3\xff\xffx",
        b"\x1f\x8b\x08\x02\0\0\0\0\0\3\0",
    ],
)
def test_what_is_no_gzip_gives_nothing_but_a_reason(packed: bytes) -> None:
    stream = _open(packed)

    assert b"" == stream.read(10)
    assert stream.anomalies
    assert bool(packed) == bool(stream.gaps)


@given(st.binary(max_size=400))
def test_any_bytes_raise_nothing(noise: bytes) -> None:
    for packed in (noise, b"\x1f\x8b\x08" + noise, b"\x1f\x8b\x08\0\0\0\0\0\0\3" + noise, gz(b"x") + noise):
        stream = _open(packed)
        stream.drain()

        assert 0 <= stream.consumed <= len(packed)


@settings(max_examples=60)
@given(st.data())
def test_a_changed_byte_changes_nothing_unseen(data: st.DataObject) -> None:
    content = data.draw(st.binary(min_size=1, max_size=60)) * 20
    packed = bytearray(gz(content))
    place = data.draw(st.integers(10, len(packed) - 1))
    packed[place] ^= data.draw(st.integers(1, 255))
    stream = _open(bytes(packed))
    read = stream.read(10**6)
    stream.drain()

    assert read == content or stream.anomalies
