from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from pkgaudit.model.examination import Examination, PackedBy
from pkgaudit.model.finding import Facts, WaiverNote
from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.grades import Format, Listing, Severity, Standing
from pkgaudit.model.report import Outcome, Report
from pkgaudit.model.source_map import SourceMapTotals
from pkgaudit.policy.judge import judge
from pkgaudit.policy.policy import Policy
from pkgaudit.reporters.text import render
from tests.policy.builders import examination, finding, rule, rulebook, summary
from tests.reporters.examples import LEAK, POLICY, TODAY, leak_report, passed_report
from tests.tools import ROOT

GOLDEN = Path(__file__).with_name("golden") / "leak.txt"
BOOK = rulebook(*(rule(f"{severity}-rule", private=severity) for severity in Severity))


def shown(report: Report, *, width: int = 80, verbosity: int = 0) -> str:
    return render(report, colour=False, width=width, verbosity=verbosity)


def judged(*examinations: Examination, policy: Policy | None = None) -> Report:
    return judge(examinations, BOOK, policy or Policy(), TODAY)


def many(rule_name: str, number: int, path: str = "dist/a-1.0.0.tgz") -> Examination:
    return examination(
        summary(path),
        *(finding(rule_name, path, f"package/{index:02}.js", message=f"bad {index}") for index in range(number)),
    )


def test_the_whole_report_of_a_leak(request: pytest.FixtureRequest) -> None:
    rendered = shown(leak_report())
    if request.config.getoption("--golden", default=None) == "write":
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(rendered, encoding="utf-8")

    assert GOLDEN.read_text(encoding="utf-8") == rendered


@pytest.mark.parametrize(
    ("examinations", "policy", "expected"),
    [
        ([many("low-rule", 0)], Policy(), "PASSED (exit 0): nothing open at or above high; everything was examined"),
        ([many("high-rule", 1)], Policy(), "FAILED (exit 1): 1 open finding at or above high"),
        ([], Policy(), "INCOMPLETE (exit 3): 1 thing was not examined; nothing open at or above high"),
        (
            [many("critical-rule", 2)],
            Policy(fail_on=None),
            "PASSED (exit 0): no severity fails this run (--fail-on never); everything was examined",
        ),
    ],
)
def test_the_last_line_is_the_verdict_in_every_mode(
    examinations: list[Examination], policy: Policy, expected: str
) -> None:
    report = judged(*examinations, policy=policy)

    for verbosity in (-1, 0, 1):
        assert expected == shown(report, width=120, verbosity=verbosity).splitlines()[-1]


def test_findings_and_gaps_are_both_in_the_verdict() -> None:
    assert (
        "FAILED (exit 1): 1 open finding at or above high; 2 things were not examined"
        == shown(leak_report()).splitlines()[-1]
    )


@pytest.mark.parametrize(("severity", "lines"), [("critical", 5), ("high", 5), ("medium", 3), ("low", 1), ("note", 1)])
def test_repeated_findings_of_a_rule_are_folded_and_verbose_shows_all(severity: str, lines: int) -> None:
    report = judged(many(f"{severity}-rule", 40))
    short, full = shown(report), shown(report, verbosity=1)

    assert lines == short.count("package/")
    assert f"and {40 - lines} more; --verbose shows all" in short
    assert 40 == sum(line.startswith("  package/") for line in full.splitlines())
    assert "more; --verbose" not in full


def test_folding_shows_every_artifact_before_a_second_finding_of_one() -> None:
    few = judged(*(many("high-rule", 9, f"dist/{number}.tgz") for number in range(3)))
    lot = judged(*(many("high-rule", 2, f"dist/{number}.tgz") for number in range(8)))
    low = judged(*(many("low-rule", 2, f"dist/{number}.tgz") for number in range(3)))

    assert [
        "  dist/0.tgz > package/00.js",
        "  dist/0.tgz > package/01.js",
        "  dist/0.tgz > package/02.js",
        "  dist/1.tgz > package/00.js",
        "  dist/2.tgz > package/00.js",
        "  and 22 more; --verbose shows all",
    ] == [line for line in shown(few).splitlines() if line.startswith(("  dist/", "  and"))]
    assert [f"  dist/{number}.tgz > package/00.js" for number in range(5)] == [
        line for line in shown(lot).splitlines() if line.startswith("  dist/")
    ]
    assert "  and 11 more, also in 3 other artifacts; --verbose shows all\n" in shown(lot)
    assert "bad 0 (and 5 more, also in 2 other artifacts; --verbose shows all)\n" in shown(low, width=140)


