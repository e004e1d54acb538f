"""Which finding each waiver is about, which of them it waives, and what is wrong with the waiver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from pkgaudit.model.examination import ArtifactSummary
from pkgaudit.model.finding import Finding
from pkgaudit.model.report import WaiverState, WaiverUse
from pkgaudit.model.rule import RuleBook
from pkgaudit.policy.budget import Overrun, overrun
from pkgaudit.policy.waiver import Waiver
from pkgaudit.policy.waiver_match import WaiverMatcher
from pkgaudit.policy.waiver_problems import problems


class Case(Struct, frozen=True, kw_only=True):
    """One finding and where it was found.

    Attributes:
        finding: What was found.
        examination: Number of the examination that found it.
        artifact: What was examined, None when it could not be opened.
    """

    finding: Finding
    examination: int
    artifact: ArtifactSummary | None


class Field(Struct, frozen=True, kw_only=True):
    """Where waivers could have been of use.

    Attributes:
        artifact: What was examined.
        not_applicable: The rules that were not applied to it.
    """

    artifact: ArtifactSummary
    not_applicable: frozenset[str]


class Waiving(Struct, frozen=True, kw_only=True):
    """What the waivers of a policy came to.

    Attributes:
        by: The waiver of each case, None where none waives it; in the order of the cases.
        uses: Every waiver, in the order of the policy.
    """

    by: tuple[Waiver | None, ...]
    uses: tuple[WaiverUse, ...]


def waive(
    cases: Sequence[Case], fields: Sequence[Field], waivers: Sequence[Waiver], rulebook: RuleBook, today: date
) -> Waiving:
    """Hold every finding against every waiver.

    What comes out depends on what the waivers say, not on their order: a waiver without a budget goes before one with,
    each budget is held against everything that its waiver is about and that no waiver without a budget covers, and
    a finding that several waive is credited to the most specific of them.

    Args:
        cases: Every finding.
        fields: Everything that was examined.
        waivers: Of the policy.
        rulebook: The rules in force.
        today: A waiver holds up to and including the day on which it expires.
    """
    if not waivers:
        return Waiving(by=(None,) * len(cases), uses=())
    matcher = WaiverMatcher(waivers)
    about = [
        [number for number, case in enumerate(cases) if matcher.matches(waiver, case.finding, case.artifact)]
        for waiver in waivers
    ]
    holding = [number for number, waiver in enumerate(waivers) if today <= waiver.expires]
    plain = {case for number in holding if waivers[number].budget is None for case in about[number]}
    overruns: dict[int, tuple[Overrun, ...]] = {}
    waived: dict[int, list[int]] = defaultdict(list)
    for number in holding:
        within, over = _within_budget(waivers[number], about[number], cases, plain)
        overruns[number] = over
        for case in within:
            waived[case].append(number)
    credited: dict[int, int] = {
        case: min(numbers, key=lambda number: _specific_first(waivers[number], cases[case].finding))
        for case, numbers in waived.items()
    }
    uses = []
    for number, waiver in enumerate(waivers):
        state = _state(waiver, today, bool(about[number]), bool(overruns.get(number)))
        if state is WaiverState.UNUSED and not _could_apply(waiver, matcher, fields, rulebook):
            state = WaiverState.NOT_APPLICABLE
        uses.append(
            WaiverUse(
                file=waiver.file,
                number=waiver.number,
                line=waiver.line,
                rule=waiver.rule,
                artifact=waiver.artifact,
                path=waiver.path,
                sha256=waiver.sha256,
                fingerprint=waiver.fingerprint,
                reason=waiver.reason,
                expires=waiver.expires,
                owner=waiver.owner,
                state=state,
                matched=len(about[number]),
                waived=sum(by == number for by in credited.values()),
                problems=tuple(
                    problems(
                        waiver,
                        state,
                        matched=len(about[number]),
                        over=overruns.get(number, ()),
                        rulebook=rulebook,
                        today=today,
                    )
                ),
            )
        )
    by = tuple(waivers[credited[number]] if number in credited else None for number in range(len(cases)))
    return Waiving(by=by, uses=tuple(uses))


def _within_budget(
    waiver: Waiver, about: Sequence[int], cases: Sequence[Case], plain: set[int]
) -> tuple[list[int], tuple[Overrun, ...]]:
    """Return the cases that a waiver waives, and where its budget does not reach."""
    if waiver.budget is None:
        return list(about), ()
    by_artifact: dict[int, list[int]] = defaultdict(list)
    for case in about:
        if case not in plain:
            by_artifact[cases[case].examination].append(case)
    within: list[int] = []
    over: list[Overrun] = []
    for numbers in by_artifact.values():
        found = [cases[number].finding for number in numbers]
        beyond = overrun(waiver.budget, found)
        if beyond is None:
            within.extend(numbers)
        else:
            over.append(beyond)
    return within, tuple(over)


def _state(waiver: Waiver, today: date, matched: bool, over: bool) -> WaiverState:
    if today > waiver.expires:
        return WaiverState.EXPIRED
    if not matched:
        return WaiverState.UNUSED
    return WaiverState.OVER_BUDGET if over else WaiverState.USED


def _could_apply(waiver: Waiver, matcher: WaiverMatcher, fields: Sequence[Field], rulebook: RuleBook) -> bool:
    rules = {rule.name for rule in rulebook.rules.values() if waiver.rule in {rule.name, rule.family}}
    return any(matcher.is_for(waiver, field.artifact) and rules - field.not_applicable for field in fields)


def _specific_first(waiver: Waiver, finding: Finding) -> tuple[object, ...]:
    """Return what orders waivers of one finding by what they say: the most specific first, then the longest lived."""
    return (
        waiver.fingerprint is None,
        waiver.sha256 is None,
        waiver.path is None,
        waiver.artifact is None,
        waiver.rule != finding.rule,
        waiver.budget is not None,
        -waiver.expires.toordinal(),
        waiver.path or "",
        waiver.artifact or "",
        waiver.reason,
        waiver.owner or "",
        waiver.number,
    )
