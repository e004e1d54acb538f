"""Reads MANIFEST.in: which of its lines bring files into an sdist, and which keep files out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pkgaudit.model.ship_list import Reason, ReasonKind
from pkgaudit.targets.ship_list.python_patterns import Matches, glob, is_plain
from pkgaudit.targets.ship_list.python_recipe import ENTRIES, Entry, Exclusion

NAME = "MANIFEST.in"
_INCLUDING = frozenset(("include", "recursive-include", "global-include", "graft"))
_EXCLUDING = frozenset(("exclude", "recursive-exclude", "global-exclude", "prune"))
_RECURSIVE = frozenset(("recursive-include", "recursive-exclude"))
_EVERYWHERE = frozenset(("global-include", "global-exclude"))
_WHOLE = frozenset(("graft", "prune"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One command.

    Attributes:
        number: 1-based.
        text: As written, without space around it.
        command: Its first word.
        words: The others; at least one.
    """

    number: int
    text: str
    command: str
    words: tuple[str, ...]

    @property
    def excludes(self) -> bool:
        """Whether it keeps files out."""
        return self.command in _EXCLUDING

    @property
    def patterns(self) -> tuple[str, ...]:
        """What it means, as whole paths."""
        if self.command in _RECURSIVE:
            folder = self.words[0].strip("/")
            return tuple(f"{folder}/**/{word}" if folder != "." else f"**/{word}" for word in self.words[1:])
        if self.command in _EVERYWHERE:
            return tuple(f"**/{word}" for word in self.words)
        if self.command in _WHOLE:
            return tuple("**" if word in (".", "./", "*") else f"{word.strip('/')}/**" for word in self.words)
        return self.words

    def matches(self, path: str) -> bool:
        """Return whether it means a path; slow, for a few."""
        return any(glob(pattern)(path) for pattern in self.patterns)


def read_manifest_in(text: str) -> tuple[Line, ...]:
    """Return the commands; what is none is left out."""
    found: list[Line] = []
    continued, first = "", 0
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith("#"):
            continue
        first = first if continued else number
        if line.endswith("\\"):
            continued += line[:-1] + " "
            continue
        words = (continued + line).split()
        whole = " ".join(words)
        continued = ""
        if len(words) > (2 if words and words[0] in _RECURSIVE else 1) and words[0] in _INCLUDING | _EXCLUDING:
            found.append(Line(number=first, text=whole[:300], command=words[0], words=tuple(words[1:ENTRIES])))
    return tuple(found[: 2 * ENTRIES])


def manifest_entries(lines: Sequence[Line]) -> tuple[Entry, ...]:
    """Return the lines that bring files in, the last first: of several it is the one that decides."""
    return tuple(_entry(line) for line in reversed(lines) if not line.excludes)


def manifest_exclusions(lines: Sequence[Line]) -> tuple[Exclusion, ...]:
    """Return the lines that keep files out, one for each of their patterns."""
    found: list[Exclusion] = []
    for line in lines:
        if not line.excludes:
            continue
        at_root = line.command == "exclude" and len(line.words) == 1 and "/" not in line.words[0]
        word = line.words[0]
        plain = word if len(line.words) == 1 and line.command in ("exclude", "prune") and is_plain(word) else ""
        found.append(
            Exclusion(
                matches=_any(line),
                file=NAME,
                line=line.number,
                text=line.text,
                meant=glob(f"**/{word}") if at_root and not is_plain(word) else _never,
                instead=f"Write `global-exclude {word}` in its place: `exclude` means the project's own folder only",
                plain=plain.strip("/"),
            )
        )
    return tuple(found)


def keep_out(path: str) -> str:
    """Return the edit that keeps a file, or a folder that ends in ``/``, out of an sdist and of the wheel from it."""
    escaped = "".join("?" if letter.isspace() else f"[{letter}]" if letter in "*?[" else letter for letter in path)
    line = f"prune {escaped.rstrip('/')}" if path.endswith("/") else f"exclude {escaped}"
    return f"Add the line `{line}` at the end of {NAME}"


def _entry(line: Line) -> Entry:
    # That nothing of a kind is there today is why one writes a line for everywhere.
    checked = line.command not in _EVERYWHERE
    return Entry(
        reason=Reason(kind=ReasonKind.LISTED, by=f"{NAME}: {line.text}"),
        matches=_any(line),
        file=NAME,
        line=line.number,
        text=line.text,
        fix=f"Correct or remove line {line.number} of {NAME}." if checked else "",
    )


def _any(line: Line) -> Matches:
    each = [glob(pattern) for pattern in line.patterns]
    return each[0] if len(each) == 1 else lambda path: any(one(path) for one in each)


def _never(_: str) -> bool:
    return False
