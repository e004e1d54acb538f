"""From a finished reading to what leaves the child process: findings, gaps, coverage and a summary."""

from __future__ import annotations

from collections.abc import Mapping

from pkgaudit.examine.places import Places
from pkgaudit.examine.reading_pass import ReadingPass
from pkgaudit.examine.wording import findings_of
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.examination import ArtifactSummary, Coverage, Examination, PackedBy, VisibilityEvidence
from pkgaudit.model.finding import Hit
from pkgaudit.model.rule import Rule
from pkgaudit.sourcemaps.totals import totals


def summarise(reading: ReadingPass, artifact: Artifact, rules: Mapping[str, Rule]) -> Examination:
    """Let every check conclude and put the examination together."""
    met = reading.needs_met(artifact)
    hits: list[Hit] = []
    not_applicable: list[str] = []
    gaps = list(reading.gaps)
    for check in reading.checks:
        if not check.needs <= met:
            not_applicable.extend(rule.name for rule in check.rules)
            continue
        check.conclude(artifact)
        gaps.extend(check.gaps(artifact.location))
        hits.extend(check.hits)
    files = len(artifact.files)
    return Examination(
        artifact=_summary(reading, artifact),
        findings=tuple(
            findings_of(hits, rules, artifact.claims.name, len(artifact.location), Places(artifact.members))
        ),
        gaps=tuple(gaps),
        coverage=Coverage(members=files, examined=reading.examined, not_examined=files - reading.examined),
        not_applicable=tuple(sorted(not_applicable)),
    )


def _summary(reading: ReadingPass, artifact: Artifact) -> ArtifactSummary:
    recognition, origin = reading.recognition, artifact.origin
    return ArtifactSummary(
        target=artifact.target,
        location=artifact.location,
        format=artifact.format,
        ecosystem=artifact.ecosystem,
        name=artifact.claims.name,
        version=artifact.claims.version,
        sha256=artifact.sha256,
        listing=artifact.listing,
        members=len(artifact.own_files),
        packed_bytes=artifact.packed_bytes,
        unpacked_bytes=artifact.unpacked_bytes,
        source_maps=totals(artifact.atlas),
        locked=sum(not package.own for document in artifact.documents for package in document.locked),
        evidence=VisibilityEvidence() if recognition is None else recognition.evidence,
        packed_by=None
        if origin is None
        else PackedBy(packer=origin.packer, version=origin.packer_version, notes=origin.notes),
    )
