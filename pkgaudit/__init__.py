"""pkgaudit: the gate before publish, for npm and PyPI."""

__version__ = "0.1.0"
