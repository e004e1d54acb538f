"""A rule is data: what to look for, what to call it and how much it matters by default."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from pkgaudit.model.grades import Confidence, Severity, Visibility
from pkgaudit.model.ship_list import PackingProblem


class RuleStatus(StrEnum):
    """Where a rule is in its life."""

    PREVIEW = "preview"
    STABLE = "stable"
    DEPRECATED = "deprecated"


class ExampleEntry(Struct, frozen=True, kw_only=True):
    """One entry of an example's archive, written in full.

    Attributes:
        path: Name in the archive.
        text: Content.
        size: Bytes to fill the content up to: with blanks after a text, else with zeros.
        kind: ``file``, ``directory``, ``symlink``, ``hardlink`` or ``special``.
        link: Target of a link.
    """

    path: str
    text: str = ""
    size: int = 0
    kind: str = "file"
    link: str = ""


class Example(Struct, frozen=True, kw_only=True):
    """One small artifact and what the rule must say about it.

    Attributes:
        name: What it shows.
        flags: The member paths that must be flagged, in order; ``.`` is the artifact itself.
        members: Paths to text; packed as an npm tarball unless a path ends in ``.dist-info/METADATA`` (wheel). An empty
            RECORD of a wheel is written when it is packed.
        entries: The same in full form, for duplicates and links; after ``members``.
        fault: A named damage done to the packed bytes (see `pkgaudit.rulebook.faults`), or empty.
        params: Numbers among the rule's parameters that are smaller here, so that an example need not be large.
        packer: What packed it from a project, or empty: then it is an artifact alone.
        problems: What is odd about how that project is packed.
    """

    name: str
    flags: tuple[str, ...]
    members: Mapping[str, str] = field(default_factory=dict)
    entries: tuple[ExampleEntry, ...] = ()
    fault: str = ""
    params: Mapping[str, int | float] = field(default_factory=dict)
    packer: str = ""
    problems: tuple[PackingProblem, ...] = ()


class Rule(Struct, frozen=True, kw_only=True):
    """One rule, loaded and checked.

    Attributes:
        name: The file's name: kebab-case, names the bad thing.
        family: The folder's name.
        title: One line.
        message: A sentence with ``{placeholders}`` for the detector's facts.
        since: Version that first had it.
        status: Where it is in its life.
        detector: Name of the mechanism.
        params: What the mechanism is told; checked against the detector's parameter type.
        severity: Default severity by source visibility.
        confidence: Default confidence.
        owner: Who signs off a change.
        what: What it does, Markdown.
        why: Why that is bad, Markdown.
        fix: What to do, Markdown; its first paragraph goes into reports.
        references: Addresses to read.
        examples: At least one that flags and one that does not.
        folder: The user's folder that it comes from, as a user would type it; empty for a rule of pkgaudit's own.
        file: Its file there, as a user would type it; empty as above.
    """

    name: str
    family: str
    title: str
    message: str
    since: str
    status: RuleStatus
    detector: str
    params: Mapping[str, object]
    severity: Mapping[Visibility, Severity]
    confidence: Confidence
    owner: str
    what: str
    why: str
    fix: str
    references: tuple[str, ...]
    examples: tuple[Example, ...]
    folder: str = ""
    file: str = ""


class RuleBook(Struct, frozen=True, kw_only=True):
    """All rules in force, by name, and the digest that names this set.

    Attributes:
        rules: By name, sorted.
        digest: ``sha256:...`` over the rule files' paths and bytes.
    """

    rules: Mapping[str, Rule]
    digest: str
