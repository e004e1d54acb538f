"""Reads a TOML file of any origin, bounded, because tomllib's cost is not linear in what a file holds."""

from __future__ import annotations

from collections.abc import Mapping
from operator import mul

from pkgaudit.dependencies.notes import Notes
from pkgaudit.model.limits import MIB

TOML_BYTES = 16 * MIB
# tomllib walks the path of the header for each key below it, and for each part of a dotted key. In hundredths of a
# microsecond, as measured; lockfiles of thousands of packages cost a fifth of this.
_MOST_COST = 500_000_000
_KEY, _HEADER, _BOTH = 2, 55, 22


def read_toml_document(content: bytes, notes: Notes) -> Mapping[str, object]:
    """Return what TOML makes of a file; an empty table, and a note, when it is none or would cost too much."""
    import tomllib  # noqa: PLC0415 -- only where there is such a file

    if len(content) > TOML_BYTES:
        notes.add(f"it has {len(content):,} bytes; more than {TOML_BYTES:,} are not read")
        return {}
    if _cost(content) > _MOST_COST:
        notes.add("its keys have so many parts that it is not read: write it with fewer tables in tables")
        return {}
    try:
        # The byte order mark that some editors put first is refused by every tool, so by tomllib as well.
        return tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        notes.add(f"byte {error.start:,} is not UTF-8: no tool reads it")
    except RecursionError:
        notes.add("its values nest too deep to be read")
    except ValueError as error:
        notes.add(f"it is not TOML ({str(error)[:200]}): no tool reads it")
    return {}


def entry_lines(content: bytes, header: bytes, count: int) -> list[int | None]:
    """Return the 1-based lines of ``count`` headers, as of ``[[package]]``; all None where they are laid out otherwise.

    Args:
        content: The file.
        header: The header as it is written at the beginning of a line.
        count: How many entries the file has.
    """
    found: list[int | None] = [
        number
        for number, line in enumerate(content.split(b"\n"), 1)
        if line.startswith(header) and line.rstrip() == header
    ]
    return found if len(found) == count else [None] * count


def _cost(content: bytes) -> int:
    """Return more than it can cost: as if every dot stood in a key, and every line below the longest header."""
    lines = content.split(b"\n")
    parts = [line.count(b".") for line in lines]
    header = max(
        (dots for dots, line in zip(parts, lines, strict=True) if dots and line.lstrip().startswith(b"[")), default=0
    )
    squares: int = sum(map(mul, parts, parts))
    return squares * _KEY + len(parts) * header * _HEADER + sum(parts) * header * _BOTH
