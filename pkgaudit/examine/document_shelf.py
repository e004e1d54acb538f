"""Keeps what the manifests and lockfiles among the members of an artifact say of dependencies."""

from __future__ import annotations

from collections.abc import Iterator

from pkgaudit.dependencies.recognise import is_lockfile, read_document, reader_of
from pkgaudit.model.dependency_document import DependencyDocument
from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import Member

_SHRINKWRAP = "package/npm-shrinkwrap.json"


class DocumentShelf:
    """Reads each such member as it passes by.

    Args:
        location: The artifact's own.
        single: Whether the artifact is such a file itself, and no package.
        limits: The ceilings in force.
    """

    def __init__(self, location: Location, *, single: bool, limits: Limits) -> None:
        self._location = location
        self._single = single
        self._limits = limits
        self._documents: list[DependencyDocument] = []

    def visit(self, member: Member) -> None:
        """Look at one member; only a manifest or a lockfile costs anything."""
        # A file of its own goes by the path it was named with: ``requirements/dev.txt``.
        reader = reader_of(self._location[-1] if self._single else member.path)
        if reader is not None and member.content is not None:
            location = self._location if self._single else member.location
            self._documents.append(read_document(reader, member.content, location, self._limits))

    def documents(self) -> tuple[DependencyDocument, ...]:
        """Return all of them, in archive order."""
        return tuple(self._documents)

    def gaps(self) -> Iterator[Gap]:
        """Say what could not be read of files that decide what is installed.

        That is a lockfile the user named, and the shrinkwrap of an npm package. Others inside a package decide
        nothing: they are there for its developers, or belong to tests that want them broken.
        """
        for document in self._documents:
            decides = self._single or document.location[len(self._location) :] == (_SHRINKWRAP,)
            if document.problems and decides and (self._single or is_lockfile(document.location[-1])):
                said = "; ".join(document.problems[:3])
                why = f"its dependencies were not examined completely: {said}"
                yield Gap(kind=GapKind.UNREADABLE, location=document.location, why=why)
