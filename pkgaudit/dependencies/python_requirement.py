"""One requirement of the Python family: ``name[extras] >=1,<2 ; marker`` or ``name @ address``."""

from __future__ import annotations

from msgspec import Struct

from pkgaudit.expression import Expression

LONGEST = 16 * 1024
"""Characters of one requirement; longer ones are not understood. The longest real ones have some hundred."""

_NAME = Expression(r"([A-Za-z0-9][A-Za-z0-9._-]*+(?<![.-]))[ \t]*+(?:\[([^\[\]]*+)\])?+[ \t]*+")
_CLAUSE = Expression(r"(===|==|~=|!=|<=|>=|<|>)[ \t]*+([A-Za-z0-9.*+!_-]++)")
_BLANKS = Expression(r"[ \t\r\n\f\v]++")
_SEPARATORS = Expression(r"[-_.]+")


class Requirement(Struct, frozen=True, kw_only=True):
    """A requirement in its parts.

    Attributes:
        name: As written.
        extras: Between the brackets, as written; empty when there are none.
        specifier: The version clauses, without the parentheses of old; empty for any version.
        url: Where it is taken from, or empty; then there is no specifier.
        marker: As written, or empty.
    """

    name: str
    extras: str = ""
    specifier: str = ""
    url: str = ""
    marker: str = ""


def split_requirement(text: str) -> Requirement | None:
    """Return the parts of a requirement, None when it is none.

    packaging's parser is exact, and costs more to load than a scan of a small package takes; a test holds this one to
    its answers.
    """
    if len(text) > LONGEST:
        return None
    plain = _BLANKS.sub(" ", text).strip()
    head = _NAME.match(plain)
    if head is None:
        return None
    rest = plain[head.end() :]
    extras = (head[2] or "").strip()
    if rest.startswith("@"):
        url, _, marker = rest[1:].strip().partition(" ;")
        if not url or " " in url:
            return None
        return Requirement(name=head[1], extras=extras, url=url, marker=marker.strip())
    specifier, _, marker = rest.partition(";")
    specifier = specifier.strip()
    if specifier.startswith("(") and specifier.endswith(")"):
        specifier = specifier[1:-1].strip()
    if specifier and clauses(specifier) is None:
        return None
    return Requirement(name=head[1], extras=extras, specifier=specifier, marker=marker.strip())


def clauses(specifier: str) -> list[tuple[str, str]] | None:
    """Return operator and version of each clause, None when one is not understood."""
    found: list[tuple[str, str]] = []
    parts = [part.strip() for part in specifier.split(",")]
    for part in parts if parts[-1] else parts[:-1]:
        clause = _CLAUSE.fullmatch(part)
        if clause is None:
            return None
        found.append((clause[1], clause[2]))
    return found


def pinned_version(specifier: str) -> str:
    """Return the one version that a specifier admits, empty when it may be several."""
    if "==" not in specifier:
        return ""
    for operator, version in clauses(specifier) or ():
        if operator in {"==", "==="} and not version.endswith("*"):
            return version
    return ""


def canonical_name(name: str) -> str:
    """Return the spelling under which all spellings of a name are one."""
    return _SEPARATORS.sub("-", name).lower()
