"""Reads RECORD of a wheel: its rows, and what is wrong with their form."""

from __future__ import annotations

from msgspec import Struct

from pkgaudit.manifests.lenient_json import quoted

_ROWS = 200_000
_PROBLEMS = 100
_COLUMNS = 3


class RecordRow(Struct, frozen=True, kw_only=True):
    """One row.

    Attributes:
        path: As written, with ``/`` between components.
        algorithm: Lower case; empty when no hash is given.
        digest: As written, without padding.
        size: As written; empty when none is given.
    """

    path: str
    algorithm: str
    digest: str
    size: str


class Record(Struct, frozen=True, kw_only=True):
    """A whole RECORD.

    Attributes:
        rows: Those that can be read, in order.
        problems: What is wrong with the others, in a few words; at most 101.
    """

    rows: tuple[RecordRow, ...]
    problems: tuple[str, ...]


def read_record(content: bytes) -> Record:
    """Return the rows of a RECORD; never raises.

    https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file
    """
    import csv  # noqa: PLC0415 -- wheels only

    problems: list[str] = []
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.append(f"byte {error.start} is not UTF-8")
        text = content.decode("utf-8", "replace")
    rows: list[RecordRow] = []
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        for columns in reader:
            if len(rows) == _ROWS or len(problems) == _PROBLEMS:
                problems.append(f"line {reader.line_num:,} and what follows is not looked at: there is too much")
                break
            if not columns:
                continue
            if len(columns) != _COLUMNS or not columns[0]:
                problems.append(f"line {reader.line_num:,} ({quoted(','.join(columns))}) is no `path,hash,size`")
                continue
            path, hashed, size = columns
            algorithm, _, digest = hashed.partition("=")
            row = RecordRow(
                path=path.replace("\\", "/"), algorithm=algorithm.lower(), digest=digest.rstrip("="), size=size
            )
            rows.append(row)
    except csv.Error as error:
        problems.append(f"line {reader.line_num:,} is no CSV ({error}): what follows was not read")
    return Record(rows=tuple(rows), problems=tuple(problems))
