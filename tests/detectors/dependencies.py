"""Artifacts made of manifests and lockfiles, shown to one detector."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pkgaudit.dependencies.recognise import is_lockfile, read_document, reader_of
from pkgaudit.detectors.registry import detector
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.dependency_document import DependencyDocument
from pkgaudit.model.finding import Hit
from pkgaudit.model.grades import Ecosystem, Format
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import MemberKind, MemberRecord
from tests.detectors.atlas import rule

File = str | Mapping[str, object]


def package(files: Mapping[str, File], form: Format = Format.NPM_TARBALL) -> Artifact:
    """Return an artifact that holds these files; tables are written as JSON."""
    called = "a.whl" if form is Format.WHEEL else "a.tgz"
    return Artifact(
        target=called,
        location=(called,),
        format=form,
        ecosystem=Ecosystem.PYPI if form in (Format.WHEEL, Format.SDIST) else Ecosystem.NPM,
        documents=tuple(_document((called, path), text) for path, text in files.items()),
        members=tuple(MemberRecord(location=(called, path), kind=MemberKind.FILE, size=1) for path in files),
    )


def alone(name: str, text: File) -> Artifact:
    """Return a file that is scanned by itself."""
    document = _document((name,), text)
    form = Format.LOCKFILE if is_lockfile(name) else Format.MANIFEST
    return Artifact(target=name, location=(name,), format=form, ecosystem=document.ecosystem, documents=(document,))


def found(artifact: Artifact, detector_name: str, **params: object) -> list[Hit]:
    """Return what one rule makes of it."""
    spelt = {key.replace("_", "-"): value for key, value in params.items()}
    return list(detector(detector_name).prepare([rule(detector_name, spelt)]).conclude(artifact))


def _document(location: tuple[str, ...], text: File) -> DependencyDocument:
    reader = reader_of(location[-1])
    assert reader is not None, f"{location[-1]} says nothing of dependencies"
    content = text if isinstance(text, str) else json.dumps(text)
    return read_document(reader, content.encode(), location, Limits())
