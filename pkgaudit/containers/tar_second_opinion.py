"""The standard library's tarfile, which pip uses, asked what it makes of the same headers."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, cast

from pkgaudit.containers.tar_header import BLOCK
from pkgaudit.model.member import AnomalyKind, MemberKind

if TYPE_CHECKING:
    import tarfile  # noqa: TID251 -- this folder opens archives

# tarfile reads each extension header one call deeper; a longer chain is reported before it gets here.
_MOST_BYTES = 4 * 1024 * 1024


class _NotAHeader(Exception):  # noqa: N818 -- it says what was asked for
    """tarfile wants bytes that were never a header to us."""


class _Skeleton(io.RawIOBase):
    """A file of which only the header blocks are there."""

    def __init__(self) -> None:
        super().__init__()
        self._blocks: dict[int, bytes] = {}
        self._bytes = 0
        self._offset = 0

    def note(self, offset: int, content: bytes) -> None:
        for start in range(0, len(content), BLOCK):
            self._blocks[offset + start] = content[start : start + BLOCK]
        self._bytes += len(content)

    def forget(self) -> None:
        self._blocks.clear()
        self._bytes = 0

    @property
    def is_full(self) -> bool:
        return self._bytes > _MOST_BYTES

    def tell(self) -> int:
        return self._offset

    def seek(self, offset: int, _whence: int = 0) -> int:
        self._offset = offset
        return offset

    def read(self, size: int = -1) -> bytes:
        if size == 1:
            # tarfile looks whether the byte before a header is there: it was, or we would not be here.
            self._offset += 1
            return b"\0"
        parts = []
        for start in range(self._offset, self._offset + size, BLOCK):
            block = self._blocks.get(start)
            if block is None:
                raise _NotAHeader(f"tarfile reads byte {start:,} as a header")
            parts.append(block)
        self._offset += size
        return b"".join(parts)


class SecondOpinion:
    """tarfile's list, compared member by member with ours while the archive is read.

    Bodies are not read again: tarfile is given the header blocks only. A member whose header has one possible reading
    (`tar_plain.read_plain`) is not put to it as long as both stand at the same offset.

    Attributes:
        difference: The first difference, in a few words; empty when there is none.
        cause: The kind of the anomaly that the difference follows from and nothing else, or None.
    """

    def __init__(self) -> None:
        self._skeleton = _Skeleton()
        self._archive: tarfile.TarFile | None = None
        self._ended = ""
        self._agreed = 0
        self._stopped_by: AnomalyKind | None = None
        self.difference = ""
        self.cause: AnomalyKind | None = None

    def note(self, offset: int, content: bytes) -> None:
        """Keep header blocks or the body of an extension header until the next comparison."""
        if not self.difference and not self._skeleton.is_full:
            self._skeleton.note(offset, content)

    def compare(self, start: int, count: int, name: bytes, kind: MemberKind, size: int) -> None:
        """Ask tarfile for its next member.

        Args:
            start: Offset of the member's first header, extension headers included.
            count: How many members we have listed, this one included.
            name: As we read it.
            kind: As we read it.
            size: As we read it.
        """
        if self.difference:
            return
        theirs = self._next(start)
        self._skeleton.forget()
        if theirs is None:
            shown = name[:200].decode("utf-8", "replace")
            self.cause = self._stopped_by
            self.difference = (
                f"{self._ended or 'tarfile ends there'}; we list member {count:,} ({shown!r}) at {start:,}"
            )
            return
        self._agreed = count
        their_name = theirs.name.encode("utf-8", "surrogateescape").rstrip(b"/")
        their_kind = _kind(theirs)
        if their_name != name.rstrip(b"/"):
            shown = f"{theirs.name[:200]!r} and not {name[:200].decode('utf-8', 'replace')!r}"
        elif their_kind is not kind:
            shown = f"a {their_kind} and not a {kind}"
        elif kind is MemberKind.FILE and theirs.size != size:
            shown = f"{theirs.size:,} bytes and not {size:,}"
        else:
            return
        self.difference = f"member {count:,} at {start:,} is {shown} to tarfile"

    def check_next(self, offset: int) -> None:
        """Say where our next header is, after a member that was compared."""
        if not self.difference and self._archive is not None and self._archive.offset != offset:
            theirs = self._archive.offset
            self.difference = (
                f"tarfile looks for the header after member {self._agreed:,} at {theirs:,}, we at {offset:,}"
            )

    def stop(self, offset: int, count: int, what: str, kind: AnomalyKind) -> None:
        """Say that tarfile stops at ``offset``, where ``what`` is, after ``count`` members.

        A member that follows is reported as an anomaly of ``kind``.
        """
        if not self._ended:
            self._stopped_by = kind
            self._ended = f"tarfile lists {count:,} members and ends at {offset:,} ({what})"

    def _next(self, start: int) -> tarfile.TarInfo | None:
        import tarfile  # noqa: PLC0415, TID251 -- heavy, and not needed for a plain archive; this folder opens archives

        if self._ended:
            return None
        try:
            if self._archive is None:
                self._skeleton.seek(start)
                self._archive = tarfile.TarFile(
                    fileobj=self._skeleton, mode="r", encoding="utf-8", errors="surrogateescape"
                )
            else:
                self._archive.offset = start
            theirs = self._archive.next()
            cast("list[object]", vars(self._archive)["members"]).clear()
        except _NotAHeader as stop:
            self._ended = f"after member {self._agreed:,} {stop}"
            return None
        except Exception as error:  # noqa: BLE001 -- tarfile raises what it likes on hostile bytes; each is its opinion
            self._ended = f"tarfile stops after member {self._agreed:,} with {type(error).__name__}: {str(error)[:100]}"
            return None
        return theirs


def _kind(theirs: tarfile.TarInfo) -> MemberKind:
    if theirs.isdir():
        return MemberKind.DIRECTORY
    if theirs.issym():
        return MemberKind.SYMLINK
    if theirs.islnk():
        return MemberKind.HARDLINK
    return MemberKind.SPECIAL if theirs.isdev() else MemberKind.FILE
