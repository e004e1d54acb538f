"""Rules grouped by detector, each group behind a fence that turns its faults into gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from pkgaudit.detectors.protocol import Check, Detector
from pkgaudit.detectors.registry import detector
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import Member
from pkgaudit.model.rule import Rule, RuleBook
from pkgaudit.search.pattern import Marks, Pattern


class FencedCheck:
    """One detector's check for all of its rules, on one artifact.

    After its first fault it is not asked again: its rules are then a gap for the whole artifact, because an answer
    that covers half of the members would read as clean for the other half.
    """

    def __init__(self, name: str, module: Detector, rules: tuple[Rule, ...], limits: Limits) -> None:
        self.name = name
        self.needs = module.NEEDS
        self.rules = rules
        self.hits: list[Hit] = []
        self.overflow: dict[str, int] = defaultdict(int)
        self.fault: str | None = None
        self._per_rule: dict[str, int] = defaultdict(int)
        self._limit = limits.findings_per_rule
        self._check: Check = module.prepare(rules)
        self.looks_at_members = bool(self._check.patterns) or module.VISITS

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """What the detector wants marked."""
        return self._check.patterns

    def visit(self, member: Member, marks: Marks) -> None:
        """Show it one member."""
        if self.fault is None:
            self._keep(lambda: self._check.visit(member, marks), member.location)

    def conclude(self, artifact: Artifact) -> None:
        """Show it the whole artifact."""
        if self.fault is None:
            self._keep(lambda: self._check.conclude(artifact), artifact.location)

    def gaps(self, location: Location) -> Iterable[Gap]:
        """Say what this check did not get to judge."""
        if self.fault is not None:
            names = ", ".join(rule.name for rule in self.rules)
            yield Gap(
                kind=GapKind.RULE,
                location=location,
                why=f"the detector {self.name} failed ({self.fault}); not judged: {names}. Please report this.",
            )
        for rule, count in sorted(self.overflow.items()):
            yield Gap(
                kind=GapKind.LIMIT,
                location=location,
                why=f"findings_per_rule: {count:,} more findings of {rule} are not listed (limit {self._limit:,})",
            )

    def _keep(self, ask: Callable[[], Iterable[Hit]], where: Location) -> None:
        try:
            for hit in ask():
                self._per_rule[hit.rule] += 1
                if self._per_rule[hit.rule] > self._limit:
                    self.overflow[hit.rule] += 1
                else:
                    self.hits.append(hit)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 -- the fence: a detector's fault costs its own rules and nothing else
            self.fault = f"{type(error).__name__} at {'/'.join(where[-1:])}"
            self.hits.clear()


def group_by_detector(rulebook: RuleBook) -> Mapping[str, tuple[Rule, ...]]:
    """Return detector names, sorted, with their rules."""
    groups: dict[str, list[Rule]] = defaultdict(list)
    for rule in rulebook.rules.values():
        groups[rule.detector].append(rule)
    return {name: tuple(groups[name]) for name in sorted(groups)}


def prepare_checks(groups: Mapping[str, tuple[Rule, ...]], limits: Limits) -> list[FencedCheck]:
    """Prepare every detector once, for all of its rules together."""
    return [FencedCheck(name, detector(name), rules, limits) for name, rules in groups.items()]
