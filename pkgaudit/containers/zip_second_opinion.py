"""The standard library's zipfile, which pip uses, asked what it lists in the same bytes."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from typing import cast

from pkgaudit.containers.source import Source
from pkgaudit.containers.zip_records import FLAG_UTF8
from pkgaudit.model.limits import MIB

# zipfile reads the directory in one piece.
_MOST_DIRECTORY_BYTES = 64 * MIB
_SHOWN = 3

Listed = tuple[bytes, int, int]
"""Name, flags and size of a member as we list it."""


class _File(io.RawIOBase):
    """A source behind the few methods that zipfile calls to list a zip."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self._source = source
        self._offset = 0

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._offset

    def seek(self, offset: int, whence: int = 0) -> int:
        base = (0, self._offset, self._source.size)[whence]
        if base + offset < 0:
            raise OSError(22, "before the beginning")
        self._offset = base + offset
        return self._offset

    def read(self, size: int = -1) -> bytes:
        left = max(self._source.size - self._offset, 0)
        if size < 0 or size > left:
            size = left
        if size > _MOST_DIRECTORY_BYTES:
            raise OSError(27, "more than is given out")
        piece = self._source.read_at(self._offset, size)
        self._offset += len(piece)
        return piece


def difference(source: Source, listed: Sequence[Listed]) -> str:
    """Return how zipfile's list differs from ours, in a few words; empty when it does not."""
    import zipfile  # noqa: PLC0415, TID251 -- heavy; this folder opens archives

    try:
        with zipfile.ZipFile(cast("io.BufferedIOBase", _File(source))) as archive:
            theirs = [(info.filename, info.file_size) for info in archive.infolist()]
    except Exception as error:  # noqa: BLE001 -- zipfile raises what it likes on hostile bytes; each is its opinion
        return f"we list {_count(listed)}; zipfile refuses it ({type(error).__name__}: {str(error)[:100]})"
    ours = [(_as_zipfile(raw, flags), size) for raw, flags, size in listed]
    if ours == theirs:
        return ""
    more, less = Counter(ours), Counter(theirs)
    if more == less:
        return ""
    parts = [
        f"{who} lists {_shown(rest)}"
        for who, rest in (("only pkgaudit", more - less), ("only zipfile", less - more))
        if rest
    ]
    return f"we list {_count(listed)}, zipfile {len(theirs):,}: {'; '.join(parts)}"


def _as_zipfile(raw: bytes, flags: int) -> str:
    if raw.isascii():
        name = raw.decode("ascii")
    else:
        name = raw.decode("utf-8", "replace") if flags & FLAG_UTF8 else raw.decode("cp437")
    return name.partition("\0")[0] if "\0" in name else name


def _count(listed: Sequence[Listed]) -> str:
    return f"{len(listed):,} member{'' if len(listed) == 1 else 's'}"


def _shown(rest: Counter[tuple[str, int]]) -> str:
    names = [f"{name[:100]!r} ({size:,} bytes)" for name, size in list(rest)[:_SHOWN]]
    return ", ".join(names) + (f" and {len(rest) - _SHOWN:,} more" if len(rest) > _SHOWN else "")
