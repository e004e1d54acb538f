"""Numbers as people read them."""

from __future__ import annotations

from pkgaudit.model.gap import Location
from pkgaudit.reporters.visible import text

_UNITS = ("kB", "MB", "GB", "TB", "PB")
_STEP = 1000


def size(count: int) -> str:
    """Return bytes in decimal units with one decimal: ``512 B``, ``59.8 MB``."""
    if count < _STEP:
        return f"{count} B"
    value = float(count)
    for unit in _UNITS:
        value /= _STEP
        # What would be rounded up to 1000.0 belongs to the next unit.
        if value < _STEP - 0.05:
            return f"{value:,.1f} {unit}"
    return f"{value:,.1f} {_UNITS[-1]}"


def count(number: int, noun: str, plural: str = "") -> str:
    """Return ``1 file``, ``1,900 files``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(parts: list[str]) -> str:
    """Return ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def place(location: Location, line: int | None = None) -> str:
    """Return a location as one readable path, made visible: ``dist/a.tgz > package/x.js:3``."""
    joined = " > ".join(map(text, location))
    return joined if line is None else f"{joined}:{line}"
