"""What is searched for, and where it was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Marks = Mapping[str, Sequence[int]]
"""Pattern name to the ascending offsets just past each match."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One thing to look for in every member.

    Attributes:
        name: Unique among all patterns in force; the key in `Marks`.
        expression: A linear-time regular expression (no look-around, no back-reference) over bytes.
        caseless: ASCII letters match in both cases.
    """

    name: str
    expression: bytes
    caseless: bool = False
