"""One file out of its compression: what the command ``sourcemap`` is given may be a ``.map.gz``."""

from __future__ import annotations

from msgspec import Struct

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.events import ContainerKind
from pkgaudit.containers.reading import expand
from pkgaudit.containers.sniff import sniff_member
from pkgaudit.model.gap import Gap
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import Member

_ARCHIVES = frozenset((ContainerKind.TAR, ContainerKind.TAR_GZIP))


class ArchiveError(ValueError):
    """The file is an archive, which holds any number of files."""


class Unpacked(Struct, frozen=True, kw_only=True):
    """A file as it is without compression.

    Attributes:
        content: As far as it could be decompressed; empty when nothing could.
        name: Of the file inside: without ``.gz`` and the like.
        problems: What kept it from being read in full.
    """

    content: bytes
    name: str
    problems: tuple[str, ...]


def unpacked(content: bytes, name: str, limits: Limits) -> Unpacked:
    """Return a file decompressed, as often as it is compressed (gzip, brotli, zstd, xz, bzip2); others as they are.

    Args:
        content: Of the file.
        name: Of the file; ``.br`` says that it is brotli, which no byte of it does.
        limits: ``inflated_bytes``, ``member_bytes``, ``ratio`` and ``nesting`` apply.

    Raises:
        ArchiveError: It is a tar or a zip, compressed or not.
    """
    whole = Member(
        container=(), raw_name=name.encode("utf-8", "replace"), path=name, size=len(content), content=content
    )
    if _is_archive(content):
        raise ArchiveError
    if sniff_member(content) is ContainerKind.ZIP:
        # A program with a zip behind it is read as the program; to scan it reads both.
        return Unpacked(content=content, name=name, problems=())
    last = whole
    problems = []
    for event in expand(iter((whole,)), (name,), Budget(limits, len(content))):
        if isinstance(event, Member):
            if event.content is not None and _is_archive(event.content):
                raise ArchiveError
            last = event
        elif isinstance(event, Gap):
            problems.append(event.why)
    return Unpacked(content=last.content or b"", name=last.path, problems=tuple(problems))


def _is_archive(content: bytes) -> bool:
    kind = sniff_member(content)
    return kind in _ARCHIVES or (kind is ContainerKind.ZIP and content.startswith(b"PK"))
