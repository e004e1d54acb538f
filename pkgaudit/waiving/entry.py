"""The keys of one waiver, in the order in which they are written."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Entry(Struct, frozen=True, kw_only=True):
    """A waiver to be written.

    Attributes:
        rule: The rule.
        fingerprint: Of the one finding, None for every finding of the rule below ``path``.
        path: Glob for the file inside the artifact, or None.
        reason: Why it is accepted.
        expires: The last day on which it holds.
        owner: Who answers for it, or None.
        about: Where the finding is, for people; one line, made visible.
    """

    rule: str
    fingerprint: str | None = None
    path: str | None = None
    reason: str
    expires: date
    owner: str | None = None
    about: str = ""

    def keys(self) -> dict[str, str | date]:
        """Return what is written, without what is not given."""
        given = {
            "rule": self.rule,
            "fingerprint": self.fingerprint,
            "path": self.path,
            "reason": self.reason,
            "expires": self.expires,
            "owner": self.owner,
        }
        return {key: value for key, value in given.items() if value is not None}
