"""Addresses in manifests, without the user and password that may stand in them."""

from __future__ import annotations

_MARK = "://"
_ENDS = "/?#\"' \t,;"


def without_credentials(text: str) -> str:
    """Return text in which no address names a user or a password."""
    if _MARK not in text or "@" not in text:
        return text
    first, *rest = text.split(_MARK)
    return _MARK.join((first, *(_host_on(part) for part in rest)))


def _host_on(part: str) -> str:
    end = min((at for at in map(part.find, _ENDS) if at >= 0), default=len(part))
    return part[part.rfind("@", 0, end) + 1 :]
