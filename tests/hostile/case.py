"""A hostile archive: named by its fault, made when asked for, with what a reader must say about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pkgaudit.model.gap import GapKind
from pkgaudit.model.member import AnomalyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class HostileCase:
    """One archive.

    Attributes:
        name: The fault in kebab-case; unique over all cases.
        suffix: File name ending it is put on disk with, dot included.
        build: Makes the bytes, the same every time.
        anomalies: Kinds that must be reported (more may be).
        gaps: Kinds of gap that must be reported.
        shows: Member paths an installer would write and that must therefore be listed.
        harmless: True for a control: nothing at all may be reported.
    """

    name: str
    suffix: str
    build: Callable[[], bytes]
    anomalies: tuple[AnomalyKind, ...] = ()
    gaps: tuple[GapKind, ...] = ()
    shows: tuple[str, ...] = ()
    harmless: bool = False
