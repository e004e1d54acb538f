"""Whether what a manifest asks for admits a version, judged by libraries that know each registry's own rules."""

from __future__ import annotations

from collections.abc import Iterator

from pkgaudit.expression import Expression
from pkgaudit.model.grades import Ecosystem

_LONGEST_VERSION = 256
_LONGEST = 1_024
_CUT = 64 * 1_024
_CLAUSES = 64
_REGISTRY = "npm:"
_BLANKS = Expression(r"\s+")
_NPM_EXACT = Expression(r"[=v\s]*([0-9]{1,16}\.[0-9]{1,16}\.[0-9]{1,16}(?:[-+][0-9A-Za-z.+-]{0,200})?)")
_PYTHON_EXACT = Expression(r"={2,3}\s*([^\s,;*]{1,200})")
_NUMBERS = Expression(r"[0-9]+(?:\.[0-9]+){0,5}(?:-?[0-9A-Za-z][0-9A-Za-z.-]{0,40})?")
_MENTIONED = 32


def exact_version(ecosystem: Ecosystem, requirement: str) -> str | None:
    """Return the one version that a requirement admits, or None when it is none or a range."""
    text = _plain(requirement)
    if ecosystem is Ecosystem.NPM:
        found = _NPM_EXACT.fullmatch(text)
        return None if found is None else found[1]
    for part in text.split(",", _CLAUSES):
        found = _PYTHON_EXACT.fullmatch(part.strip())
        if found is not None:
            return found[1]
    return None


def admits(ecosystem: Ecosystem, requirement: str, version: str) -> bool:
    """Return whether an installer may choose this version for a requirement.

    An empty requirement admits every release, pre-releases only where the registry's rules say so. What is no range (an
    address, a tag) admits nothing. A range that is longer than anybody writes counts as one that admits it: it was not
    looked at.
    """
    text = _plain(requirement)
    if len(version) > _LONGEST_VERSION:
        return False
    if len(text) > _LONGEST or text.count(",") > _CLAUSES:
        return True
    return _npm(text, version) if ecosystem is Ecosystem.NPM else _python(text, version)


def admits_some_after(ecosystem: Ecosystem, requirement: str, first: str) -> bool:
    """Return whether an installer may choose this version or a later one.

    Tried are the version itself and, for what is written in the requirement, that and the next release after it.
    """
    return any(
        admits(ecosystem, requirement, version)
        for version in (first, *_mentioned(_plain(requirement)))
        if version == first or _not_before(ecosystem, version, first)
    )


def _plain(requirement: str) -> str:
    text = requirement[:_CUT].strip().removeprefix(_REGISTRY)
    return _BLANKS.sub(" ", text).strip()


def _npm(text: str, version: str) -> bool:
    import nodesemver  # noqa: PLC0415 -- costs 45 ms; only for the few names that are known

    # The registry's client reads ranges loosely: https://github.com/npm/npm-package-arg
    try:
        return nodesemver.satisfies(version, text, loose=True) is True
    except ValueError:
        return False


def _python(text: str, version: str) -> bool:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415 -- as above
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415 -- as above

    try:
        wanted = SpecifierSet(text.strip("()"))
        return wanted.contains(Version(version), prereleases=bool(wanted.prereleases))
    except (InvalidSpecifier, InvalidVersion):
        return False


def _mentioned(text: str) -> Iterator[str]:
    for number, found in enumerate(_NUMBERS.finditer(text)):
        if number == _MENTIONED:
            return
        numbers, _, rest = found[0].partition("-")
        parts = [part for part in numbers.split(".") if part.isdigit()][:3]
        parts += ["0"] * (3 - len(parts))
        yield ".".join(parts) + (f"-{rest}" if rest else "")
        yield f"{parts[0]}.{parts[1]}.{int(parts[2][:16]) + 1}"


def _not_before(ecosystem: Ecosystem, version: str, first: str) -> bool:
    from pkgaudit.knowledge.versions import not_before  # noqa: PLC0415 -- only for the few open ranges

    return not_before(ecosystem, version, first)
