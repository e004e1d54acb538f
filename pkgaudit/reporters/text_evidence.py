"""The terminal report's evidence under a finding: what a detector measured, as figures and small tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pkgaudit.model.finding import Facts, FactValue, Finding
from pkgaudit.reporters.figures import count, size
from pkgaudit.reporters.layout import EMPTY, Line, Span, Style, folded, line, table
from pkgaudit.reporters.visible import clip, text

_ROWS = 10
_NAMES = 3
_INDENT = "    "
_CELL = 20
_FIRST_COLUMNS = ("bytes", "lines")
_HEADS = {"bytes": "size"}
_TITLES = {"folders": "top folders", "largest": "largest sources"}


class Evidence:
    """Draws the evidence of findings; what several rules say about one place is drawn under the first of them.

    Args:
        width: Columns to fold prose at.
        verbosity: Below 0 only figures, 0 the start of every list, above 0 all of it.
    """

    def __init__(self, *, width: int, verbosity: int) -> None:
        self._width = width
        self._verbosity = verbosity
        self._drawn: set[tuple[object, ...]] = set()

    def lines(self, finding: Finding, *, lists: bool) -> list[Line]:
        """Return the figures and, when ``lists``, the lists among the facts."""
        lines: list[Line] = []
        figures = _figures(finding.facts)
        if figures and self._is_new(finding, "", figures):
            lines.extend(folded(figures, self._width, indent=_INDENT))
        if not lists or self._verbosity < 0:
            return lines
        tables = False
        for name, value in finding.facts.items():
            if not isinstance(value, tuple) or not value or not self._is_new(finding, name, repr(value)):
                continue
            records = [item for item in value if isinstance(item, dict)]
            # One folder says no more than the sources in it.
            if len(records) > 1 or (records and name != "folders"):
                lines.extend((EMPTY, *_table(name, records, self._limit(_ROWS))))
                tables = True
            elif not records:
                lines.extend(self._names(value, finding.message))
        return [*lines, EMPTY] if tables else lines

    def _names(self, value: Sequence[object], message: str) -> Iterator[Line]:
        shown = value[: self._limit(_NAMES)]
        if all(str(item) in message for item in shown):
            return
        for item in shown:
            yield line(_INDENT, Span("- ", Style.DIM), str(item))
        yield from _more(len(value) - len(shown))

    def _limit(self, usual: int) -> int | None:
        return None if self._verbosity > 0 else usual

    def _is_new(self, finding: Finding, name: str, value: str) -> bool:
        key = (finding.location, finding.line, name, value)
        if key in self._drawn:
            return False
        self._drawn.add(key)
        return True


def _figures(facts: Facts) -> str:
    """Return what source maps give away in one sentence; empty for other facts and where that is nothing."""
    novel = _number(facts, "novel")
    if not novel:
        return ""
    lines, novel_bytes = _number(facts, "novel_lines"), _number(facts, "novel_bytes")
    figures = [
        count(novel, "source"),
        *([] if lines is None else [count(lines, "line")]),
        *([] if novel_bytes is None else [size(novel_bytes)]),
    ]
    parts = [f"novel: {', '.join(figures)}"]
    for name, title in (("third_party", "third-party"), ("shipped", "shipped as files")):
        if number := _number(facts, name):
            parts.append(f"{title}: {number:,}")
    if map_bytes := _number(facts, "map_bytes"):
        parts.append(f"map: {size(map_bytes)}")
    return "; ".join(parts)


def _number(facts: Facts, name: str) -> int | None:
    value = facts.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _table(name: str, records: Sequence[dict[str, str | int]], limit: int | None) -> Sequence[Line]:
    """Return numbers first and the name last, so that a name of any length leaves the columns straight."""
    keys = list(dict.fromkeys(key for record in records for key, value in record.items() if isinstance(value, int)))
    keys.sort(key=lambda key: _FIRST_COLUMNS.index(key) if key in _FIRST_COLUMNS else len(_FIRST_COLUMNS))
    labels = list(dict.fromkeys(key for record in records for key in record if key not in keys))
    head = [clip(_HEADS.get(key, _worded(key)), _CELL) for key in keys]
    rows = [
        [*(_cell(key, record.get(key)) for key in keys), "  ".join(str(record[key]) for key in labels if key in record)]
        for record in records[:limit]
    ]
    return [
        *table([*head, text(_TITLES.get(name, _worded(name)))], rows, indent=_INDENT),
        *_more(len(records) - len(rows)),
    ]


def _more(left: int) -> Iterator[Line]:
    if left > 0:
        yield line(_INDENT, Span(f"and {left:,} more; --verbose shows all", Style.DIM))


def _worded(key: str) -> str:
    return key.replace("_", " ")


def _cell(key: str, value: FactValue) -> str:
    if not isinstance(value, int):
        return clip(str(value or ""), _CELL)
    return size(value) if key == "bytes" else f"{value:,}"
