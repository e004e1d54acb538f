"""Resolve, pack, list: what would ship, and nothing judged."""

from __future__ import annotations

from functools import partial

from pkgaudit.dependencies.recognise import is_lockfile
from pkgaudit.isolation import Work, work_apart
from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.limits import Limits
from pkgaudit.model.ship_report import ShipReport
from pkgaudit.model.target import Target, TargetKind
from pkgaudit.targets.listing import Listed, list_package
from pkgaudit.targets.pack_projects import PackedProject, PackOptions, pack_project
from pkgaudit.targets.resolve import resolve

_JOBS = 2


def ship_lists(text: str, *, packing: PackOptions, limits: Limits) -> ShipReport:
    """Return what would ship of what the user named.

    Each package is read in a child process of its own: a packer's output is as hostile as any artifact.

    Args:
        text: A project, an artifact or a directory of artifacts, as typed.
        packing: How to pack a project.
        limits: The ceilings for each package.

    Raises:
        TargetError: There is nothing of that name.
    """
    projects: list[str] = []

    def pack(folder: str) -> PackedProject | None:
        packed = pack_project(folder, packing)
        if packed is not None:
            projects.append(folder)
        return packed

    resolution = resolve((text,), pack, limits)
    files = [target for target in resolution.targets if _may_be_package(target)]
    gaps = list(resolution.gaps)
    if not files and resolution.targets and not projects:
        why = (
            "it is no project and holds no artifact: name a folder with a package.json or pyproject.toml, "
            "or a package file"
        )
        gaps.append(Gap(kind=GapKind.EMPTY, location=(resolution.targets[0].text.rstrip("/") or "/",), why=why))
    work = Work(
        do=partial(list_package, limits=limits),
        answer=Listed,
        gapped=lambda gap: Listed(package=None, gaps=(gap,)),
    )
    answers = dict(work_apart(files, work, limits, _JOBS))
    listed = [answers[index] for index in sorted(answers)]
    gaps.extend(gap for each in listed for gap in each.gaps)
    return ShipReport(
        packages=tuple(each.package for each in listed if each.package is not None),
        unpublished=tuple(sorted(resolution.unpublished, key=lambda each: each.location)),
        gaps=tuple(gaps),
    )


def _may_be_package(target: Target) -> bool:
    """Return whether to open a target: loose files are no package, nor are lockfiles found beside packages."""
    if target.kind is not TargetKind.FILE:
        return False
    return target.path == target.text or not is_lockfile(target.path)
