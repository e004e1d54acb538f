"""Rules of one's own that flag so much of an artifact that they may be meant otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pkgaudit.model.examination import Examination
from pkgaudit.model.finding import Finding
from pkgaudit.model.report import BroadRule
from pkgaudit.model.rule import Rule

MEMBERS = 100
"""A rule that flags more members of one artifact than this is told, where the configuration says no number."""

# More than half of a few files is no wonder.
_FEW = 20


def broad_rules(
    examinations: Sequence[Examination], rules: Mapping[str, Rule], members: int | None
) -> tuple[BroadRule, ...]:
    """Return the user's own rules that flag very much of an artifact, by artifact and rule.

    Args:
        examinations: Artifacts are numbered as in the report.
        rules: Those in force.
        members: How many members of one artifact are very many; None for the default, which is also more than half of
            its files.
    """
    opened = [each for each in examinations if each.artifact is not None]
    return tuple(
        BroadRule(rule=name, file=rules[name].file, artifact=number, members=flagged, of=each.coverage.members)
        for number, each in enumerate(opened)
        for name, flagged in _flagged(each.findings, rules)
        if _is_broad(flagged, each.coverage.members, members)
    )


def _is_broad(flagged: int, files: int, members: int | None) -> bool:
    if members is not None:
        return flagged > members
    return flagged > MEMBERS or (files >= _FEW and 2 * flagged > files)


def _flagged(findings: Iterable[Finding], rules: Mapping[str, Rule]) -> Iterator[tuple[str, int]]:
    counted: Counter[str] = Counter()
    for finding in findings:
        if finding.rule in rules and rules[finding.rule].folder:
            stands_for = finding.facts.get("members", 1)
            counted[finding.rule] += stands_for if isinstance(stands_for, int) else 1
    yield from sorted(counted.items())
