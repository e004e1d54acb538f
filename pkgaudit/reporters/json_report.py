"""The report as JSON, version 1, for other programs; report-1.schema.json beside this file describes it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

from pkgaudit.model.finding import Facts, FactValue, Verdict
from pkgaudit.model.gap import Gap
from pkgaudit.model.grades import Severity
from pkgaudit.model.report import BaselineUse, JudgedArtifact, PolicyNote, Report
from pkgaudit.model.source_map import SourceMapTotals
from pkgaudit.reporters.json_text import json_text

FORMAT = "pkgaudit-report"
VERSION = 1
SCHEMA = Path(__file__).with_name("report-1.schema.json")


def render(report: Report) -> str:
    """Return the report as ASCII JSON text that ends with a newline; equal reports give equal bytes.

    Hostile text is written with JSON's own escapes, lone surrogates included, so a program reads back what was there.
    """
    document: Mapping[str, object] = {
        "format": FORMAT,
        "version": VERSION,
        "tool": {
            "name": "pkgaudit",
            "version": report.tool.version,
            "rules": report.tool.rules,
            "rules_digest": report.tool.rules_digest,
            "data_as_of": None if report.tool.data_as_of is None else report.tool.data_as_of.isoformat(),
            "data_warning": report.tool.data_warning or None,
        },
        "outcome": report.outcome,
        "exit_code": report.exit_code,
        "fail_on": "never" if report.fail_on is None else report.fail_on,
        "policy": _policy(report.policy),
        "artifacts": [_artifact(number, artifact) for number, artifact in enumerate(report.artifacts)],
        "not_published": [
            {"location": each.location, "name": each.name or None, "why": each.why} for each in report.unpublished
        ],
        "findings": [_finding(verdict) for verdict in report.verdicts],
        "gaps": [_gap(gap) for gap in report.gaps],
        "coverage": {
            "members": report.coverage.members,
            "examined": report.coverage.examined,
            "not_examined": report.coverage.not_examined,
        },
        "summary": {
            **{severity.value: report.by_severity.get(severity, 0) for severity in Severity},
            "waived": report.waived,
            "below_bar": report.below_bar,
        },
    }
    return json_text(document)


def _artifact(number: int, artifact: JudgedArtifact) -> Mapping[str, object]:
    summary = artifact.summary
    packed = summary.packed_by
    return {
        "id": number,
        "target": summary.target,
        "location": summary.location,
        "format": summary.format,
        "ecosystem": summary.ecosystem,
        "name": summary.name,
        "version": summary.version,
        "sha256": summary.sha256,
        "listing": summary.listing,
        "packed_by": None
        if packed is None
        else {"packer": packed.packer, "version": packed.version, "notes": packed.notes},
        "visibility": artifact.visibility,
        "visibility_reason": artifact.visibility_reason,
        "members": summary.members,
        "packed_bytes": summary.packed_bytes,
        "unpacked_bytes": summary.unpacked_bytes,
        "locked": summary.locked,
        "not_applicable": artifact.not_applicable,
        "source_maps": {name: getattr(summary.source_maps, name) for name in SourceMapTotals.__struct_fields__},
    }


def _finding(verdict: Verdict) -> Mapping[str, object]:
    finding = verdict.finding
    waiver = verdict.waiver
    return {
        "rule": finding.rule,
        "family": finding.family,
        "severity": verdict.severity,
        "confidence": verdict.confidence,
        "standing": verdict.standing,
        "artifact": verdict.artifact,
        "location": finding.location,
        "line": finding.line,
        "message": finding.message,
        "facts": _facts(finding.facts),
        "fix": finding.fix,
        "fingerprint": finding.fingerprint,
        "waiver": None
        if waiver is None
        else {
            "reason": waiver.reason,
            "expires": None if waiver.expires is None else waiver.expires.isoformat(),
            "owner": waiver.owner,
        },
    }


def _policy(policy: PolicyNote) -> Mapping[str, object]:
    return {
        "file": policy.file,
        "unused_waivers_fail": policy.unused_waivers_fail,
        "waivers": [
            {
                "file": each.file,
                "number": each.number,
                "line": each.line,
                "rule": each.rule,
                "artifact": each.artifact,
                "path": each.path,
                "sha256": each.sha256,
                "fingerprint": each.fingerprint,
                "reason": each.reason,
                "expires": each.expires.isoformat(),
                "owner": each.owner,
                "state": each.state,
                "matched": each.matched,
                "waived": each.waived,
                "problems": [{"kind": problem.kind, "why": problem.why} for problem in each.problems],
            }
            for each in policy.waivers
        ],
        "baseline": None if policy.baseline is None else _baseline(policy.baseline),
        "broad_rules": [
            {
                "rule": each.rule,
                "file": each.file,
                "artifact": each.artifact,
                "members": each.members,
                "of": each.of,
            }
            for each in policy.broad_rules
        ],
    }


def _baseline(use: BaselineUse) -> Mapping[str, object]:
    return {
        "file": use.file,
        "findings": use.findings,
        "seen": use.seen,
        "gone": [{"rule": each.rule, "fingerprint": each.fingerprint} for each in use.gone],
    }


def _gap(gap: Gap) -> Mapping[str, object]:
    return {"kind": gap.kind, "location": gap.location, "why": gap.why}


def _facts(facts: Facts) -> Mapping[str, object]:
    return {name: _fact(facts[name]) for name in sorted(facts)}


def _fact(value: FactValue) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None  # JSON has no word for it
    if isinstance(value, tuple):
        return [dict(sorted(item.items())) if isinstance(item, dict) else item for item in value]
    return value
