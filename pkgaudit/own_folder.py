"""Where the rules and the incident table that come with pkgaudit lie."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def own_folder() -> Path:
    """Return the folder of the rules that come with pkgaudit.

    In a wheel they lie inside the package. In a checkout, which an editable install points to, they lie beside it; that
    a pyproject.toml is their neighbour tells the checkout from some other folder named ``rules``.
    """
    checkout = _PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "rules").is_dir():
        return checkout / "rules"
    return _PACKAGE / "rules"
