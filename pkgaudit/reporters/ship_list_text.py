"""What would ship, for a person: each package as a tree with sizes and reasons, its totals, and one last line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pkgaudit.model.grades import Listing
from pkgaudit.model.ship_list import ReasonKind, ShippedFile
from pkgaudit.model.ship_report import PackageListing, ShipReport
from pkgaudit.reporters.figures import count, listed, place, size
from pkgaudit.reporters.layout import EMPTY, Line, Span, Style, folded, line, plain
from pkgaudit.reporters.ship_list_totals import OTHER, Total, kind_of, reason_words, totals, tracking_words
from pkgaudit.reporters.ship_list_tree import Row, tree_rows
from pkgaudit.reporters.visible import clip, text

_ROWS = 300
_FEWEST_ROWS = 20
_TOTALS_SHOWN = 12
_NAMES_SHOWN = 5
_ENDING = 12
_LABEL = 60
_SIZE = 10
_GAP = "  "
_INDENT = "  "
_REASON = 40
_LISTINGS = {
    Listing.ARTIFACT: "read from the artifact: no project says why each file is in",
    Listing.TOOL: "in the project; no script was run",
    Listing.BUILT: "in a copy of the project, where its code could run",
}
_REMARKABLE = frozenset((ReasonKind.SWEPT, ReasonKind.UNEXPLAINED))


def render(report: ShipReport, *, colour: bool, width: int, in_full: bool = False, all_files: bool = False) -> str:
    """Return the report as lines for a terminal or a log.

    Args:
        report: What would ship.
        colour: Whether SGR sequences may be used.
        width: Columns. Names are never cut; a long reason is, unless ``in_full``.
        in_full: Reasons of any length, all totals, all packages that are never published.
        all_files: Every file; otherwise a few hundred lines, and the rest counted.
    """
    rows = None if all_files else max(_ROWS // max(len(report.packages), 1), _FEWEST_ROWS)
    lines = list(_lines(report, width, rows, in_full=in_full))
    if not colour:
        return plain(lines)
    from pkgaudit.reporters.paint import coloured  # noqa: PLC0415 -- rich is slow to import, and a pipe has no colour

    return coloured(lines)


def _lines(report: ShipReport, width: int, rows: int | None, *, in_full: bool) -> Iterator[Line]:
    for package in report.packages:
        yield from _head(package, width)
        yield EMPTY
        yield from _tree(package, width, rows, in_full=in_full)
        yield from _all_totals(package, in_full=in_full)
        yield EMPTY
    if report.unpublished:
        shown = report.unpublished if in_full else report.unpublished[:_NAMES_SHOWN]
        left = len(report.unpublished) - len(shown)
        named = [f"{place(each.location)} ({each.why})" for each in shown]
        said = listed([*named, *([f"{left:,} more; --verbose shows all"] if left else [])])
        yield from folded(f"Not published, and so not packed: {said}", width, hanging=_INDENT, style=Style.DIM)
        yield EMPTY
    if report.gaps:
        yield line(Span("Not listed", Style.GAP))
        for gap in report.gaps:
            yield line(_INDENT, Span(place(gap.location), Style.PATH))
            yield from folded(gap.why, width, indent=_INDENT * 2)
        yield EMPTY
    yield from _last(report, width)


def _head(package: PackageListing, width: int) -> Iterator[Line]:
    called = " ".join(part for part in (package.name, package.version) if part) or "no name"
    sizes = f"{size(package.packed_bytes)} packed, {size(package.unpacked_bytes)} unpacked"
    said = [f"{called} ({package.format})", f"{count(len(package.files), 'file')}, {sizes}"]
    packed = package.packed_by
    if packed is None:
        said.append(_LISTINGS[Listing.ARTIFACT])
    else:
        who = " ".join(part for part in (packed.packer, packed.version) if part)
        said.append(f"packed by {who} {_LISTINGS[package.listing] if package.listing is not Listing.ARTIFACT else ''}")
        if not package.in_repository:
            said.append("in no git repository: what git tracks is not known")
        said.extend(f"note: {note}" for note in packed.notes)
    if package.others:
        named = [*package.others[:_NAMES_SHOWN], *([] if len(package.others) <= _NAMES_SHOWN else ["..."])]
        said.append(f"{count(len(package.others), 'link or device', 'links or devices')} as well: {', '.join(named)}")
    yield line(Span(place(package.location), Style.HEAD))
    for each in said:
        yield from folded(each, width, indent=_INDENT, hanging=_INDENT * 2)


def _tree(package: PackageListing, width: int, rows: int | None, *, in_full: bool) -> Iterator[Line]:
    explained = package.packed_by is not None
    shown = [(row, _named(row), _why(row) if explained else "") for row in tree_rows(package.files, rows)]
    widest = max((len(named) for row, named, _ in shown if row.file is not None), default=0)
    # A name that is longer pushes its reason to the right, or onto a line of its own when it would be cut there.
    column = min(widest, max(width - _SIZE - 2 * len(_GAP) - _REASON, width // 3))
    for row, named, why in shown:
        measure = Span(f"{size(row.size):>{_SIZE}}{_GAP}", Style.DIM)
        if row.file is None:
            yield line(measure, *_folder(row, named))
            continue
        if not why:
            yield line(measure, named)
            continue
        start = _SIZE + len(_GAP) + max(column, len(named)) + len(_GAP)
        room = width - start
        style = _style(row.file)
        if len(named) > column and room < len(why):
            yield line(measure, named)
            before = " " * (_SIZE + len(_GAP) + column + len(_GAP))
            yield line(before, Span(why if in_full else clip(why, width - len(before)), style))
            continue
        yield line(measure, f"{named:<{column}}{_GAP}", Span(why if in_full else clip(why, room), style))


def _named(row: Row) -> str:
    if not row.name and row.file is None:
        return ""
    return f"{_INDENT * row.depth}{text(row.name) or '(no name)'}"


def _folder(row: Row, named: str) -> tuple[Span, ...]:
    if not named:
        more = f"{_INDENT * row.depth}and {count(row.files, 'more file')}; --all shows all"
        return (Span(more, Style.DIM),)
    files = f"{_GAP}{count(row.files, 'file')}" if row.closed else ""
    return (Span(named, Style.PATH), Span(files, Style.DIM))


def _why(row: Row) -> str:
    if row.file is None:
        return ""
    tracking = tracking_words(row.file.tracking)
    reason = reason_words(row.file.reason)
    return f"{tracking}; {reason}" if tracking else reason


def _style(file: ShippedFile) -> Style:
    if tracking_words(file.tracking):
        return Style.GAP
    return Style.LOW if file.reason.kind in _REMARKABLE else Style.DIM


def _all_totals(package: PackageListing, *, in_full: bool) -> Iterator[Line]:
    sections: list[tuple[str, Callable[[ShippedFile], str]]] = [("By kind", _kind)]
    if package.packed_by is not None:
        sections.append(("By reason", lambda file: reason_words(file.reason)))
        sections.append(("By git", lambda file: tracking_words(file.tracking)))
    for title, label in sections:
        found = totals(package.files, label)
        if found:
            yield EMPTY
            yield line(_INDENT, Span(title, Style.HEAD))
            yield from _total_lines(found, in_full=in_full)


def _kind(file: ShippedFile) -> str:
    """Return a file's kind, and for one of none the end of its name."""
    kind = kind_of(file.path)
    if kind != OTHER:
        return kind
    _, dot, extension = file.path[file.path.rfind("/") + 1 :].rpartition(".")
    return f"{OTHER} (.{extension[:_ENDING].lower()})" if dot and extension else f"{OTHER} (no ending)"


