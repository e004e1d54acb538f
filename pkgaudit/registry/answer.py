"""What is asked for, and whether the head of an answer promises it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from pkgaudit.registry.retry_after import retry_after
from pkgaudit.registry.web_address import shown_url

if TYPE_CHECKING:
    from requests import Response  # noqa: TID251 -- this folder opens connections

_OK = 200
_MISSING = frozenset({404, 410})
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_REFUSED = frozenset({401, 403, 407})


class DownloadError(Exception):
    """A resource that could not be had; the sentence says which, why and what to do."""


class MissingError(DownloadError):
    """The server says that there is no such resource."""


class Wanted(Struct, frozen=True, kw_only=True):
    """One resource and what it may be.

    Attributes:
        url: Where it is.
        most_bytes: A longer one is refused.
        content_types: Media types that it may have; one that is said to have none is taken.
    """

    url: str
    most_bytes: int
    content_types: frozenset[str]


class PassingError(Exception):
    """What may be gone at the next attempt.

    Attributes:
        pause: Seconds that the server asks to wait, None when it does not.
    """

    def __init__(self, why: str, pause: float | None = None) -> None:
        super().__init__(why)
        self.pause = pause


def check_head(response: Response, wanted: Wanted) -> None:
    """Refuse an answer by its head.

    Raises:
        MissingError: There is no such resource.
        PassingError: It may be there later.
        DownloadError: It is something else.
    """
    status, shown = response.status_code, shown_url(wanted.url)
    if status in _MISSING:
        raise MissingError(f"{shown}: is not there (status {status}); check the address")
    if status in _PASSING:
        pause = retry_after(response.headers.get("Retry-After"), datetime.now(tz=UTC))
        raise PassingError(f"the server answers with status {status}", pause)
    if status in _REFUSED:
        raise DownloadError(f"{shown}: is not given to us (status {status}); check the credentials and the proxy")
    if status != _OK:
        raise DownloadError(f"{shown}: the server answers with status {status}; check the address")
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise DownloadError(f"{shown}: comes compressed ({encoding!r}), which was not asked for; check the proxy")
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type and media_type not in wanted.content_types:
        expected = " or ".join(sorted(wanted.content_types))
        raise DownloadError(f"{shown}: is {media_type!r}, not {expected}; check the address and the proxy")
    total = stated_length(response)
    if total is not None and total > wanted.most_bytes:
        raise DownloadError(too_long(wanted, total))


def stated_length(response: Response) -> int | None:
    """Return how many bytes the server says will come, or None."""
    text = response.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len("1" + "0" * 18) else None


def too_long(wanted: Wanted, there: int) -> str:
    """Return the sentence about a resource of more bytes than it may have."""
    return (
        f"{shown_url(wanted.url)}: is longer than {wanted.most_bytes:,} bytes ({there:,} so far); check the address, "
        "and whether there is a newer pkgaudit"
    )
