"""An archive, or a file, that is no package of a known format."""

from __future__ import annotations

from pkgaudit.formats.recognition import Recognition
from pkgaudit.formats.sightings import Sightings
from pkgaudit.model.claims import ClaimProblem, Claims
from pkgaudit.model.grades import Format

_PROMISES = {
    ".whl": "a wheel, but no .dist-info folder with WHEEL or METADATA is at its top",
    ".vsix": "an extension, but no extension.vsixmanifest is at its top",
}


def recognise(seen: Sightings) -> Recognition:
    """Return that it is an archive; a name that promises more is a problem."""
    base = seen.location[-1].lower()
    promises = [what for suffix, what in _PROMISES.items() if base.endswith(suffix)]
    problems = tuple(ClaimProblem(location=seen.location, problem=f"its name says it is {what}") for what in promises)
    return Recognition(format=Format.ARCHIVE, claims=Claims(problems=problems))
