"""When two spellings of a package's name or version are the same to its registry."""

from __future__ import annotations

from pkgaudit.expression import Expression
from pkgaudit.model.grades import Ecosystem

_LONGEST = 256
_SEPARATORS = Expression(r"[-_.]+")
_NUMBERS = Expression(r"([0-9]{1,16})\.([0-9]{1,16})\.([0-9]{1,16})(-.*)?")


def normal_name(ecosystem: Ecosystem, name: str) -> str:
    """Return the name as its registry knows it: PEP 503 on PyPI; npm tells capitals apart and knows one spelling."""
    return _SEPARATORS.sub("-", name).lower() if ecosystem is Ecosystem.PYPI else name


def same_version(ecosystem: Ecosystem, one: str, other: str) -> bool:
    """Return whether both spellings are one version; more than 256 characters are never the same as others."""
    if one == other:
        return True
    if max(len(one), len(other)) > _LONGEST:
        return False
    if ecosystem is Ecosystem.NPM:
        return _npm(one) == _npm(other)
    first = _parsed(one)
    return first is not None and first == _parsed(other)


def not_before(ecosystem: Ecosystem, version: str, first: str) -> bool:
    """Return whether ``version`` is ``first`` or a later one; what cannot be read is not."""
    if len(version) > _LONGEST:
        return False
    if ecosystem is Ecosystem.NPM:
        one, other = _NUMBERS.fullmatch(_npm(version)), _NUMBERS.fullmatch(_npm(first))
        if one is None or other is None:
            return False
        # A pre-release comes before the release of the same numbers; two pre-releases of them are not told apart.
        keys = [(*map(int, match.group(1, 2, 3)), match.group(4) is None) for match in (one, other)]
        return keys[0] >= keys[1]
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415 -- costs 16 ms; open ranges are rare

    try:
        return Version(version) >= Version(first)
    except InvalidVersion:
        return False


def is_placeholder(version: str) -> bool:
    """Return whether this is what npm puts in the place of a package it took down (``0.0.1-security``): harmless."""
    return "-security" in version


def _npm(version: str) -> str:
    return version.strip().lstrip("=v ").partition("+")[0]


def _parsed(version: str) -> object | None:
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415 -- costs 16 ms; only for names that are known

    try:
        return Version(version)
    except InvalidVersion:
        return None
