"""The findings that were there before: everything in a baseline is waived, and only what is new fails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pkgaudit.model.finding import Verdict, WaiverNote
from pkgaudit.model.grades import Standing
from pkgaudit.model.report import BaselineFinding, BaselineUse


class Baseline(Struct, frozen=True, kw_only=True):
    """Findings that somebody found acceptable for now, by name only.

    Attributes:
        file: Where it is written, as a user would type it.
        rules: By fingerprint, the rule that made the finding.
    """

    file: str
    rules: Mapping[str, str]


def baseline_of(file: str, verdicts: Iterable[Verdict]) -> Baseline:
    """Return the baseline of what was found; findings with a waiver of their own are left to it."""
    left = [verdict.finding for verdict in verdicts if verdict.standing is not Standing.WAIVED]
    return Baseline(file=file, rules={finding.fingerprint: finding.rule for finding in left})


def baselined(verdicts: Sequence[Verdict], baseline: Baseline) -> list[Verdict]:
    """Return the verdicts with what is in the baseline waived; the word of a waiver stays."""
    note = WaiverNote(reason=f"it is in the baseline {baseline.file}", expires=None)
    return [
        replace(verdict, standing=Standing.WAIVED, waiver=note)
        if verdict.standing is not Standing.WAIVED and _holds(baseline, verdict)
        else verdict
        for verdict in verdicts
    ]


def baseline_use(verdicts: Iterable[Verdict], baseline: Baseline, in_force: Iterable[str]) -> BaselineUse:
    """Return what became of a baseline.

    Args:
        verdicts: All of the run.
        baseline: That was held against them.
        in_force: The rules that were applied; what others found once is not said to be gone.
    """
    seen = {verdict.finding.fingerprint for verdict in verdicts if _holds(baseline, verdict)}
    applied = set(in_force)
    gone = sorted((rule, name) for name, rule in baseline.rules.items() if name not in seen and rule in applied)
    return BaselineUse(
        file=baseline.file,
        findings=len(baseline.rules),
        seen=len(seen),
        gone=tuple(BaselineFinding(fingerprint=name, rule=rule) for rule, name in gone),
    )


def _holds(baseline: Baseline, verdict: Verdict) -> bool:
    return baseline.rules.get(verdict.finding.fingerprint) == verdict.finding.rule
