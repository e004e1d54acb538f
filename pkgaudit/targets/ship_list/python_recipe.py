"""What a backend's configuration says about which files ship, in one form for all backends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pkgaudit.model.ship_list import Reason, ReasonKind
from pkgaudit.targets.ship_list.python_patterns import Matches, exactly, nothing

ENTRIES = 200
"""So many entries of one list are looked at; files that only a later one explains stay unexplained."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that brings files into a package.

    Attributes:
        reason: What is said of a file that it matches.
        matches: On paths in the project.
        file: Where it is written; empty for what the backend does by itself.
        line: 1-based, where known.
        text: As written.
        fix: What to do when it matches nothing; empty where that is no fault.
        in_wheel: Whether it brings files into the wheel, too.
        in_sdist: Whether it brings files into the sdist.
    """

    reason: Reason
    matches: Matches
    file: str = ""
    line: int | None = None
    text: str = ""
    fix: str = ""
    in_wheel: bool = True
    in_sdist: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """One thing that is to keep files out.

    Attributes:
        matches: On paths in the project.
        file: Where it is written.
        line: 1-based, where known.
        text: As written.
        meant: What its author may have meant: the same, not bound to a folder.
        instead: The edit that does what is meant; empty when there is none.
        plain: The path, when it names one file or folder without a wildcard; else empty.
    """

    matches: Matches
    file: str
    line: int | None = None
    text: str
    meant: Matches = nothing
    instead: str = ""
    plain: str = ""


class KeepOut(Protocol):
    """Says how to keep files from shipping."""

    def __call__(self, path: str) -> str:
        """Return the edit, as a clause without a full stop, for one path or a folder that ends in ``/``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a backend puts an sdist and a wheel together.

    Attributes:
        entries: What brings files in; the first that matches is why a file is in.
        exclusions: What keeps files out.
        moves: From where in the wheel to where in the project: beginnings of paths, in the order to try them.
        data: Files in the project that go into the data folder of a wheel.
        generated: Which files a build writes, in the project's folder.
        keep_out: How to keep a file out.
        file: Where that is done.
        sweeps: Whether everything in the project's folder ships unless something keeps it out.
        reads_manifest: Whether the backend reads MANIFEST.in.
    """

    entries: tuple[Entry, ...]
    exclusions: tuple[Exclusion, ...] = ()
    moves: tuple[tuple[str, str], ...] = (("", "src/"), ("", ""))
    data: tuple[str, ...] = ()
    generated: Matches = nothing
    keep_out: KeepOut
    file: str = "pyproject.toml"
    sweeps: bool = False
    reads_manifest: bool = False


def always(by: str, *paths: str) -> Entry:
    """Return an entry for what the backend takes by itself."""
    return Entry(reason=Reason(kind=ReasonKind.ALWAYS, by=by), matches=exactly(*paths), in_wheel=False)


def swept(by: str, matches: Matches) -> Entry:
    """Return an entry for what nothing excludes."""
    return Entry(reason=Reason(kind=ReasonKind.SWEPT, by=by), matches=matches)


def listed(
    key: str,
    text: str,
    matches: Matches,
    *,
    file: str = "pyproject.toml",
    kind: ReasonKind = ReasonKind.LISTED,
    checked: bool = True,
    in_wheel: bool = True,
    in_sdist: bool = True,
) -> Entry:
    """Return an entry for one text under a key."""
    shown = text[:200]
    return Entry(
        reason=Reason(kind=kind, by=f'{key}: "{shown}"'),
        matches=matches,
        file=file,
        text=shown,
        fix=f'Correct or remove "{shown}" in {key} of {file}.' if checked else "",
        in_wheel=in_wheel,
        in_sdist=in_sdist,
    )
