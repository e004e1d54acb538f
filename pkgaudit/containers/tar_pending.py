"""What extension headers say about the member that follows them."""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.structs import replace

from pkgaudit.containers.tar_pax import PaxRecords

_PAX_TYPES = b"xX"
_MOST_REMEMBERED = 2000


class Pending(Struct):
    """Extension headers read so far, waiting for their member.

    Attributes:
        start: Offset of the first of them, None while there is none.
        types: Their type flags, in order, the first eight.
        paths: Names they give; the last is the one most readers take.
        links: Link targets they give.
        sizes: Sizes they give.
        real_sizes: Lengths of a sparse member with its holes.
        sparse: One of them describes a sparse member.
        doubtful: Readers do not agree about them, so the header's own fields may count as well.
        speculative: Only a reader that takes an earlier header otherwise comes this way.
        after_zero: Offset of the zero block right before, or None.
        crowded: There were too many to remember them all.
        fresh: Another way of reading comes here without a zero block right before.
    """

    start: int | None = None
    types: bytes = b""
    paths: list[bytes] = field(default_factory=list)
    links: list[bytes] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    real_sizes: list[int] = field(default_factory=list)
    sparse: bool = False
    doubtful: bool = False
    speculative: bool = False
    after_zero: int | None = None
    crowded: bool = False
    fresh: bool = False

    @property
    def is_clear(self) -> bool:
        """Nothing is pending, and every reader comes this way."""
        return (
            self.start is None
            and self.after_zero is None
            and not (self.speculative or self.paths or self.links or self.sizes or self.real_sizes)
        )

    def follow(self, *, speculative: bool = False, after_zero: int | None = None) -> Pending:
        """Return the same for the next header along one way of reading."""
        return replace(
            self,
            paths=[*self.paths],
            links=[*self.links],
            sizes=[*self.sizes],
            real_sizes=[*self.real_sizes],
            speculative=self.speculative or speculative,
            after_zero=after_zero,
            fresh=False,
        )

    def merge(self, other: Pending) -> None:
        """Take in another way of reading that comes to the same header."""
        if self.paths != other.paths or self.links != other.links or self.sizes != other.sizes:
            self.doubtful = True
        self.fresh = self.after_zero != other.after_zero
        self.add(other.paths, other.links, other.sizes, other.real_sizes)
        self.sparse = self.sparse or other.sparse
        self.doubtful = self.doubtful or other.doubtful
        if not other.speculative:
            self.after_zero = other.after_zero if self.speculative else self.after_zero
            self.start = other.start if self.speculative else self.start
        self.speculative = self.speculative and other.speculative
        self.types = self.types or other.types

    def enter(self, kind: bytes, offset: int) -> str:
        """Note one more extension header; return what is ambiguous about its company, or nothing."""
        if self.start is None:
            self.start = offset
        crowded = len(self.types) > 1
        problem = ""
        if kind in self.types or (kind in _PAX_TYPES and any(other in _PAX_TYPES for other in self.types)):
            problem = f"a second {kind.decode('latin-1')!r} header for one member: readers take the first or the last"
        elif self.types and (kind in _PAX_TYPES) != (self.types[-1] in _PAX_TYPES):
            problem = "PAX and GNU extension headers for one member: readers differ about which counts"
        if problem:
            self.doubtful = True
            if crowded:
                problem = ""
        self.types = (self.types + kind)[:8]
        return problem

    def add(self, paths: list[bytes], links: list[bytes], sizes: list[int], real_sizes: list[int]) -> None:
        """Take in what a header gives; what is named again counts as the newest."""
        if len(self.paths) + len(self.links) + len(self.sizes) > _MOST_REMEMBERED:
            self.crowded = True
            return
        for own, new in ((self.paths, paths), (self.links, links)):
            for text in new:
                if text in own:
                    own.remove(text)
                own.append(text)
        self.sizes = [*(size for size in self.sizes if size not in sizes), *sizes]
        self.real_sizes = [*(size for size in self.real_sizes if size not in real_sizes), *real_sizes]

    def add_records(self, records: PaxRecords) -> None:
        """Take in an extended header."""
        self.add([*records.paths, *records.sparse_names], records.links, records.sizes, records.real_sizes)
        self.sparse = self.sparse or records.sparse
        self.doubtful = self.doubtful or bool(records.problems) or records.sparse
