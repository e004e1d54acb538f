"""Damage done on purpose to the packed bytes of a rule's example, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way to damage an archive.

    Attributes:
        does: What is done, to follow the word "then".
        apply: From the packed bytes to the damaged ones.
    """

    does: str
    apply: Callable[[bytes], bytes]


FAULTS: Mapping[str, Fault] = {}
