"""Matches paths against the patterns of ``files`` lists and ignore files, in time that no pattern can blow up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import translate

_PATTERN = 1024
_ALTERNATIVES = 32
_MAGIC = frozenset("*?[")
_FOREIGN = re.compile(r"[+@!?*]\(|\\")
_ANY, _END, _END_OF_FOLDER = "**", "", "/"
_ENDS = frozenset({_END, _END_OF_FOLDER})
_NONE = -1
# fnmatch's expressions never go back behind a star, so that each part costs its own length only.
_Segment = str | re.Pattern[str]
_Match = Callable[[str], "re.Match[str] | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """Where the patterns stand in one folder; folders that are alike share it.

    Attributes:
        covered: The last pattern that covers the whole folder, or -1.
        names: The last pattern that covers a file of this name.
        matches: Those for which a file's name must match, the last first.
        staying: Positions that hold in every folder below.
        literals: Positions that a folder of this name leads to.
        expressions: Positions that a folder whose name matches leads to.
    """

    covered: int
    names: dict[str, int]
    matches: tuple[tuple[int, _Match], ...]
    staying: frozenset[int]
    literals: dict[str, frozenset[int]]
    expressions: tuple[tuple[_Match, frozenset[int]], ...]


class Globs:
    """Several patterns, of which the last that covers a path counts; asking costs little more than one would.

    Each covers a path that it matches, and everything below a folder that it matches. Brace alternatives and ``**``
    are understood. A pattern with what is not (``+(a|b)``, backslashes) covers nothing.

    Args:
        patterns: Each without the ``!`` of a negation, and whether it may begin at any folder; slashes at the front are
            dropped, one at the end means a folder.
        folded: Whether upper and lower case are the same.
    """

    def __init__(self, patterns: Iterable[tuple[str, bool]], *, folded: bool = False) -> None:
        self._folded = folded
        self._segments: list[_Segment] = []
        self._owners: list[int] = []
        starts: set[int] = set()
        for index, (pattern, anywhere) in enumerate(patterns):
            if is_understood(pattern):
                for each in _alternatives(pattern.lower() if folded else pattern):
                    starts |= self._add(each, index, anywhere=anywhere)
        self._alike: dict[tuple[frozenset[int], int], _State] = {}
        self._below: dict[str, _State] = {"": self._state(starts, _NONE)}

    def last(self, path: str) -> int | None:
        """Return the place of the last pattern that covers a file or a folder above it; None when none does."""
        folder, _, name = (path.lower() if self._folded else path).rpartition("/")
        state = self._below.get(folder) or self._after(folder)
        found = max(state.covered, state.names.get(name, _NONE))
        for index, match in state.matches:
            if index < found:
                break
            if match(name):
                return index
        return None if found == _NONE else found

    def _add(self, pattern: str, owner: int, *, anywhere: bool) -> frozenset[int]:
        parts = [part for part in pattern.split("/") if part not in {"", "."}]
        of_folder = pattern.endswith("/") and bool(parts)
        while parts and parts[-1] == _ANY:
            parts.pop()
            of_folder = True
        first = len(self._segments)
        if anywhere and parts:
            self._segments.append(_ANY)
        for part in parts:
            magic = part != _ANY and not _MAGIC.isdisjoint(part)
            self._segments.append(re.compile(translate(part.replace("[^", "[!")), re.DOTALL) if magic else part)
        self._segments.append(_END_OF_FOLDER if of_folder or not parts else _END)
        self._owners.extend([owner] * (len(self._segments) - first))
        return self._closure(first)

    def _after(self, folder: str) -> _State:
        missing: list[str] = []
        while folder not in self._below:
            missing.append(folder)
            folder = folder.rpartition("/")[0]
        state = self._below[folder]
        for each in reversed(missing):
            name = each.rpartition("/")[2]
            reached = set(state.staying)
            reached |= state.literals.get(name, frozenset())
            for match, after in state.expressions:
                if match(name):
                    reached |= after
            state = self._below[each] = self._state(reached, state.covered)
        return state

    def _state(self, positions: Iterable[int], covered: int) -> _State:
        # What is done covers all that is below, and patterns before it no longer count.
        done = max((self._owners[at] for at in positions if self._segments[at] in _ENDS), default=_NONE)
        covered = max(covered, done)
        open_ = frozenset(at for at in positions if self._owners[at] > covered and self._segments[at] not in _ENDS)
        key = (open_, covered)
        known = self._alike.get(key)
        if known is None:
            known = self._alike[key] = self._compiled(sorted(open_), covered)
        return known

    def _compiled(self, positions: Sequence[int], covered: int) -> _State:
        names: dict[str, int] = {}
        matches: list[tuple[int, _Match]] = []
        staying: set[int] = set()
        literals: dict[str, frozenset[int]] = {}
        expressions: list[tuple[_Match, frozenset[int]]] = []
        for at in positions:
            segment, owner = self._segments[at], self._owners[at]
            last = self._segments[at + 1] == _END
            if isinstance(segment, re.Pattern):
                expressions.append((segment.match, self._closure(at + 1)))
                if last:
                    matches.append((owner, segment.match))
            elif segment == _ANY:
                # What it stands for no folder of is reached along with it.
                staying |= self._closure(at)
            else:
                literals[segment] = literals.get(segment, frozenset()) | self._closure(at + 1)
                if last:
                    names[segment] = max(owner, names.get(segment, _NONE))
        return _State(
            covered=covered,
            names=names,
            matches=tuple(sorted(matches, key=lambda each: -each[0])),
            staying=frozenset(staying),
            literals=literals,
            expressions=tuple(expressions),
        )

    def _closure(self, position: int) -> frozenset[int]:
        found = {position}
        while self._segments[position] == _ANY:
            position += 1
            found.add(position)
        return frozenset(found)


class Glob:
    """One pattern, as in `Globs`.

    Args:
        pattern: Without the ``!`` of a negation.
        anywhere: Whether it may begin at any folder.
        folded: Whether upper and lower case are the same.
    """

    def __init__(self, pattern: str, *, anywhere: bool = False, folded: bool = False) -> None:
        self.is_understood = is_understood(pattern)
        self._globs = Globs([(pattern, anywhere)], folded=folded)

    def covers(self, path: str) -> bool:
        """Return whether it matches a file or a folder above it."""
        return self._globs.last(path) is not None


def is_understood(pattern: str) -> bool:
    """Return whether all of a pattern is known here; one that is not covers nothing."""
    return len(pattern) <= _PATTERN and not _FOREIGN.search(pattern)


def is_literal(pattern: str) -> bool:
    """Return whether a pattern names one path."""
    return _MAGIC.isdisjoint(pattern) and "{" not in pattern


def _alternatives(pattern: str) -> list[str]:
    """Spell out ``{a,b}``; too many stay as they are, and then match nothing."""
    done: list[str] = []
    pending = [pattern]
    while pending:
        text = pending.pop()
        end = text.find("}")
        start = text.rfind("{", 0, end) if end >= 0 else -1
        if start < 0 or len(done) + len(pending) > _ALTERNATIVES:
            done.append(text)
            continue
        pending.extend(text[:start] + choice + text[end + 1 :] for choice in text[start + 1 : end].split(","))
    return done
