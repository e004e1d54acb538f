"""Which names and versions npm takes."""

from __future__ import annotations

from pkgaudit.expression import Expression

_LONGEST_VERSION = 256
_LARGEST_NUMBER = 2**53 - 1
# What encodeURIComponent leaves alone.
_PART = Expression(r"[A-Za-z0-9_.!~*'()-]+")
_RESERVED = frozenset(("node_modules", "favicon.ico"))
_IDENTIFIER = r"(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_SEMVER = Expression(
    r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"
    rf"(?:-{_IDENTIFIER}(?:\.{_IDENTIFIER})*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)
_PREFIX = " \t\r\nv="


def name_problem(name: str) -> str:
    """Return what is wrong with a package name, or nothing.

    The rules are those for packages that exist already (capitals, names of Node's own modules and long names were
    legal once): https://github.com/npm/validate-npm-package-name.
    """
    if not name:
        return "the name is empty: npm refuses to pack it"
    if name != name.strip():
        return "the name begins or ends with a space: npm refuses to pack it"
    if name.lower() in _RESERVED or name.startswith((".", "_")):
        return "the name is reserved: npm refuses to pack it"
    parts = name[1:].split("/") if name.startswith("@") else [name]
    expected = 2 if name.startswith("@") else 1
    if len(parts) != expected or not all(_PART.fullmatch(part) for part in parts) or parts[-1].startswith("."):
        return "the name has characters that no package name may have: npm refuses to pack it"
    return ""


def version_problem(version: str) -> str:
    """Return what is wrong with a version, or nothing (https://semver.org, with npm's limits)."""
    if len(version) > _LONGEST_VERSION:
        return f"the version has {len(version):,} characters: npm refuses more than {_LONGEST_VERSION}"
    match = _SEMVER.fullmatch(version)
    if match is None:
        trimmed = version.lstrip(_PREFIX).strip()
        if trimmed != version and _SEMVER.fullmatch(trimmed):
            return f"the version is not semver: npm publishes it as {trimmed}"
        return "the version is not semver: npm refuses to pack it"
    if any(int(number) > _LARGEST_NUMBER for number in match.groups()):
        return "a number of the version is too large: npm refuses to pack it"
    return ""
