"""Explains the files of a package of the npm family."""

from __future__ import annotations

from collections.abc import Sequence

from pkgaudit.model.member import MemberRecord
from pkgaudit.model.ship_list import Origin, ShipList, ShippedFile
from pkgaudit.targets.ship_list.npm_problems import problems_of
from pkgaudit.targets.ship_list.npm_project import read_project
from pkgaudit.targets.ship_list.npm_reasons import Reasons


def explain_npm(origin: Origin, members: Sequence[MemberRecord]) -> ShipList:
    """Return why each file is in, and what is odd about how the package is put together.

    Args:
        origin: The project.
        members: The files directly inside the package, in its order.

    Raises:
        ValueError: The packer is none of the npm family.
    """
    project = read_project(origin)
    reasons = Reasons(project)
    files: list[ShippedFile] = []
    for member in members:
        path = member.location[-1]
        inner = path.partition("/")[2]
        source = project.source(inner)
        files.append(
            ShippedFile(
                path=path,
                size=member.size,
                source=source,
                reason=reasons.of(inner, source),
                tracking=project.tracking(source),
            )
        )
    return ShipList(files=tuple(files), problems=problems_of(project, files))
