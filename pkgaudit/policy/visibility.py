"""Whether the source of an artifact is open to all, and what says so."""

from __future__ import annotations

from pkgaudit.model.examination import VisibilityEvidence
from pkgaudit.model.grades import Visibility
from pkgaudit.policy.policy import Policy


def visibility_in_force(policy: Policy, evidence: VisibilityEvidence) -> tuple[Visibility, str]:
    """Return the visibility to judge by and one sentence that says how it was decided.

    A setting wins over any evidence. Without one, only an OSI licence and a public repository together make a
    source public, and anything that speaks against it makes it private. The sentence may quote hostile text.
    """
    if policy.visibility is not None:
        return policy.visibility, f"source-visibility is set to {policy.visibility}"
    if evidence.against:
        return Visibility.PRIVATE, f"the package says {evidence.against}"
    if evidence.osi_license and evidence.public_repository:
        return (
            Visibility.PUBLIC,
            f"licence {evidence.osi_license} is OSI approved and {evidence.public_repository} is a public repository",
        )
    if evidence.osi_license:
        return (
            Visibility.PRIVATE,
            f"licence {evidence.osi_license} is OSI approved, but no public repository is named",
        )
    if evidence.public_repository:
        return (
            Visibility.PRIVATE,
            f"{evidence.public_repository} is a public repository, but no OSI approved licence is named",
        )
    return Visibility.PRIVATE, "neither an OSI approved licence nor a public repository is named"
