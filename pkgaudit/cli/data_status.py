"""What ``pkgaudit data status`` shows: each source with its size and age."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

from pkgaudit.knowledge.data_folder import OSV_FILE, data_folder
from pkgaudit.knowledge.incident_table import table_files, table_folder
from pkgaudit.knowledge.known_bad_data import TABLE_AS_OF
from pkgaudit.knowledge.osv_file import OsvIndexError
from pkgaudit.knowledge.osv_index import OsvIndex, open_index
from pkgaudit.reporters.figures import count, size
from pkgaudit.reporters.visible import text

FORMAT = "pkgaudit-data"
VERSION = 1


class DataStatus(Struct, frozen=True, kw_only=True):
    """What there is.

    Attributes:
        today: Ages are counted to it.
        incidents: How many the table has.
        digest: Names exactly these files.
        osv_path: Where fetched data lies or would lie.
        osv: The data that was fetched, None without any that can be used.
        problem: What is wrong with data that was fetched, else empty.
    """

    today: date
    incidents: int
    digest: str
    osv_path: Path
    osv: OsvIndex | None
    problem: str


def data_status(today: date) -> DataStatus:
    """Look at every source, and at every byte of what was fetched.

    Raises:
        IncidentError: The table that came with pkgaudit is wrong.
    """
    files = table_files(table_folder())
    digest = hashlib.sha256()
    for file in files:
        content = Path(file.path).read_bytes()
        digest.update(f"{Path(file.path).name}\0{len(content)}\0".encode())
        digest.update(content)
    path = data_folder() / OSV_FILE
    index, problem = None, ""
    try:
        index = open_index(path)
        if index is not None:
            for _ in index.entries():
                pass
    except OsvIndexError as error:
        index, problem = None, str(error)
    return DataStatus(
        today=today,
        incidents=len(files),
        digest=f"sha256:{digest.hexdigest()}",
        osv_path=path,
        osv=index,
        problem=problem,
    )


def as_text(found: DataStatus) -> str:
    """Return the status for a person."""
    return "\n".join(_lines(found)) + "\n"


def as_json(found: DataStatus) -> str:
    """Return the status for a program."""
    osv = found.osv
    document = {
        "format": FORMAT,
        "version": VERSION,
        "as_of": (TABLE_AS_OF if osv is None else osv.as_of).isoformat(),
        "incidents": {
            "incidents": found.incidents,
            "digest": found.digest,
            "as_of": TABLE_AS_OF.isoformat(),
            "age_days": (found.today - TABLE_AS_OF).days,
        },
        "osv": None
        if osv is None
        else {
            "path": str(osv.path).encode("utf-8", "replace").decode(),
            "bytes": osv.size,
            "as_of": osv.as_of.isoformat(),
            "age_days": (found.today - osv.as_of).days,
            "fetched": osv.facts.fetched.isoformat(),
            "source": osv.facts.source,
            "records": {str(ecosystem): number for ecosystem, number in osv.counts.items()},
        },
        "problem": found.problem or None,
    }
    return msgspec.json.format(msgspec.json.encode(document)).decode() + "\n"


def _lines(found: DataStatus) -> Iterator[str]:
    yield "Incident table (comes with pkgaudit)"
    yield f"  {count(found.incidents, 'incident')}, gathered up to {_aged(TABLE_AS_OF, found.today)}"
    yield f"  {found.digest}"
    yield ""
    yield "OSV's malicious-package records (fetched)"
    osv = found.osv
    if osv is None:
        state = "damaged: not used" if found.problem else "none: run `pkgaudit data update`"
        yield f"  {state}"
        yield f"  {text(str(found.osv_path))}"
        return
    counts = ", ".join(f"{number:,} {ecosystem}" for ecosystem, number in osv.counts.items())
    yield f"  {count(sum(osv.counts.values()), 'record')} ({counts}), of {_aged(osv.as_of, found.today)}"
    yield f"  fetched {osv.facts.fetched:%Y-%m-%d %H:%M} UTC from {text(osv.facts.source)}"
    yield f"  {size(osv.size)} in {text(str(osv.path))}"


def _aged(day: date, today: date) -> str:
    return f"{day.isoformat()} ({count((today - day).days, 'day')} old)"
