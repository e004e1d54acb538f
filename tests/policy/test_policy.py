from __future__ import annotations

import pytest

from pkgaudit.model.grades import Severity, Visibility
from pkgaudit.policy.policy import Policy, PolicyError, rules_in_force, severity_in_force
from tests.policy.builders import rule, rulebook

BOOK = rulebook(
    rule("embedded-sources", private=Severity.CRITICAL, public=Severity.NOTE),
    rule("dangling-reference"),
    rule("bytes-after-end", family="archive"),
    rule("duplicate-name", family="archive"),
)


def chosen(*, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> list[str]:
    return list(rules_in_force(BOOK, Policy(select=frozenset(select), ignore=frozenset(ignore))).rules)


def test_every_rule_is_in_force_by_default() -> None:
    assert BOOK is rules_in_force(BOOK, Policy())


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        (("archive",), (), ["bytes-after-end", "duplicate-name"]),
        (("embedded-sources",), (), ["embedded-sources"]),
        ((), ("archive",), ["dangling-reference", "embedded-sources"]),
        ((), ("duplicate-name",), ["bytes-after-end", "dangling-reference", "embedded-sources"]),
        (("archive",), ("duplicate-name",), ["bytes-after-end"]),
        (("duplicate-name",), ("archive",), ["duplicate-name"]),
        (("duplicate-name",), ("duplicate-name",), []),
        (("archive", "sourcemaps"), ("sourcemaps",), ["bytes-after-end", "duplicate-name"]),
    ],
)
def test_a_rule_named_wins_over_its_family_and_ignoring_over_selecting(
    select: tuple[str, ...], ignore: tuple[str, ...], expected: list[str]
) -> None:
    assert expected == chosen(select=select, ignore=ignore)


def test_a_smaller_set_has_a_digest_of_its_own() -> None:
    archive = rules_in_force(BOOK, Policy(select=frozenset({"archive"})))
    again = rules_in_force(BOOK, Policy(ignore=frozenset({"sourcemaps"})))
    other = rules_in_force(BOOK, Policy(ignore=frozenset({"archive"})))

    assert archive.digest == again.digest
    assert 3 == len({BOOK.digest, archive.digest, other.digest})
    assert archive.digest.startswith("sha256:")


def test_every_name_that_is_no_rule_or_family_is_an_error_with_a_suggestion() -> None:
    policy = Policy(
        select=frozenset({"embeded-sources"}),
        ignore=frozenset({"archives", "archive"}),
        severity={"quite-something-else": Severity.LOW},
    )
    with pytest.raises(PolicyError) as caught:
        rules_in_force(BOOK, policy)

    assert (
        (
            "select: 'embeded-sources' is neither a rule nor a family; did you mean 'embedded-sources'? "
            "`pkgaudit rules` lists them all"
        ),
        "ignore: 'archives' is neither a rule nor a family; did you mean 'archive'? `pkgaudit rules` lists them all",
        "severity: 'quite-something-else' is neither a rule nor a family; `pkgaudit rules` lists them all",
    ) == caught.value.errors
    assert "\n".join(caught.value.errors) == str(caught.value)


@pytest.mark.parametrize(
    ("overrides", "visibility", "expected"),
    [
        ({}, Visibility.PRIVATE, Severity.CRITICAL),
        ({}, Visibility.PUBLIC, Severity.NOTE),
        ({"sourcemaps": Severity.LOW}, Visibility.PRIVATE, Severity.LOW),
        ({"sourcemaps": Severity.LOW, "embedded-sources": Severity.HIGH}, Visibility.PRIVATE, Severity.HIGH),
        ({"embedded-sources": Severity.HIGH}, Visibility.PUBLIC, Severity.HIGH),
        ({"archive": Severity.LOW}, Visibility.PUBLIC, Severity.NOTE),
    ],
)
def test_severity_is_the_default_then_the_familys_then_the_rules_own(
    overrides: dict[str, Severity], visibility: Visibility, expected: Severity
) -> None:
    assert (
        expected == severity_in_force(BOOK.rules["embedded-sources"], visibility, Policy(severity=overrides)).severity
    )
