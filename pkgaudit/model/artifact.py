"""An artifact: one package file or directory, opened and read through once."""

from __future__ import annotations

from msgspec import Struct, field

from pkgaudit.model.claims import Claims
from pkgaudit.model.dependency_document import DependencyDocument
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem, Format, Listing
from pkgaudit.model.member import Anomaly, MemberKind, MemberRecord
from pkgaudit.model.ship_list import Origin, ShipList
from pkgaudit.model.source_map import Atlas


class Artifact(Struct, frozen=True, kw_only=True):
    """What is known of an artifact after its last byte was read.

    Attributes:
        target: As the user named it.
        location: The artifact's own location; one element unless it is nested.
        format: Told by content.
        ecosystem: Where it would be published, None when unknown.
        claims: What its manifests say.
        sha256: Hex digest of the packed bytes; empty for a directory.
        listing: How the list of members was learned.
        packed_bytes: Size of the file, or of all files of a directory.
        unpacked_bytes: Content bytes of its own members (nested archives count once, packed).
        members: Every member, nested ones included, in archive order.
        anomalies: What lies outside the strict profile.
        atlas: Its source maps.
        documents: What its manifests and lockfiles say of dependencies, nested ones included, in archive order.
        origin: The project it was packed from, None when it existed already.
        ship_list: Why each of its files is in; None without a project.
    """

    target: str
    location: Location
    format: Format
    ecosystem: Ecosystem | None = None
    claims: Claims = field(default_factory=Claims)
    sha256: str = ""
    listing: Listing = Listing.ARTIFACT
    packed_bytes: int = 0
    unpacked_bytes: int = 0
    members: tuple[MemberRecord, ...] = ()
    anomalies: tuple[Anomaly, ...] = ()
    atlas: Atlas = field(default_factory=Atlas)
    documents: tuple[DependencyDocument, ...] = ()
    origin: Origin | None = None
    ship_list: ShipList | None = None

    @property
    def files(self) -> tuple[MemberRecord, ...]:
        """The members that are files, nested ones included."""
        return tuple(member for member in self.members if member.kind is MemberKind.FILE)

    @property
    def own_files(self) -> tuple[MemberRecord, ...]:
        """The files directly inside the artifact."""
        depth = len(self.location) + 1
        return tuple(member for member in self.files if len(member.location) == depth)
