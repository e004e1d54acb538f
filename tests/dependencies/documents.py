"""What tests ask of a document that a reader returned."""

from __future__ import annotations

import textwrap

from pkgaudit.dependencies.recognise import read_document, reader_of
from pkgaudit.model.dependency_document import DependencyDocument, LockedPackage
from pkgaudit.model.limits import Limits

LIMITS = Limits()


def read(path: str, content: str | bytes) -> DependencyDocument:
    """Return what the reader for a path makes of a content; a text may be indented as a whole."""
    reader = reader_of(path)
    assert reader is not None, path
    raw = textwrap.dedent(content).lstrip("\n").encode() if isinstance(content, str) else content
    return read_document(reader, raw, (path,), LIMITS)


def pins(document: DependencyDocument) -> list[tuple[str, str]]:
    return [(package.name, package.version) for package in document.locked]


def declares(document: DependencyDocument) -> list[tuple[str, str, str]]:
    return [(package.name, package.requirement, package.group) for package in document.declared]


def the(document: DependencyDocument, name: str) -> LockedPackage:
    (found,) = (package for package in document.locked if name in (package.name, package.alias))
    return found


def chain(document: DependencyDocument, name: str, version: str = "") -> str:
    """Return the way to the one package of a name, or of a name and a version."""
    (position,) = (
        at for at, package in enumerate(document.locked) if package.name == name and version in ("", package.version)
    )
    return " > ".join(document.chain(position))
