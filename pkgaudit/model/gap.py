"""A gap: something that was not examined, and why. A gap is never green."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

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


class Gap(Struct, frozen=True, kw_only=True):
    """One thing that was not examined.

    Attributes:
        kind: The class of reason.
        location: What was not examined, outermost first.
        why: One sentence: what happened and what to do about it.
    """

    kind: GapKind
    location: Location
    why: str
