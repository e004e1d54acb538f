"""Whether findings stay within what a waiver allows them to give away."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from pkgaudit.model.finding import Finding
from pkgaudit.model.gap import Location
from pkgaudit.policy.waiver import Budget

# What a finding measures, by the budget's key: the first of these facts that it has.
_FACTS = {"bytes": ("map_bytes", "bytes"), "novel_lines": ("novel_lines",)}
_UNITS = {"bytes": "bytes", "novel_lines": "novel lines"}


class Overrun(Struct, frozen=True, kw_only=True):
    """The findings of one artifact that a budget does not cover.

    Attributes:
        location: The first of them.
        findings: How many there are.
        why: By how much they are over, a few words.
    """

    location: Location
    findings: int
    why: str


def overrun(budget: Budget, findings: Sequence[Finding]) -> Overrun | None:
    """Return by how much the findings of one artifact exceed the budget, None when they do not."""
    why = [words for key in _FACTS if (words := _beyond(key, getattr(budget, key), findings))]
    if not why:
        return None
    return Overrun(location=min(each.location for each in findings), findings=len(findings), why=" and ".join(why))


def _beyond(key: str, ceiling: int | None, findings: Sequence[Finding]) -> str:
    if ceiling is None:
        return ""
    measured = [_measure(key, finding) for finding in findings]
    sums = [number for number in measured if number is not None]
    unit = _UNITS[key]
    if len(sums) < len(measured):
        unmeasured = sorted({each.rule for each, number in zip(findings, measured, strict=True) if number is None})
        return f"{', '.join(unmeasured)} does not measure {unit}"
    over = sum(sums) - ceiling
    return f"{sum(sums):,} {unit} are {over:,} over the {ceiling:,} allowed" if over > 0 else ""


def _measure(key: str, finding: Finding) -> int | None:
    for fact in _FACTS[key]:
        value = finding.facts.get(fact)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None
