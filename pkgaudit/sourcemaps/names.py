"""The name of a source: its place under the map's root, fit to be kept and reported."""

from __future__ import annotations

from pkgaudit.expression import Expression

_LONGEST = 1024
_ABSOLUTE = Expression(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:|[\\/\0(]")
_SURROGATE = Expression("[\ud800-\udfff]")


def kept(text: str, longest: int = _LONGEST) -> str:
    """Return the text without lone surrogates, which no report could be encoded with, and not longer than that."""
    text = text[:longest]
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def source_name(source: str | None, root: str | None, index: int) -> str:
    """Return the name of the source at ``index``: with ``sourceRoot`` before it, or ``<unnamed N>``."""
    if not source:
        return f"<unnamed {index}>"
    if root and not _ABSOLUTE.match(source):
        source = f"{root[:_LONGEST]}{'' if root.endswith('/') else '/'}{source}"
    return kept(source)
