"""The facts of a finding that stands for several problems of one manifest."""

from __future__ import annotations

from collections.abc import Sequence

from pkgaudit.detectors.grouping import more
from pkgaudit.model.finding import FactValue

TOLD_FACTS = {
    "problems": "how many problems this finding stands for",
    "told": "what is wrong: the first three problems, and how many more there are",
    "list": "the first twenty problems: `problem`",
    "edit": "the edit that cures the first of them",
}

_TOLD = 3
_LISTED = 20


def told(problems: Sequence[str], edit: str) -> dict[str, FactValue]:
    """Return them; ``problems`` has at least one."""
    return {
        "problems": len(problems),
        "told": "; ".join(problems[:_TOLD]) + more(len(problems) - _TOLD + 1),
        "list": tuple({"problem": problem} for problem in problems[:_LISTED]),
        "edit": edit,
    }
