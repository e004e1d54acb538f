"""Closed sets in which findings and artifacts are graded."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for critical, growing as it gets milder."""
        return _SEVERITY_ORDER[self]


_SEVERITY_ORDER = {severity: rank for rank, severity in enumerate(Severity)}


class Confidence(StrEnum):
    """How sure a rule is of what it says."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Standing(StrEnum):
    """What policy made of a finding; nothing is ever dropped."""

    OPEN = "open"
    WAIVED = "waived"
    BELOW_BAR = "below-bar"


class Visibility(StrEnum):
    """Whether the project's source is open to all."""

    PUBLIC = "public"
    PRIVATE = "private"


class Ecosystem(StrEnum):
    """The registry family an artifact is published to."""

    NPM = "npm"
    PYPI = "pypi"


class Format(StrEnum):
    """What an artifact is, told by its content."""

    NPM_TARBALL = "npm-tarball"
    WHEEL = "wheel"
    SDIST = "sdist"
    VSIX = "vsix"
    DIRECTORY = "directory"
    LOCKFILE = "lockfile"
    MANIFEST = "manifest"
    ARCHIVE = "archive"


class Listing(StrEnum):
    """How the list of what ships was learned."""

    ARTIFACT = "artifact"
    TOOL = "tool"
    BUILT = "built"
