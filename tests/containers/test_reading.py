from __future__ import annotations

import pytest

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.events import Events
from pkgaudit.containers.reading import expand, read_container
from pkgaudit.containers.source import BytesSource
from pkgaudit.model.gap import GapKind
from pkgaudit.model.limits import MIB, Limits
from pkgaudit.model.member import AnomalyKind, Member
from tests.containers.reads import read, sort_out
from tests.hostile.nesting_cases import MANIFEST, SQUASHED, as_tgz, pack_gzip, tar, tgz
from tests.hostile.zip_build import HIDDEN, TEXT, A, changed, pack


def test_what_is_inside_a_member_comes_right_after_it() -> None:
    seen = read(tgz(("package/a.zip", pack(A)), ("package/z.js", TEXT)), "a.tgz")

    assert [
        ("a.tgz", "package/package.json"),
        ("a.tgz", "package/a.zip"),
        ("a.tgz", "package/a.zip", "pkg/a.py"),
        ("a.tgz", "package/z.js"),
    ] == [member.location for member in seen.members]


def test_an_anomaly_inside_a_nested_archive_says_so() -> None:
    inner = pack(A, changed(HIDDEN, in_directory=False))

    top = read(inner, "a.zip")
    nested = read(tgz(("package/a.zip", inner)), "a.tgz")

    assert {False} == {anomaly.nested for anomaly in top.anomalies}
    assert {True} == {anomaly.nested for anomaly in nested.anomalies}
    assert {("a.tgz", "package/a.zip")} == {anomaly.location[:2] for anomaly in nested.anomalies}


@pytest.mark.parametrize("nesting", [0, 1, 2, 3])
def test_archives_are_opened_to_the_limit_and_the_next_is_a_gap_that_names_it(nesting: int) -> None:
    content = b"innermost"
    for _ in range(4):
        content = as_tgz(content)
    seen = read(tgz(("package/a.tgz", content)), "a.tgz", Limits(nesting=nesting))

    assert nesting + 1 == max(len(member.container) for member in seen.members)
    assert [GapKind.LIMIT] == [gap.kind for gap in seen.gaps]
    assert seen.gaps[0].why.startswith("nesting:")


def test_all_kinds_of_nesting_count_alike() -> None:
    layers = pack_gzip(pack(changed(A, data=as_tgz(as_tgz(b"x")))))

    seen = read(tgz(("package/a.gz", layers)), "a.tgz")

    assert 4 == max(len(member.container) for member in seen.members)
    assert [GapKind.LIMIT] == [gap.kind for gap in seen.gaps]


def test_one_budget_holds_for_all_levels() -> None:
    files = [(f"package/{number}.gz", pack_gzip(bytes(MIB))) for number in range(10)]

    seen = read(tgz(*files), "a.tgz", Limits(inflated_bytes=4 * MIB))

    assert ["inflated_bytes"] == [gap.why.partition(":")[0] for gap in seen.gaps]
    assert ("a.tgz",) == seen.gaps[0].location
    assert "[limits]" in seen.gaps[0].why
    assert len(seen.members) < 10


def test_a_limit_of_one_container_leaves_the_others() -> None:
    seen = read(tgz(("package/a.gz", pack_gzip(b"x") * 100), ("package/b.js", TEXT)), "a.tgz")

    assert "package/b.js" in seen.paths
    assert ["gzip_members"] == [gap.why.partition(":")[0] for gap in seen.gaps]
    assert ("a.tgz", "package/a.gz") == seen.gaps[0].location


def test_a_container_named_as_it_is_raises_no_alarm() -> None:
    assert () == read(tgz(), "a.tgz").anomalies
    assert () == read(tar(("a", b"x")), "a.tar").anomalies
    assert () == read(pack(A), "a.whl").anomalies


def test_a_compressed_tar_is_read_at_the_artifacts_own_location() -> None:
    seen = read(SQUASHED["xz"][1], "a.tar.xz")

    assert {AnomalyKind.WRONG_CONTAINER} == seen.kinds
    assert [("a.tar.xz", "a.tar")] == [member.location for member in seen.members]


def test_a_reader_that_fails_costs_its_own_container_only() -> None:
    def failing() -> Events:
        yield Member(container=("a",), raw_name=b"x", path="x", content=TEXT)
        raise ZeroDivisionError

    seen = sort_out(expand(failing(), ("a",), Budget(Limits(), 1)))

    assert ["x"] == seen.paths
    assert [GapKind.UNREADABLE] == [gap.kind for gap in seen.gaps]
    assert "Please report this" in seen.gaps[0].why


def test_a_file_that_cannot_be_read_is_a_gap() -> None:
    class Failing(BytesSource):
        def read_at(self, offset: int, length: int) -> bytes:
            raise OSError(5, "Input/output error", offset, length)

    seen = sort_out(read_container(Failing(b"abc"), ("a.tgz",), Budget(Limits(), 3)))

    assert ["cannot be read: Input/output error"] == [gap.why for gap in seen.gaps]


def test_an_unknown_name_expects_nothing() -> None:
    assert () == read(tar(("package/package.json", MANIFEST)), "artifact").anomalies
