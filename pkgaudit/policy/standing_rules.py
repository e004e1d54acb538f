"""Every rule as it stands under a policy: in force or off, how severe, and who set that."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from pkgaudit.model.grades import Visibility
from pkgaudit.model.rule import Rule, RuleBook
from pkgaudit.policy.policy import DEFAULT, Policy, SeverityInForce, is_in_force, severity_in_force


class StandingRule(Struct, frozen=True, kw_only=True):
    """One rule under a policy.

    Attributes:
        rule: The rule.
        severity: In force for each source visibility.
        in_force: Whether the policy selects it.
        off_by: Who keeps it from being in force; empty when it is.
    """

    rule: Rule
    severity: Mapping[Visibility, SeverityInForce]
    in_force: bool
    off_by: str

    @property
    def set_by(self) -> str:
        """Who decides what comes of it: the file or option that turned it off or set its severity, else ``default``."""
        if not self.in_force:
            return self.off_by
        return next((each.origin for each in self.severity.values() if each.origin != DEFAULT), DEFAULT)

    @property
    def severity_text(self) -> str:
        """One severity, the private and the public one with a stroke between them, or ``off``."""
        if not self.in_force:
            return "off"
        private, public = (self.severity[each].severity for each in (Visibility.PRIVATE, Visibility.PUBLIC))
        return private.value if private is public else f"{private} / {public}"


def standing_rule(rule: Rule, policy: Policy) -> StandingRule:
    """Return one rule as it stands."""
    in_force = is_in_force(rule, policy)
    return StandingRule(
        rule=rule,
        severity={visibility: severity_in_force(rule, visibility, policy) for visibility in Visibility},
        in_force=in_force,
        off_by="" if in_force else _off_by(rule, policy),
    )


def standing_rules(rulebook: RuleBook, policy: Policy) -> list[StandingRule]:
    """Return every rule as it stands, by name."""
    return [standing_rule(rule, policy) for rule in rulebook.rules.values()]


def _off_by(rule: Rule, policy: Policy) -> str:
    ignored = next((name for name in (rule.name, rule.family) if name in policy.ignore), None)
    if ignored is None:
        return policy.origin("select")
    return policy.origins.get(f"ignore.{ignored}", policy.origin("ignore"))
