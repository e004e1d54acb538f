"""A plain directory of files: it claims nothing."""

from __future__ import annotations

from pkgaudit.containers.events import ContainerKind
from pkgaudit.formats.recognition import Recognition
from pkgaudit.formats.sightings import Sightings
from pkgaudit.model.grades import Format


def recognise(seen: Sightings) -> Recognition | None:
    """Return what it is when it came as a directory."""
    return Recognition(format=Format.DIRECTORY) if seen.kind is ContainerKind.DIRECTORY else None
