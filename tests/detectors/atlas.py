"""Short ways to say what an artifact was found to hold."""

from __future__ import annotations

from collections.abc import Mapping

from pkgaudit.detectors.registry import detector
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.claims import Claims
from pkgaudit.model.finding import Hit
from pkgaudit.model.grades import Confidence, Ecosystem, Format, Severity, Visibility
from pkgaudit.model.member import Anomaly, MemberKind, MemberRecord
from pkgaudit.model.rule import Rule, RuleStatus
from pkgaudit.model.source_map import Atlas, EmbeddedSource, Novelty, SourceMap

TOP = ("a.tgz",)


def rule(detector_name: str, params: Mapping[str, object] | None = None, name: str = "the-rule") -> Rule:
    return Rule(
        name=name,
        family="ours",
        title="",
        message="",
        since="0.1.0",
        status=RuleStatus.STABLE,
        detector=detector_name,
        params=params or {},
        severity=dict.fromkeys(Visibility, Severity.LOW),
        confidence=Confidence.HIGH,
        owner="",
        what="",
        why="",
        fix="",
        references=(),
        examples=(),
    )


def hits(artifact: Artifact, detector_name: str, **params: object) -> list[Hit]:
    """Return what one rule with these parameters (``_`` for ``-`` in their names) makes of an artifact."""
    spelt = {key.replace("_", "-"): value for key, value in params.items()}
    check = detector(detector_name).prepare([rule(detector_name, spelt)])

    assert () == check.patterns
    return list(check.conclude(artifact))


def places(found: list[Hit]) -> list[str]:
    return ["!".join(hit.location[1:]) or "." for hit in found]


def file(*path: str, size: int = 1) -> MemberRecord:
    return MemberRecord(location=(*TOP, *path), kind=MemberKind.FILE, size=size)


def artifact(
    *members: MemberRecord,
    atlas: Atlas | None = None,
    anomalies: tuple[Anomaly, ...] = (),
    claims: Claims | None = None,
    packed: int = 0,
    ecosystem: Ecosystem | None = Ecosystem.NPM,
    artifact_format: Format = Format.NPM_TARBALL,
) -> Artifact:
    return Artifact(
        target="a.tgz",
        location=TOP,
        format=artifact_format,
        ecosystem=ecosystem,
        claims=claims or Claims(),
        packed_bytes=packed,
        unpacked_bytes=sum(member.size for member in members if len(member.location) == 2),
        members=members,
        anomalies=anomalies,
        atlas=atlas or Atlas(),
    )


def source(path: str, size: int = 10, lines: int = 1, novelty: Novelty = Novelty.NOVEL) -> EmbeddedSource:
    return EmbeddedSource(path=path, bytes=size, lines=lines, text_key=(size, hash(path)), novelty=novelty)


def source_map(*location: str, embedded: tuple[EmbeddedSource, ...] = (), missing: tuple[str, ...] = ()) -> SourceMap:
    return SourceMap(
        location=(*TOP, *location),
        bytes=100,
        sources=len(embedded) + len(missing),
        embedded=embedded,
        missing=missing,
    )
