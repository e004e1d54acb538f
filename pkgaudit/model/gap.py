"""A gap: something that was not examined, and why. A gap is never green."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Location = tuple[str, ...]
"""Where something is, outermost first: ``("dist/a.tgz", "package/b.zip", "lib/x.js")``."""


class GapKind(StrEnum):
    """Why something was not examined."""

    UNREADABLE = "unreadable"
    UNSUPPORTED = "unsupported"
    LIMIT = "limit"
    PACKING = "packing"
    RULE = "rule"
    NETWORK = "network"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing that was not examined.

    Attributes:
        kind: The class of reason.
        location: What was not examined, outermost first.
        why: One sentence: what happened and what to do about it.
    """

    kind: GapKind
    location: Location
    why: str
