"""Resolve, pack, open, examine, judge: in that order, nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from msgspec.structs import replace

from pkgaudit.examine.examiner import Examiner
from pkgaudit.isolation import examine_all
from pkgaudit.model.examination import Examination
from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.limits import Limits
from pkgaudit.model.report import KnownBadData, Report
from pkgaudit.model.rule import RuleBook
from pkgaudit.model.target import Target
from pkgaudit.policy.judge import judge
from pkgaudit.policy.policy import Policy, rules_in_force
from pkgaudit.targets.resolve import Pack, Resolution, resolve
from pkgaudit.targets.scratch import Scratch

if TYPE_CHECKING:
    from pkgaudit.targets.pack_projects import PackedProject

# Up to this many children may as well load for themselves what only they need.
_FEW = 2


class Observer(Protocol):
    """Is told how far a run has come."""

    def packing(self, what: str) -> None:
        """A package is about to be packed."""
        ...

    def started(self, total: int) -> None:
        """The targets are known."""
        ...

    def finished(self, target: Target) -> None:
        """One of them was examined."""
        ...


class Packing(Struct, frozen=True, kw_only=True):
    """How projects may be packed.

    Attributes:
        environment: The user's environment; what packers get of it is chosen.
        execute: True lets scripts of npm projects run, False forbids even the backend of a Python project, None
            allows the backend alone.
        pm: The packer of the npm family to use, None to find out.
    """

    environment: Mapping[str, str]
    execute: bool | None = None
    pm: str | None = None


def run(
    texts: Sequence[str],
    *,
    rulebook: RuleBook,
    policy: Policy,
    packing: Packing,
    jobs: int,
    today: date,
    observer: Observer,
    data: KnownBadData | None = None,
) -> Report:
    """Pack what is a project, examine what the user named and judge it.

    Args:
        texts: Targets as named.
        rulebook: Every rule there is.
        policy: What counts, and how much.
        packing: How projects may be packed.
        jobs: Child processes at a time.
        today: For waivers; never read from the clock in here.
        observer: Told of progress.
        data: What is known of bad releases.

    Returns:
        The report; the same for the same input, rules, data and date, whatever ``jobs`` is.

    Raises:
        TargetError: A target does not exist.
        PolicyError: The policy names a rule that does not exist.
        PatternError: A rule asks for a pattern that cannot be searched for in linear time.
    """
    chosen = rules_in_force(rulebook, policy)
    # Before anything is packed, because a pattern that cannot be searched for stops the run.
    pinned = any(waiver.sha256 is not None for waiver in policy.waivers)
    examiner = Examiner(chosen, policy.limits, digests=pinned)
    with Scratch() as scratch:
        resolution = resolve(texts, packer(packing, scratch, observer), policy.limits)
        examinations = examine(resolution, examiner, policy.limits, jobs, observer)
    if data is not None and data.problem:
        gap = Gap(kind=GapKind.UNREADABLE, location=(), why=data.problem)
        examinations.append(Examination(artifact=None, gaps=(gap,)))
    report = judge(examinations, chosen, policy, today, data)
    return replace(report, unpublished=tuple(sorted(resolution.unpublished, key=lambda each: each.location)))


def packer(packing: Packing, scratch: Scratch, observer: Observer) -> Pack:
    """Return what packs one project into ``scratch``."""

    def pack(text: str) -> PackedProject | None:
        from pkgaudit.targets.pack_projects import PackOptions, pack_project  # noqa: PLC0415 -- only for projects

        options = PackOptions(
            scratch=scratch.folder(),
            environment=packing.environment,
            execute=packing.execute,
            pm=packing.pm,
            packing=observer.packing,
        )
        return pack_project(text, options)

    return pack


def examine(
    resolution: Resolution, examiner: Examiner, limits: Limits, jobs: int, observer: Observer
) -> list[Examination]:
    """Examine every target in a child process of its own; what could not be resolved comes last."""
    observer.started(len(resolution.targets))
    examinations: dict[int, Examination] = {}
    if len(resolution.targets) > _FEW:
        examiner.warm_up()
    for index, examination in examine_all(resolution.targets, examiner.examine, limits, jobs):
        examinations[index] = examination
        observer.finished(resolution.targets[index])
    in_order = [examinations[index] for index in sorted(examinations)]
    return [*in_order, *(Examination(artifact=None, gaps=(gap,)) for gap in resolution.gaps)]
