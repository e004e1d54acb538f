"""How a release came to be bad."""

from __future__ import annotations

from enum import StrEnum


class IncidentKind(StrEnum):
    """How a release came to be bad."""

    COMPROMISED_RELEASE = "compromised-release"
    MALICIOUS_PACKAGE = "malicious-package"
    SABOTAGE = "sabotage"
    PROTESTWARE = "protestware"
