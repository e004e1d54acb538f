"""Where the known-bad data lies that was fetched."""

from __future__ import annotations

import os
import sys
from pathlib import Path

OSV_FILE = "osv.index"
"""Name of the index of OSV's records."""


def data_folder() -> Path:
    """Return the folder for data that was fetched: ``PKGAUDIT_DATA_DIR``, else one in the user's own data folder."""
    chosen = os.environ.get("PKGAUDIT_DATA_DIR")
    if chosen:
        return Path(chosen)
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_DATA_HOME", "")
    # The XDG specification says to pass over a relative path.
    if not os.path.isabs(base):  # noqa: PTH117 -- an empty path is relative to pathlib too, and that says it shorter
        base = os.path.join(os.path.expanduser("~"), ".local", "share")  # noqa: PTH111, PTH118 -- ~ may be unknown
    return Path(base) / "pkgaudit"