def _total_lines(found: Sequence[Total], *, in_full: bool) -> Iterator[Line]:
    shown = found if in_full or len(found) <= _TOTALS_SHOWN else found[: _TOTALS_SHOWN - 1]
    left = found[len(shown) :]
    rows = [*shown]
    if left:
        label = f"{len(left):,} more; --verbose shows all"
        rows.append(Total(label=label, files=sum(each.files for each in left), size=sum(each.size for each in left)))
    widest = max(len(f"{each.files:,}") for each in rows)
    for each in rows:
        files = f"{each.files:>{widest},} {'file ' if each.files == 1 else 'files'}"
        label = each.label if in_full else clip(each.label, _LABEL)
        yield line(Span(f"{size(each.size):>{_SIZE}}{_GAP}{files}{_GAP}", Style.DIM), label)


def _last(report: ShipReport, width: int) -> Iterator[Line]:
    files = sum(len(package.files) for package in report.packages)
    packages = report.packages
    inside = f"{count(len(packages), 'package')}, {count(files, 'file')}"
    missed = f"{count(len(report.gaps), 'thing')} {'was' if len(report.gaps) == 1 else 'were'} not listed; "
    word, style, said = (
        ("LISTED", Style.GOOD, f"{inside}, nothing judged (`pkgaudit scan` does)")
        if not report.exit_code
        else ("INCOMPLETE", Style.GAP, f"{missed if report.gaps else ''}{inside}")
    )
    first, *rest = folded(f"{word} (exit {report.exit_code}): {said}", width, hanging=_INDENT)
    yield (first[0], Span(word, style), Span(first[1].text[len(word) :]))
    yield from rest
