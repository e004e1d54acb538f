from __future__ import annotations

import io
import tarfile

from pkgaudit.model.gap import GapKind
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import AnomalyKind as Kind
from pkgaudit.model.member import MemberKind
from tests.containers.tar_reading import LOCATION, read_archive
from tests.hostile.tar_builder import END, file, folder, gz, header, long_name, pad, pax, record


def test_a_member_says_where_it_was_and_what_it_holds() -> None:
    packed = gz(folder(b"package/lib/") + file(b"package/lib/a.js", b"x" * 600, mode=b"0000755\0") + END)
    lib, script = read_archive(packed).members

    assert ("package/lib", MemberKind.DIRECTORY, 0, None, 0, 0o755) == (
        lib.path,
        lib.kind,
        lib.size,
        lib.content,
        lib.offset,
        lib.mode,
    )
    assert ("package/lib/a.js", MemberKind.FILE, 600, b"x" * 600, 512, 0o755) == (
        script.path,
        script.kind,
        script.size,
        script.content,
        script.offset,
        script.mode,
    )
    assert (*LOCATION, "package/lib/a.js") == script.location


def test_an_anomaly_says_at_which_byte_it_is() -> None:
    seen = read_archive(gz(file(b"package/a.js") + b"garbage!" * 64 + file(b"package/b.js") + END))
    broken = next(anomaly for anomaly in seen.anomalies if anomaly.kind is Kind.BAD_HEADER)

    assert 1024 == broken.offset
    assert LOCATION == broken.location


def test_a_file_over_the_limit_is_passed_over_with_a_gap_and_reading_goes_on() -> None:
    packed = gz(file(b"package/big.js", b"x" * 5000) + file(b"package/a.js") + END)
    seen = read_archive(packed, Limits(member_bytes=4999))

    assert [("package/big.js", 5000, None), ("package/a.js", 6, b"x = 1\n")] == [
        (member.path, member.size, member.content) for member in seen.members
    ]
    assert [(GapKind.LIMIT, (*LOCATION, "package/big.js"))] == [(gap.kind, gap.location) for gap in seen.gaps]
    assert "member_bytes" in seen.gaps[0].why
    assert [] == seen.anomalies


def test_a_crooked_file_over_the_limit_is_passed_over_too() -> None:
    packed = gz(pax(record(b"path", b"package/big.js")) + file(b"x", b"x" * 5000) + file(b"package/a.js") + END)
    seen = read_archive(packed, Limits(member_bytes=4999))

    assert ["package/big.js", "package/a.js"] == seen.paths
    assert [GapKind.LIMIT] == [gap.kind for gap in seen.gaps]


def test_a_large_file_cut_short_is_truncated() -> None:
    seen = read_archive(gz(header(b"package/big.js", 9000) + b"x" * 6000), Limits(member_bytes=4999))

    assert Kind.TRUNCATED in seen.kinds


def test_an_extension_header_over_the_limit_is_a_gap() -> None:
    packed = gz(pax(record(b"comment", b"c" * 9000)) + file(b"package/a.js") + END)
    seen = read_archive(packed, Limits(member_bytes=4999, extension_header_bytes=4000))

    assert ["package/a.js"] == seen.paths
    assert [GapKind.LIMIT] == [gap.kind for gap in seen.gaps]
    assert Kind.PAX_MALFORMED in seen.kinds


def test_the_members_of_one_archive_are_counted_with_the_budget() -> None:
    seen = read_archive(gz(b"".join(file(b"package/%d" % index) for index in range(9)) + END), Limits(members=5))

    assert 5 == len(seen.members)
    assert ["members"] == [gap.why.split(":")[0] for gap in seen.gaps]


def test_thousands_of_names_for_one_member_end_in_a_gap() -> None:
    chain = b"".join(long_name(b"package/%d" % index) for index in range(2500))
    seen = read_archive(gz(chain + file(b"package/a.js") + END), Limits(ratio=10**6))

    assert GapKind.LIMIT in [gap.kind for gap in seen.gaps]
    assert "package/0" in seen.paths


def test_one_large_body_under_many_names_costs_the_budget_each_time() -> None:
    chain = b"".join(long_name(b"package/%d" % index) for index in range(500))
    packed = gz(chain + file(b"package/a.js", bytes(100_000)) + END)
    seen = read_archive(packed, Limits(inflated_bytes=5_000_000, ratio=10**6))

    assert "inflated_bytes" in [gap.why.split(":")[0] for gap in seen.gaps]
    assert len(seen.members) < 100


def test_tarfile_agrees_after_many_plain_members() -> None:
    plain = b"".join(file(b"package/%d.js" % index) for index in range(50))
    long = long_name(b"package/" + b"x" * 120) + file(b"package/x")
    seen = read_archive(gz(plain + long + plain.replace(b"package/", b"p2ckage/"[:8]) + END))

    assert Kind.READERS_DISAGREE not in seen.kinds


def test_tarfile_disagrees_where_its_list_ends() -> None:
    seen = read_archive(gz(file(b"package/a.js") + bytes(512) + file(b"package/b.js") + END))
    told = [anomaly.detail for anomaly in seen.anomalies if anomaly.kind is Kind.READERS_DISAGREE]

    assert [
        "tarfile lists 1 members and ends at 1,024 (a zero block); we list member 2 ('package/b.js') at 1,536"
    ] == told


def test_tarfile_disagrees_about_a_name() -> None:
    packed = gz(long_name(b"package/1") + long_name(b"package/2") + file(b"package/a.js") + END)
    told = [anomaly.detail for anomaly in read_archive(packed).anomalies if anomaly.kind is Kind.READERS_DISAGREE]

    assert ["member 1 at 0 is 'package/1' and not 'package/2' to tarfile"] == told


def test_every_crooked_case_tarfile_lists_otherwise_is_said_so_without_reading_bodies() -> None:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", format=tarfile.GNU_FORMAT) as archive:
        info = tarfile.TarInfo("package/" + "x" * 150)
        info.size = 3000
        archive.addfile(info, io.BytesIO(header(b"package/hidden.js") * 6))
    seen = read_archive(content.getvalue())

    assert [] == seen.anomalies
    assert ["package/" + "x" * 150] == seen.paths


def test_zeros_in_front_of_a_dangling_extension_are_told_apart_from_the_end() -> None:
    seen = read_archive(gz(file(b"package/a.js") + pax(record(b"path", b"package/x")) + bytes(512)))

    assert {Kind.AMBIGUOUS_HEADER, Kind.MISSING_END_MARKER} <= {*seen.kinds}


def test_a_second_header_inside_a_disputed_body_is_found_with_its_own_body() -> None:
    inner = file(b"package/inner.js", b"y" * 700)
    packed = gz(header(b"package/l", len(inner), b"2", link=b"x") + inner + file(b"package/b.js") + END)
    seen = read_archive(packed)
    found = [member for member in seen.members if member.path == "package/inner.js"]

    assert [b"y" * 700] == [member.content for member in found]
    assert 1 == seen.paths.count("package/b.js")


def test_padding_that_is_not_zero_is_reported_after_an_extension_too() -> None:
    packed = gz(long_name(b"package/x.js") + header(b"package/x", 6) + pad(b"x = 1\n")[:-1] + b"!" + END)

    assert [Kind.BYTES_BETWEEN_MEMBERS] == read_archive(packed).kinds
