"""Fingerprints that survive a new version, a rebuilt archive and a hashed file name."""

from __future__ import annotations

import hashlib

from pkgaudit.expression import Expression
from pkgaudit.model.gap import Location

# A content hash in a file name, as bundlers write it: between separators, at least six characters, and never a
# plain word: hexadecimal with a digit, or mixed letters and digits.
_HASHED_PART = Expression(r"(?<=[.\-_~])(?=[A-Za-z0-9_-]*[0-9])[A-Za-z0-9_-]{6,64}(?=\.)")
_VERSION = Expression(r"\d+(?:\.\d+)+(?:[-+.]?[0-9A-Za-z]{1,40}){0,3}")
_PATH_LIMIT = 4096


def fingerprint(*, rule: str, name: str | None, location: Location, detail: str, occurrence: int) -> str:
    """Name a finding.

    Args:
        rule: The rule's name.
        name: The artifact's own name, None when it has none.
        location: Where, inside the artifact; empty for the artifact itself.
        detail: What tells two findings of one rule in one member apart, version-free.
        occurrence: 0 for the first finding with all of this equal, 1 for the next...

    Returns:
        16 hexadecimal digits.
    """
    inner = [_without_hashes(part) for part in location]
    text = "\n".join([rule, name or "", *inner, detail, str(occurrence)])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _without_hashes(path: str) -> str:
    folder, _, last = path[:_PATH_LIMIT].rpartition("/")
    return f"{_VERSION.sub('*', folder)}/{_HASHED_PART.sub('*', last)}"
