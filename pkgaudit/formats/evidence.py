"""What an artifact's claims say for and against open source code."""

from __future__ import annotations

from pkgaudit.manifests.licenses import is_closed
from pkgaudit.model.claims import Claims
from pkgaudit.model.examination import VisibilityEvidence
from pkgaudit.model.grades import Ecosystem

NO_LICENCE = "nothing of a licence"
"""What ``against`` says where there is none."""

_QUOTED = 80


def visibility_evidence(claims: Claims) -> VisibilityEvidence:
    """Return the evidence; ``against`` completes the sentence "the package says ..."."""
    return VisibilityEvidence(
        osi_license=claims.license if claims.license_is_osi else None,
        public_repository=claims.repository if claims.repository_is_public else None,
        against=_against(claims),
    )


def _against(claims: Claims) -> str:
    if claims.marked_private:
        return 'the classifier "Private ::"' if claims.ecosystem is Ecosystem.PYPI else '"private": true'
    if claims.license is None:
        return NO_LICENCE
    if is_closed(claims.license):
        shown = claims.license[:_QUOTED]
        return f'"License: {shown}"' if claims.ecosystem is Ecosystem.PYPI else f'"license": "{shown}"'
    return ""
