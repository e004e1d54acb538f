"""What a detector is: a module that satisfies `Detector`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Protocol

import msgspec

from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.member import Member
from pkgaudit.model.rule import Rule
from pkgaudit.search.pattern import Marks, Pattern


class Need(StrEnum):
    """What an artifact must have for a detector to apply; unmet needs make a rule not applicable, never clean."""

    MEMBERS = "members"
    PACKED = "packed"
    MANIFEST = "manifest"
    NPM_MANIFEST = "npm-manifest"
    CORE_METADATA = "core-metadata"
    WHEEL = "wheel"
    DEPENDENCIES = "dependencies"
    PROJECT = "project"


class Check(Protocol):
    """A detector prepared for a set of rules; one instance examines one artifact."""

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """What it wants marked in every member; empty when it looks at no content."""
        ...

    def visit(self, member: Member, marks: Marks) -> Iterable[Hit]:
        """Look at one member while its bytes are there."""
        ...

    def conclude(self, artifact: Artifact) -> Iterable[Hit]:
        """Look at the whole artifact after the last member."""
        ...


class Detector(Protocol):
    """A module in this folder, listed in `pkgaudit.detectors.registry`.

    Attributes:
        NEEDS: What an artifact must have for its rules to apply.
        FACTS: Name of each fact it supplies, and what it is (shown on rule pages).
        PARAMS: What a rule may tell it; a Struct that forbids unknown fields.
        VISITS: Whether its checks look at members one by one; False when they only conclude.
    """

    NEEDS: frozenset[Need]
    FACTS: Mapping[str, str]
    PARAMS: type[msgspec.Struct]
    VISITS: bool

    def prepare(self, rules: Sequence[Rule]) -> Check:
        """Return a check for all rules that name this detector, given together."""
        ...
