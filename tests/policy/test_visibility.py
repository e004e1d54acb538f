from __future__ import annotations

import pytest

from pkgaudit.model.examination import VisibilityEvidence
from pkgaudit.model.grades import Visibility
from pkgaudit.policy.policy import Policy
from pkgaudit.policy.visibility import visibility_in_force
from tests.policy.builders import OPEN_SOURCE


@pytest.mark.parametrize(
    ("evidence", "expected", "reason"),
    [
        (
            OPEN_SOURCE,
            Visibility.PUBLIC,
            "licence MIT is OSI approved and https://code.example/acme/tool is a public repository",
        ),
        (
            VisibilityEvidence(osi_license="MIT"),
            Visibility.PRIVATE,
            (
                "licence MIT is OSI approved, but no public repository is named; "
                'if its source is open to all, set source-visibility = "public" in pkgaudit.toml'
            ),
        ),
        (
            VisibilityEvidence(public_repository="https://code.example/a"),
            Visibility.PRIVATE,
            (
                "https://code.example/a is a public repository, but no OSI approved licence is named; "
                'if its source is open to all, set source-visibility = "public" in pkgaudit.toml'
            ),
        ),
        (
            VisibilityEvidence(public_repository="https://code.example/a", against="nothing of a licence"),
            Visibility.PRIVATE,
            (
                "the package says nothing of a licence, though https://code.example/a is a public repository; "
                'if its source is open to all, set source-visibility = "public" in pkgaudit.toml'
            ),
        ),
        (
            VisibilityEvidence(against="nothing of a licence"),
            Visibility.PRIVATE,
            "the package says nothing of a licence",
        ),
        (
            VisibilityEvidence(),
            Visibility.PRIVATE,
            "neither an OSI approved licence nor a public repository is named",
        ),
        (
            VisibilityEvidence(
                osi_license="MIT", public_repository="https://code.example/a", against='"private": true'
            ),
            Visibility.PRIVATE,
            'the package says "private": true',
        ),
    ],
)
def test_only_a_licence_and_a_repository_together_make_a_source_public(
    evidence: VisibilityEvidence, expected: Visibility, reason: str
) -> None:
    assert (expected, reason) == visibility_in_force(Policy(), evidence)


@pytest.mark.parametrize("setting", list(Visibility))
@pytest.mark.parametrize("evidence", [OPEN_SOURCE, VisibilityEvidence(), VisibilityEvidence(against="UNLICENSED")])
def test_a_setting_wins_over_any_evidence(setting: Visibility, evidence: VisibilityEvidence) -> None:
    decided = visibility_in_force(Policy(visibility=setting), evidence)

    assert (setting, f"source-visibility is set to {setting}") == decided


def test_a_setting_says_where_it_is_set() -> None:
    policy = Policy(visibility=Visibility.PUBLIC, origins={"source-visibility": "conf/pkgaudit.toml"})
    decided = visibility_in_force(policy, VisibilityEvidence())

    assert (Visibility.PUBLIC, "source-visibility is set to public in conf/pkgaudit.toml") == decided
