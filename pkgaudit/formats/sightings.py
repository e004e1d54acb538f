"""What was seen of an artifact by the time its last member had passed: the material formats are told from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from pkgaudit.containers.events import ContainerKind
from pkgaudit.model.claims import Claims
from pkgaudit.model.gap import Gap, Location
from pkgaudit.model.member import MemberRecord


class ManifestKind(StrEnum):
    """The manifests that give an artifact its identity, by what they are called."""

    PACKAGE_JSON = "package.json"
    EXTENSION_PACKAGE_JSON = "extension/package.json"
    CORE_METADATA = "METADATA"
    WHEEL = "WHEEL"
    PKG_INFO = "PKG-INFO"
    VSIX = "extension.vsixmanifest"


class Manifest(Struct, frozen=True, kw_only=True):
    """One manifest where its format wants it.

    Attributes:
        top: The member's first path component.
        location: The member.
        claims: What it says.
        gap: Why it could not be read in full, or None.
    """

    top: str
    location: Location
    claims: Claims
    gap: Gap | None = None


class Sightings(Struct, frozen=True, kw_only=True):
    """Everything a format may be told by.

    Attributes:
        location: The artifact's own location.
        kind: The container it came in.
        manifests: By kind, in archive order; only kinds that were seen.
        own: The members directly inside the artifact, in archive order.
        misplaced: A package.json that would be npm's but for a name that begins with ``./``, or None.
        dotted: Whether members' names begin with ``./``, which is the folder npm strips.
    """

    location: Location
    kind: ContainerKind
    manifests: Mapping[ManifestKind, Sequence[Manifest]]
    own: Sequence[MemberRecord]
    misplaced: Manifest | None = None
    dotted: bool = False

    def of(self, kind: ManifestKind) -> Sequence[Manifest]:
        """Return the manifests of one kind."""
        return self.manifests.get(kind, ())

    def tops(self) -> dict[str, str]:
        """Return the first component of every member that lies in a folder, with one member's path as example."""
        found: dict[str, str] = {}
        for member in self.own:
            top, slash, _ = member.path.partition("/")
            if slash:
                found.setdefault(top, member.path)
        return found
