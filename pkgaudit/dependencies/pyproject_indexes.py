"""Where pyproject.toml has poetry, pdm and uv look for packages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pkgaudit.dependencies.address import without_credentials
from pkgaudit.dependencies.notes import Notes, table_at, text_at
from pkgaudit.dependencies.toml_values import tables_at, texts_at
from pkgaudit.model.dependency_document import IndexSetting

_MOST = 1_000
_UV_KEYS = ("index-url", "extra-index-url", "find-links", "index-strategy", "allow-insecure-host")


def indexes(document: Mapping[str, object], notes: Notes) -> Iterator[IndexSetting]:
    """Yield every such setting under its key; what is in it says an index's own key behind: ``tool.uv.index.default``.

    A source of poetry says its priority there (``tool.poetry.source.supplemental``), one that has none is primary.
    """
    for count, (option, value) in enumerate(_settings(document, notes)):
        if count == _MOST:
            notes.add(f"more than {_MOST:,} indexes: the rest was not looked at")
            return
        yield IndexSetting(option=option, value=without_credentials(value))


def _settings(document: Mapping[str, object], notes: Notes) -> Iterator[tuple[str, str]]:
    tool = table_at(document, "tool", notes)
    for source in tables_at(table_at(tool, "poetry", notes), "source", notes):
        yield f"tool.poetry.source.{text_at(source, 'priority') or 'primary'}", text_at(source, "url")
    for source in tables_at(table_at(tool, "pdm", notes), "source", notes):
        yield "tool.pdm.source", text_at(source, "url")
    uv = table_at(tool, "uv", notes)
    for index in tables_at(uv, "index", notes):
        how = next((word for word in ("default", "explicit") if index.get(word) is True), "")
        yield f"tool.uv.index.{how}".rstrip("."), text_at(index, "url")
    yield from _uv(uv, "tool.uv")
    yield from _uv(table_at(uv, "pip", notes), "tool.uv.pip")


def _uv(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for key in _UV_KEYS:
        for value in texts_at(table, key):
            yield f"{prefix}.{key}", value
    if table.get("no-index") is True:
        yield f"{prefix}.no-index", ""
