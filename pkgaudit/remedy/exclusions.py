"""From files that must not ship to as few exclusions as say it: a kind of file, a folder, or one file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from pkgaudit.expression import Expression

# Kinds of file of which nobody ships one on purpose and another by mistake.
_KINDS = (".map", ".tsbuildinfo", ".log", ".pem", ".key", ".p12", ".pfx", ".swp", ".orig", ".bak", ".pyc")
# A content hash, as bundlers write it: the next build names the file otherwise.
_HASHED = Expression(r"[.\-_~](?=[A-Za-z0-9_-]*[0-9])[A-Za-z0-9_-]{6,64}\.")


class Scope(Enum):
    """What one exclusion speaks about."""

    KIND = auto()
    FOLDER = auto()
    FILE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """One thing that shall not ship.

    Attributes:
        scope: What ``what`` is.
        what: The end of a name (``.map``), or a path relative to the package's folder.
    """

    scope: Scope
    what: str

    def covers(self, path: str) -> bool:
        """Return whether a path of the package is excluded."""
        if self.scope is Scope.KIND:
            return path.endswith(self.what)
        return path == self.what or (self.scope is Scope.FOLDER and path.startswith(f"{self.what}/"))


Exclusions = tuple[Exclusion, ...]


def kind_of(path: str) -> str:
    """Return the end of a name that says that nobody ships such a file on purpose, or nothing."""
    return next((kind for kind in _KINDS if path.endswith(kind)), "")


def ways_to_exclude(unwanted: Collection[str], shipped: Collection[str]) -> Iterator[Exclusions]:
    """Yield sets of exclusions that cover all unwanted files, the most natural first, each once.

    The first covers nothing else that ships. Of the others one names each file, and one may take along further files
    of the same kind; names that change with every build are not named before that.

    Args:
        unwanted: Paths relative to the package's folder.
        shipped: Everything that ships, spelled alike.
    """
    general = _summed_up(unwanted, shipped, wide=False)
    exact = tuple(Exclusion(scope=Scope.FILE, what=path) for path in sorted(unwanted))
    wide = _summed_up(unwanted, shipped, wide=True)
    hashed = any(_HASHED.search(path.rpartition("/")[2]) for path in unwanted)
    lasting = all(each.scope is not Scope.FILE or not _HASHED.search(each.what) for each in general)
    order = (general, exact, wide) if lasting or not hashed else (wide, general, exact)
    yield from dict.fromkeys(order)


def _summed_up(unwanted: Collection[str], shipped: Collection[str], *, wide: bool) -> Exclusions:
    found: dict[Exclusion, None] = {}
    kept = [path for path in shipped if path not in unwanted]
    for path in sorted(unwanted):
        if any(each.covers(path) for each in found):
            continue
        options = _broader(path)
        chosen = next((each for each in options if wide or not any(each.covers(other) for other in kept)), None)
        found[chosen or Exclusion(scope=Scope.FILE, what=path)] = None
    return tuple(found)


def _broader(path: str) -> Iterator[Exclusion]:
    """Yield what may stand for a file: its kind, or the hidden folder that it lies in."""
    kind = kind_of(path)
    if kind:
        yield Exclusion(scope=Scope.KIND, what=kind)
    parts = path.split("/")
    for depth, part in enumerate(parts[:-1], 1):
        if part.startswith(".") or part == "__pycache__":
            yield Exclusion(scope=Scope.FOLDER, what="/".join(parts[:depth]))
            return
