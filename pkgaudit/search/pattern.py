"""What is searched for, and where it was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

Marks = Mapping[str, Sequence[int]]
"""Pattern name to the ascending offsets just past each match."""


class Pattern(Struct, frozen=True, kw_only=True):
    """One thing to look for in every member.

    Attributes:
        name: Unique among all patterns in force; the key in `Marks`.
        expression: A linear-time regular expression (no look-around, no back-reference) over bytes.
        caseless: ASCII letters match in both cases.
    """

    name: str
    expression: bytes
    caseless: bool = False


class PatternFault(Struct, frozen=True, kw_only=True):
    """What is wrong with one pattern.

    Attributes:
        name: The pattern's.
        why: What is wrong and what to do, to follow its name.
    """

    name: str
    why: str
