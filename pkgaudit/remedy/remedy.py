"""What came of looking for a remedy: proved edits, and what has none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pkgaudit.model.finding import Verdict
from pkgaudit.model.grades import Standing
from pkgaudit.model.report import Report
from pkgaudit.remedy.comparison import Difference
from pkgaudit.remedy.edit import Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Edits that were proved together, by packing a copy with all of them.

    Attributes:
        edits: By path, sorted; relative to ``top``.
        top: The folder the paths are relative to, absolute.
        cured: The findings that are gone with them.
        differences: What else and what not, for every artifact.
        appeared: Findings that are there now and were not before, all milder than what is cured.
    """

    edits: tuple[Edit, ...]
    top: Path
    cured: tuple[Verdict, ...]
    differences: tuple[Difference, ...]
    appeared: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfixed:
    """A finding that no proved edit cures.

    Attributes:
        verdict: The finding.
        why: Why not, without a capital and a full stop.
    """

    verdict: Verdict
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """The end of the search.

    Attributes:
        report: The project as it is, judged.
        proposal: What cures something, None when nothing does.
        unfixed: Findings looked at that stay, in the report's order.
    """

    report: Report
    proposal: Proposal | None
    unfixed: tuple[Unfixed, ...]

    @property
    def leaves_open(self) -> bool:
        """Whether an open finding has no proved edit, or comes with one."""
        appeared = self.proposal.appeared if self.proposal is not None else ()
        left = (*(each.verdict for each in self.unfixed), *appeared)
        return any(verdict.standing is Standing.OPEN for verdict in left)