def test_quiet_shows_open_findings_and_the_summary_only() -> None:
    quiet = shown(leak_report(), verbosity=-1)

    assert "Open findings (at or above high)" == quiet.splitlines()[0]
    assert "embedded-sources" in quiet
    assert "top folders" not in quiet
    assert "novel: 1,900 sources, 512,000 lines, 57.2 MB" in quiet
    assert "oversized-file" not in quiet
    assert "Not examined" not in quiet
    assert "52 findings: 1 critical, 10 medium, 40 low, 1 note (51 below the bar)." in quiet


def test_quiet_says_three_lines_when_nothing_is_open() -> None:
    assert [
        "1 finding: 1 note (1 below the bar).",
        "241 of 241 files examined in 1 artifact with 6 rules.",
        "PASSED (exit 0): nothing open at or above high; everything was examined",
    ] == shown(passed_report(), verbosity=-1).splitlines()


def test_verbose_names_what_a_waiver_needs_and_what_did_not_apply() -> None:
    full = shown(leak_report(), width=120, verbosity=1)

    assert f"confidence high, fingerprint embedded-sources/{LEAK}/package/cli.js.map/None" in full
    assert f"Not applicable to {LEAK}: bytes-after-end" in full
    assert f"sha256 {'0123456789abcdef' * 4}" in full
    assert "rules sha256:book" in full


def test_waived_findings_are_counted_and_verbose_shows_why() -> None:
    report = judged(many("high-rule", 1))
    note = WaiverNote(reason="published\non purpose", expires=date(2026, 12, 31))
    waived = replace(report.verdicts[0], standing=Standing.WAIVED, waiver=note)
    report = replace(report, verdicts=(waived,), waived=1, by_severity=dict.fromkeys(Severity, 0))

    assert "1 finding: 1 waived." in shown(report)
    assert "waived until" not in shown(report)
    assert "waived until 2026-12-31: published\\non purpose" in shown(report, verbosity=1)


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("severity", list(Severity))
def test_a_path_is_never_cut_and_stands_on_one_line(width: int, severity: Severity) -> None:
    path = "package/" + "very long folder/" * 20 + "index.js.map"
    found = finding(f"{severity}-rule", "dist/a-1.0.0.tgz", path, line=7)
    gap = Gap(kind=GapKind.LIMIT, location=("dist/a-1.0.0.tgz", path), why="x " * 100)
    rendered = shown(judged(examination(summary(), found, gaps=(gap,))), width=width)

    assert 2 == sum(path in line for line in rendered.splitlines())
    assert any(line.endswith(f"{path}:7") for line in rendered.splitlines())


@pytest.mark.parametrize("width", [40, 80, 120])
def test_prose_stays_inside_the_width(width: int) -> None:
    long = "several words " * 30
    found = [finding(f"{severity}-rule", "dist/a.tgz", "m", message=long, fix=long) for severity in Severity]
    gap = Gap(kind=GapKind.LIMIT, location=(), why=long)
    rendered = shown(judged(examination(summary("dist/a.tgz"), *found, gaps=(gap,))), width=width)

    assert [] == [line for line in rendered.splitlines() if len(line) > width]


@pytest.mark.parametrize("width", range(40, 80))
def test_a_number_and_its_unit_are_never_parted(width: int) -> None:
    rendered = shown(leak_report(), width=width)

    assert rendered.count(" MB") >= 10
    assert [] == [line for line in rendered.splitlines() if re.match(r" *[kM]?B\b", line)]


def test_one_liners_stay_one_line_where_they_fit() -> None:
    rendered = shown(judged(many("low-rule", 2), many("note-rule", 1, "dist/b.tgz")), width=120)

    assert (
        "low       low-rule  dist/a-1.0.0.tgz > package/00.js  bad 0 (and 1 more; --verbose shows all)\n"
        "note      note-rule  dist/b.tgz > package/00.js  bad 0\n"
    ) in rendered


def test_with_one_artifact_paths_start_inside_it() -> None:
    rendered = shown(judged(many("high-rule", 1)))
    own = shown(judged(examination(summary(), finding("high-rule", "dist/a-1.0.0.tgz"))))

    assert "high      high-rule  package/00.js\n" in rendered
    assert "high      high-rule  dist/a-1.0.0.tgz\n" in own


