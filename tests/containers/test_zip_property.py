from __future__ import annotations

import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from pkgaudit.containers.events import ContainerKind
from pkgaudit.containers.source import BytesSource
from pkgaudit.containers.zip_second_opinion import difference
from pkgaudit.model.limits import KIB, Limits
from tests.containers.reads import read
from tests.hostile import nesting_cases, zip_cases
from tests.hostile.zip_build import INFO, A, B, changed, pack, streamed

LIMITS = Limits(members=50, inflated_bytes=256 * KIB, member_bytes=64 * KIB, ratio=10_000)
SEEDS = (
    pack(A, B, INFO),
    pack(streamed(A), changed(B, method=0)),
    zip_cases.zip64(forged=True),
    nesting_cases.tgz(("package/a.zip", pack(A)), ("package/b.xz", nesting_cases.SQUASHED["xz"][1])),
)
KINDS = (None, ContainerKind.ZIP, ContainerKind.TAR, ContainerKind.GZIP, ContainerKind.XZ, ContainerKind.ZSTD)
FRAGMENTS = (
    b"PK\x03\x04",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"PK\x06\x06",
    b"PK\x06\x07",
    b"PK\x07\x08",
    b"\xff\xff\xff\xff",
)


def stays_in_limits(content: bytes, kind: ContainerKind | None = None) -> None:
    seen = read(content, "a.whl", LIMITS, kind)

    assert len(seen.members) <= LIMITS.members
    assert sum(len(member.content or b"") for member in seen.members) <= 2 * LIMITS.inflated_bytes
    assert [] == [gap.why for gap in seen.gaps if "Please report" in gap.why]
    assert seen.members or seen.anomalies or seen.gaps


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=400), kind=st.sampled_from(KINDS))
def test_arbitrary_bytes_raise_nothing_and_stay_in_limits(content: bytes, kind: ContainerKind | None) -> None:
    stays_in_limits(content, kind)


@settings(max_examples=300, deadline=None)
@given(
    seed=st.sampled_from(SEEDS),
    changes=st.lists(
        st.tuples(
            st.floats(0, 1), st.one_of(st.binary(min_size=1, max_size=4), st.sampled_from(FRAGMENTS)), st.booleans()
        ),
        min_size=1,
        max_size=6,
    ),
)
def test_a_mutated_archive_raises_nothing_and_stays_in_limits(
    seed: bytes, changes: list[tuple[float, bytes, bool]]
) -> None:
    content = bytearray(seed)
    for where, piece, inserts in changes:
        at = int(where * len(content))
        content[at : at if inserts else at + len(piece)] = piece
    stays_in_limits(bytes(content))


NAMES = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_characters="\\:\x7f\xad"), min_size=1, max_size=12
)


@settings(max_examples=100, deadline=None)
@given(
    files=st.dictionaries(
        NAMES.filter(lambda name: name.strip("./") != "" and "/" not in name),
        st.binary(max_size=2000),
        min_size=1,
        max_size=8,
    ),
    method=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
)
def test_what_zipfile_writes_is_read_back_and_zipfile_agrees(files: dict[str, bytes], method: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    content = stream.getvalue()

    seen = read(content, kind=ContainerKind.ZIP)
    listed = [(member.raw_name, 0x800, member.size) for member in seen.members if len(member.container) == 1]

    assert list(files.values()) == [member.content for member in seen.members if len(member.container) == 1]
    assert "" == difference(BytesSource(content), listed)
