"""What the user named, resolved to artifacts that can be opened, and gaps where that cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pkgaudit.model.gap import Gap
from pkgaudit.model.limits import Limits
from pkgaudit.model.target import Target


class TargetError(ValueError):
    """Targets that do not exist.

    Attributes:
        errors: One line for each.
    """

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("; ".join(errors))
        self.errors = tuple(errors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What can be opened, in the user's order, and what cannot."""

    targets: tuple[Target, ...]
    gaps: tuple[Gap, ...]


def resolve(texts: Sequence[str], limits: Limits | None = None) -> Resolution:
    """Return the artifacts that the user's words stand for.

    Raises:
        TargetError: Paths that do not exist, all of them at once.
    """
    raise NotImplementedError