def test_of_many_artifacts_those_that_fail_are_shown_and_the_rest_is_counted() -> None:
    gap = Gap(kind=GapKind.UNREADABLE, location=("dist/8.tgz", "package/x"), why="cut short")
    fine = [examination(summary(f"dist/{number}.tgz")) for number in range(8)]
    broken = examination(summary("dist/8.tgz"), gaps=(gap,))
    failing = many("high-rule", 1, "dist/9.tgz")
    short = shown(judged(*fine, broken, failing))
    passing = shown(judged(*fine))
    full = shown(judged(*fine, broken, failing), verbosity=1)

    assert ["dist/8.tgz", "dist/9.tgz"] == [line for line in short.splitlines() if line.startswith("dist/")]
    assert "and 8 more artifacts; --verbose shows all" in short
    assert 5 == sum(line.startswith("dist/") for line in passing.splitlines())
    assert 10 == sum(line.startswith("dist/") for line in full.splitlines())


def test_gaps_with_one_reason_are_folded() -> None:
    path = "dist/a-1.0.0.tgz"
    same = [Gap(kind=GapKind.UNSUPPORTED, location=(path, f"package/{n}.z"), why="not read") for n in range(9)]
    others = [Gap(kind=GapKind.LIMIT, location=(path, f"package/{n}.x"), why=f"reason {n}") for n in range(12)]
    report = judged(examination(summary(), gaps=(*same, *others)))
    short, full = shown(report), shown(report, verbosity=1)

    assert 1 == short.count("not read")
    assert 3 == short.count(".z\n")
    assert "and 6 more; --verbose shows all" in short
    assert "and 3 more reasons; --verbose shows all" in short
    assert (9, 12) == (full.count(".z\n"), full.count(".x\n"))


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        (SourceMapTotals(), "no source maps"),
        (SourceMapTotals(maps=1), "1 source map, none embeds a source"),
        (
            SourceMapTotals(maps=3, inline=2, embedded=4),
            "3 source maps (2 inline), 4 embedded sources: of no known kind",
        ),
        (
            SourceMapTotals(maps=2, embedded=6, novel=1, novel_lines=1, novel_bytes=10, third_party=2, shipped=3),
            "2 source maps, 6 embedded sources: 1 novel (1 line, 10 B), 2 third-party and 3 shipped as files",
        ),
    ],
)
def test_an_artifacts_source_maps_are_one_sentence(totals: SourceMapTotals, expected: str) -> None:
    assert f"\n  {expected}\n" in shown(judged(examination(summary(source_maps=totals))), width=120)


def test_a_directory_has_one_size_and_a_nameless_one_no_name() -> None:
    nameless = summary("src", name=None, version=None, format_=Format.DIRECTORY, ecosystem=None)
    backend = PackedBy(packer="hatchling", version="", notes=())
    rendered = shown(judged(examination(replace(nameless, listing=Listing.BUILT, packed_by=backend))))

    assert "\n  no name (directory): 3 files, 4.0 kB in all\n" in rendered
    assert "\n  packed by hatchling in a copy of the project, where its code could run\n" in rendered


def test_of_a_lockfile_the_number_of_packages_is_told_and_nothing_about_source() -> None:
    lockfile = replace(summary("package-lock.json", name=None, format_=Format.LOCKFILE), locked=1_204)
    manifest = summary("package.json", name=None, format_=Format.MANIFEST)

    assert "package-lock.json\n  lockfile: 1,204 packages locked, 1.0 kB\n\n" in shown(judged(examination(lockfile)))
    assert "package.json\n  manifest: 1.0 kB\n\n" in shown(judged(examination(manifest)))


def test_tables_are_aligned_and_hostile_names_cannot_break_them() -> None:
    facts: Facts = {
        "novel": 2,
        "novel_lines": 7,
        "odd_ones": (
            {"path": "a\nb", "bytes": 20_100_000, "lines": 5},
            {"path": "src", "bytes": 5, "lines": 1_000, "kind": "x"},
            {"path": "odd", "lines": "many"},
        ),
    }
    found = finding("high-rule", "dist/a-1.0.0.tgz", "m", facts=facts)
    rendered = shown(judged(examination(summary(), found)))

    assert (
        "    novel: 2 sources, 7 lines\n"
        "\n"
        "       size  lines  odd ones\n"
        "    20.1 MB      5  a\\nb\n"
        "        5 B  1,000  src  x\n"
        "              many  odd\n"
        "\n"
    ) in rendered


