"""The terminal report's word on the baseline: how much of it was found again, and what is gone."""

from __future__ import annotations

from collections.abc import Iterator

from pkgaudit.model.report import Report
from pkgaudit.reporters.figures import count
from pkgaudit.reporters.layout import EMPTY, Line, Span, Style, folded, line

_SHOWN = 5
_INDENT = "  "


def baseline_lines(report: Report, width: int, verbosity: int) -> Iterator[Line]:
    """Yield what became of the baseline; nothing without one."""
    use = report.policy.baseline
    if use is None:
        return
    yield from folded(f"Baseline {use.file}: {use.seen:,} of {count(use.findings, 'finding')} found again", width)
    if use.gone:
        incomplete = " in what was examined" if report.gaps else ""
        said = (
            f"{count(len(use.gone), 'finding')} of it no longer found{incomplete}; "
            "where that is so for good, --write-baseline takes them out"
        )
        yield from folded(said, width, indent=_INDENT, hanging=_INDENT)
        shown = use.gone if verbosity > 0 else use.gone[:_SHOWN]
        for each in shown:
            yield line(_INDENT * 2, f"{each.rule}  ", Span(each.fingerprint, Style.DIM))
        if len(use.gone) > len(shown):
            yield line(_INDENT * 2, Span(f"and {len(use.gone) - len(shown):,} more; --verbose shows all", Style.DIM))
    yield EMPTY
