"""Reads a ``.npmignore`` or ``.gitignore``: which line of it decides about a path."""

from __future__ import annotations

from dataclasses import dataclass

from pkgaudit.targets.ship_list.npm_globs import Glob

_RULES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoreRule:
    """One line.

    Attributes:
        text: As written, without blanks around it.
        line: 1-based.
        negated: Whether it takes paths back in.
        anywhere: Whether it holds at any depth.
        glob: What it covers.
    """

    text: str
    line: int
    negated: bool
    anywhere: bool
    glob: Glob


def read_rules(content: bytes | None, *, folders_at_top: bool = False) -> tuple[IgnoreRule, ...]:
    """Return the rules of an ignore file, at most a thousand; none for None.

    Args:
        content: Of the file.
        folders_at_top: Whether ``private/`` holds at the top only, as for some packers; git takes it at any depth.
    """
    if content is None:
        return ()
    found: list[IgnoreRule] = []
    for number, line in enumerate(content.decode("utf-8-sig", "replace").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        pattern = text.removeprefix("!")
        anywhere = "/" not in (pattern if folders_at_top else pattern.rstrip("/"))
        glob = Glob(pattern, anywhere=anywhere)
        found.append(IgnoreRule(text=text, line=number, negated=text.startswith("!"), anywhere=anywhere, glob=glob))
        if len(found) == _RULES:
            break
    return tuple(found)


def deciding(rules: tuple[IgnoreRule, ...], path: str) -> IgnoreRule | None:
    """Return the rule that keeps a path out: the last that covers it, when that is no negation."""
    for rule in reversed(rules):
        if rule.glob.covers(path):
            return None if rule.negated else rule
    return None
