"""yarn.lock, of whichever yarn."""

from __future__ import annotations

from pkgaudit.model.dependency_document import DependencyDocument
from pkgaudit.model.gap import Location
from pkgaudit.model.limits import Limits

_BERRY = b"\n__metadata:"
_HEAD = 4096


def read_yarn_lock(content: bytes, location: Location, limits: Limits) -> DependencyDocument:  # noqa: ARG001 -- as every reader
    """Return what a yarn.lock pins; yarn 2 and later say so with their first entry. Never raises."""
    if _BERRY in b"\n" + content[:_HEAD]:
        from pkgaudit.dependencies.yarn_berry_lock import read_yarn_berry_lock  # noqa: PLC0415 -- one of the two is needed

        return read_yarn_berry_lock(content, location)
    from pkgaudit.dependencies.yarn_classic_lock import read_yarn_classic_lock  # noqa: PLC0415 -- as above

    return read_yarn_classic_lock(content, location)
