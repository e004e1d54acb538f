from __future__ import annotations

import pytest
from msgspec.structs import replace

from pkgaudit.model.grades import Severity, Visibility
from pkgaudit.model.names import Names
from pkgaudit.policy.overrides import overridden
from pkgaudit.policy.policy import Policy, rules_in_force
from pkgaudit.policy.standing_rules import standing_rule, standing_rules
from tests.policy.builders import rule, rulebook

RULE = rule("embedded-sources", private=Severity.CRITICAL, public=Severity.NOTE)
FILE = "pkgaudit.toml"


def policy(**given: object) -> Policy:
    origins = {f"severity.{name}": FILE for name in ("embedded-sources", "sourcemaps")}
    return replace(Policy(file=FILE, origins={**origins, "select": FILE, "ignore": FILE}), **given)


@pytest.mark.parametrize(
    ("in_use", "text", "set_by"),
    [
        (Policy(), "critical / note", "default"),
        (policy(), "critical / note", "default"),
        (policy(severity={"embedded-sources": Severity.LOW}), "low", FILE),
        (policy(severity={"sourcemaps": Severity.LOW}), "low", FILE),
        (policy(severity={"embedded-sources": {Visibility.PUBLIC: Severity.HIGH}}), "critical / high", FILE),
        (policy(ignore=frozenset({"sourcemaps"})), "off", FILE),
        (policy(select=frozenset({"archive"})), "off", FILE),
        (overridden(policy(), ignore=frozenset({"embedded-sources"})), "off", "--ignore"),
        (overridden(policy(), select=frozenset({"archive"})), "off", "--select"),
    ],
)
def test_a_rule_says_how_severe_it_is_and_who_set_that(in_use: Policy, text: str, set_by: str) -> None:
    standing = standing_rule(RULE, in_use)

    assert (text, set_by) == (standing.severity_text, standing.set_by)
    assert (text == "off", "" if text != "off" else set_by) == (not standing.in_force, standing.off_by)


def test_a_setting_for_one_visibility_leaves_the_familys_for_the_other() -> None:
    both = policy(
        severity={"embedded-sources": {Visibility.PUBLIC: Severity.HIGH}, "sourcemaps": Severity.MEDIUM},
    )
    severity = standing_rule(RULE, both).severity

    assert (Severity.HIGH, "embedded-sources", FILE) == (
        severity[Visibility.PUBLIC].severity,
        severity[Visibility.PUBLIC].key,
        severity[Visibility.PUBLIC].origin,
    )
    assert (Severity.MEDIUM, "sourcemaps") == (severity[Visibility.PRIVATE].severity, severity[Visibility.PRIVATE].key)


def test_every_rule_is_listed_also_those_that_are_off() -> None:
    book = rulebook(RULE, rule("links", family="archive"))
    listed = standing_rules(book, policy(ignore=frozenset({"archive"})))

    assert [("embedded-sources", True), ("links", False)] == [(each.rule.name, each.in_force) for each in listed]


def test_names_are_told_to_the_rule_that_asks_for_them() -> None:
    asking = replace(rule("remote-source-map-reference"), params={"kinds": ["remote"], "allowed-hosts": ["a.example"]})
    book = rulebook(RULE, asking)
    told = rules_in_force(book, Policy(names=Names(allowed_map_hosts=("b.example", "*.c.example"))))

    assert {"kinds": ["remote"], "allowed-hosts": ["a.example", "b.example", "*.c.example"]} == told.rules[
        "remote-source-map-reference"
    ].params
    assert book.digest != told.digest
    assert book is rules_in_force(book, Policy(names=Names(codenames=("bluebird",))))
