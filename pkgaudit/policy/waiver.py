"""A waiver: findings that somebody accepted, for a reason and until a date."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Budget(Struct, frozen=True, kw_only=True):
    """How much the findings of one waiver may give away in one artifact; None is no ceiling.

    Attributes:
        bytes: Sum of the bytes that the findings are about.
        novel_lines: Sum of the lines of source that is nowhere else in the package.
    """

    bytes: int | None = None
    novel_lines: int | None = None


class Waiver(Struct, frozen=True, kw_only=True):
    """One waiver as configured; everything that is given must match.

    Attributes:
        rule: A rule or a family.
        reason: Why it is accepted.
        expires: The last day on which it holds.
        artifact: Glob for the package's name, its file name or where it lies; None for all.
        path: Glob for the member's path inside the artifact; None for all, and for the artifact itself.
        sha256: Digest of the member, or of the artifact, lower-case hex; None for any content.
        fingerprint: Of the one finding; None for all.
        owner: Who answers for it, or None.
        budget: How much may be waived in one artifact, or None for no ceiling.
        file: Where it is written, as a user would type it.
        number: Its place among the waivers of that file, from 1.
        line: 1-based line of its head in that file, or None.
    """

    rule: str
    reason: str
    expires: date
    artifact: str | None = None
    path: str | None = None
    sha256: str | None = None
    fingerprint: str | None = None
    owner: str | None = None
    budget: Budget | None = None
    file: str = ""
    number: int = 0
    line: int | None = None

    @property
    def place(self) -> str:
        """Where it is written: ``pkgaudit.toml: waiver 2 (line 14)``."""
        line = "" if self.line is None else f" (line {self.line:,})"
        return f"{self.file or 'policy'}: waiver {self.number}{line}"
