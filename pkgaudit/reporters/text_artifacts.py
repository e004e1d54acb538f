"""The terminal report's opening: what was examined, how big it is and what its source maps hold."""

from __future__ import annotations

from collections.abc import Sequence

from pkgaudit.model.examination import ArtifactSummary
from pkgaudit.model.grades import Format, Listing, Standing
from pkgaudit.model.report import JudgedArtifact, Report
from pkgaudit.model.source_map import SourceMapTotals
from pkgaudit.reporters.figures import count, listed, place, size
from pkgaudit.reporters.layout import EMPTY, Line, Span, Style, folded, line

_SHOWN = 5
_INDENT = "  "
_HANGING = "    "

_DOCUMENTS = (Format.LOCKFILE, Format.MANIFEST)
_LISTINGS = {
    Listing.ARTIFACT: "",
    Listing.TOOL: "in the project; no script was run",
    Listing.BUILT: "in a copy of the project, where its code could run",
}


def artifact_lines(report: Report, *, width: int, verbosity: int) -> list[Line]:
    """Return a few lines for each artifact; of many, those that fail the run and a count."""
    shown = report.artifacts if verbosity > 0 or len(report.artifacts) <= _SHOWN else _worst(report)
    lines: list[Line] = []
    for artifact in shown:
        lines.extend(_artifact(artifact, width, in_full=verbosity > 0))
        lines.append(EMPTY)
    left = len(report.artifacts) - len(shown)
    if left:
        more = f"and {count(left, 'more artifact')}; --verbose shows all"
        lines.extend((line(Span(more, Style.DIM)), EMPTY))
    lines.extend(_unpublished(report, width, in_full=verbosity > 0))
    return lines


def _unpublished(report: Report, width: int, *, in_full: bool) -> Sequence[Line]:
    """Return a paragraph about the packages that are never published."""
    if not report.unpublished:
        return ()
    shown = report.unpublished if in_full else report.unpublished[:_SHOWN]
    named = [f"{place(each.location)} ({each.why})" for each in shown]
    left = len(report.unpublished) - len(shown)
    if left:
        named.append(f"{left:,} more; --verbose shows all")
    said = f"Not published, and so not packed: {listed(named)}"
    return (*folded(said, width, hanging=_INDENT, style=Style.DIM), EMPTY)


def _worst(report: Report) -> Sequence[JudgedArtifact]:
    """Return the first few of those that keep the run from passing, or of all."""
    failing = {verdict.artifact for verdict in report.verdicts if verdict.standing is Standing.OPEN}
    missed = {gap.location[:depth] for gap in report.gaps for depth in range(1, len(gap.location) + 1)}
    bad = [
        artifact
        for number, artifact in enumerate(report.artifacts)
        if number in failing or artifact.summary.location in missed
    ]
    return (bad or report.artifacts)[:_SHOWN]


def _artifact(artifact: JudgedArtifact, width: int, *, in_full: bool) -> Sequence[Line]:
    summary = artifact.summary
    lines = [line(Span(place(summary.location), Style.HEAD))]
    for each in filter(None, (_document if summary.format in _DOCUMENTS else _package)(artifact, in_full=in_full)):
        lines.extend(folded(each, width, indent=_INDENT, hanging=_HANGING))
    return lines


def _document(artifact: JudgedArtifact, *, in_full: bool) -> Sequence[str]:
    """Return what is said of a lockfile or a manifest that stands alone: nothing is in it but names."""
    summary = artifact.summary
    locked = f"{count(summary.locked, 'package')} locked, " if summary.format is Format.LOCKFILE else ""
    return (f"{summary.format}: {locked}{size(summary.packed_bytes)}", _digest(summary, in_full=in_full))


def _package(artifact: JudgedArtifact, *, in_full: bool) -> Sequence[str]:
    summary = artifact.summary
    called = " ".join(part for part in (summary.name, summary.version) if part) or "no name"
    sizes = (
        f"{size(summary.unpacked_bytes)} in all"
        if summary.format is Format.DIRECTORY
        else f"{size(summary.packed_bytes)} packed, {size(summary.unpacked_bytes)} unpacked"
    )
    contents = f"{called} ({summary.format}): {count(summary.members, 'file')}, {sizes}"
    return (
        contents,
        _maps(summary.source_maps),
        *_packed(summary),
        f"source taken as {artifact.visibility}: {artifact.visibility_reason}",
        _digest(summary, in_full=in_full),
    )


def _digest(summary: ArtifactSummary, *, in_full: bool) -> str:
    return f"sha256 {summary.sha256}" if in_full and summary.sha256 else ""


def _packed(summary: ArtifactSummary) -> Sequence[str]:
    """Return who packed it and how, then what the packing had to say."""
    packed = summary.packed_by
    if packed is None:
        return ()
    who = " ".join(part for part in (packed.packer, packed.version) if part)
    return (f"packed by {who} {_LISTINGS[summary.listing]}".rstrip(), *(f"note: {note}" for note in packed.notes))


def _maps(totals: SourceMapTotals) -> str:
    if not totals.maps:
        return "no source maps"
    maps = count(totals.maps, "source map")
    if totals.inline:
        maps += f" ({totals.inline:,} inline)"
    if not totals.embedded:
        return f"{maps}, none embeds a source"
    kinds = [
        f"{number:,} {kind}"
        for number, kind in (
            (totals.novel, f"novel ({count(totals.novel_lines, 'line')}, {size(totals.novel_bytes)})"),
            (totals.third_party, "third-party"),
            (totals.shipped, "shipped as files"),
        )
        if number
    ]
    return f"{maps}, {count(totals.embedded, 'embedded source')}: {listed(kinds) or 'of no known kind'}"
