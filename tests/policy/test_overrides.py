from __future__ import annotations

from pkgaudit.model.grades import Severity
from pkgaudit.policy.configuration_words import Bar
from pkgaudit.policy.overrides import overridden
from pkgaudit.policy.policy import Policy, is_in_force
from tests.policy.builders import rule

CONFIGURED = Policy(
    fail_on=Severity.LOW,
    select=frozenset({"sourcemaps"}),
    ignore=frozenset({"archive", "links"}),
    file="pkgaudit.toml",
    origins={"fail-on": "pkgaudit.toml", "select": "pkgaudit.toml", "ignore": "pkgaudit.toml"},
)


def test_without_options_the_configuration_stands() -> None:
    assert CONFIGURED == overridden(CONFIGURED)


def test_the_command_line_has_the_last_word_about_the_bar() -> None:
    never = overridden(CONFIGURED, fail_on=Bar.NEVER)
    high = overridden(CONFIGURED, fail_on=Bar.HIGH, strict_waivers=True)

    assert (None, "--fail-on") == (never.fail_on, never.origin("fail-on"))
    assert (Severity.HIGH, True) == (high.fail_on, high.strict_waivers)


def test_what_is_selected_on_the_command_line_is_no_longer_ignored() -> None:
    policy = overridden(CONFIGURED, select=frozenset({"archive"}))

    assert (frozenset({"archive"}), frozenset({"links"})) == (policy.select, policy.ignore)
    assert is_in_force(rule("trailing-bytes", family="archive"), policy)
    assert not is_in_force(rule("links", family="archive"), policy)
    assert not is_in_force(rule("embedded-sources"), policy)


def test_what_is_ignored_on_the_command_line_is_ignored_too() -> None:
    policy = overridden(CONFIGURED, ignore=frozenset({"links", "embedded-sources"}))

    assert frozenset({"archive", "links", "embedded-sources"}) == policy.ignore
    assert ("--ignore", "pkgaudit.toml") == (policy.origin("ignore.embedded-sources"), policy.origin("ignore"))
    assert "ignore.links" not in policy.origins
