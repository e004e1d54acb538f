"""Whether the source of an artifact is open to all, and what says so."""

from __future__ import annotations

from pkgaudit.formats.evidence import NO_LICENCE
from pkgaudit.model.examination import VisibilityEvidence
from pkgaudit.model.grades import Visibility
from pkgaudit.policy.policy import Policy

_SETTING = 'if its source is open to all, set source-visibility = "public" in pkgaudit.toml'


def visibility_in_force(policy: Policy, evidence: VisibilityEvidence) -> tuple[Visibility, str]:
    """Return the visibility to judge by and one sentence that says how it was decided.

    A setting wins over any evidence. Without one, only an OSI licence and a public repository together make a
    source public, and anything that speaks against it makes it private. Where only one of the two is missing, the
    sentence says which and what to set. It may quote hostile text.
    """
    if policy.visibility is not None:
        by = policy.origins.get("source-visibility")
        return policy.visibility, f"source-visibility is set to {policy.visibility}{f' in {by}' if by else ''}"
    if evidence.against:
        half = evidence.public_repository if evidence.against == NO_LICENCE else None
        though = f", though {half} is a public repository; {_SETTING}" if half else ""
        return Visibility.PRIVATE, f"the package says {evidence.against}{though}"
    if evidence.osi_license and evidence.public_repository:
        return (
            Visibility.PUBLIC,
            f"licence {evidence.osi_license} is OSI approved and {evidence.public_repository} is a public repository",
        )
    if evidence.osi_license:
        return (
            Visibility.PRIVATE,
            f"licence {evidence.osi_license} is OSI approved, but no public repository is named; {_SETTING}",
        )
    if evidence.public_repository:
        return (
            Visibility.PRIVATE,
            f"{evidence.public_repository} is a public repository, but no OSI approved licence is named; {_SETTING}",
        )
    return Visibility.PRIVATE, "neither an OSI approved licence nor a public repository is named"
