"""A check that needs no member's bytes: everything it judges was collected while the artifact was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.member import Member
from pkgaudit.search.pattern import Marks, Pattern


class ConcludingCheck:
    """Asks ``judge`` once, after the last member.

    Args:
        judge: From an artifact to its hits.
    """

    patterns: tuple[Pattern, ...] = ()

    def __init__(self, judge: Callable[[Artifact], Iterable[Hit]]) -> None:
        self._judge = judge

    def visit(self, member: Member, marks: Marks) -> Iterable[Hit]:  # noqa: ARG002 -- the Protocol's signature
        """Look at nothing."""
        return ()

    def conclude(self, artifact: Artifact) -> Iterable[Hit]:
        """Look at the whole artifact after the last member."""
        return self._judge(artifact)
