"""The ship report: the list of each package that would ship, before anything is judged."""

from __future__ import annotations

from msgspec import Struct

from pkgaudit.model.examination import PackedBy
from pkgaudit.model.gap import Gap, Location
from pkgaudit.model.grades import Format, Listing
from pkgaudit.model.ship_list import ShippedFile, Unpublished


class PackageListing(Struct, frozen=True, kw_only=True):
    """What is in one package.

    Attributes:
        location: The package file; one packed from a project comes after the project.
        name: As its manifest says, None when it says none.
        version: As its manifest says, None when it says none.
        format: Told by content.
        listing: How the list of its files was learned.
        packed_by: The packer, None when the package existed already: then no file has a reason.
        in_repository: Whether git was asked; without it the tracking of every file is unknown.
        packed_bytes: Size of the package file.
        unpacked_bytes: Content bytes of its files.
        files: In the package's order; of several members of one path all.
        others: Paths of what is neither a file nor a folder: links and devices.
    """

    location: Location
    name: str | None
    version: str | None
    format: Format
    listing: Listing
    packed_by: PackedBy | None
    in_repository: bool
    packed_bytes: int
    unpacked_bytes: int
    files: tuple[ShippedFile, ...]
    others: tuple[str, ...] = ()


class ShipReport(Struct, frozen=True, kw_only=True):
    """Everything that would ship.

    Attributes:
        packages: In the order in which they were packed, npm first.
        unpublished: Packages that are never published, by location.
        gaps: What could not be packed or listed.
    """

    packages: tuple[PackageListing, ...]
    unpublished: tuple[Unpublished, ...]
    gaps: tuple[Gap, ...]

    @property
    def exit_code(self) -> int:
        """0 when everything was listed, else 3; nothing listed is never 0."""
        return 0 if self.packages and not self.gaps else 3
