"""Compiled patterns, kept between runs: compiling a dozen costs more than scanning a small package."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence

import hyperscan  # noqa: TID251 -- with searcher.py the one place that compiles patterns

from pkgaudit.kept_file import keep, read_kept
from pkgaudit.search.pattern import Pattern

_MODE = hyperscan.HS_MODE_BLOCK


class PatternError(ValueError):
    """A pattern that the linear-time engine refuses."""


def database(patterns: Sequence[Pattern]) -> hyperscan.Database:
    """Return the patterns compiled into one automaton; a match's id is its pattern's position.

    Raises:
        PatternError: An expression needs more than linear time.
    """
    name = f"patterns-{_key(patterns)}.bin"
    kept = read_kept(name)
    if kept is not None:
        try:
            return _ready(hyperscan.loadb(kept, _MODE))
        except hyperscan.error:
            pass  # made by another build of the engine, or for another processor
    compiled = _compile(patterns)
    keep(name, hyperscan.dumpb(compiled))
    return compiled


def _ready(loaded: hyperscan.Database) -> hyperscan.Database:
    loaded.scratch = hyperscan.Scratch(loaded)
    return loaded


def _key(patterns: Sequence[Pattern]) -> str:
    digest = hashlib.sha256(f"{getattr(hyperscan, '__version__', '')}\0{sys.version}\0".encode())
    for pattern in patterns:
        digest.update(f"{len(pattern.expression)}\0{pattern.caseless}\0".encode() + pattern.expression)
    return digest.hexdigest()[:32]


def _compile(patterns: Sequence[Pattern]) -> hyperscan.Database:
    compiled = hyperscan.Database(mode=_MODE)
    flags = [hyperscan.HS_FLAG_DOTALL | (hyperscan.HS_FLAG_CASELESS if pattern.caseless else 0) for pattern in patterns]
    try:
        compiled.compile(
            expressions=[pattern.expression for pattern in patterns],
            ids=list(range(len(patterns))),
            elements=len(patterns),
            flags=flags,
        )
    except hyperscan.error as error:
        raise PatternError(_culprits(patterns) or f"the patterns cannot be compiled together: {error}") from error
    return compiled


def _culprits(patterns: Sequence[Pattern]) -> str:
    """Return what is wrong with each pattern that cannot be compiled by itself."""
    faults = []
    for pattern in patterns:
        try:
            hyperscan.Database(mode=_MODE).compile(
                expressions=[pattern.expression], ids=[0], elements=1, flags=[hyperscan.HS_FLAG_DOTALL]
            )
        except hyperscan.error as error:
            faults.append(f"{pattern.name} cannot be compiled: {error}; use no look-around and no back-reference")
    return "; ".join(faults)
