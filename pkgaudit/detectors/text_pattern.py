"""Text that must not be in a package: expressions of linear time over the bytes of every member."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from pkgaudit.detectors.globs import checked_globs, wanted
from pkgaudit.detectors.grouping import MORE, by_place, more, places
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.expression import Expression
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.gap import Location
from pkgaudit.model.member import Member
from pkgaudit.model.rule import Rule
from pkgaudit.search.pattern import Marks, Pattern

_LONGEST = 1_000
_MOST = 200
# An automaton counts a repeat in states: thousands of them take minutes to make.
_LARGEST_REPEAT = 1_000
# What is quoted, escaped or in a class is passed over; else a number in braces is a repeat.
_REPEAT = Expression(r"\\Q.*?(?:\\E|\Z)|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{([0-9]+)(?:,([0-9]*))?\}", re.DOTALL)


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, rename="kebab"):
    """What a rule asks.

    Attributes:
        patterns: Regular expressions over bytes, without look-around and back-references; ``.`` matches newlines too.
        caseless: ASCII letters match in both cases.
        paths: Globs; only members that any of them matches. Empty means all.
        unless: Globs; not in members that any of them matches.
    """

    patterns: tuple[str, ...]
    caseless: bool = False
    paths: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.patterns:
            raise ValueError("patterns is empty: write at least one expression")
        if len(self.patterns) > _MOST:
            raise ValueError(f"patterns has {len(self.patterns):,} entries, more than {_MOST}: split the rule")
        for index, pattern in enumerate(self.patterns):
            if not pattern or len(pattern) > _LONGEST:
                raise ValueError(
                    f"patterns[{index}]: an expression has 1 to {_LONGEST:,} characters, not {len(pattern):,}"
                )
            if "\0" in pattern:
                raise ValueError(f"patterns[{index}]: holds the character NUL itself: write \\x00 for it")
            repeats = [number for found in _REPEAT.finditer(pattern) for number in found.groups() if number]
            if any(
                len(number.lstrip("0")) > len(str(_LARGEST_REPEAT)) or int(number) > _LARGEST_REPEAT
                for number in repeats
            ):
                raise ValueError(
                    f"patterns[{index}]: repeats something more than {_LARGEST_REPEAT:,} times: ask for less"
                )
        checked_globs("paths", self.paths, needed=False)
        checked_globs("unless", self.unless, needed=False)


NEEDS = frozenset((Need.MEMBERS,))
FACTS: Mapping[str, str] = {
    "members": "how many members this finding stands for",
    "first": "path of the first one",
    "more": MORE,
    "lines": "in how many lines it stands, in all of them together; a member's first 10,000 matches are counted",
}
PARAMS = Params
VISITS = True


class _Seen(msgspec.Struct, frozen=True, kw_only=True):
    location: Location
    line: int
    lines: int


class _Check:
    """Remembers where each rule's patterns stood."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        asked = [(rule.name, params_of(rule, Params)) for rule in rules]
        self._rules = [(name, _names(name, params), wanted(params.paths, params.unless)) for name, params in asked]
        self._seen: dict[str, list[_Seen]] = {name: [] for name, _ in asked}
        self.patterns = tuple(
            Pattern(name=called, expression=expression.encode(), caseless=params.caseless)
            for name, params in asked
            for called, expression in zip(_names(name, params), params.patterns, strict=True)
        )

    def visit(self, member: Member, marks: Marks) -> Iterable[Hit]:
        """Remember a member in which something stood; nothing is said before all of them are known."""
        if marks and member.content is not None:
            for rule, names, matches in self._rules:
                ends = sorted({end for name in names for end in marks.get(name, ())})
                if ends and matches(member.location[-1]):
                    numbers = list(_lines(member.content, ends))
                    seen = _Seen(location=member.location, line=numbers[0], lines=len(numbers))
                    self._seen[rule].append(seen)
        return ()

    def conclude(self, artifact: Artifact) -> Iterator[Hit]:  # noqa: ARG002 -- the Protocol's signature
        """Say where each rule's patterns stood."""
        for rule, seen in self._seen.items():
            for location, held in by_place(seen, lambda each: each.location):
                yield Hit(
                    rule=rule,
                    location=location,
                    line=held[0].line if len(held) == 1 else None,
                    facts={
                        "members": len(held),
                        "first": held[0].location[-1],
                        "more": more(len(held)),
                        "lines": sum(each.lines for each in held),
                    },
                    places=places(location, [each.location for each in held]),
                )


def prepare(rules: Sequence[Rule]) -> _Check:
    """Return a check for all rules about text."""
    return _Check(rules)


def _names(rule: str, params: Params) -> list[str]:
    return [f"{rule}: params.patterns[{index}]" for index in range(len(params.patterns))]


def _lines(content: bytes, ends: Sequence[int]) -> Iterator[int]:
    """Yield the 1-based numbers of the lines in which matches end, each once; ``ends`` ascend."""
    line, position, told = 1, 0, 0
    for end in ends:
        # A match that ends with the newline belongs to the line it closes.
        stop = max(end - 1, position)
        line += content.count(b"\n", position, stop)
        position = stop
        if line != told:
            told = line
            yield line
