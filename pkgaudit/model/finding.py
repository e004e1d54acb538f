"""From what a detector saw to what policy made of it: Hit, Finding, Verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Confidence, Severity, Standing

FactValue = str | int | float | bool | None | tuple[str | int | dict[str, str | int], ...]
Facts = Mapping[str, FactValue]


class Hit(Struct, frozen=True, kw_only=True):
    """What a detector saw for one rule: place and facts, no prose.

    Attributes:
        rule: The name of the rule whose parameters matched.
        location: The member, or the artifact itself, outermost first.
        line: 1-based line in the member, or None.
        facts: Values for the rule's message and the machine reports; keys as the detector's FACTS declare.
        places: The members that it stands for, where ``location`` is a folder of them; empty when they are too many.
    """

    rule: str
    location: Location
    line: int | None = None
    facts: Facts
    places: tuple[Location, ...] = ()


class Finding(Struct, frozen=True, kw_only=True):
    """A hit in the words of its rule, before any judgement.

    Attributes:
        rule: Rule name.
        family: Rule family.
        location: Outermost first.
        line: 1-based line, or None.
        message: The rule's message with the facts filled in; still hostile text.
        facts: As the detector supplied them.
        fix: First paragraph of the rule's fix.
        fingerprint: Names this finding across versions, rebuilt archives and hashed file names.
        places: As in `Hit`.
        in_folder: Whether ``location`` is no member but the folder of those that it stands for.
        sha256: Hex digest of the member at ``location``; empty when it was not asked for or there is no one member.
    """

    rule: str
    family: str
    location: Location
    line: int | None
    message: str
    facts: Facts
    fix: str
    fingerprint: str
    places: tuple[Location, ...] = ()
    in_folder: bool = False
    sha256: str = ""


class WaiverNote(Struct, frozen=True, kw_only=True):
    """What waives a finding, as the report shows it.

    Attributes:
        reason: Why.
        expires: The last day on which it holds; None for a baseline, which has no end.
        owner: Who answers for it, None when nobody is named.
    """

    reason: str
    expires: date | None
    owner: str | None = None


class Verdict(Struct, frozen=True, kw_only=True):
    """A finding judged.

    Attributes:
        finding: What was found.
        artifact: Index of the artifact in the report, None when it could not be opened.
        severity: In force for this artifact's source visibility.
        confidence: In force.
        standing: Open, waived or below the bar.
        waiver: What waived it, or None.
    """

    finding: Finding
    artifact: int | None
    severity: Severity
    confidence: Confidence
    standing: Standing
    waiver: WaiverNote | None = None
