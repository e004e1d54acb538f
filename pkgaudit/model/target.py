"""A target: what the user named, resolved to something that can be opened."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Listing
from pkgaudit.model.ship_list import Origin


class TargetKind(StrEnum):
    """What has to be opened."""

    FILE = "file"
    DIRECTORY = "directory"


class Target(Struct, frozen=True, kw_only=True):
    """One artifact to examine.

    Attributes:
        text: As the user named it; several targets share it when it was a directory of artifacts.
        path: What to open.
        location: How reports name it: the path as a user would type it, ``/`` between components.
        kind: File or plain directory.
        files: For a directory, the files to examine, relative, sorted; empty means all of them.
        listing: How its list of files was learned.
        origin: The project it was packed from, None when it existed already.
    """

    text: str
    path: str
    location: Location
    kind: TargetKind
    files: tuple[str, ...] = ()
    listing: Listing = Listing.ARTIFACT
    origin: Origin | None = None
