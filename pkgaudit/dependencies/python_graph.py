"""Finds the locked packages that the names in a Python lockfile stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from pkgaudit.dependencies.python_requirement import canonical_name
from pkgaudit.model.dependency_document import LockedPackage

MOST_PACKAGES = 100_000
# A name may stand for several versions, each for another platform; more are no lockfile any tool wrote.
_MOST_VERSIONS = 64

Need = tuple[str, str]
"""Name and version of what a package depends on; the version is empty where the lockfile does not tell."""


class PythonGraph:
    """Collects packages and what each needs, and links them when all are known."""

    def __init__(self) -> None:
        self._packages: list[LockedPackage] = []
        self._needs: list[list[Need]] = []
        self._by_name: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return len(self._packages)

    def add(self, package: LockedPackage, needs: Iterable[Need] = ()) -> int:
        """Add a package and return its position."""
        position = len(self._packages)
        self._packages.append(package)
        self._needs.append(list(needs))
        same = self._by_name.setdefault(canonical_name(package.name), [])
        if len(same) < _MOST_VERSIONS:
            same.append(position)
        return position

    def find(self, name: str, version: str = "") -> Sequence[int]:
        """Return the positions of a package: of that version if it is there, otherwise of every version."""
        same = self._by_name.get(canonical_name(name), ())
        exact = [position for position in same if self._packages[position].version == version] if version else []
        return exact or same

    def linked(self) -> tuple[LockedPackage, ...]:
        """Return all packages, each with the positions of what it requires."""
        return tuple(
            replace(
                package,
                requires=tuple(
                    dict.fromkeys(place for need in needs for place in self.find(*need) if place != position)
                ),
            )
            if needs
            else package
            for position, (package, needs) in enumerate(zip(self._packages, self._needs, strict=True))
        )


def unwanted(locked: Sequence[LockedPackage]) -> tuple[int, ...]:
    """Return what no other package requires: the best guess at what the project asks for."""
    wanted = {position for package in locked for position in package.requires}
    return tuple(position for position in range(len(locked)) if position not in wanted)
