"""A remedy for a person: the edit as a diff, what ships differently with it, and what has no remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pkgaudit.model.finding import Verdict
from pkgaudit.model.gap import Gap
from pkgaudit.model.grades import Standing
from pkgaudit.remedy.comparison import Difference
from pkgaudit.remedy.diff import diff_lines
from pkgaudit.remedy.remedy import Proposal, Remedy, Unfixed
from pkgaudit.reporters.figures import count, place, size
from pkgaudit.reporters.layout import EMPTY, Line, Span, Style, folded, line, plain

_INDENT = "  "
_INNER = "    "
_COLUMN = 10
_FILES_SHOWN = 12
_FINDINGS_SHOWN = 10


def render(remedy: Remedy, *, named: str, applied: bool, colour: bool, width: int, verbose: bool) -> str:
    """Return the remedy as lines for a terminal or a log.

    Args:
        remedy: What came of the search.
        named: The project, as the user named it.
        applied: Whether the edits were written.
        colour: Whether SGR sequences may be used.
        width: Columns to fold prose at.
        verbose: Show every file and finding.
    """
    lines = list(_lines(remedy, named, applied=applied, width=width, verbose=verbose))
    if not colour:
        return plain(lines)
    from pkgaudit.reporters.paint import coloured  # noqa: PLC0415 -- rich is slow to import, and a pipe has no colour

    return coloured(lines)


def _lines(remedy: Remedy, named: str, *, applied: bool, width: int, verbose: bool) -> Iterator[Line]:
    proposal = remedy.proposal
    if proposal is not None:
        yield from _proposal(proposal, applied=applied, width=width, verbose=verbose)
    if remedy.unfixed:
        yield from _unfixed(remedy.unfixed, width=width, verbose=verbose)
    if remedy.report.gaps:
        yield from _gaps(remedy.report.gaps, width=width, verbose=verbose)
    yield from _end(remedy, named, applied=applied, width=width)


def _proposal(proposal: Proposal, *, applied: bool, width: int, verbose: bool) -> Iterator[Line]:
    told = "Written, after a copy was packed with it" if applied else "Proposed, and proved by packing a copy with it"
    yield line(Span(told, Style.HEAD))
    yield EMPTY
    for edit in proposal.edits:
        yield from diff_lines(edit)
    yield EMPTY
    yield line(Span(f"Cures {count(len(proposal.cured), 'finding')}", Style.HEAD))
    yield EMPTY
    yield from _findings(proposal.cured, verbose=verbose)
    yield EMPTY
    yield line(Span("What ships with it", Style.HEAD))
    yield EMPTY
    edited = [edit.path for edit in proposal.edits]
    for difference in proposal.differences:
        yield from _difference(difference, edited, width=width, verbose=verbose)
    if proposal.appeared:
        yield EMPTY
        fails = any(verdict.standing is Standing.OPEN for verdict in proposal.appeared)
        said = "" if fails else " (none of it fails a scan)"
        yield from folded(f"Found with it, and not before{said}:", width)
        yield EMPTY
        yield from _findings(proposal.appeared, verbose=verbose)
    yield EMPTY


def _difference(difference: Difference, edited: Sequence[str], *, width: int, verbose: bool) -> Iterator[Line]:
    gone = len(difference.removed) + len(difference.also_removed)
    said = f"{count(gone, 'file')} fewer, {difference.files:,} left" if gone else "the same files"
    yield line(_INDENT, Span(place(difference.location), Style.PATH), f": {said}")
    yield from _files(difference.removed, "", verbose=verbose)
    if difference.also_removed:
        yield line(_INNER, Span("also no longer ships:", Style.MEDIUM))
        yield from _files(difference.also_removed, "", verbose=verbose)
    if difference.changed:
        yield line(_INNER, Span("holds something else:", Style.MEDIUM))
        yield from _files(dict.fromkeys(difference.changed, -1), "", verbose=verbose)
    if not difference.also_removed and not difference.changed:
        names = " and ".join(dict.fromkeys(path.rpartition("/")[2] for path in edited))
        yield from folded(f"nothing else changed, but for {names}", width, indent=_INNER, style=Style.DIM)


def _files(files: Mapping[str, int], indent: str, *, verbose: bool) -> Iterator[Line]:
    names = sorted(files, key=lambda name: (-files[name], name))
    shown = names if verbose else names[:_FILES_SHOWN]
    for name in shown:
        known = files[name] >= 0
        yield line(
            f"{_INNER}{indent}- " if known else f"{_INNER}{indent}  ",
            name,
            *([Span(f"  {size(files[name])}", Style.DIM)] if known else []),
        )
    if len(names) > len(shown):
        yield line(_INNER, Span(f"and {len(names) - len(shown):,} more; --verbose shows all", Style.DIM))


def _findings(verdicts: Sequence[Verdict], *, verbose: bool) -> Iterator[Line]:
    shown = verdicts if verbose else verdicts[:_FINDINGS_SHOWN]
    for verdict in shown:
        yield _finding(verdict)
    if len(verdicts) > len(shown):
        yield line(_INDENT, Span(f"and {len(verdicts) - len(shown):,} more; --verbose shows all", Style.DIM))


def _finding(verdict: Verdict) -> Line:
    severity = verdict.severity.value
    where = place(verdict.finding.location, verdict.finding.line)
    return line(
        _INDENT,
        Span(severity, Style(severity)),
        " " * (_COLUMN - len(severity)),
        f"{verdict.finding.rule}  ",
        Span(where, Style.PATH),
    )


def _unfixed(unfixed: Sequence[Unfixed], *, width: int, verbose: bool) -> Iterator[Line]:
    yield line(Span("No proved fix", Style.HEAD))
    yield EMPTY
    shown = unfixed if verbose else unfixed[:_FINDINGS_SHOWN]
    for each in shown:
        yield _finding(each.verdict)
        yield from folded(each.why, width, indent=_INNER)
    if len(unfixed) > len(shown):
        yield line(_INDENT, Span(f"and {len(unfixed) - len(shown):,} more; --verbose shows all", Style.DIM))
    yield EMPTY


def _gaps(gaps: Sequence[Gap], *, width: int, verbose: bool) -> Iterator[Line]:
    yield line(Span("Not examined", Style.GAP))
    yield EMPTY
    for gap in gaps if verbose else gaps[:_FINDINGS_SHOWN]:
        yield line(_INDENT, Span(place(gap.location) or "this run", Style.PATH))
        yield from folded(gap.why, width, indent=_INNER)
    yield EMPTY


def _end(remedy: Remedy, named: str, *, applied: bool, width: int) -> Iterator[Line]:
    proposal = remedy.proposal
    if proposal is None:
        if remedy.unfixed:
            said = "Nothing is proposed: no edit was proved to cure what was found."
        elif remedy.report.gaps:
            said = "Nothing is proposed, and not everything was examined."
        else:
            said = "Nothing to fix."
    elif applied:
        said = f"{count(len(proposal.edits), 'file')} written. Scan again before you publish."
    else:
        said = f"Nothing was written: `pkgaudit fix {named} --apply` writes it."
    yield from folded(said, width)
