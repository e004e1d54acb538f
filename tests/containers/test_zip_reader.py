from __future__ import annotations

import io
import zipfile

import pytest

from pkgaudit.containers.source import BytesSource
from pkgaudit.containers.zip_second_opinion import difference
from pkgaudit.model.gap import GapKind
from pkgaudit.model.limits import MIB, Limits
from pkgaudit.model.member import AnomalyKind, MemberKind
from tests.containers.reads import read
from tests.hostile import nesting_cases, zip_cases
from tests.hostile.case import HostileCase
from tests.hostile.zip_build import EVIL, INFO, TEXT, A, B, changed, lay, pack, streamed

CASES = (*zip_cases.CASES, *nesting_cases.CASES)


def test_there_are_enough_cases_and_controls() -> None:
    assert len(CASES) >= 55
    assert len(CASES) == len({case.name for case in CASES})
    assert len([case for case in CASES if case.harmless]) >= 5


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_reported_as_its_fault_says(case: HostileCase) -> None:
    content = case.build()

    seen = read(content, case.name + case.suffix)

    assert content == case.build()
    assert set() == set(case.anomalies) - seen.kinds
    assert set() == set(case.gaps) - {gap.kind for gap in seen.gaps}
    assert set() == set(case.shows) - set(seen.paths)
    assert [] == [gap.why for gap in seen.gaps if "Please report" in gap.why]
    assert case.harmless == (not seen.anomalies and not seen.gaps)


def test_a_duplicate_stays_two_members_in_archive_order() -> None:
    seen = read(pack(A, changed(A, data=EVIL)))

    assert [TEXT, EVIL] == [member.content for member in seen.members]
    assert [0, seen.anomalies[0].offset] == [member.offset for member in seen.members]


def test_members_come_in_the_order_of_their_local_headers() -> None:
    laid = lay(A, B)
    first, second = lay(A).directory, laid.directory[len(lay(A).directory) :]
    backwards = laid.body + second + first + laid.ended()[-22:]

    assert ["pkg/a.py", "pkg/b.py"] == read(backwards).paths


def test_both_contents_come_when_directory_and_local_header_disagree_on_the_method() -> None:
    seen = read(pack(changed(A, local_method=0)))

    assert TEXT in [member.content for member in seen.members]
    assert 2 == len(seen.members)


def test_a_size_that_is_too_small_gives_the_short_and_the_whole_content() -> None:
    seen = read(pack(changed(A, size=10)))

    assert [TEXT, TEXT[:10]] == [member.content for member in seen.members]


def test_a_symlink_is_the_link_that_unzip_makes_and_the_file_that_pip_writes() -> None:
    seen = read(pack(changed(A, mode=0o120777, data=b"../../up")))

    assert [MemberKind.FILE, MemberKind.SYMLINK] == [member.kind for member in seen.members]
    assert [None, "../../up"] == [member.link_target for member in seen.members]
    assert [b"../../up", None] == [member.content for member in seen.members]


def test_a_member_over_the_limit_has_no_content_and_a_gap_that_names_the_limit() -> None:
    seen = read(pack(changed(A, data=b"ab" * MIB, method=0), INFO), limits=Limits(member_bytes=MIB))

    assert [None, INFO.data] == [member.content for member in seen.members]
    assert [2 * MIB, len(INFO.data)] == [member.size for member in seen.members]
    assert [GapKind.LIMIT] == [gap.kind for gap in seen.gaps]
    assert "member_bytes" in seen.gaps[0].why
    assert () == seen.anomalies


def test_a_member_over_the_limit_is_still_checked() -> None:
    seen = read(pack(changed(A, data=b"ab" * MIB, crc=5)), limits=Limits(member_bytes=MIB))

    assert {AnomalyKind.CHECKSUM_MISMATCH} == seen.kinds


def test_more_members_than_the_limit_end_the_reading() -> None:
    many = pack(*(changed(A, name=b"pkg/%d.py" % number) for number in range(30)))

    seen = read(many, limits=Limits(members=10))

    assert 10 == len(seen.members)
    assert ["members"] == [gap.why.partition(":")[0] for gap in seen.gaps]


def test_descriptors_are_said_once_and_alone() -> None:
    seen = read(pack(streamed(A), streamed(B), streamed(INFO, wide=True)))

    assert [AnomalyKind.DATA_DESCRIPTOR] == [anomaly.kind for anomaly in seen.anomalies]
    assert [TEXT, TEXT * 2, INFO.data] == [member.content for member in seen.members]


def test_what_comes_before_damage_is_kept() -> None:
    whole = bytes(range(256)) * 4000
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.bin", whole)
    damaged = bytearray(stream.getvalue())
    middle = 35 + (len(damaged) - 150) // 2
    damaged[middle : middle + 40] = b"\xff" * 40

    seen = read(bytes(damaged))
    content = seen.members[0].content

    assert content is not None
    assert len(content) > 10_000
    assert AnomalyKind.CHECKSUM_MISMATCH in seen.kinds


def test_anomalies_of_one_kind_are_counted_after_a_thousand() -> None:
    crowd = pack(*(changed(A, name=b"../%d" % number) for number in range(1200)))

    seen = read(crowd)
    found = [anomaly for anomaly in seen.anomalies if anomaly.kind is AnomalyKind.PATH_TRAVERSAL]

    assert 1001 == len(found)
    assert "200 more of this kind" == found[-1].detail


def test_very_many_members_are_noticed() -> None:
    crowd = pack(*(changed(A, name=b"%d" % number, data=b"", method=0) for number in range(20_001)))

    assert {AnomalyKind.MANY_MEMBERS} == read(crowd).kinds


def test_the_second_reader_names_both_views() -> None:
    seen = read(pack(A, changed(B, in_directory=False)))
    details = [anomaly.detail for anomaly in seen.anomalies if anomaly.kind is AnomalyKind.READERS_DISAGREE]

    assert ["we list 2 members, zipfile 1: only pkgaudit lists 'pkg/b.py' (416 bytes)"] == details


def test_a_directory_that_is_too_large_for_zipfile_is_a_disagreement() -> None:
    class Huge(BytesSource):
        size = 1 << 40

        def read_at(self, offset: int, length: int) -> bytes:
            end = lay().ended(count=1, size=0x7FFFFFFF)
            return end[-length:] if offset > 1 << 39 else b""

    assert "zipfile refuses it" in difference(Huge(b""), [(b"a", 0, 1)])
