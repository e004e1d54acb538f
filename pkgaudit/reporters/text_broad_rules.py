"""The terminal report's word on rules of one's own that flag very much."""

from __future__ import annotations

from collections.abc import Iterator

from pkgaudit.model.report import Report
from pkgaudit.reporters.figures import count, place
from pkgaudit.reporters.layout import EMPTY, Line, Span, Style, folded, line

_INDENT = "  "
_INNER = "    "


def broad_rule_lines(report: Report, width: int) -> Iterator[Line]:
    """Yield every rule of one's own that may be too broad, with its file; nothing without any."""
    if not report.policy.broad_rules:
        return
    yield line(Span("Rules of your own to look at", Style.HEAD))
    yield EMPTY
    for each in report.policy.broad_rules:
        yield line(_INDENT, Span(each.file, Style.PATH), f"  {each.rule}")
        artifacts = report.artifacts
        where = place(artifacts[each.artifact].summary.location) if each.artifact < len(artifacts) else "an artifact"
        said = (
            f"it flags {each.members:,} of {count(each.of, 'file')} in {where}: if that is more than it is meant for, "
            "narrow it; if not, set broad-rule-members"
        )
        yield from folded(said, width, indent=_INNER)
    yield EMPTY
