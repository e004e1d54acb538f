"""The bytes of an artifact's own manifests, kept while its members pass by."""

from __future__ import annotations

from collections.abc import Callable

from pkgaudit.model.artifact import Artifact
from pkgaudit.model.member import Member, MemberKind

KEPT_BYTES = 4 << 20
"""So much of a manifest is kept: the largest real ones have some hundred kilobytes, and longer ones are gaps anyway."""

_KEPT = 20


class OwnManifests:
    """Keeps manifests that lie directly in an artifact, not in an archive inside it; of duplicates the last.

    Args:
        wanted: Whether a path is a manifest's.
    """

    def __init__(self, wanted: Callable[[str], bool]) -> None:
        self._wanted = wanted
        self._kept: dict[str, bytes] = {}
        self._depth = 0

    def visit(self, member: Member) -> None:
        """Keep a member if it is wanted."""
        if member.content is None or not self._wanted(member.path):
            return
        depth = len(member.container)
        if not self._depth or depth < self._depth:
            # What was kept so far lies in an archive inside the one that this member is in.
            self._kept.clear()
            self._depth = depth
        if depth == self._depth and (member.path in self._kept or len(self._kept) < _KEPT):
            self._kept.pop(member.path, None)
            self._kept[member.path] = member.content[:KEPT_BYTES]

    def of(self, artifact: Artifact) -> dict[str, bytes]:
        """Return the artifact's own, by path, in archive order."""
        return self._kept if self._depth == len(artifact.location) else {}


def package_json_path(artifact: Artifact) -> str | None:
    """Return the path of the package.json that npm would install: the last one below one leading component."""
    depth = len(artifact.location) + 1
    for member in reversed(artifact.members):
        is_own = len(member.location) == depth and member.kind is MemberKind.FILE
        if is_own and is_package_json(member.path):
            return member.path
    return None


def is_package_json(path: str) -> bool:
    """Return whether npm may take a member for the package's manifest."""
    return path.endswith("package.json") and path.strip("/").count("/") == 1 and path.endswith("/package.json")
