"""Globs among a rule's parameters: checked when the rule is loaded, matched when an artifact is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pkgaudit.search.glob import GlobSet, glob_expression

_MOST = 200


def checked_globs(key: str, globs: Sequence[str], *, needed: bool) -> None:
    """Refuse globs that mean nothing.

    Raises:
        ValueError: One of them does, or there is none and one is needed; the message names the key.
    """
    if needed and not globs:
        raise ValueError(f"{key} is empty: name at least one glob")
    if len(globs) > _MOST:
        raise ValueError(f"{key} has {len(globs):,} entries, more than {_MOST}: split the rule")
    for glob in globs:
        try:
            glob_expression(glob)
        except ValueError as error:
            raise ValueError(f"{key}: {error}") from error


def wanted(paths: Sequence[str], unless: Sequence[str]) -> Callable[[str], bool]:
    """Return what says of a path whether any of ``paths`` matches it (none means all do) and none of ``unless``."""
    including = GlobSet(paths) if paths else None
    excluding = GlobSet(unless) if unless else None

    def matches(path: str) -> bool:
        return (including is None or including.matches(path)) and not (
            excluding is not None and excluding.matches(path)
        )

    return matches
