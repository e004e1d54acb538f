"""Examines and judges what was packed, as a scan does."""

from __future__ import annotations

from datetime import date

from pkgaudit.examine.examiner import Examiner
from pkgaudit.model.report import Report
from pkgaudit.model.rule import RuleBook
from pkgaudit.model.target import Target
from pkgaudit.pipeline import examine
from pkgaudit.policy.judge import judge
from pkgaudit.policy.policy import Policy, rules_in_force
from pkgaudit.remedy.workbench import Judge
from pkgaudit.targets.pack_projects import PackedProject
from pkgaudit.targets.resolve import Resolution


class _Unwatched:
    def packing(self, what: str) -> None: ...

    def started(self, total: int) -> None: ...

    def finished(self, target: Target) -> None: ...


def judging(rulebook: RuleBook, policy: Policy, *, jobs: int, today: date) -> Judge:
    """Return what judges one packing after another by the same rules.

    Args:
        rulebook: Every rule there is.
        policy: What counts, and how much.
        jobs: Child processes at a time.
        today: For waivers.

    Raises:
        PolicyError: The policy names a rule that does not exist.
        PatternError: A rule asks for a pattern that cannot be searched for in linear time.
    """
    chosen = rules_in_force(rulebook, policy)
    pinned = any(waiver.sha256 is not None for waiver in policy.waivers)
    examiner = Examiner(chosen, policy.limits, digests=pinned)

    def judge_packed(packed: PackedProject) -> Report:
        resolution = Resolution(targets=packed.targets, gaps=packed.gaps, unpublished=packed.unpublished)
        examinations = examine(resolution, examiner, policy.limits, jobs, _Unwatched())
        return judge(examinations, chosen, policy, today)

    return judge_packed
