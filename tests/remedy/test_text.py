from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pkgaudit.model.examination import Coverage
from pkgaudit.model.finding import Finding, Verdict
from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.grades import Confidence, Severity, Standing
from pkgaudit.model.report import Outcome, Report, ToolNote
from pkgaudit.remedy.comparison import Difference
from pkgaudit.remedy.edit import Edit
from pkgaudit.remedy.remedy import Proposal, Remedy, Unfixed
from pkgaudit.remedy.text import render


def verdict(number: int = 0, standing: Standing = Standing.OPEN) -> Verdict:
    finding = Finding(
        rule="embedded-sources",
        family="sourcemaps",
        location=(".", "a.tgz", f"package/{number}.map"),
        line=None,
        message="",
        facts={},
        fix="",
        fingerprint="",
    )
    return Verdict(
        finding=finding, artifact=0, severity=Severity.CRITICAL, confidence=Confidence.HIGH, standing=standing
    )


def remedy(*edits: Edit, unfixed: int = 0, gaps: tuple[Gap, ...] = (), **differs: object) -> Remedy:
    report = Report(
        tool=ToolNote(version="0", rules=1, rules_digest="", data_as_of=date(2026, 1, 1)),
        outcome=Outcome.FINDINGS,
        exit_code=1,
        fail_on=Severity.HIGH,
        artifacts=(),
        verdicts=(),
        gaps=gaps,
        coverage=Coverage(),
        by_severity={},
        waived=0,
        below_bar=0,
    )
    also, changed, removed = differs.get("also", {}), differs.get("changed", ()), differs.get("removed", {"x.map": 9})
    assert isinstance(also, dict)
    assert isinstance(removed, dict)
    assert isinstance(changed, tuple)
    difference = Difference(
        location=(".", "a.tgz"), removed=removed, also_removed=also, added=(), changed=changed, files=2
    )
    appeared = (verdict(1, Standing.OPEN),) if "worse" in differs else ()
    proposal = Proposal(edits=edits, top=Path("/p"), cured=(verdict(),), differences=(difference,), appeared=appeared)
    return Remedy(
        report=report,
        proposal=proposal if edits else None,
        unfixed=tuple(Unfixed(verdict=verdict(number), why="it is needed") for number in range(unfixed)),
    )


def lines(given: Remedy, *, applied: bool = False, verbose: bool = False, colour: bool = False) -> list[str]:
    return render(given, named="p", applied=applied, colour=colour, width=100, verbose=verbose).splitlines()


MADE = Edit(path=".npmignore", before=None, after=b"*.map\r\nlast")


def test_a_new_file_is_a_diff_against_nothing() -> None:
    shown = lines(remedy(MADE))

    assert ["--- /dev/null", "+++ b/.npmignore", "@@ -0,0 +1,2 @@", "+*.map", "+last"] == shown[2:7]
    assert "\\ No newline at end of file" == shown[7]


def test_what_else_changes_is_said() -> None:
    shown = lines(remedy(MADE, also={"b.map": 1_000}, changed=("c.js",), worse=True))

    assert "  . > a.tgz: 2 files fewer, 2 left" in shown
    assert shown.index("    also no longer ships:") + 1 == shown.index("    - b.map  1.0 kB")
    assert shown.index("    holds something else:") + 1 == shown.index("      c.js")
    assert "Found with it, and not before:" in shown
    assert not [each for each in shown if "nothing else changed" in each]


def test_an_artifact_that_stays_the_same_is_said_to() -> None:
    assert "  . > a.tgz: the same files" in lines(remedy(MADE, removed={}))


@pytest.mark.parametrize("verbose", [False, True])
def test_long_lists_are_cut_unless_asked_for(verbose: bool) -> None:
    gaps = (Gap(kind=GapKind.PACKING, location=(".",), why="npm failed"),)
    shown = lines(
        remedy(MADE, unfixed=30, gaps=gaps, removed={f"{number}.map": 1 for number in range(30)}), verbose=verbose
    )

    cut = [each for each in shown if "--verbose shows all" in each]
    assert (0 if verbose else 2) == len(cut)
    assert "Not examined" in shown


def test_long_files_and_long_diffs_are_cut() -> None:
    long = Edit(path="a", before=None, after=b"x\n" * 1_000)
    longer = Edit(path="b", before=None, after=b"x\n" * 30_000)

    shown = lines(remedy(long, longer))

    assert "and 603 more lines" in shown
    assert "b: more than 20,000 lines, not shown" in shown


@pytest.mark.parametrize(
    ("given", "applied", "last"),
    [
        (remedy(MADE), False, "Nothing was written: `pkgaudit fix p --apply` writes it."),
        (remedy(MADE), True, "1 file written. Scan again before you publish."),
        (remedy(), False, "Nothing to fix."),
        (remedy(unfixed=1), False, "Nothing is proposed: no edit was proved to cure what was found."),
        (
            remedy(gaps=(Gap(kind=GapKind.EMPTY, location=(), why="nothing"),)),
            False,
            "Nothing is proposed, and not everything was examined.",
        ),
    ],
)
def test_the_last_line_says_what_came_of_it(given: Remedy, applied: bool, last: str) -> None:
    assert last == lines(given, applied=applied)[-1]


def test_colour_is_added_only_when_wanted() -> None:
    assert any("\x1b[" in each for each in lines(remedy(MADE), colour=True))
    assert not any("\x1b[" in each for each in lines(remedy(MADE)))
