"""Short ways to write rules, findings and examinations in tests."""

from __future__ import annotations

from collections.abc import Mapping

from pkgaudit.model.examination import ArtifactSummary, Coverage, Examination, VisibilityEvidence
from pkgaudit.model.finding import Facts, Finding
from pkgaudit.model.gap import Gap, Location
from pkgaudit.model.grades import Confidence, Ecosystem, Format, Listing, Severity, Visibility
from pkgaudit.model.rule import Rule, RuleBook, RuleStatus
from pkgaudit.model.source_map import SourceMapTotals

OPEN_SOURCE = VisibilityEvidence(osi_license="MIT", public_repository="https://code.example/acme/tool")


def rule(
    name: str,
    *,
    family: str = "sourcemaps",
    private: Severity = Severity.HIGH,
    public: Severity | None = None,
    confidence: Confidence = Confidence.HIGH,
) -> Rule:
    """Return a rule that differs from others only in what judging looks at."""
    return Rule(
        name=name,
        family=family,
        title=name,
        message="",
        since="0.1.0",
        status=RuleStatus.STABLE,
        detector="none",
        params={},
        severity={Visibility.PRIVATE: private, Visibility.PUBLIC: public or private},
        confidence=confidence,
        owner="nobody",
        what="",
        why="",
        fix="",
        references=(),
        examples=(),
    )


def rulebook(*rules: Rule) -> RuleBook:
    """Return these rules as a book."""
    return RuleBook(rules={each.name: each for each in sorted(rules, key=lambda each: each.name)}, digest="sha256:book")


def finding(
    rule_name: str,
    *location: str,
    family: str = "sourcemaps",
    line: int | None = None,
    message: str = "it is bad",
    facts: Facts | None = None,
    fix: str = "Do not ship it.",
) -> Finding:
    """Return a finding whose fingerprint is made of its place."""
    return Finding(
        rule=rule_name,
        family=family,
        location=location,
        line=line,
        message=message,
        facts=facts or {},
        fix=fix,
        fingerprint="/".join((rule_name, *location, str(line))),
    )


def summary(
    path: str = "dist/a-1.0.0.tgz",
    *,
    name: str | None = "a",
    version: str | None = "1.0.0",
    evidence: VisibilityEvidence | None = None,
    source_maps: SourceMapTotals | None = None,
    format_: Format = Format.NPM_TARBALL,
    ecosystem: Ecosystem | None = Ecosystem.NPM,
    members: int = 3,
    packed_bytes: int = 1_000,
    unpacked_bytes: int = 4_000,
) -> ArtifactSummary:
    """Return the summary of a small npm tarball."""
    return ArtifactSummary(
        target=path,
        location=(path,),
        format=format_,
        ecosystem=ecosystem,
        name=name,
        version=version,
        sha256="0123456789abcdef" * 4,
        listing=Listing.ARTIFACT,
        members=members,
        packed_bytes=packed_bytes,
        unpacked_bytes=unpacked_bytes,
        source_maps=source_maps or SourceMapTotals(),
        evidence=evidence or VisibilityEvidence(),
    )


def examination(
    artifact: ArtifactSummary | None,
    *findings: Finding,
    gaps: tuple[Gap, ...] = (),
    not_applicable: tuple[str, ...] = (),
    coverage: Coverage | None = None,
) -> Examination:
    """Return an examination that covered every file."""
    files = artifact.members if artifact else 0
    return Examination(
        artifact=artifact,
        findings=findings,
        gaps=gaps,
        coverage=coverage or Coverage(members=files, examined=files),
        not_applicable=not_applicable,
    )


def gap_places(gaps: tuple[Gap, ...]) -> Mapping[Location, str]:
    """Return kind by location."""
    return {gap.location: str(gap.kind) for gap in gaps}
