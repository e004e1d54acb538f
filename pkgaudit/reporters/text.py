"""The report for a person with two minutes: what was examined, what is wrong worst first, and the verdict last."""

from __future__ import annotations

from collections.abc import Iterator

from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.grades import Severity, Standing
from pkgaudit.model.report import Outcome, Report
from pkgaudit.reporters.figures import count, place
from pkgaudit.reporters.layout import EMPTY, Line, Span, Style, folded, line, plain
from pkgaudit.reporters.text_artifacts import artifact_lines
from pkgaudit.reporters.text_baseline import baseline_lines
from pkgaudit.reporters.text_broad_rules import broad_rule_lines
from pkgaudit.reporters.text_findings import FindingList, relative
from pkgaudit.reporters.text_waivers import waiver_lines

_REASONS_SHOWN = 10
_PLACES_SHOWN = 3
_INDENT = "  "
_INNER = "    "
_KIND_COLUMN = max(map(len, GapKind)) + 2


def render(report: Report, *, colour: bool, width: int, verbosity: int) -> str:
    """Return the report as lines for a terminal or a log; the last one is the verdict.

    Args:
        report: What was judged.
        colour: Whether SGR sequences may be used; without it only printable text and newlines come out.
        width: Columns to fold prose at. Paths are never cut or folded.
        verbosity: -1 for open findings and the summary, 0 for all with repetitions folded, 1 for everything.
    """
    lines = list(_lines(report, width, verbosity))
    if not colour:
        return plain(lines)
    from pkgaudit.reporters.paint import coloured  # noqa: PLC0415 -- rich is slow to import, and a pipe has no colour

    return coloured(lines)


def _lines(report: Report, width: int, verbosity: int) -> Iterator[Line]:
    if verbosity >= 0:
        yield from artifact_lines(report, width=width, verbosity=verbosity)
    sections = [(f"Open findings (at or above {report.fail_on})", Standing.OPEN)]
    if verbosity >= 0:
        below = "Findings" if report.fail_on is None else f"Below the bar ({report.fail_on})"
        sections.append((f"{below}: they do not fail this run", Standing.BELOW_BAR))
    if verbosity > 0:
        sections.append(("Waived", Standing.WAIVED))
    findings = FindingList(report, width=width, verbosity=verbosity)
    for title, standing in sections:
        lines = findings.lines(standing)
        if lines:
            yield from folded(title, width, style=Style.HEAD)
            yield EMPTY
            yield from lines
            yield EMPTY
    if report.gaps and verbosity >= 0:
        yield from _gaps(report, width, verbosity)
    if verbosity >= 0:
        yield from broad_rule_lines(report, width)
        yield from waiver_lines(report.policy, width)
        yield from baseline_lines(report, width, verbosity)
    if verbosity > 0:
        yield from _not_applicable(report, width)
        data = "" if report.tool.data_as_of is None else f", known-bad data of {report.tool.data_as_of.isoformat()}"
        yield line(Span(f"pkgaudit {report.tool.version}, rules {report.tool.rules_digest}{data}", Style.DIM))
    if report.tool.data_warning:
        yield from folded(f"Warning: {report.tool.data_warning}", width, hanging=_INDENT, style=Style.GAP)
    yield from folded(_counts(report), width)
    yield from folded(_coverage(report), width)
    yield from _verdict(report, width)


def _gaps(report: Report, width: int, verbosity: int) -> Iterator[Line]:
    yield line(Span("Not examined", Style.GAP))
    yield EMPTY
    by_reason: dict[tuple[GapKind, str], list[Gap]] = {}
    for gap in report.gaps:
        by_reason.setdefault((gap.kind, gap.why), []).append(gap)
    reasons = list(by_reason.items())
    for (kind, why), gaps in reasons if verbosity > 0 else reasons[:_REASONS_SHOWN]:
        shown = gaps if verbosity > 0 else gaps[:_PLACES_SHOWN]
        for number, gap in enumerate(shown):
            named = Span(f"{'' if number else kind:<{_KIND_COLUMN}}", Style.GAP)
            yield line(_INDENT, named, Span(place(relative(report, gap.location)) or "this run", Style.PATH))
        if len(gaps) > len(shown):
            more = f"and {len(gaps) - len(shown):,} more; --verbose shows all"
            yield line(_INDENT, " " * _KIND_COLUMN, Span(more, Style.DIM))
        yield from folded(why, width, indent=_INNER)
    if verbosity < 1 and len(reasons) > _REASONS_SHOWN:
        left = count(len(reasons) - _REASONS_SHOWN, "more reason")
        yield line(_INDENT, Span(f"and {left}; --verbose shows all", Style.DIM))
    yield EMPTY


def _not_applicable(report: Report, width: int) -> Iterator[Line]:
    for artifact in report.artifacts:
        if artifact.not_applicable:
            named = ", ".join(artifact.not_applicable)
            said = f"Not applicable to {place(artifact.summary.location)}: {named}"
            yield from folded(said, width, hanging=_INDENT)
            yield EMPTY


def _counts(report: Report) -> str:
    total = len(report.verdicts)
    if not total:
        return "No findings."
    by_severity = [
        f"{report.by_severity[severity]:,} {severity}" for severity in Severity if report.by_severity.get(severity)
    ]
    said = f"{count(total, 'finding')}: {', '.join([*by_severity, *_if_any(report.waived, 'waived')])}"
    below = [f"{report.below_bar:,} below the bar"] if report.below_bar else []
    return f"{said}{f' ({below[0]})' if below else ''}."


def _if_any(number: int, what: str) -> list[str]:
    return [f"{number:,} {what}"] if number else []


def _coverage(report: Report) -> str:
    coverage = report.coverage
    return (
        f"{coverage.examined:,} of {count(coverage.members, 'file')} examined in "
        f"{count(len(report.artifacts), 'artifact')} with {count(report.tool.rules, 'rule')}."
    )


def _verdict(report: Report, width: int) -> list[Line]:
    open_count = sum(verdict.standing is Standing.OPEN for verdict in report.verdicts)
    missed = f"{count(len(report.gaps), 'thing')} {'was' if len(report.gaps) == 1 else 'were'} not examined"
    found = (
        "no severity fails this run (--fail-on never)"
        if report.fail_on is None
        else f"{count(open_count, 'open finding') if open_count else 'nothing open'} at or above {report.fail_on}"
    )
    unused = report.policy.failing_waivers
    if unused:
        found += f"; {count(unused, 'unused waiver')} (--strict-waivers)"
    words = {
        Outcome.PASSED: ("PASSED", Style.GOOD, [found, "everything was examined"]),
        Outcome.FINDINGS: ("FAILED", Style.BAD, [found, *([missed] if report.gaps else [])]),
        Outcome.INCOMPLETE: ("INCOMPLETE", Style.GAP, [missed, found]),
    }
    word, style, parts = words[report.outcome]
    first, *rest = folded(f"{word} (exit {report.exit_code}): {'; '.join(parts)}", width, hanging=_INDENT)
    return [(first[0], Span(word, style), Span(first[1].text[len(word) :])), *rest]
