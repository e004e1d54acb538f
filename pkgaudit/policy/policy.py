"""What the user wants judged and how strictly: the policy, and the rules it puts in force."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from pkgaudit.model.grades import Severity, Visibility
from pkgaudit.model.limits import Limits
from pkgaudit.model.rule import Rule, RuleBook


class PolicyError(ValueError):
    """The policy cannot be applied to this rule book.

    Attributes:
        errors: Every fault, one sentence each: what, where, what to do.
    """

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = tuple(errors)


class Policy(Struct, frozen=True, kw_only=True):
    """Everything that decides what a finding means.

    Attributes:
        fail_on: The bar: findings at least this severe are open. None never fails.
        visibility: Whether the project's source is public, or None to decide it from each artifact's evidence.
        severity: Overrides by rule or family; a rule's own wins over its family's.
        select: Rules and families in force; empty means all.
        ignore: Rules and families not in force. A rule named here or in ``select`` wins over its family.
        limits: What an artifact may cost.
    """

    fail_on: Severity | None = Severity.HIGH
    visibility: Visibility | None = None
    severity: Mapping[str, Severity] = field(default_factory=dict)
    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)


def rules_in_force(rulebook: RuleBook, policy: Policy) -> RuleBook:
    """Return the rules that ``policy`` selects; the digest names the smaller set.

    Raises:
        PolicyError: ``select``, ``ignore`` or ``severity`` names something that is neither a rule nor a family.
    """
    errors = [
        *_unknown("select", policy.select, rulebook),
        *_unknown("ignore", policy.ignore, rulebook),
        *_unknown("severity", policy.severity, rulebook),
    ]
    if errors:
        raise PolicyError(errors)
    rules = {name: rule for name, rule in rulebook.rules.items() if _is_in_force(rule, policy)}
    if len(rules) == len(rulebook.rules):
        return rulebook
    named = "\n".join([rulebook.digest, *sorted(rules)])
    return RuleBook(rules=rules, digest=f"sha256:{hashlib.sha256(named.encode()).hexdigest()}")


def severity_in_force(rule: Rule, visibility: Visibility, policy: Policy) -> Severity:
    """Return the rule's default for this visibility, unless the policy names its family or, stronger, the rule."""
    default = rule.severity[visibility]
    return policy.severity.get(rule.name, policy.severity.get(rule.family, default))


def _is_in_force(rule: Rule, policy: Policy) -> bool:
    if rule.name in policy.ignore:
        return False
    if rule.name in policy.select:
        return True
    if rule.family in policy.ignore:
        return False
    return not policy.select or rule.family in policy.select


def _unknown(key: str, names: Iterable[str], rulebook: RuleBook) -> list[str]:
    known = {*rulebook.rules, *(rule.family for rule in rulebook.rules.values())}
    return [_unknown_name(key, name, known) for name in sorted(names) if name not in known]


def _unknown_name(key: str, name: str, known: set[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 -- only a mistake needs it

    near = get_close_matches(name, sorted(known), n=3)
    suggestion = f"did you mean {' or '.join(repr(each) for each in near)}? " if near else ""
    return f"{key}: {name!r} is neither a rule nor a family; {suggestion}`pkgaudit rules` lists them all"
