"""The terminal report's findings: worst first, one group for each rule, what to do at the end of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from pkgaudit.model.finding import Verdict
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Severity, Standing
from pkgaudit.model.report import Report
from pkgaudit.reporters.figures import count, place
from pkgaudit.reporters.layout import EMPTY, Line, Span, Style, folded, line
from pkgaudit.reporters.text_evidence import ROWS, evidence_lines
from pkgaudit.reporters.visible import text

_SHOWN = {Severity.CRITICAL: 5, Severity.HIGH: 5, Severity.MEDIUM: 3, Severity.LOW: 1, Severity.NOTE: 1}
_BRIEF = frozenset((Severity.LOW, Severity.NOTE))
_COLUMN = 10
_INDENT = "  "
_INNER = "    "


def finding_lines(report: Report, standing: Standing, *, width: int, verbosity: int) -> list[Line]:
    """Return the findings of one standing, in the report's order."""
    chosen = [verdict for verdict in report.verdicts if verdict.standing is standing]
    lines: list[Line] = []
    for (severity, _), grouped in groupby(chosen, key=lambda verdict: (verdict.severity, verdict.finding.rule)):
        group = list(grouped)
        limit = len(group) if verbosity > 0 else _SHOWN[severity]
        brief = severity in _BRIEF and verbosity < 1
        if lines and not (brief and _is_brief_end(lines)):
            lines.append(EMPTY)
        draw = _brief_group if brief else _group
        lines.extend(draw(report, group, limit, width, verbosity))
    return lines


def relative(report: Report, location: Location) -> Location:
    """Return the location without the artifact's own, where the report is about one artifact only."""
    if len(report.artifacts) == 1:
        own = report.artifacts[0].summary.location
        if location[: len(own)] == own and len(location) > len(own):
            return location[len(own) :]
    return location


def _group(report: Report, group: Sequence[Verdict], limit: int, width: int, verbosity: int) -> Iterable[Line]:
    first = group[0]
    shown, left = group[:limit], len(group) - limit
    if len(group) == 1:
        yield from _headed(report, first, width)
    else:
        yield line(*_head(first), Span(f"  {count(len(group), 'finding')}", Style.DIM))
    for number, verdict in enumerate(shown):
        finding = verdict.finding
        if len(group) > 1:
            yield line(_INDENT, Span(place(relative(report, finding.location), finding.line), Style.PATH))
        yield from folded(finding.message, width, indent=_INNER)
        in_full = verbosity > 0 or (verbosity == 0 and number == 0)
        rows = None if verbosity > 0 else ROWS
        yield from evidence_lines(finding.facts, width=width, tables=in_full, rows=rows)
        if verdict.waiver is not None:
            waived = f"waived until {verdict.waiver.expires.isoformat()}: {verdict.waiver.reason}"
            yield from folded(waived, width, indent=_INNER)
        if verbosity > 0:
            named = f"confidence {verdict.confidence}, fingerprint {finding.fingerprint}"
            yield from folded(named, width, indent=_INNER, style=Style.DIM)
    if left > 0:
        yield line(_INDENT, Span(f"and {left:,} more; --verbose shows all", Style.DIM))
    if first.finding.fix:
        yield from folded(f"fix: {first.finding.fix}", width, indent=_INDENT, hanging=" " * 7)
    yield line(_INDENT, Span(f"pkgaudit explain {first.finding.rule}", Style.DIM))


def _brief_group(report: Report, group: Sequence[Verdict], limit: int, width: int, _verbosity: int) -> Iterable[Line]:
    first = group[0]
    where = place(relative(report, first.finding.location), first.finding.line)
    left = len(group) - limit
    more = f" (and {left:,} more; --verbose shows all)" if left > 0 else ""
    head = (*_head(first), Span("  "), Span(where, Style.PATH))
    message = text(first.finding.message) + more
    if _length(head) + 2 + len(message) <= width:
        yield (*head, Span("  "), Span(message))
        return
    yield from _headed(report, first, width)
    yield from folded(message, width, indent=_INNER)


def _headed(report: Report, verdict: Verdict, width: int) -> Iterable[Line]:
    where = Span(place(relative(report, verdict.finding.location), verdict.finding.line), Style.PATH)
    head = _head(verdict)
    if _length(head) + 2 + len(where.text) <= width:
        yield (*head, Span("  "), where)
    else:
        yield head
        yield (Span(_INDENT), where)


def _head(verdict: Verdict) -> Line:
    severity = str(verdict.severity)
    return (
        Span(severity, Style(severity)),
        Span(" " * (_COLUMN - len(severity))),
        Span(verdict.finding.rule),
    )


def _length(spans: Line) -> int:
    return sum(len(span.text) for span in spans)


def _is_brief_end(lines: Sequence[Line]) -> bool:
    """Whether the lines end in a group of one-liners, which stand together without an empty line."""
    return not any("pkgaudit explain" in span.text for span in lines[-1])
