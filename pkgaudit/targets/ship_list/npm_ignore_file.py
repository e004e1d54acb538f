"""Reads a ``.npmignore`` or ``.gitignore``: which line of it decides about a path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pkgaudit.targets.ship_list.npm_globs import Glob, Globs

_RULES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoreRule:
    """One line.

    Attributes:
        text: As written, without blanks around it.
        line: 1-based.
        negated: Whether it takes paths back in.
        anywhere: Whether it holds at any depth.
        glob: What it covers; of many paths ask the whole file.
    """

    text: str
    line: int
    negated: bool
    anywhere: bool
    glob: Glob


class IgnoreFile:
    """All rules of one file; of those that cover a path the last decides.

    Args:
        rules: In their order.
    """

    def __init__(self, rules: Sequence[IgnoreRule]) -> None:
        self.rules = tuple(rules)

    def deciding(self, path: str) -> IgnoreRule | None:
        """Return the rule that keeps a path out, None when no rule covers it or the last that does is a negation."""
        at = self._globs.last(path)
        return None if at is None or self.rules[at].negated else self.rules[at]

    @cached_property
    def _globs(self) -> Globs:
        return Globs((rule.text.removeprefix("!"), rule.anywhere) for rule in self.rules)


def read_ignore_file(content: bytes, *, folders_at_top: bool = False) -> IgnoreFile:
    """Return the rules of an ignore file, at most a thousand.

    Args:
        content: Of the file.
        folders_at_top: Whether ``private/`` holds at the top only, as for some packers; git takes it at any depth.
    """
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
    return IgnoreFile(found)
