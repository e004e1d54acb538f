"""Compiled patterns, kept between runs: compiling a dozen costs more than scanning a small package."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence

import hyperscan  # noqa: TID251 -- the place that keeps compiled patterns

from pkgaudit.kept_file import keep, read_kept
from pkgaudit.search.pattern import Pattern
from pkgaudit.search.pattern_faults import compiled, pattern_faults

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
    made = _compile(patterns)
    keep(name, hyperscan.dumpb(made))
    return made


def _ready(loaded: hyperscan.Database) -> hyperscan.Database:
    loaded.scratch = hyperscan.Scratch(loaded)
    return loaded


def _key(patterns: Sequence[Pattern]) -> str:
    digest = hashlib.sha256(f"{getattr(hyperscan, '__version__', '')}\0{sys.version}\0".encode())
    for pattern in patterns:
        digest.update(f"{len(pattern.expression)}\0{pattern.caseless}\0".encode() + pattern.expression)
    return digest.hexdigest()[:32]


def _compile(patterns: Sequence[Pattern]) -> hyperscan.Database:
    try:
        return compiled(patterns)
    except hyperscan.error as error:
        faults = tuple(pattern_faults(patterns))
        said = "; ".join(f"{fault.name} {fault.why}" for fault in faults)
        raise PatternError(said or f"the patterns cannot be compiled together: {error}") from error
