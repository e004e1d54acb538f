"""The terminal report's word on waivers: those that expired, match nothing, are too broad or over their budget."""

from __future__ import annotations

from collections.abc import Iterator

from pkgaudit.model.report import PolicyNote
from pkgaudit.reporters.layout import EMPTY, Line, Span, Style, folded, line
from pkgaudit.reporters.visible import text

_INDENT = "  "
_INNER = "    "


def waiver_lines(policy: PolicyNote, width: int) -> Iterator[Line]:
    """Yield every waiver that has a problem with its place and what to do; nothing when none has."""
    wrong = [waiver for waiver in policy.waivers if waiver.problems]
    if not wrong:
        return
    yield line(Span("Waivers to look at", Style.HEAD))
    yield EMPTY
    for waiver in wrong:
        where = waiver.file if waiver.line is None else f"{waiver.file}:{waiver.line}"
        named = Span(f"{text(where)}  waiver {waiver.number} ({text(waiver.rule)})", Style.PATH)
        yield line(_INDENT, named)
        for problem in waiver.problems:
            yield from folded(f"{problem.kind}: {problem.why}", width, indent=_INNER)
    yield EMPTY
