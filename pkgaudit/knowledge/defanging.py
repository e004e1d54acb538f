"""Addresses of malware written so that nothing makes a link of them, and back."""

from __future__ import annotations

_DOT = "[.]"


def defanged(address: str) -> str:
    """Return a domain, an IP address or a URL with ``[.]`` in its host and ``hxxp`` for its scheme."""
    scheme, mark, rest = address.rpartition("://")
    host, slash, path = rest.partition("/")
    return scheme.replace("http", "hxxp") + mark + host.replace(".", _DOT) + slash + path


def refanged(address: str) -> str:
    """Return what ``defanged`` was given."""
    scheme, mark, rest = address.rpartition("://")
    return scheme.replace("hxxp", "http") + mark + rest.replace(_DOT, ".")
