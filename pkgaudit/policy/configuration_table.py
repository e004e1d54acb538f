"""The keys of a configuration, their types and what they mean: the one table that reading and the schema come from."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from pkgaudit.model.grades import Severity
from pkgaudit.policy.configuration_words import Bar, VisibilitySetting

# `$` also matches before a last newline; this matches at the end alone, for every reader of a JSON Schema.
_END = r"(?![\s\S])"

Name = Annotated[str, Meta(min_length=1, max_length=200, extra={"is": "a name"})]
_Sentence = Annotated[str, Meta(pattern=r"\S", max_length=2000, extra={"is": "a text that says something"})]
_Host = Annotated[
    str,
    Meta(
        pattern=rf"^(\*\.)?[^\s*/:@]+{_END}",
        max_length=255,
        extra={"is": 'a host such as "maps.acme.example", or "*.acme.example" for any name below'},
    ),
]
_Scope = Annotated[
    str, Meta(pattern=rf"^@[^\s@/]+{_END}", max_length=214, extra={"is": 'an npm scope with its @, such as "@acme"'})
]
_Glob = Annotated[str, Meta(min_length=1, max_length=500, extra={"is": "a glob of 1 to 500 characters"})]
_MemberGlob = Annotated[
    str,
    Meta(
        pattern=r"^(?!\.?/)[\s\S]",
        max_length=500,
        extra={"is": "a glob of 1 to 500 characters for a path inside the package, which has no / or ./ in front"},
    ),
]
_Digest = Annotated[str, Meta(pattern=rf"^[0-9A-Fa-f]{{64}}{_END}", extra={"is": "64 hexadecimal digits"})]
_Fingerprint = Annotated[
    str,
    Meta(
        pattern=rf"^[0-9a-f]{{16}}{_END}",
        extra={"is": "16 hexadecimal digits, as `pkgaudit scan --verbose` shows them"},
    ),
]
_Day = Annotated[date, Meta(extra={"is": "a date such as 2026-12-31"})]
_Folder = Annotated[str, Meta(pattern=r"\S", max_length=4096, extra={"is": "a folder, relative to this file"})]
_Count = Annotated[int, Meta(ge=0, le=2**53 - 1, extra={"is": "a whole number, 0 or more"})]
_Positive = Annotated[int, Meta(ge=1, le=2**53 - 1, extra={"is": "a whole number, 1 or more"})]


class _Table(Struct, forbid_unknown_fields=True, rename="kebab", kw_only=True, omit_defaults=True):
    """A table with these keys and no others."""


class SeverityTable(_Table):
    """A severity for each source visibility; one that is left out stays as it is."""

    private: Annotated[Severity | UnsetType, Meta(description="For artifacts whose source is private.")] = UNSET
    public: Annotated[Severity | UnsetType, Meta(description="For artifacts whose source is open to all.")] = UNSET


class NamesTable(_Table):
    """What is ours by name."""

    private_scopes: Annotated[
        tuple[_Scope, ...], Meta(description="npm scopes of packages that are never public.")
    ] = ()
    private_names: Annotated[tuple[Name, ...], Meta(description="Names of packages that are never public.")] = ()
    codenames: Annotated[tuple[Name, ...], Meta(description="Words that must not appear in what is shipped.")] = ()
    internal_hosts: Annotated[
        tuple[_Host, ...],
        Meta(description="Hosts that must not be named in what is shipped; `*.` at the start: any name below."),
    ] = ()
    allowed_map_hosts: Annotated[
        tuple[_Host, ...],
        Meta(description="Hosts on which source maps may be said to be (rule remote-source-map-reference)."),
    ] = ()


class BudgetTable(_Table):
    """How much the findings of a waiver may give away in one artifact; beyond it, none of them is waived."""

    bytes: Annotated[_Count | UnsetType, Meta(description="Most bytes the findings may add up to.")] = UNSET
    novel_lines: Annotated[
        _Count | UnsetType, Meta(description="Most lines of source that is nowhere else in the package.")
    ] = UNSET


class WaiverTable(_Table):
    """Findings that are accepted, for a reason and until a date. Everything that is given must match."""

    rule: Annotated[Name, Meta(description="The rule, or the family of rules, whose findings are accepted.")]
    reason: Annotated[_Sentence, Meta(description="Why they are accepted.")]
    expires: Annotated[
        _Day, Meta(description="The last day on which this holds: a TOML date, or a text such as 2026-12-31.")
    ]
    artifact: Annotated[
        _Glob | UnsetType, Meta(description="Glob for the package's name, its file name or where it lies.")
    ] = UNSET
    path: Annotated[
        _MemberGlob | UnsetType,
        Meta(description="Glob for the path inside the package: `*` within a folder, `**` for any folders."),
    ] = UNSET
    sha256: Annotated[
        _Digest | UnsetType,
        Meta(description="SHA-256 of the file that the finding is about, or of the whole artifact."),
    ] = UNSET
    fingerprint: Annotated[
        _Fingerprint | UnsetType, Meta(description="Of the one finding, as `pkgaudit scan --verbose` shows it.")
    ] = UNSET
    owner: Annotated[_Sentence | UnsetType, Meta(description="Who answers for it.")] = UNSET
    budget: Annotated[BudgetTable | UnsetType, Meta(description="How much may be given away in one artifact.")] = UNSET


class LimitsTable(_Table):
    """What one artifact may cost; reaching a limit is reported as a gap that names it."""

    artifact_bytes: Annotated[_Positive | UnsetType, Meta(description="Bytes of the file on disk.")] = UNSET
    members: Annotated[
        _Positive | UnsetType, Meta(description="Files, folders and links in an artifact, nested archives included.")
    ] = UNSET
    inflated_bytes: Annotated[_Positive | UnsetType, Meta(description="Bytes out of all decompressors together.")] = (
        UNSET
    )
    ratio: Annotated[
        _Positive | UnsetType, Meta(description="Inflated to packed bytes, once more than ratio-floor-bytes came out.")
    ] = UNSET
    ratio_floor_bytes: Annotated[
        _Count | UnsetType, Meta(description="Below this many inflated bytes no ratio is judged.")
    ] = UNSET
    member_bytes: Annotated[_Positive | UnsetType, Meta(description="Bytes of the largest file that is examined.")] = (
        UNSET
    )
    nesting: Annotated[_Count | UnsetType, Meta(description="Archives inside archives; 0 examines none.")] = UNSET
    name_bytes: Annotated[_Positive | UnsetType, Meta(description="Bytes of a member's name.")] = UNSET
    name_depth: Annotated[_Positive | UnsetType, Meta(description="Folders in a member's name.")] = UNSET
    extension_header_bytes: Annotated[
        _Positive | UnsetType, Meta(description="Bytes of one PAX or GNU extension header.")
    ] = UNSET
    gzip_members: Annotated[_Positive | UnsetType, Meta(description="Concatenated gzip members that are read.")] = UNSET
    json_depth: Annotated[_Positive | UnsetType, Meta(description="Nesting of a JSON document that is parsed.")] = UNSET
    sections_depth: Annotated[
        _Count | UnsetType, Meta(description="Indexed source maps inside indexed source maps.")
    ] = UNSET
    text_line_bytes: Annotated[
        _Positive | UnsetType,
        Meta(description="Bytes of the longest piece of a file that is quoted or matched as one."),
    ] = UNSET
    findings_per_rule: Annotated[
        _Positive | UnsetType, Meta(description="Findings listed for each rule and artifact; the rest is counted.")
    ] = UNSET
    seconds: Annotated[_Positive | UnsetType, Meta(description="Seconds that examining one artifact may take.")] = UNSET
    memory_bytes: Annotated[
        _Positive | UnsetType, Meta(description="Private memory of the process that examines one artifact.")
    ] = UNSET
    report_bytes: Annotated[_Positive | UnsetType, Meta(description="Bytes that process may send back.")] = UNSET


class ConfigurationTable(_Table):
    """Configuration of pkgaudit."""

    fail_on: Annotated[Bar | UnsetType, Meta(description="Exit 1 from this severity on; high by default.")] = UNSET
    source_visibility: Annotated[
        VisibilitySetting | UnsetType,
        Meta(description="Whether the project's source is open to all; auto (the default) decides on evidence."),
    ] = UNSET
    severity: Annotated[
        dict[Name, Severity | SeverityTable],
        Meta(description="Severity of a rule or a family, for both source visibilities or for each."),
    ] = {}
    select: Annotated[tuple[Name, ...], Meta(description="Rules and families to use; all by default.")] = ()
    ignore: Annotated[tuple[Name, ...], Meta(description="Rules and families not to use.")] = ()
    rules: Annotated[
        tuple[_Folder, ...],
        Meta(description="Folders of your own rules, relative to this file; each holds FAMILY/NAME.toml."),
    ] = ()
    broad_rule_members: Annotated[
        _Positive | UnsetType,
        Meta(
            description="A rule of your own that flags more files of one package than this is told as too broad; by "
            "default 100, or more than half of 20 files or more."
        ),
    ] = UNSET
    data_max_age_days: Annotated[
        _Positive | UnsetType, Meta(description="How many days old the known-bad data may be.")
    ] = UNSET
    limits: Annotated[LimitsTable | UnsetType, Meta(description="What one artifact may cost.")] = UNSET
    names: Annotated[NamesTable | UnsetType, Meta(description="What is ours by name.")] = UNSET
    waiver: Annotated[tuple[WaiverTable, ...], Meta(description="Findings that are accepted.")] = ()
