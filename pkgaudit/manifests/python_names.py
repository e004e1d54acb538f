"""Which names and versions Python packages may have, and when two spellings mean the same."""

from __future__ import annotations

from pkgaudit.expression import Expression

_LONGEST_VERSION = 256
_NAME = Expression(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_CANONICAL = Expression(
    r"(?:[1-9][0-9]*!)?(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))*(?:(?:a|b|rc)(?:0|[1-9][0-9]*))?"
    r"(?:\.post(?:0|[1-9][0-9]*))?(?:\.dev(?:0|[1-9][0-9]*))?(?:\+[a-z0-9]+(?:\.[a-z0-9]+)*)?"
)
_SEPARATORS = Expression(r"[-_.]+")


def is_name(text: str) -> bool:
    """Return whether text is a package name."""
    return _NAME.fullmatch(text) is not None


def is_version(text: str) -> bool:
    """Return whether text is a version as PEP 440 reads it; more than 256 characters are none."""
    return len(text) <= _LONGEST_VERSION and (_CANONICAL.fullmatch(text) is not None or _parsed(text) is not None)


def same_name(one: str, other: str) -> bool:
    """Return whether two spellings name one package: case, ``-``, ``_`` and ``.`` do not count."""
    return _SEPARATORS.sub("-", one).lower() == _SEPARATORS.sub("-", other).lower()


def same_version(one: str, other: str) -> bool:
    """Return whether two spellings are one version; file names may have ``_`` for ``-`` and ``+``."""
    if one == other:
        return True
    if max(len(one), len(other)) > _LONGEST_VERSION:
        return False
    first = _parsed(one)
    return first is not None and first in (_parsed(other), _parsed(other.replace("_", "+", 1)))


def _parsed(text: str) -> object | None:
    # Costs 16 ms to import; canonical versions, nearly all, never come here.
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415 -- as said

    try:
        return Version(text)
    except InvalidVersion:
        return None
