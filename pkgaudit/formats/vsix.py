"""A Visual Studio Code extension: a zip with extension.vsixmanifest at its top."""

from __future__ import annotations

from msgspec.structs import replace

from pkgaudit.containers.events import ContainerKind
from pkgaudit.formats.evidence import visibility_evidence
from pkgaudit.formats.recognition import Recognition
from pkgaudit.formats.sightings import ManifestKind, Sightings
from pkgaudit.manifests.fields import Problems
from pkgaudit.manifests.lenient_json import quoted
from pkgaudit.model.claims import ClaimProblem, Claims
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Format


def recognise(seen: Sightings) -> Recognition | None:
    """Return what it is when the manifest is there; of several, the last counts."""
    manifests = seen.of(ManifestKind.VSIX)
    if seen.kind is not ContainerKind.ZIP or not manifests:
        return None
    manifest = manifests[-1]
    packages = seen.of(ManifestKind.EXTENSION_PACKAGE_JSON)
    package = packages[-1] if packages else None
    claims = _merged(manifest.claims, package.claims if package else None, manifest.location)
    if len(manifests) > 1:
        several = ClaimProblem(location=manifest.location, problem=f"there are {len(manifests)} of it")
        claims = replace(claims, problems=(*claims.problems, several))
    gaps = [part.gap for part in (manifest, package) if part and part.gap]
    return Recognition(
        format=Format.VSIX,
        claims=claims,
        gaps=tuple(gaps),
        evidence=visibility_evidence(claims),
    )


def _merged(manifest: Claims, package_json: Claims | None, location: Location) -> Claims:
    """Return the claims of an extension: package.json's, which the editor obeys, checked against the manifest's."""
    if package_json is None:
        problems = Problems(location)
        problems.add("no extension/package.json is inside: the editor cannot load it")
        return replace(manifest, problems=(*manifest.problems, *problems.all()))
    problems = Problems(location)
    for word, said, obeyed in (
        ("Id", manifest.name, package_json.name),
        ("Version", manifest.version, package_json.version),
    ):
        # Marketplace identifiers are compared without case.
        if said and obeyed and said.lower() != obeyed.lower():
            problems.add(f"its {word} {quoted(said)} is not the {quoted(obeyed)} of extension/package.json")
    return replace(
        package_json,
        ecosystem=None,
        repository=package_json.repository or manifest.repository,
        repository_is_public=package_json.repository_is_public
        if package_json.repository
        else manifest.repository_is_public,
        problems=(*manifest.problems, *package_json.problems, *problems.all()),
    )
