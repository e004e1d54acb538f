from __future__ import annotations

import io
import tarfile

from hypothesis import given, settings
from hypothesis import strategies as st

from pkgaudit.model.limits import Limits
from pkgaudit.model.member import AnomalyKind, MemberKind
from tests.containers.tar_reading import read_archive
from tests.hostile.tar_builder import END, file, folder, gz, header, long_name, pax, record, resum
from tests.hostile.tar_cases import CASES

_SMALL = [packed for case in CASES if len(packed := case.build()) < 20_000 and packed[:2] == b"\x1f\x8b"]
_LIMITS = Limits(members=200, inflated_bytes=2_000_000, ratio=10**6, ratio_floor_bytes=10**9, member_bytes=4096)
_PARTS = (
    file(b"package/a.js"),
    file(b"package/b.js", b"y" * 700),
    folder(b"package/lib/"),
    header(b"package/l", 0, b"2", link=b"a.js"),
    pax(record(b"path", b"package/long.js")),
    pax(record(b"size", b"1024")),
    pax(record(b"comment", b"c"), kind=b"g"),
    long_name(b"package/named.js"),
    bytes(512),
    END,
)


def _stays_inside_its_limits(content: bytes) -> None:
    for packed in (content, gz(content)):
        seen = read_archive(packed, _LIMITS)

        assert len(seen.members) <= 200
        assert all(len(member.content or b"") <= 4096 for member in seen.members)
        assert seen.members or seen.anomalies or seen.gaps


@given(st.binary(max_size=3000))
def test_any_bytes_are_read_without_an_exception(noise: bytes) -> None:
    _stays_inside_its_limits(noise)
    _stays_inside_its_limits(file(b"package/a.js") + noise)


@settings(max_examples=150)
@given(st.data())
def test_tars_with_changed_fields_and_right_checksums_are_read_without_an_exception(data: st.DataObject) -> None:
    parts = data.draw(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=6))
    content = bytearray(b"".join(parts))
    for _ in range(data.draw(st.integers(0, 4))):
        block = data.draw(st.integers(0, len(content) // 512 - 1)) * 512
        place = data.draw(st.integers(0, 511))
        new = data.draw(st.sampled_from([b"\0", b"\x80", b"\xff", b"7", b"x", b"L", b" ", b"\n", b"-", b"5", b"S"]))
        content[block + place : block + place + 1] = new
        content[block : block + 512] = resum(bytes(content[block : block + 512]))
    _stays_inside_its_limits(bytes(content))


@settings(max_examples=100)
@given(st.sampled_from(_SMALL), st.data())
def test_hostile_archives_cut_anywhere_are_read_without_an_exception(packed: bytes, data: st.DataObject) -> None:
    seen = read_archive(packed[: data.draw(st.integers(0, len(packed)))], _LIMITS)

    assert seen.members or seen.anomalies or seen.gaps


_NAME = st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=140)


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(_NAME, st.binary(max_size=1500), st.floats(0, 2**33)),
        min_size=1,
        max_size=8,
        unique_by=lambda m: m[0].casefold(),
    ),
    st.sampled_from([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]),
)
def test_what_tarfile_writes_is_read_back_without_a_word(
    entries: list[tuple[str, bytes, float]], written_as: int
) -> None:
    packed = io.BytesIO()
    expected = []
    with tarfile.open(fileobj=packed, mode="w", format=written_as, encoding="utf-8") as archive:
        for name, content, mtime in entries:
            info = tarfile.TarInfo(f"p/{name}")
            info.size = len(content)
            info.mtime = mtime if written_as == tarfile.PAX_FORMAT else int(mtime)
            try:
                archive.addfile(info, io.BytesIO(content))
            except ValueError:
                # A name that this format cannot hold.
                continue
            expected.append((f"p/{name}", MemberKind.FILE, content))
    seen = read_archive(packed.getvalue())
    loud = [anomaly for anomaly in seen.anomalies if anomaly.kind not in _ABOUT_NAMES]

    assert expected == [(member.path, member.kind, member.content) for member in seen.members]
    assert not expected or [] == loud


_ABOUT_NAMES = {AnomalyKind.CLASHING_NAME, AnomalyKind.OVERLONG_NAME}
