"""Which addresses are asked at all, and how they are shown."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class UrlError(ValueError):
    """An address that is not asked, or none at all; the sentence says what to write instead."""


def checked_url(url: str) -> str:
    """Return the address when it may be asked.

    Raises:
        UrlError: It is no web address, or one without TLS on another machine.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UrlError(f"{url!r} is no web address ({error}); write https://HOST/PATH") from None
    if parts.scheme not in ("http", "https") or not host or any(char <= " " for char in url):
        raise UrlError(f"{shown_url(url)!r} is no web address; write https://HOST/PATH")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise UrlError(f"{shown_url(url)!r}: whoever sits on the way can change what comes over http; write https://")
    return url


def shown_url(url: str) -> str:
    """Return the address without a user's name and password, and without a query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an address that cannot be read"
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment=""))
