from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.ship_list import Tracking, Unpublished
from pkgaudit.model.ship_report import ShipReport
from pkgaudit.reporters.ship_list_text import render
from tests.reporters.ship_reports import ALWAYS, DIST, a_file, a_package, a_report, ship_reports, whole_report
from tests.reporters.test_every_reporter import SGR, commands, not_ours

GOLDEN = Path(__file__).with_name("golden")


def shown(report: ShipReport, *, width: int = 80, in_full: bool = False, all_files: bool = False) -> list[str]:
    return render(report, colour=False, width=width, in_full=in_full, all_files=all_files).splitlines()


@pytest.mark.parametrize("width", [80, 120])
def test_the_whole_ship_list(width: int, request: pytest.FixtureRequest) -> None:
    golden = GOLDEN / f"ship-list-{width}.txt"
    rendered = render(whole_report(), colour=False, width=width)
    if request.config.getoption("--golden", default=None) == "write":
        golden.write_text(rendered, encoding="utf-8")

    assert golden.read_text(encoding="utf-8") == rendered
    assert width >= max(map(len, rendered.splitlines()))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(
    report=ship_reports,
    width=st.sampled_from((40, 80, 120)),
    in_full=st.booleans(),
    all_files=st.booleans(),
)
def test_nothing_that_a_terminal_or_a_log_obeys_comes_out(
    report: ShipReport, width: int, in_full: bool, all_files: bool
) -> None:
    plain = render(report, colour=False, width=width, in_full=in_full, all_files=all_files)
    coloured = render(report, colour=True, width=width, in_full=in_full, all_files=all_files)

    assert [] == not_ours(plain)
    assert [] == commands(plain)
    assert plain == SGR.sub("", coloured)
    assert plain.endswith("\n")


def test_a_hundred_thousand_files_are_a_few_hundred_lines_and_all_shows_every_one() -> None:
    files = [a_file(f"package/lib/{number % 300}/{number}.js", number % 1_000) for number in range(100_000)]
    report = a_report(a_package(files))
    short, full = shown(report), shown(report, all_files=True)
    top = next(line for line in short if "package/lib/" in line)

    assert 100 < len(short) < 700
    assert 100_000 == sum(".js  " in line for line in full)
    assert top in full
    assert any("more files; --all shows all" in line for line in short)
    assert not any("--all" in line for line in full)


def test_many_packages_share_the_lines() -> None:
    files = [a_file(f"package/{number}.js", number) for number in range(200)]
    lines = shown(a_report(*(a_package(files) for _ in range(30))))

    assert 30 == sum("and 181 more files; --all shows all" in line for line in lines)


def test_a_file_that_git_does_not_track_says_so_and_one_that_it_tracks_does_not() -> None:
    files = [
        a_file("package/a", 3, DIST, Tracking.IGNORED),
        a_file("package/b", 2, DIST),
        a_file("package/c", 1, ALWAYS),
    ]
    lines = shown(a_report(a_package(files)))

    assert [
        '       3 B    a  git-ignored; files: "dist"',
        '       2 B    b  files: "dist"',
        "       1 B    c  always",
    ] == lines[6:9]
    assert "  By git" in lines


def test_where_no_repository_is_that_is_said_once() -> None:
    package = replace(a_package([a_file("package/a", 1, tracking=Tracking.UNKNOWN)]), in_repository=False)
    lines = shown(a_report(package))

    assert "  in no git repository: what git tracks is not known" in lines
    assert "  By git" not in lines


def test_a_long_name_keeps_every_letter_and_its_reason_stands_below() -> None:
    name = "n" * 90 + ".js"
    lines = shown(a_report(a_package([a_file(f"package/{name}"), a_file("package/b.js")])))

    assert f"       1 B    {name}" in lines
    assert "swept in: nothing excludes it" == lines[lines.index(f"       1 B    {name}") + 1].strip()
    assert all(len(line) <= 80 for line in lines if name not in line)


def test_a_long_reason_is_cut_unless_all_is_wanted() -> None:
    cause = f'files: "{"dist/" * 30}"'
    reason = replace(DIST, by=cause)
    report = a_report(a_package([a_file("package/a.js", 1, reason)]))

    assert not any(cause in line for line in shown(report))
    assert any(line.endswith("…") for line in shown(report))
    assert any(cause in line for line in shown(report, in_full=True))


def test_of_many_totals_the_largest_are_shown_and_the_rest_added_up() -> None:
    files = [a_file(f"package/f.{number}x", 10 + number) for number in range(20)]
    report = a_report(a_package(files))
    short, full = shown(report), shown(report, in_full=True)

    assert any(line.endswith("9 files  9 more; --verbose shows all") for line in short)
    assert "      29 B  1 file   other (.19x)" in full
    assert 20 == sum("other (." in line for line in full)


def test_of_many_unpublished_packages_some_are_named_and_the_rest_counted() -> None:
    names = tuple(Unpublished(location=(f"packages/{n}",), name=f"{n}", why='"private": true') for n in range(8))
    report = a_report(a_package([a_file("package/a")]), unpublished=names)

    assert "3 more; --verbose shows all" in " ".join(shown(report))
    assert 'packages/7 ("private": true)' in " ".join(shown(report, in_full=True))


def test_the_last_line_is_the_outcome() -> None:
    package = a_package([a_file("package/a")])
    gap = Gap(kind=GapKind.PACKING, location=("web",), why="no npm is on PATH")

    assert "LISTED (exit 0): 1 package, 1 file, nothing judged (`pkgaudit scan` does)" == shown(a_report(package))[-1]
    assert "INCOMPLETE (exit 3): 1 thing was not listed; 1 package, 1 file" == shown(a_report(package, gaps=(gap,)))[-1]
    assert "INCOMPLETE (exit 3): 2 things were not listed; 0 packages, 0 files" == shown(a_report(gaps=(gap, gap)))[-1]
    assert "INCOMPLETE (exit 3): 0 packages, 0 files" == shown(a_report())[-1]


def test_links_in_a_package_are_named() -> None:
    package = a_package([a_file("package/a")], others=tuple(f"package/l{n}" for n in range(7)))

    assert "7 links or devices as well: package/l0," in " ".join(shown(a_report(package)))
    assert "package/l6" not in " ".join(shown(a_report(package)))
