"""What stands behind a dependency's name in the npm family: a range, or an alias of another package."""

from __future__ import annotations

from msgspec import Struct

_ALIAS = "npm:"


class Specifier(Struct, frozen=True, kw_only=True):
    """A dependency with its alias resolved.

    Attributes:
        name: Of the package that is installed.
        requirement: As written behind it.
        alias: The name it is installed under, empty when that is its own.
    """

    name: str
    requirement: str
    alias: str = ""


def specifier(name: str, requirement: str) -> Specifier:
    """Return what ``name: requirement`` asks for; ``npm:other@range`` installs another package under this name."""
    if not requirement.startswith(_ALIAS):
        return Specifier(name=name, requirement=requirement)
    other, wanted = split_at_version(requirement.removeprefix(_ALIAS))
    if not other or other == name:
        # yarn writes every registry range as ``npm:range``.
        return Specifier(name=name, requirement=wanted or requirement.removeprefix(_ALIAS))
    if not wanted and not _looks_like_name(other):
        return Specifier(name=name, requirement=other)
    return Specifier(name=other, requirement=wanted, alias=name)


def split_at_version(text: str) -> tuple[str, str]:
    """Return ``name`` and what follows its ``@``: the first one that does not open a scope."""
    at = text.find("@", 1)
    return (text, "") if at < 0 else (text[:at], text[at + 1 :])


def _looks_like_name(text: str) -> bool:
    """Return whether a text without ``@`` is a name and not a bare range (``npm:^1.0.0``, ``npm:latest`` is a name)."""
    return text[:1].isalpha() or text[:1] in "@_"
