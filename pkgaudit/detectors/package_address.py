"""What the address of a package's file says: the host, and the name and version in its path."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from msgspec import Struct

from pkgaudit.expression import Expression

_LONGEST = 2_048
# A registry of npm's kind: ``/@scope/name/-/name-1.0.0.tgz``.
_MARK = "/-/"
_ENDING = ".tgz"
_FROM_DIGIT = Expression(r"-(?=[0-9])")


class PackageAddress(Struct, frozen=True, kw_only=True):
    """One address, taken apart.

    Attributes:
        scheme: In lower case, as ``https`` or ``git+ssh``; empty for what is no address.
        host: In lower case, empty when there is none.
        name: Of the package, when the path tells it.
        version: Of the package, when the path tells it.
    """

    scheme: str = ""
    host: str = ""
    name: str = ""
    version: str = ""


def package_address(text: str) -> PackageAddress:
    """Return what an address says; what cannot be read, or is longer than 2,048 characters, says nothing."""
    if len(text) > _LONGEST or ":" not in text:
        return PackageAddress()
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return PackageAddress()
    name, version = _named(unquote(parts.path))
    return PackageAddress(scheme=parts.scheme.lower(), host=host, name=name, version=version)


def is_usual(text: str, name: str, version: str) -> bool:
    """Return whether an address plainly names this package and version; False says nothing."""
    plain = text.partition("#")[0] if "#" in text else text
    return plain.endswith(f"/{name}{_MARK}{name.rpartition('/')[2]}-{version}{_ENDING}")


def _named(path: str) -> tuple[str, str]:
    before, mark, file = path.rpartition(_MARK)
    if not mark or not file.endswith(_ENDING):
        return "", ""
    scope, _, base = before.rpartition("/")
    scope = scope.rpartition("/")[2]
    name = f"{scope}/{base}" if scope.startswith("@") else base
    stem = file.rpartition("/")[2].removesuffix(_ENDING)
    if stem.startswith(f"{base}-"):
        return name, stem.removeprefix(f"{base}-")
    found = _FROM_DIGIT.search(stem)
    return name, stem[found.end() :] if found else ""
