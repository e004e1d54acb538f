"""Any report that can be built, with hostile text wherever text can stand."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from hypothesis import strategies as st

from pkgaudit.model.examination import ArtifactSummary, Coverage, PackedBy, VisibilityEvidence
from pkgaudit.model.finding import FactValue, Finding, Verdict, WaiverNote
from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.grades import Confidence, Ecosystem, Format, Listing, Severity, Standing, Visibility
from pkgaudit.model.report import (
    BaselineFinding,
    BaselineUse,
    BroadRule,
    JudgedArtifact,
    Outcome,
    PolicyNote,
    Report,
    ToolNote,
    WaiverProblem,
    WaiverProblemKind,
    WaiverState,
    WaiverUse,
)
from pkgaudit.model.ship_list import Unpublished
from pkgaudit.model.source_map import SourceMapTotals

Choice = TypeVar("Choice")

HOSTILE_PIECES = (
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]8;;https://evil.example\x1b\\link",
    "\r\n::error::made up",
    "::set-output name=a::b",
    "##[command]",
    "##vso[task.complete]",
    "\u202egnp.exe",
    "\u2066hidden\u2069",
    "a\u200bb",
    "\u2028",
    "\u2029",
    "\udc80\udcff",
    "\ue000",
    "\U000e0041",
    "\ufe0f",
    "\x00",
    "\x7f",
    "\x85",
    "\x9b31m",
    "\ufeff",
    "[bold]app/[id]/page.js[/bold]",
    ":smile:",
    "\t",
    "\b\b\b",
)

hostile_text = st.one_of(
    st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=20),
    st.lists(st.sampled_from(HOSTILE_PIECES) | st.text(max_size=4), max_size=5).map("".join),
    st.text(max_size=300),
)

counts = st.integers(min_value=0, max_value=10**13)
locations = st.lists(hostile_text, max_size=4).map(tuple)
severities = st.sampled_from(Severity)

fact_values: st.SearchStrategy[FactValue] = st.one_of(
    hostile_text,
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.lists(
        st.one_of(hostile_text, st.integers(), st.dictionaries(hostile_text, hostile_text | st.integers(), max_size=3)),
        max_size=4,
    ).map(tuple),
)


@st.composite
def folder_tables(draw: st.DrawFn) -> FactValue:
    """Lists shaped like the evidence of source maps, so that the terminal report draws its table."""
    paths = draw(st.lists(hostile_text, max_size=4))
    return tuple(
        {"path": path, "sources": draw(counts), "bytes": draw(counts), "lines": draw(counts)} for path in paths
    )


facts = st.one_of(
    st.dictionaries(hostile_text, fact_values, max_size=4),
    st.fixed_dictionaries(
        {"novel": counts, "novel_lines": counts, "novel_bytes": counts},
        optional={
            "shipped": counts,
            "third_party": counts,
            "sources": counts,
            "map_bytes": counts,
            "folders": folder_tables(),
            "largest": folder_tables(),
        },
    ),
)

findings = st.builds(
    Finding,
    rule=st.sampled_from(("embedded-sources", "dangling-reference", "zip-slip")) | hostile_text,
    family=st.sampled_from(("sourcemaps", "archive")) | hostile_text,
    location=locations,
    line=st.none() | st.integers(min_value=1, max_value=10**9),
    message=hostile_text,
    facts=facts,
    fix=hostile_text,
    fingerprint=hostile_text,
)

waivers = st.builds(
    WaiverNote,
    reason=hostile_text,
    expires=st.none() | st.dates(min_value=date(2000, 1, 1)),
    owner=st.none() | hostile_text,
)

waiver_uses = st.builds(
    WaiverUse,
    file=hostile_text,
    number=st.integers(min_value=1, max_value=10**6),
    line=st.none() | st.integers(min_value=1, max_value=10**6),
    rule=hostile_text,
    artifact=st.none() | hostile_text,
    path=st.none() | hostile_text,
    sha256=st.none() | hostile_text,
    fingerprint=st.none() | hostile_text,
    reason=hostile_text,
    expires=st.dates(min_value=date(2000, 1, 1)),
    owner=st.none() | hostile_text,
    state=st.sampled_from(WaiverState),
    matched=counts,
    waived=counts,
    problems=st.lists(
        st.builds(WaiverProblem, kind=st.sampled_from(WaiverProblemKind), why=hostile_text), max_size=2
    ).map(tuple),
)

baseline_uses = st.builds(
    BaselineUse,
    file=hostile_text,
    findings=counts,
    seen=counts,
    gone=st.lists(st.builds(BaselineFinding, fingerprint=hostile_text, rule=hostile_text), max_size=7).map(tuple),
)

broad_rules = st.builds(
    BroadRule,
    rule=hostile_text,
    file=hostile_text,
    artifact=st.integers(min_value=0, max_value=4),
    members=counts,
    of=counts,
)

summaries = st.builds(
    ArtifactSummary,
    target=hostile_text,
    location=locations,
    format=st.sampled_from(Format),
    ecosystem=st.none() | st.sampled_from(Ecosystem),
    name=st.none() | hostile_text,
    version=st.none() | hostile_text,
    sha256=st.sampled_from(("", "0123456789abcdef" * 4)),
    listing=st.sampled_from(Listing),
    members=counts,
    packed_bytes=counts,
    unpacked_bytes=counts,
    locked=counts,
    source_maps=st.builds(
        SourceMapTotals,
        maps=counts,
        inline=counts,
        with_content=counts,
        sources=counts,
        embedded=counts,
        embedded_bytes=counts,
        embedded_lines=counts,
        shipped=counts,
        third_party=counts,
        novel=counts,
        novel_bytes=counts,
        novel_lines=counts,
    ),
    evidence=st.builds(VisibilityEvidence),
    packed_by=st.none()
    | st.builds(
        PackedBy, packer=hostile_text, version=hostile_text, notes=st.lists(hostile_text, max_size=2).map(tuple)
    ),
)

artifacts = st.builds(
    JudgedArtifact,
    summary=summaries,
    visibility=st.sampled_from(Visibility),
    visibility_reason=hostile_text,
    not_applicable=st.lists(hostile_text, max_size=3).map(tuple),
)

verdicts = st.builds(
    Verdict,
    finding=findings,
    artifact=st.none() | st.integers(min_value=0, max_value=3),
    severity=severities,
    confidence=st.sampled_from(Confidence),
    standing=st.sampled_from(Standing),
    waiver=st.none() | waivers,
)

gaps = st.builds(Gap, kind=st.sampled_from(GapKind), location=locations, why=hostile_text)

reports = st.builds(
    Report,
    tool=st.builds(
        ToolNote,
        version=st.just("0.1.0"),
        rules=counts,
        rules_digest=st.just("sha256:" + "0" * 64),
        data_as_of=st.none() | st.dates(min_value=date(2000, 1, 1)),
        data_warning=hostile_text,
    ),
    outcome=st.sampled_from(Outcome),
    exit_code=st.sampled_from((0, 1, 3)),
    fail_on=st.none() | severities,
    artifacts=st.lists(artifacts, max_size=3).map(tuple),
    verdicts=st.lists(verdicts, max_size=6).map(tuple),
    gaps=st.lists(gaps, max_size=4).map(tuple),
    coverage=st.builds(Coverage, members=counts, examined=counts, not_examined=counts),
    by_severity=st.fixed_dictionaries(dict.fromkeys(Severity, counts)),
    waived=counts,
    below_bar=counts,
    policy=st.builds(
        PolicyNote,
        file=st.none() | hostile_text,
        waivers=st.lists(waiver_uses, max_size=2).map(tuple),
        unused_waivers_fail=st.booleans(),
        baseline=st.none() | baseline_uses,
        broad_rules=st.lists(broad_rules, max_size=2).map(tuple),
    ),
    unpublished=st.lists(
        st.builds(Unpublished, location=locations, name=hostile_text, why=hostile_text), max_size=3
    ).map(tuple),
)
