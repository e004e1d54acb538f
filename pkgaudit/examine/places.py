"""What stands at the place of a finding: one member with its digest, or a folder of several."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from pkgaudit.model.gap import Location
from pkgaudit.model.member import MemberKind, MemberRecord


class Places:
    """Looks up the places of one artifact.

    Args:
        members: Of the artifact, nested ones included.
    """

    def __init__(self, members: Iterable[MemberRecord] = ()) -> None:
        self._members = members
        self._digests: dict[Location, str] | None = None
        self._sorted: list[Location] | None = None

    def sha256(self, location: Location) -> str:
        """Return the digest of the member there, empty when it is not known or not one."""
        return self._known().get(location, "")

    def is_folder(self, location: Location) -> bool:
        """Return whether there are members below it and none at it."""
        known = self._known()
        if location in known or not location:
            return False
        if self._sorted is None:
            self._sorted = sorted(known)
        below = (*location[:-1], f"{location[-1]}/")
        position = bisect_left(self._sorted, below)
        if position == len(self._sorted):
            return False
        found = self._sorted[position]
        return found[: len(below) - 1] == below[:-1] and found[len(below) - 1].startswith(below[-1])

    def _known(self) -> dict[Location, str]:
        if self._digests is None:
            self._digests = {}
            for member in self._members:
                if member.kind is not MemberKind.DIRECTORY:
                    before = self._digests.get(member.location, member.sha256)
                    # Two members of one name are one content only where they are equal.
                    self._digests[member.location] = before if before == member.sha256 else ""
        return self._digests
