"""Artifacts made of texts, shown to one detector as a scan would show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from msgspec.structs import replace

from pkgaudit.detectors.registry import detector
from pkgaudit.manifests.core_metadata import read_core_metadata
from pkgaudit.manifests.package_json import read_package_json
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.claims import Claims
from pkgaudit.model.finding import Hit
from pkgaudit.model.grades import Ecosystem, Format
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import Member, MemberKind, MemberRecord
from tests.detectors.atlas import rule

NAMES = {Format.NPM_TARBALL: "a.tgz", Format.WHEEL: "example-1.0-py3-none-any.whl", Format.SDIST: "example-1.0.tar.gz"}


def looked_at(
    files: Mapping[str, str | bytes],
    detector_name: str,
    *,
    form: Format = Format.NPM_TARBALL,
    name: str = "",
    inner: Mapping[str, str] | None = None,
    **params: object,
) -> list[Hit]:
    """Return what one rule makes of an artifact with these files; ``inner`` lie in an archive inside it."""
    called = name or NAMES[form]
    spelt = {key.replace("_", "-"): value for key, value in params.items()}
    check = detector(detector_name).prepare([rule(detector_name, spelt)])
    members = [_member((called, "in.zip"), path, text) for path, text in (inner or {}).items()]
    members += [_member((called,), path, text) for path, text in files.items()]
    for member in members:
        assert [] == list(check.visit(member, {}))
    records = tuple(MemberRecord(location=each.location, kind=each.kind, size=each.size) for each in members)
    return list(check.conclude(_artifact(called, form, files, records)))


def told(hits: list[Hit]) -> list[str]:
    """Return every problem of every hit."""
    return [each["problem"] for hit in hits for each in cast("tuple[dict[str, str], ...]", hit.facts["list"])]


def _member(container: tuple[str, ...], path: str, text: str | bytes) -> Member:
    content = text.encode() if isinstance(text, str) else text
    return Member(container=container, raw_name=path.encode(), path=path, size=len(content), content=content)


def _artifact(
    called: str, form: Format, files: Mapping[str, str | bytes], records: tuple[MemberRecord, ...]
) -> Artifact:
    claims = Claims()
    for path, text in files.items():
        content = text.encode() if isinstance(text, str) else text
        if path.endswith("package.json"):
            claims = read_package_json(content, (called, path), Limits())
        elif path.endswith(("METADATA", "PKG-INFO")):
            claims = read_core_metadata(content, (called, path), Limits())
    ecosystem = Ecosystem.NPM if form is Format.NPM_TARBALL else Ecosystem.PYPI
    whole = Artifact(target=called, location=(called,), format=form, ecosystem=ecosystem, claims=claims)
    return replace(whole, members=records)


def folder(container: str, path: str) -> MemberRecord:
    """Return a folder's entry."""
    return MemberRecord(location=(container, path), kind=MemberKind.DIRECTORY, size=0)
