"""Every format there is, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable

from pkgaudit.formats import archive, directory, npm_tarball, sdist, vsix, wheel
from pkgaudit.formats.recognition import Recognition
from pkgaudit.formats.sightings import Sightings

FORMATS: tuple[Callable[[Sightings], Recognition | None], ...] = (
    vsix.recognise,
    wheel.recognise,
    sdist.recognise,
    npm_tarball.recognise,
    directory.recognise,
)


def recognise(seen: Sightings) -> Recognition:
    """Return what the first format that knows the artifact says, or that it is just an archive."""
    for known in FORMATS:
        recognition = known(seen)
        if recognition is not None:
            return recognition
    return archive.recognise(seen)
