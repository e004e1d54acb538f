"""Packs a project with its own packers and names what came of it: one target for each package it would publish."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.grades import Ecosystem, Listing
from pkgaudit.model.ship_list import GitView, Origin, PackingProblem, Unpublished
from pkgaudit.model.target import Target, TargetKind
from pkgaudit.targets.packing.project import Project, recognise
from pkgaudit.targets.ship_list.git_view import git_view

if TYPE_CHECKING:
    from pkgaudit.targets.building.python_project import PythonProject

_PYTHON_MARKS = ("pyproject.toml", "setup.py", "setup.cfg")


class PackOptions(Struct, frozen=True, kw_only=True):
    """How to pack.

    Attributes:
        scratch: A folder of the caller's, for copies and tarballs; the caller removes it when done with them.
        environment: The user's environment; what packers get of it is chosen.
        execute: True lets scripts of npm projects run, False forbids even the backend of a Python project, None
            allows the backend alone.
        pm: The packer of the npm family to use, None to find out.
        packing: Is told what is being packed, before it is.
    """

    scratch: Path
    environment: Mapping[str, str]
    execute: bool | None = None
    pm: str | None = None
    packing: Callable[[str], None] = field(default=lambda _: None)


class PackedProject(Struct, frozen=True, kw_only=True):
    """What a project would publish.

    Attributes:
        targets: One for each package file, npm first.
        unpublished: Packages that are never published.
        gaps: What could not be understood or packed.
    """

    targets: tuple[Target, ...]
    unpublished: tuple[Unpublished, ...]
    gaps: tuple[Gap, ...]


def pack_project(text: str, options: PackOptions) -> PackedProject | None:
    """Pack the project in a folder; None when the folder holds none.

    Args:
        text: The folder, as the user named it.
        options: How.
    """
    folder = Path(text)
    npm = recognise(folder, pm=options.pm, text=text)
    if npm is not None and npm.packer is None and not npm.gaps:
        # It is a Python project alone.
        npm = None
    pythons = _pythons(folder, text)
    if not pythons and (npm is None or _is_bare(npm)):
        return None
    press = _Press(text, options)
    if npm is not None:
        press.npm(npm)
    for python in pythons:
        press.python(python)
    return press.result()


def _pythons(folder: Path, text: str) -> tuple[PythonProject | Gap, ...]:
    if not any((folder / name).exists() for name in _PYTHON_MARKS):
        return ()
    from pkgaudit.targets.building.workspace import recognise_python_projects  # noqa: PLC0415 -- only for Python

    return recognise_python_projects(folder, text=text)


def _is_bare(project: Project) -> bool:
    """Return whether a package.json only sets the module type of the files beside it, as in ``dist/esm/``."""
    if project.workspaces or project.gaps or len(project.unpublished) != 1:
        return False
    package = project.unpublished[0]
    return not package.name and not package.version and not package.unpublished.startswith('"private"')


class _Press:
    """Collects what comes of packing."""

    def __init__(self, text: str, options: PackOptions) -> None:
        self._text = text
        self._options = options
        self._targets: list[Target] = []
        self._unpublished: list[Unpublished] = []
        self._gaps: list[Gap] = []

    def result(self) -> PackedProject:
        if not self._targets and not self._gaps:
            names = "; ".join(f"{each.name or each.location[0]}: {each.why}" for each in self._unpublished[:3])
            why = (
                f"nothing in it is ever published ({names}), so there was nothing to pack: "
                "name a package of it, or the files that are published"
            )
            self._gaps.append(Gap(kind=GapKind.EMPTY, location=(self._text,), why=why))
        return PackedProject(
            targets=tuple(self._targets), unpublished=tuple(self._unpublished), gaps=tuple(dict.fromkeys(self._gaps))
        )

    def npm(self, project: Project) -> None:
        from pkgaudit.targets.packing.pack import Bench  # noqa: PLC0415 -- only when there is something to pack
        from pkgaudit.targets.packing.packer import Options  # noqa: PLC0415 -- as above

        self._gaps.extend(project.gaps)
        for package in project.unpublished:
            where = (project.location_of(package),)
            self._unpublished.append(Unpublished(location=where, name=package.name, why=package.unpublished))
        if not project.workspaces or project.packer is None:
            # Why it is not known which packer packs it is a gap already.
            return
        options = Options(
            scratch=self._options.scratch,
            execute=self._options.execute is True,
            environment=self._options.environment,
        )
        git = git_view(project.root, self._options.environment)
        bench = Bench(project, options)
        for package in project.workspaces:
            location = project.location_of(package)
            self._options.packing(location)
            packed = bench.pack(package)
            if isinstance(packed, Gap):
                self._gaps.append(packed)
                continue
            origin = Origin(
                project=self._text,
                root=str(project.root),
                folder=package.relative,
                ecosystem=Ecosystem.NPM,
                packer=packed.packer,
                packer_version=packed.packer_version,
                notes=(*project.notes, *packed.notes),
                git=git,
            )
            self._take(packed.tarball, (location,), packed.listing, origin)

    def python(self, project: PythonProject | Gap) -> None:
        if isinstance(project, Gap):
            self._gaps.append(project)
            return
        if project.unpublished:
            self._unpublished.append(
                Unpublished(location=project.location, name=project.name or "", why=project.unpublished)
            )
            return
        from pkgaudit.targets.building.build import build_project  # noqa: PLC0415 -- slow to import
        from pkgaudit.targets.building.built import BuildOptions  # noqa: PLC0415 -- as above
        from pkgaudit.targets.building.problems import problems_of  # noqa: PLC0415 -- as above

        self._options.packing(project.location[0])
        built = build_project(
            project,
            BuildOptions(
                scratch=self._options.scratch,
                execute=self._options.execute is not False,
                environment=self._options.environment,
            ),
        )
        if isinstance(built, Gap):
            self._gaps.append(built)
            return
        git = git_view(project.root, self._options.environment)
        for artifact, problems in zip((built.sdist, built.wheel), problems_of(built), strict=True):
            origin = self._python_origin(project, git, problems)
            self._take(artifact.path, project.location, built.listing, origin)

    def _python_origin(
        self, project: PythonProject, git: GitView | None, problems: tuple[PackingProblem, ...]
    ) -> Origin:
        return Origin(
            project=self._text,
            root=str(project.root),
            folder=".",
            ecosystem=Ecosystem.PYPI,
            packer=project.backend.kind,
            git=git,
            problems=problems,
        )

    def _take(self, path: Path, location: Location, listing: Listing, origin: Origin) -> None:
        self._targets.append(
            Target(
                text=self._text,
                path=str(path),
                location=(*location, path.name),
                kind=TargetKind.FILE,
                listing=listing,
                origin=origin,
            )
        )
