"""The terminal report's findings: worst first, one group for each rule, what to do at the end of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from pkgaudit.model.finding import Verdict
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Severity, Standing
from pkgaudit.model.report import Report
from pkgaudit.reporters.figures import count, place
from pkgaudit.reporters.layout import EMPTY, Line, Span, Style, folded, line
from pkgaudit.reporters.text_evidence import Evidence
from pkgaudit.reporters.visible import text

_SHOWN = {Severity.CRITICAL: 5, Severity.HIGH: 5, Severity.MEDIUM: 3}
_BRIEF = frozenset((Severity.LOW, Severity.NOTE))
_COLUMN = 10
_INDENT = "  "
_INNER = "    "
_FIX_INDENT = " " * len("  fix: ")


class FindingList:
    """Draws the findings of a report, one standing after the other.

    Args:
        report: What was judged.
        width: Columns to fold prose at.
        verbosity: -1 without lists, 0 with repetitions folded, 1 for everything.
    """

    def __init__(self, report: Report, *, width: int, verbosity: int) -> None:
        self._report = report
        self._width = width
        self._in_full = verbosity > 0
        self._evidence = Evidence(width=width, verbosity=verbosity)

    def lines(self, standing: Standing) -> list[Line]:
        """Return the findings of one standing, in the report's order."""
        chosen = [verdict for verdict in self._report.verdicts if verdict.standing is standing]
        lines: list[Line] = []
        brief_before = True
        for (severity, _), grouped in groupby(chosen, key=lambda verdict: (verdict.severity, verdict.finding.rule)):
            group = list(grouped)
            brief = severity in _BRIEF and not self._in_full
            # One-liners stand together; everything else stands apart.
            if lines and not (brief and brief_before):
                lines.append(EMPTY)
            lines.extend(self._brief(group) if brief else self._group(group))
            brief_before = brief
        return lines

    def _group(self, group: Sequence[Verdict]) -> Iterator[Line]:
        first = group[0]
        alone = len(group) == 1
        shown = group if self._in_full else _first_of_each_artifact(group, _SHOWN[first.severity])
        if alone:
            yield from self._headed(first)
        else:
            yield line(*_head(first), Span(f"  {count(len(group), 'finding')}", Style.DIM))
        for verdict in shown:
            if not alone:
                yield line(_INDENT, self._place(verdict))
            yield from self._told(verdict, lists=self._in_full or verdict is first)
        if len(group) > len(shown):
            yield line(_INDENT, Span(f"and {_left(group, shown)}; --verbose shows all", Style.DIM))
        if first.finding.fix:
            yield from folded(f"fix: {first.finding.fix}", self._width, indent=_INDENT, hanging=_FIX_INDENT)
        yield line(_INDENT, Span(f"pkgaudit explain {first.finding.rule}", Style.DIM))

    def _told(self, verdict: Verdict, *, lists: bool) -> Iterator[Line]:
        finding = verdict.finding
        yield from folded(finding.message, self._width, indent=_INNER)
        yield from self._evidence.lines(finding, lists=lists)
        if verdict.waiver is not None:
            until = "" if verdict.waiver.expires is None else f" until {verdict.waiver.expires.isoformat()}"
            waived = f"waived{until}: {verdict.waiver.reason}"
            yield from folded(waived, self._width, indent=_INNER)
        if self._in_full:
            named = f"confidence {verdict.confidence}, fingerprint {finding.fingerprint}"
            yield from folded(named, self._width, indent=_INNER, style=Style.DIM)

    def _brief(self, group: Sequence[Verdict]) -> Iterator[Line]:
        first = group[0]
        more = f" (and {_left(group, [first])}; --verbose shows all)" if len(group) > 1 else ""
        message = text(first.finding.message) + more
        whole = (*_head(first), Span("  "), self._place(first), Span("  "), Span(message))
        if _length(whole) <= self._width:
            yield whole
            return
        yield from self._headed(first)
        yield from folded(message, self._width, indent=_INNER)

    def _headed(self, verdict: Verdict) -> Iterator[Line]:
        whole = (*_head(verdict), Span("  "), self._place(verdict))
        if _length(whole) <= self._width:
            yield whole
        else:
            yield _head(verdict)
            yield (Span(_INDENT), self._place(verdict))

    def _place(self, verdict: Verdict) -> Span:
        location = relative(self._report, verdict.finding.location)
        return Span(place(location, verdict.finding.line), Style.PATH)


def relative(report: Report, location: Location) -> Location:
    """Return the location without the artifact's own, where the report is about one artifact only."""
    if len(report.artifacts) == 1:
        own = report.artifacts[0].summary.location
        if location[: len(own)] == own and len(location) > len(own):
            return location[len(own) :]
    return location


def _head(verdict: Verdict) -> Line:
    severity = verdict.severity.value
    return (
        Span(severity, Style(severity)),
        Span(" " * (_COLUMN - len(severity))),
        Span(text(verdict.finding.rule)),
    )


def _first_of_each_artifact(group: Sequence[Verdict], limit: int) -> Sequence[Verdict]:
    """Return a few of the group, in its order: one of every artifact before a second one of any."""
    seen: set[int | None] = set()
    again: list[bool] = []
    for verdict in group:
        again.append(verdict.artifact in seen)
        seen.add(verdict.artifact)
    chosen = sorted(range(len(group)), key=lambda number: (again[number], number))[:limit]
    return [group[number] for number in sorted(chosen)]


def _left(group: Sequence[Verdict], shown: Sequence[Verdict]) -> str:
    """Return how many were not shown and, where that hides whole artifacts, how many of those."""
    hidden = len({verdict.artifact for verdict in group} - {verdict.artifact for verdict in shown})
    also = f", also in {count(hidden, 'other artifact')}" if hidden else ""
    return f"{len(group) - len(shown):,} more{also}"


def _length(spans: Line) -> int:
    return sum(len(span.text) for span in spans)
