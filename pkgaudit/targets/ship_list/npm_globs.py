"""Matches paths against the patterns of ``files`` lists and ignore files, in time that no pattern can blow up."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import translate

_PATTERN = 1024
_ALTERNATIVES = 32
_MAGIC = frozenset("*?[")
_FOREIGN = re.compile(r"[+@!?*]\(|\\")
_ANY, _END, _END_OF_FOLDER = "**", "", "/"
# fnmatch's expressions never go back behind a star, so that each part costs its own length only.
_Segment = str | re.Pattern[str]
_Last = tuple[bool, frozenset[str], tuple[Callable[[str], re.Match[str] | None], ...]]


class Glob:
    """One pattern; it covers a path that it matches, and everything below a folder that it matches.

    Brace alternatives and ``**`` are understood. A pattern with what is not (``+(a|b)``, backslashes) covers nothing.

    Args:
        pattern: Without the ``!`` of a negation; slashes at the front are dropped, one at the end means a folder.
        anywhere: Whether it may begin at any folder.
        folded: Whether upper and lower case are the same.
    """

    def __init__(self, pattern: str, *, anywhere: bool = False, folded: bool = False) -> None:
        self._folded = folded
        self._segments: list[_Segment] = []
        self.is_understood = len(pattern) <= _PATTERN and not _FOREIGN.search(pattern)
        starts: set[int] = set()
        if self.is_understood:
            for each in _alternatives(pattern.lower() if folded else pattern):
                starts |= self._add(each, anywhere=anywhere)
        self._last: dict[str, _Last] = {}
        self._alike: dict[frozenset[int], _Last] = {}
        self._below: dict[str, frozenset[int]] = {"": frozenset(starts)}

    def covers(self, path: str) -> bool:
        """Return whether it matches a file or a folder above it."""
        folder, _, name = (path.lower() if self._folded else path).rpartition("/")
        last = self._last.get(folder)
        if last is None:
            last = self._last[folder] = self._last_of(self._after(folder))
        is_covered, names, matches = last
        return is_covered or name in names or any(match(name) for match in matches)

    def _last_of(self, positions: frozenset[int]) -> _Last:
        """Return what decides about the files of a folder; the same object for folders that are alike."""
        known = self._alike.get(positions)
        if known is None:
            last = [self._segments[at] for at in positions if self._segments[at + 1 : at + 2] == [_END]]
            known = self._alike[positions] = (
                self._is_done(positions, _END_OF_FOLDER),
                frozenset(each for each in last if isinstance(each, str)),
                tuple(each.match for each in last if isinstance(each, re.Pattern)),
            )
        return known

    def _add(self, pattern: str, *, anywhere: bool) -> frozenset[int]:
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
        return self._closure(first)

    def _after(self, folder: str) -> frozenset[int]:
        known = self._below.get(folder)
        if known is not None:
            return known
        missing: list[str] = []
        while folder not in self._below:
            missing.append(folder)
            folder = folder.rpartition("/")[0]
        for each in reversed(missing):
            parent, _, name = each.rpartition("/")
            above = self._below[parent]
            self._below[each] = above if self._is_done(above, _END_OF_FOLDER) else self._step(above, name)
        return self._below[missing[0]]

    def _step(self, positions: frozenset[int], name: str) -> frozenset[int]:
        reached: set[int] = set()
        for position in positions:
            segment = self._segments[position]
            if isinstance(segment, re.Pattern):
                if segment.match(name):
                    reached |= self._closure(position + 1)
            elif segment == _ANY:
                reached.add(position)
            elif segment == name:
                reached |= self._closure(position + 1)
        # What `**` stands for no folder of is reached along with it.
        return frozenset(reached | {each for at in reached for each in self._closure(at)})

    def _closure(self, position: int) -> frozenset[int]:
        found = {position}
        while self._segments[position] == _ANY:
            position += 1
            found.add(position)
        return frozenset(found)

    def _is_done(self, positions: frozenset[int], end: str) -> bool:
        ends = (_END, _END_OF_FOLDER) if end == _END_OF_FOLDER else (_END,)
        return any(self._segments[position] in ends for position in positions)


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
