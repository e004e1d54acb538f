"""The least that any scanner of an npm tarball must do, in one process: what the leak sample is measured against.

Inflate, hash the packed bytes, walk the headers, parse each source map, search every member once for our patterns, and
import the command line library. Nothing is judged, checked or reported but two numbers that prove the work was done.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import hyperscan
import msgspec
import typer
from isal import isal_zlib

from pkgaudit.sourcemaps.marks import PATTERNS

_BLOCK = 512


class Map(msgspec.Struct):
    """The fields of a source map that matter."""

    sources: list[str]
    sourcesContent: list[str | None] = []  # noqa: N815 -- the field's name in the standard


def main() -> None:
    """Read the tarball named on the command line."""
    packed = Path(sys.argv[1]).read_bytes()
    digest = hashlib.sha256(packed).hexdigest()
    tar = isal_zlib.decompress(packed, wbits=31)
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[pattern.expression for pattern in PATTERNS],
        ids=list(range(len(PATTERNS))),
        elements=len(PATTERNS),
        flags=[hyperscan.HS_FLAG_DOTALL | (hyperscan.HS_FLAG_CASELESS if p.caseless else 0) for p in PATTERNS],
    )
    ends: list[int] = []

    def remember(_identifier: int, _start: int, end: int, _flags: int, _context: object) -> bool | None:
        ends.append(end)
        return None

    sources = offset = 0
    while (header := tar[offset : offset + _BLOCK]).strip(b"\0"):
        size = int(header[124:136].rstrip(b"\0 "), 8)
        content = tar[offset + _BLOCK : offset + _BLOCK + size]
        database.scan(content, match_event_handler=remember)
        if header[:100].rstrip(b"\0").endswith(b".map"):
            sources += len(msgspec.json.decode(content, type=Map).sources)
        offset += _BLOCK + -(-size // _BLOCK) * _BLOCK
    typer.echo(f"{digest} {sources} {len(ends)}")


if __name__ == "__main__":
    main()
