"""Words that only a configuration uses: each stands for a value of the policy, or for none."""

from __future__ import annotations

from enum import StrEnum


class Bar(StrEnum):
    """From which severity on a finding fails the run."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NEVER = "never"


class VisibilitySetting(StrEnum):
    """Whether the source is open to all, or to be decided from each artifact's evidence."""

    PUBLIC = "public"
    PRIVATE = "private"
    AUTO = "auto"
