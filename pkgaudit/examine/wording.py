"""From a hit to a finding: the rule's message with the facts filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from pkgaudit.examine.fingerprint import fingerprint
from pkgaudit.examine.places import Places
from pkgaudit.model.finding import FactValue, Finding, Hit
from pkgaudit.model.rule import Rule

_LONGEST_FACT = 300
_LARGEST_NUMBER = 2**53 - 1


def findings_of(
    hits: Iterable[Hit],
    rules: Mapping[str, Rule],
    artifact_name: str | None,
    depth: int = 1,
    places: Places | None = None,
) -> list[Finding]:
    """Return the findings of one artifact in the order of its hits.

    Args:
        hits: What the detectors saw.
        rules: The rules in force.
        artifact_name: As its manifest says.
        depth: Length of the artifact's own location, which changes with its version and where it lies.
        places: Of the artifact; None when nothing is known of them.
    """
    known = Places() if places is None else places
    seen: Counter[str] = Counter()
    findings = []
    for hit in hits:
        rule = rules[hit.rule]
        inside = hit.location[depth:]
        key = "\n".join((hit.rule, *inside, _detail(hit)))
        findings.append(
            Finding(
                rule=rule.name,
                family=rule.family,
                location=hit.location,
                line=hit.line,
                message=rule.message.format_map({name: _Fact(value) for name, value in hit.facts.items()}),
                facts={name: _portable(value) for name, value in hit.facts.items()},
                fix=first_paragraph(rule.fix),
                fingerprint=fingerprint(
                    rule=hit.rule,
                    name=artifact_name,
                    location=inside,
                    detail=_detail(hit),
                    occurrence=seen[key],
                ),
                places=hit.places,
                in_folder=known.is_folder(hit.location),
                sha256=known.sha256(hit.location),
            )
        )
        seen[key] += 1
    return findings


def first_paragraph(text: str) -> str:
    """Return the first paragraph of Markdown on one line."""
    return " ".join(text.strip().split("\n\n", 1)[0].split())


class _Fact:
    """A fact in a message: ``{novel}`` is spelt out, ``{novel:source}`` is counted: "1 source", "1,189 sources".

    A rule may give the plural after a stroke: ``{novel:source is|sources are}``.
    """

    def __init__(self, value: FactValue) -> None:
        self._value = value

    def __format__(self, counted: str) -> str:
        if not counted:
            return _spell(self._value)
        singular, _, plural = counted.partition("|")
        return f"{_spell(self._value)} {singular if self._value == 1 else plural or singular + 's'}"


def _detail(hit: Hit) -> str:
    """The facts that tell two findings apart and do not change from release to release."""
    return "\n".join(str(hit.facts[name])[:_LONGEST_FACT] for name in ("kind", "url") if name in hit.facts)


def _portable(value: FactValue) -> FactValue:
    """Spell out a number that not every reader of JSON can hold (RFC 8259, section 6)."""
    return str(value) if isinstance(value, int) and abs(value) > _LARGEST_NUMBER else value


def _spell(value: FactValue) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:,.1f}"
        case None:
            return "none"
        case tuple():
            return ", ".join(str(item) for item in value[:5])[:_LONGEST_FACT]
        case _:
            return value if len(value) <= _LONGEST_FACT else value[: _LONGEST_FACT - 1] + "…"