def test_nothing_novel_draws_no_figures_and_one_folder_no_table() -> None:
    facts: Facts = {
        "novel": 0,
        "novel_bytes": 0,
        "folders": ({"path": "src", "sources": 1},),
        "largest": ({"path": "src/a.ts", "bytes": 9},),
    }
    rendered = shown(judged(examination(summary(), finding("high-rule", "dist/a-1.0.0.tgz", "m", facts=facts))))

    assert "novel" not in rendered
    assert "top folders" not in rendered
    assert "    size  largest sources\n     9 B  src/a.ts\n" in rendered


def test_names_are_listed_three_at_a_time_unless_all_are_wanted() -> None:
    facts: Facts = {"names": tuple(f"/home/dev/{number}.ts" for number in range(8))}
    report = judged(examination(summary(), finding("medium-rule", "dist/a-1.0.0.tgz", "m", facts=facts)))

    assert "    - /home/dev/2.ts\n    and 5 more; --verbose shows all\n  fix" in shown(report)
    assert 8 == shown(report, verbosity=1).count("    - /home/dev/")


def test_names_that_the_message_gives_are_not_listed_again() -> None:
    facts: Facts = {"names": ("/home/dev/a.ts", "/home/dev/b.ts")}
    found = finding("high-rule", "dist/a-1.0.0.tgz", "m", message="seen: /home/dev/a.ts, /home/dev/b.ts", facts=facts)
    report = judged(examination(summary(), found))

    assert 1 == shown(report).count("/home/dev/a.ts")
    assert 1 == shown(report, verbosity=1).count("/home/dev/a.ts")


def test_the_same_evidence_is_drawn_once_for_a_place() -> None:
    facts: Facts = {"novel": 3, "largest": tuple({"path": f"src/{number}", "bytes": number} for number in range(3))}
    found = [finding(name, "dist/a-1.0.0.tgz", "m", facts=facts) for name in ("critical-rule", "high-rule")]
    elsewhere = finding("medium-rule", "dist/a-1.0.0.tgz", "n", facts=facts)
    rendered = shown(judged(examination(summary(), *found, elsewhere)))

    assert 2 == rendered.count("novel: 3 sources")
    assert 2 == rendered.count("largest sources")


def test_a_table_shows_ten_rows_unless_all_are_wanted() -> None:
    facts: Facts = {"folders": tuple({"path": f"row-{number:02}", "sources": number} for number in range(25))}
    report = judged(examination(summary(), finding("high-rule", "dist/a-1.0.0.tgz", "m", facts=facts)))

    assert 10 == shown(report).count("row-")
    assert "and 15 more" in shown(report)
    assert 25 == shown(report, verbosity=1).count("row-")


def test_plain_text_is_rendered_without_rich() -> None:
    code = (
        "import sys\n"
        "from tests.reporters.examples import leak_report\n"
        "from pkgaudit.reporters.registry import render\n"
        "render('text', leak_report(), colour=False, width=80, verbosity=0)\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'rich']\n"
        "render('text', leak_report(), colour=True, width=80, verbosity=0)\n"
        "assert 'rich.style' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr)


def test_the_first_group_in_colour_has_the_colour_of_its_severity() -> None:
    assert "\x1b[1;31mcritical\x1b[0m" in render(leak_report(), colour=True, width=80, verbosity=0)


def test_waivers_with_a_problem_are_shown_with_their_place_and_what_to_do() -> None:
    shown = render(replace(leak_report(), policy=POLICY), colour=False, width=100, verbosity=0)
    section = shown.partition("Waivers to look at\n\n")[2]

    assert section.startswith(
        "  pkgaudit.toml:7  waiver 1 (embedded-sources)\n    unused: nothing matches it: remove it\n\n"
    )
    assert "Waivers" not in render(leak_report(), colour=False, width=100, verbosity=1)
    assert "Waivers" not in render(replace(leak_report(), policy=POLICY), colour=False, width=100, verbosity=-1)


def test_a_run_that_an_unused_waiver_fails_says_so() -> None:
    failed = replace(
        passed_report(), outcome=Outcome.FINDINGS, exit_code=1, policy=replace(POLICY, unused_waivers_fail=True)
    )
    last = render(failed, colour=False, width=100, verbosity=-1).splitlines()[-1]

    assert "FAILED (exit 1): nothing open at or above high; 1 unused waiver (--strict-waivers)" == last
