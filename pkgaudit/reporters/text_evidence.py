"""The terminal report's evidence under a finding: what a detector measured, as figures and small tables."""

from __future__ import annotations

from collections.abc import Sequence

from pkgaudit.model.finding import Facts, FactValue
from pkgaudit.reporters.figures import count, size
from pkgaudit.reporters.layout import EMPTY, Line, Span, Style, folded, line, table
from pkgaudit.reporters.visible import clip, text

ROWS = 10
_INDENT = "    "
_HEADS = {"bytes": "size"}
_CELL = 20
_FIRST = ("bytes", "lines")


def evidence_lines(facts: Facts, *, width: int, tables: bool, rows: int | None = ROWS) -> list[Line]:
    """Return the figures of source maps and, when ``tables``, every list of records, the first ``rows`` of each."""
    lines = [each for sentence in _novelty(facts) for each in folded(sentence, width, indent=_INDENT)]
    lists = [(name, _records(value)) for name, value in facts.items()] if tables else []
    drawn = [_table(name, records, rows) for name, records in lists if records]
    for each in drawn:
        lines.extend((EMPTY, *each))
    return [*lines, EMPTY] if drawn else lines


def _novelty(facts: Facts) -> Sequence[str]:
    novel = _number(facts, "novel")
    if novel is None:
        return ()
    lines, size_in_bytes = _number(facts, "novel_lines"), _number(facts, "novel_bytes")
    figures = [count(novel, "source")]
    if lines is not None:
        figures.append(count(lines, "line"))
    if size_in_bytes is not None:
        figures.append(size(size_in_bytes))
    parts = [f"novel: {', '.join(figures)}"]
    for name, title in (("third_party", "third-party"), ("shipped", "shipped as files")):
        number = _number(facts, name)
        if number:
            parts.append(f"{title}: {number:,}")
    return ("; ".join(parts),)


def _number(facts: Facts, name: str) -> int | None:
    value = facts.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _records(value: FactValue) -> list[dict[str, str | int]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, tuple) else []


def _table(name: str, records: Sequence[dict[str, str | int]], limit: int | None) -> Sequence[Line]:
    """Return numbers first and the name last, so that a name of any length leaves the columns straight."""
    keys = list(dict.fromkeys(key for record in records for key, value in record.items() if isinstance(value, int)))
    keys.sort(key=lambda key: _FIRST.index(key) if key in _FIRST else len(_FIRST))
    labels = list(dict.fromkeys(key for record in records for key in record if key not in keys))
    head = [text(_HEADS.get(key, key.replace("_", " "))) for key in keys]
    rows = [
        [*(_cell(key, record.get(key)) for key in keys), "  ".join(str(record[key]) for key in labels if key in record)]
        for record in records[:limit]
    ]
    lines = table([*head, text(name.replace("_", " "))], rows, indent=_INDENT)
    left = len(records) - len(rows)
    return [*lines, line(_INDENT, Span(f"and {left:,} more; --verbose shows all", Style.DIM))] if left else lines


def _cell(key: str, value: str | int | None) -> str:
    if not isinstance(value, int):
        return clip(value or "", _CELL)
    return size(value) if key == "bytes" else f"{value:,}"
