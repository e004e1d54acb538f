"""An edit of one configuration file, and why one cannot be made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Contents = Mapping[str, bytes]
"""What files shall hold, by path relative to what is copied, ``/`` between components."""


class EditError(ValueError):
    """The file cannot be edited without changing more than is meant; the message says why, in a few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One file before and after.

    Attributes:
        path: The file, relative to what is copied, ``/`` between components.
        before: Its bytes; None when the edit makes it.
        after: Its bytes once it is edited.
    """

    path: str
    before: bytes | None
    after: bytes


def newline_of(content: bytes) -> str:
    """Return how a file ends its lines: the way its first line does."""
    end = content.find(b"\n")
    return "\r\n" if end > 0 and content[end - 1] == ord("\r") else "\n"
