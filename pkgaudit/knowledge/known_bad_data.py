"""What a run knows of bad releases: of which day it is, and whether fetched data can be used."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pkgaudit.knowledge.data_folder import OSV_FILE, data_folder
from pkgaudit.model.report import KnownBadData

TABLE_AS_OF = date(2026, 8, 28)
"""The day up to which incidents were gathered for the table that comes with pkgaudit."""


def known_bad_data() -> KnownBadData:
    """Return what there is; the fetched data's date is the older one of its ecosystems' and counts for all of it.

    Fetched data that is damaged is a problem to report: without it, what it would have found is not found.
    """
    if not _is_there(data_folder() / OSV_FILE):
        return KnownBadData(as_of=TABLE_AS_OF, fetched=False)
    from pkgaudit.knowledge.osv_file import OsvIndexError  # noqa: PLC0415 -- only where data was fetched
    from pkgaudit.knowledge.osv_index import osv_index  # noqa: PLC0415 -- as above

    try:
        index = osv_index()
    except OsvIndexError as error:
        return KnownBadData(as_of=TABLE_AS_OF, fetched=False, problem=str(error))
    if index is None:
        return KnownBadData(as_of=TABLE_AS_OF, fetched=False)
    return KnownBadData(as_of=index.as_of, fetched=True)


def _is_there(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        # Opening it will say why it cannot be read.
        return True
    return True
