"""METADATA and PKG-INFO: what a Python package requires, and which package one that is vendored is."""

from __future__ import annotations

from pkgaudit.dependencies.notes import Notes
from pkgaudit.dependencies.python_requirement import split_requirement
from pkgaudit.manifests.lenient_json import quoted
from pkgaudit.manifests.mail_headers import read_headers
from pkgaudit.model.dependency_document import DeclaredPackage, DependencyDocument, DocumentFormat, LockedPackage
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import Limits

_MOST = 20_000
_OWN_DEPTH = 2
"""Parts of the path of a package's own metadata: ``name-1.0.dist-info/METADATA``, ``name-1.0/PKG-INFO``."""


def read_core_metadata(content: bytes, location: Location, limits: Limits) -> DependencyDocument:
    """Return what core metadata requires; never raises.

    Metadata deeper inside an artifact belongs to a copy of another package: that one is there, in that version, and
    nothing installs what it requires.
    """
    notes = Notes()
    block = read_headers(content)
    if not block.complete:
        notes.add("its headers are more or longer than is read")
    declared: list[DeclaredPackage] = []
    first: dict[str, str] = {}
    for header in block.headers:
        if header.name in {"name", "version"}:
            first.setdefault(header.name, header.value[: limits.text_line_bytes])
        elif header.name == "requires-dist":
            requirement = split_requirement(header.value)
            if len(declared) == _MOST:
                notes.add(f"more than {_MOST:,} requirements: the rest was not looked at")
            elif requirement is None:
                notes.add(f"Requires-Dist {quoted(header.value)} is not understood")
            else:
                declared.append(
                    DeclaredPackage(
                        name=requirement.name,
                        requirement=requirement.url or requirement.specifier,
                        group="Requires-Dist",
                        marker=requirement.marker,
                    )
                )
    vendored = len(location) > 1 and location[-1].count("/") >= _OWN_DEPTH
    name = first.get("name")
    return DependencyDocument(
        location=location,
        format=DocumentFormat.CORE_METADATA,
        ecosystem=Ecosystem.PYPI,
        itself=LockedPackage(name=name, version=first.get("version", ""), bundled=vendored) if name else None,
        declared=() if vendored else tuple(declared),
        problems=notes.all(),
    )
