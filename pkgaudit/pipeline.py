"""Resolve, open, examine, judge: in that order, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from pkgaudit.examine.examiner import Examiner
from pkgaudit.isolation import examine_all
from pkgaudit.model.examination import Examination
from pkgaudit.model.report import Report
from pkgaudit.model.rule import RuleBook
from pkgaudit.model.target import Target
from pkgaudit.policy.judge import judge
from pkgaudit.policy.policy import Policy, rules_in_force
from pkgaudit.targets.resolve import resolve

# Up to this many children may as well load for themselves what only they need.
_FEW = 2


class Observer(Protocol):
    """Is told how far a run has come."""

    def started(self, total: int) -> None:
        """The targets are known."""
        ...

    def finished(self, target: Target) -> None:
        """One of them was examined."""
        ...


def run(
    texts: Sequence[str], *, rulebook: RuleBook, policy: Policy, jobs: int, today: date, observer: Observer
) -> Report:
    """Examine what the user named and judge it.

    Args:
        texts: Targets as named.
        rulebook: Every rule there is.
        policy: What counts, and how much.
        jobs: Child processes at a time.
        today: For waivers; never read from the clock in here.
        observer: Told of progress.

    Returns:
        The report; the same for the same input, rules and date, whatever ``jobs`` is.

    Raises:
        TargetError: A target does not exist.
        PolicyError: The policy names a rule that does not exist.
    """
    chosen = rules_in_force(rulebook, policy)
    resolution = resolve(texts)
    observer.started(len(resolution.targets))
    examinations: dict[int, Examination] = {}
    examiner = Examiner(chosen, policy.limits)
    if len(resolution.targets) > _FEW:
        examiner.warm_up()
    for index, examination in examine_all(resolution.targets, examiner.examine, policy.limits, jobs):
        examinations[index] = examination
        observer.finished(resolution.targets[index])
    in_order = [examinations[index] for index in sorted(examinations)]
    unresolved = [Examination(artifact=None, gaps=(gap,)) for gap in resolution.gaps]
    return judge([*in_order, *unresolved], chosen, policy, today)
