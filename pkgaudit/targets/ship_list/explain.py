"""Explains the files of a package from the project it was packed from."""

from __future__ import annotations

from collections.abc import Sequence

from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.member import MemberRecord
from pkgaudit.model.ship_list import Origin, ShipList


def explain(origin: Origin, members: Sequence[MemberRecord]) -> ShipList:
    """Return why each file is in, and what is odd about how the package is put together.

    The list is the packer's; only the reasons are ours. A file that our knowledge of the packer does not explain is
    ``unexplained``, never left out.

    Args:
        origin: The project.
        members: The files directly inside the package, in its order.

    Raises:
        OSError: The project's configuration cannot be read.
    """
    if origin.ecosystem is Ecosystem.NPM:
        from pkgaudit.targets.ship_list.npm import explain_npm  # noqa: PLC0415 -- only for packages of the npm family

        return explain_npm(origin, members)
    from pkgaudit.targets.ship_list.python import explain_python  # noqa: PLC0415 -- only for Python packages

    return explain_python(origin, members)
