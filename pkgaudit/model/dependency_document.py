"""A file that says what a package depends on: a manifest that declares it, or a lockfile that pins it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem


class DocumentFormat(StrEnum):
    """Which kind of file."""

    PACKAGE_JSON = "package.json"
    PACKAGE_LOCK = "package-lock"
    YARN_CLASSIC_LOCK = "yarn-classic-lock"
    YARN_BERRY_LOCK = "yarn-berry-lock"
    PNPM_LOCK = "pnpm-lock"
    BUN_LOCK = "bun-lock"
    CORE_METADATA = "core-metadata"
    PYPROJECT = "pyproject"
    REQUIREMENTS = "requirements"
    PIPFILE_LOCK = "pipfile-lock"
    POETRY_LOCK = "poetry-lock"
    PDM_LOCK = "pdm-lock"
    UV_LOCK = "uv-lock"
    PYLOCK = "pylock"
    CONDA_ENVIRONMENT = "conda-environment"


class LockedPackage(Struct, frozen=True, kw_only=True):
    """One package at one exact version, as a lockfile pins it.

    Attributes:
        name: Of the package itself, as written; where it is installed under another name, that is ``alias``.
        version: Exact, as written; empty for what comes from no registry (a git commit, a folder).
        alias: The name it is installed under, empty when that is its own.
        resolved: The address or place it comes from, as written; empty when none is.
        integrity: Hashes as written, separated by spaces; empty when there are none.
        group: ``dev``, ``optional``, ``peer``, a dependency group's or extra's name; empty for what always counts.
        bundled: Whether it is shipped inside another package.
        own: Whether it is the project itself or one of its workspaces, and so comes from no registry.
        requires: Positions in the document's ``locked`` of what it depends on.
        line: 1-based line of its entry, or None where the format does not tell.
    """

    name: str
    version: str
    alias: str = ""
    resolved: str = ""
    integrity: str = ""
    group: str = ""
    bundled: bool = False
    own: bool = False
    requires: tuple[int, ...] = ()
    line: int | None = None


class DeclaredPackage(Struct, frozen=True, kw_only=True):
    """One dependency as a manifest declares it.

    Attributes:
        name: Of the package itself, as written (for ``npm:`` aliases the aliased package's).
        requirement: Range, URL or specifier as written; empty for any version.
        group: The manifest's word for the kind: ``dependencies``, ``overrides``, ``Requires-Dist``, an extra...
        alias: The name it is installed under, empty when that is its own.
        marker: Environment marker as written, or empty.
        line: 1-based line, or None.
    """

    name: str
    requirement: str
    group: str
    alias: str = ""
    marker: str = ""
    line: int | None = None


class IndexSetting(Struct, frozen=True, kw_only=True):
    """A line that says where packages are looked for, as ``--extra-index-url`` does.

    Attributes:
        option: As the file calls it.
        value: As written, with user and password taken out of addresses.
        line: 1-based line, or None.
    """

    option: str
    value: str
    line: int | None = None


class DependencyDocument(Struct, frozen=True, kw_only=True):
    """Everything one file says.

    Attributes:
        location: The file, outermost first.
        format: Which kind.
        ecosystem: Whose packages it names.
        version: The format's own version as written, or empty.
        itself: The package that the file belongs to, where it says so.
        locked: What it pins.
        roots: Positions in ``locked`` of what the project itself asks for; empty where the format does not tell.
        declared: What it declares.
        indexes: Where packages are looked for.
        problems: What could not be understood, a sentence each: what, where.
    """

    location: Location
    format: DocumentFormat
    ecosystem: Ecosystem
    version: str = ""
    itself: LockedPackage | None = None
    locked: tuple[LockedPackage, ...] = ()
    roots: tuple[int, ...] = ()
    declared: tuple[DeclaredPackage, ...] = ()
    indexes: tuple[IndexSetting, ...] = ()
    problems: tuple[str, ...] = ()

    def ways(self) -> dict[int, int | None]:
        """Return by position in ``locked``, for all that the project leads to, from which one it is reached first."""
        came_from: dict[int, int | None] = dict.fromkeys(self.roots)
        waiting = list(self.roots)
        for position in waiting:
            for next_position in self.locked[position].requires:
                if next_position not in came_from:
                    came_from[next_position] = position
                    waiting.append(next_position)
        return came_from

    def chain(self, wanted: int, ways: Mapping[int, int | None] | None = None) -> tuple[str, ...]:
        """Return the names on a shortest way from the project to a locked package, that package last.

        A package nothing leads to stands alone.

        Args:
            wanted: Its position in ``locked``.
            ways: What `ways` returned; whoever asks for many chains gets it once.
        """
        return tuple(reversed(list(self._back(self.ways() if ways is None else ways, wanted))))

    def _back(self, came_from: Mapping[int, int | None], wanted: int) -> Iterator[str]:
        position: int | None = wanted
        while position is not None:
            yield self.locked[position].name
            position = came_from.get(position)
