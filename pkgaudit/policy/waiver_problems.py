"""What is wrong with a waiver, said so that somebody can put it right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pkgaudit.model.report import WaiverProblem, WaiverProblemKind, WaiverState
from pkgaudit.model.rule import RuleBook
from pkgaudit.policy.budget import Overrun
from pkgaudit.policy.waiver import Waiver

MANY = 100
"""A waiver that is about more findings than this is over-broad, unless it has a budget."""


def problems(
    waiver: Waiver, state: WaiverState, *, matched: int, over: Sequence[Overrun], rulebook: RuleBook, today: date
) -> Iterator[WaiverProblem]:
    """Yield what is wrong with a waiver after it was held against every finding."""
    if state is WaiverState.EXPIRED:
        ago = _days((today - waiver.expires).days)
        so = f"the {_findings(matched)} it was about {'is' if matched == 1 else 'are'} judged as if it were not there"
        todo = f"{so}; fix what was found, or give it a new date" if matched else "it matches nothing; remove it"
        yield WaiverProblem(kind=WaiverProblemKind.EXPIRED, why=f"it expired on {waiver.expires}, {ago} ago: {todo}")
        return
    if state is WaiverState.UNUSED:
        why = f"nothing that {waiver.rule} found matches it: remove it, or correct {_given(waiver)}"
        yield WaiverProblem(kind=WaiverProblemKind.UNUSED, why=why)
    for each in over:
        why = (
            f"in {each.location[0]}: {each.why}, so its {_findings(each.findings)} there "
            f"{'is' if each.findings == 1 else 'are'} not waived; make what ships smaller, or raise the budget"
        )
        yield WaiverProblem(kind=WaiverProblemKind.OVER_BUDGET, why=why)
    broad = _broad(waiver, matched, rulebook)
    if broad:
        yield WaiverProblem(kind=WaiverProblemKind.OVER_BROAD, why=broad)


def _broad(waiver: Waiver, matched: int, rulebook: RuleBook) -> str:
    if waiver.fingerprint is not None or waiver.sha256 is not None:
        return ""
    if waiver.path is not None and not waiver.path.replace("/", "").strip("*?"):
        return f"its path {waiver.path!r} matches every file: name the folder or the file that is meant"
    if waiver.path is None and any(rule.family == waiver.rule for rule in rulebook.rules.values()):
        return f"it waives the whole family {waiver.rule}, anywhere: name one rule, or a path"
    if waiver.budget is None and matched > MANY:
        return f"it waives {matched:,} findings at once: narrow it with a path, an artifact or a budget"
    return ""


def _given(waiver: Waiver) -> str:
    given = [key for key in ("artifact", "path", "sha256", "fingerprint") if getattr(waiver, key) is not None]
    return " or ".join(["its rule", *(f"its {key}" for key in given)])


def _findings(number: int) -> str:
    return f"{number:,} finding{'' if number == 1 else 's'}"


def _days(number: int) -> str:
    return f"{number:,} day{'' if number == 1 else 's'}"
