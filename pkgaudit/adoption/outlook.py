"""Looks at a project: what it publishes and with what, whether its source is open, and which CI it uses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from pkgaudit.adoption.python_claims import python_claims
from pkgaudit.formats.evidence import visibility_evidence
from pkgaudit.manifests.lenient_json import MANIFEST_BYTES, read_json_object
from pkgaudit.manifests.package_json import read_package_json
from pkgaudit.model.claims import Claims
from pkgaudit.model.gap import Gap
from pkgaudit.model.grades import Ecosystem, Visibility
from pkgaudit.model.limits import Limits
from pkgaudit.policy.policy import Policy
from pkgaudit.policy.visibility import visibility_in_force
from pkgaudit.targets.building.workspace import recognise_python_projects
from pkgaudit.targets.packing.packer_choice import LOCKFILES, PackerName
from pkgaudit.targets.packing.project import recognise

_PYTHON_LOCKFILES = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml", "requirements.txt")


class OutlookError(ValueError):
    """There is nothing to look at; the message says why and what to do."""


class PublishedPackage(Struct, frozen=True, kw_only=True):
    """A package that the project publishes.

    Attributes:
        folder: Relative to the project, ``/`` between components; ``.`` for the project itself.
        name: As written; empty when it is computed. Hostile text.
        ecosystem: Where it is published.
        visibility: Whether its source is taken as open.
        because: What says so, one sentence; hostile text.
    """

    folder: str
    name: str
    ecosystem: Ecosystem
    visibility: Visibility
    because: str


class Outlook(Struct, frozen=True, kw_only=True):
    """What was seen of a project.

    Attributes:
        packages: What it publishes, npm first.
        unpublished: Names of its packages that are never published.
        packer: Of the npm family, None where there is no such package.
        builds: Whether the project has a script ``build``.
        lockfiles: Those in its own folder.
        github: Whether it has workflows of GitHub's.
        gitlab: Whether it has a pipeline of GitLab's.
        is_root: Whether its folder is a repository's root, or in no repository.
        gaps: What could not be understood.
    """

    packages: tuple[PublishedPackage, ...]
    unpublished: tuple[str, ...]
    packer: PackerName | None
    builds: bool
    lockfiles: tuple[str, ...]
    github: bool
    gitlab: bool
    is_root: bool
    gaps: tuple[Gap, ...]

    def of(self, ecosystem: Ecosystem) -> tuple[PublishedPackage, ...]:
        """Return the packages that go to one registry family."""
        return tuple(package for package in self.packages if package.ecosystem is ecosystem)


def look_at(directory: str) -> Outlook:
    """Return what a project is.

    Args:
        directory: As the user typed it.

    Raises:
        OutlookError: It is no directory, or holds no project.
    """
    folder = Path(os.path.realpath(directory))
    if not folder.is_dir():
        raise OutlookError(f"{directory}: there is no such directory. Name a project's folder.")
    project = recognise(folder, text=directory)
    npm = () if project is None else project.workspaces
    unpublished = [] if project is None else [each.name for each in project.unpublished if each.name]
    gaps = [] if project is None else list(project.gaps)
    packages = [_package(each.path, folder, _npm_claims(each.path), Ecosystem.NPM) for each in npm]
    for python in recognise_python_projects(folder, text=directory):
        if isinstance(python, Gap):
            gaps.append(python)
        elif python.unpublished:
            unpublished.append(python.name or "")
        else:
            packages.append(_package(python.root, folder, python_claims(python.document), Ecosystem.PYPI))
    if project is None and not packages and not unpublished and not gaps:
        raise OutlookError(f"{directory}: it is no project (no package.json, pyproject.toml, setup.py or setup.cfg).")
    return Outlook(
        packages=tuple(packages),
        unpublished=tuple(sorted({name for name in unpublished if name})),
        packer=None if project is None or project.packer is None or not npm else project.packer.name,
        builds=_builds(folder),
        lockfiles=tuple(name for name in (*LOCKFILES, *_PYTHON_LOCKFILES) if (folder / name).is_file()),
        github=(folder / ".github" / "workflows").is_dir(),
        gitlab=(folder / ".gitlab-ci.yml").is_file(),
        is_root=_is_root(folder),
        gaps=tuple(gaps),
    )


def _package(path: Path, top: Path, claims: Claims, ecosystem: Ecosystem) -> PublishedPackage:
    visibility, because = visibility_in_force(Policy(), visibility_evidence(claims))
    return PublishedPackage(
        folder=path.relative_to(top).as_posix() if path.is_relative_to(top) else ".",
        name=claims.name or "",
        ecosystem=ecosystem,
        visibility=visibility,
        because=because.partition("; if its source")[0],
    )


def _npm_claims(folder: Path) -> Claims:
    return read_package_json(_manifest(folder), ("package.json",), Limits())


def _manifest(folder: Path) -> bytes:
    try:
        with (folder / "package.json").open("rb") as file:
            return file.read(MANIFEST_BYTES + 1)
    except OSError:
        return b""


def _builds(folder: Path) -> bool:
    value = read_json_object(_manifest(folder), Limits()).value or {}
    scripts = value.get("scripts")
    return isinstance(scripts, dict) and bool(scripts.get("build"))


def _is_root(folder: Path) -> bool:
    return next(_repositories(folder), folder) == folder


def _repositories(folder: Path) -> Iterator[Path]:
    yield from (each for each in (folder, *folder.parents) if os.path.lexists(each / ".git"))
