"""What the user wants judged and how strictly: the policy, and the rules it puts in force."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from pkgaudit.model.grades import Severity, Visibility
from pkgaudit.model.limits import Limits
from pkgaudit.model.names import Names
from pkgaudit.model.rule import Rule, RuleBook
from pkgaudit.policy.baseline import Baseline
from pkgaudit.policy.configuration_words import Bar
from pkgaudit.policy.waiver import Waiver

DEFAULT = "default"
"""Stands for the origin of what nobody set."""

SeverityByVisibility = Mapping[Visibility, Severity]
"""A severity for some of the source visibilities."""


_LONGEST_NAME = 200

# Which parameter of which rule is told what the user said under [names].
_TOLD = {("remote-source-map-reference", "allowed-hosts"): "allowed_map_hosts"}


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
        severity: Overrides by rule or family, for both visibilities or for one; a rule's own wins over its family's.
        select: Rules and families in force; empty means all.
        ignore: Rules and families not in force. A rule named here or in ``select`` wins over its family.
        limits: What an artifact may cost.
        names: What is ours by name.
        rule_folders: Folders of the user's own rules, as a user would type them.
        waivers: Findings that somebody accepted.
        strict_waivers: Whether a waiver that waives nothing fails the run.
        baseline: Findings that were there before and do not fail the run, None without any.
        broad_rule_members: How many members of one artifact a rule of the user's own may flag before that is told; None
            for the default.
        data_max_age_days: How old the known-bad data may be. None is a month for data that was fetched, and any age for
            what came with pkgaudit.
        file: The configuration file this came from, as a user would type it; None without one.
        origins: Who set what was set, by key (``fail-on``, ``severity.embedded-sources``): a file or an option.
    """

    fail_on: Severity | None = Severity.HIGH
    visibility: Visibility | None = None
    severity: Mapping[str, Severity | SeverityByVisibility] = field(default_factory=dict)
    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    names: Names = field(default_factory=Names)
    rule_folders: tuple[str, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    strict_waivers: bool = False
    baseline: Baseline | None = None
    broad_rule_members: int | None = None
    data_max_age_days: int | None = None
    file: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)

    def origin(self, key: str) -> str:
        """Return who set a key, ``default`` when nobody did."""
        return self.origins.get(key, DEFAULT)


def bar_of(word: Bar) -> Severity | None:
    """Return the bar of a policy: None for the word that never fails."""
    return None if word is Bar.NEVER else Severity(word.value)


class SeverityInForce(Struct, frozen=True, kw_only=True):
    """A severity and where it comes from.

    Attributes:
        severity: In force.
        key: The rule or family whose setting it is; empty for the rule's own default.
        origin: Who set it: a file, or ``default``.
    """

    severity: Severity
    key: str
    origin: str


def rules_in_force(rulebook: RuleBook, policy: Policy) -> RuleBook:
    """Return the rules that ``policy`` selects, told what is ours by name; the digest names exactly this set.

    Raises:
        PolicyError: ``select``, ``ignore``, ``severity`` or a waiver names what is neither a rule nor a family.
    """
    errors = [
        *_unknown(policy.origins, "select", policy.select, rulebook),
        *_unknown(policy.origins, "ignore", policy.ignore, rulebook),
        *_unknown(policy.origins, "severity", policy.severity, rulebook),
        *_unknown_in_waivers(policy, rulebook),
    ]
    if errors:
        raise PolicyError(errors)
    rules = {name: _told(rule, policy.names) for name, rule in rulebook.rules.items() if is_in_force(rule, policy)}
    told = sorted(name for name, rule in rules.items() if rule is not rulebook.rules[name])
    if len(rules) == len(rulebook.rules) and not told:
        return rulebook
    named = "\n".join(
        [rulebook.digest, *sorted(rules), *(f"{name} {sorted(rules[name].params.items())}" for name in told)]
    )
    return RuleBook(rules=rules, digest=f"sha256:{hashlib.sha256(named.encode()).hexdigest()}")


def severity_in_force(rule: Rule, visibility: Visibility, policy: Policy) -> SeverityInForce:
    """Return the rule's default for this visibility, unless the policy names its family or, stronger, the rule."""
    for key in (rule.name, rule.family):
        setting = policy.severity.get(key)
        severity = setting if isinstance(setting, Severity) or setting is None else setting.get(visibility)
        if severity is not None:
            return SeverityInForce(severity=severity, key=key, origin=policy.origin(f"severity.{key}"))
    return SeverityInForce(severity=rule.severity[visibility], key="", origin=DEFAULT)


def is_in_force(rule: Rule, policy: Policy) -> bool:
    """Return whether the policy selects the rule."""
    if rule.name in policy.ignore:
        return False
    if rule.name in policy.select:
        return True
    if rule.family in policy.ignore:
        return False
    return not policy.select or rule.family in policy.select


def _told(rule: Rule, names: Names) -> Rule:
    """Return the rule with what is ours by name among its parameters."""
    told = {}
    for key, given in ((key, getattr(names, name)) for (of, key), name in _TOLD.items() if of == rule.name):
        already = rule.params.get(key, ())
        if given and isinstance(already, list | tuple):
            told[key] = [*already, *given]
    return replace(rule, params={**rule.params, **told}) if told else rule


def _unknown(origins: Mapping[str, str], key: str, names: Iterable[str], rulebook: RuleBook) -> list[str]:
    known = _known(rulebook)
    where = [(name, origins.get(f"{key}.{name}", origins.get(key, ""))) for name in sorted(names)]
    return [
        unknown_name(f"{origin}: {key}" if origin and not origin.startswith("--") else key, name, known)
        for name, origin in where
        if name not in known
    ]


def _unknown_in_waivers(policy: Policy, rulebook: RuleBook) -> list[str]:
    known = _known(rulebook)
    return [
        unknown_name(f"{waiver.place}: rule", waiver.rule, known)
        for waiver in policy.waivers
        if waiver.rule not in known
    ]


def _known(rulebook: RuleBook) -> set[str]:
    return {*rulebook.rules, *(rule.family for rule in rulebook.rules.values())}


def unknown_name(key: str, name: str, known: set[str]) -> str:
    """Return the sentence that says that a name is neither a rule nor a family, with the near ones."""
    from difflib import get_close_matches  # noqa: PLC0415 -- only a mistake needs it

    near = get_close_matches(name[:_LONGEST_NAME], sorted(known), n=3)
    suggestion = f"did you mean {' or '.join(repr(each) for each in near)}? " if near else ""
    return f"{key}: {name!r} is neither a rule nor a family; {suggestion}`pkgaudit rules` lists them all"
