"""Reads entry_points.txt of a wheel: what it offers, and the lines that nobody can read."""

from __future__ import annotations

from msgspec import Struct

from pkgaudit.expression import Expression
from pkgaudit.manifests.lenient_json import quoted

_PART = r"[^\W\d]\w*"
# https://packaging.python.org/en/latest/specifications/entry-points/
_REFERENCE = Expression(rf"({_PART}(?:\.{_PART})*)\s*(?::\s*{_PART}(?:\.{_PART})*)?\s*(?:\[[^\[\]]*\])?")
_LONGEST = 1000
_ENTRIES = 10_000
_PROBLEMS = 100
SCRIPT_GROUPS = frozenset(("console_scripts", "gui_scripts"))
"""The groups that installers make commands of."""


class EntryPoint(Struct, frozen=True, kw_only=True):
    """One entry.

    Attributes:
        group: ``console_scripts``...
        name: What it is called there.
        module: The module it names, dotted.
    """

    group: str
    name: str
    module: str


class EntryPoints(Struct, frozen=True, kw_only=True):
    """What the file offers.

    Attributes:
        entries: Those that can be read.
        problems: What is wrong with the others, in a few words; at most 101.
    """

    entries: tuple[EntryPoint, ...]
    problems: tuple[str, ...]


def read_entry_points(content: bytes) -> EntryPoints:
    """Return the entries of an entry_points.txt; never raises."""
    problems: list[str] = []
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.append(f"byte {error.start} is not UTF-8")
        text = content.decode("utf-8", "replace")
    entries: list[EntryPoint] = []
    seen: set[tuple[str, str]] = set()
    group: str | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        if len(entries) == _ENTRIES or len(problems) == _PROBLEMS:
            problems.append(f"line {number:,} and what follows is not looked at: there is too much")
            break
        line = raw.strip()
        if line.startswith("[") and line.endswith("]"):
            group = line[1:-1].strip()
        elif line and not line.startswith(("#", ";")):
            entry = _entry(line, group, seen)
            if isinstance(entry, str):
                problems.append(f"line {number:,} ({quoted(line)}) {entry}")
            elif entry is not None:
                entries.append(entry)
    return EntryPoints(entries=tuple(entries), problems=tuple(problems))


def _entry(line: str, group: str | None, seen: set[tuple[str, str]]) -> EntryPoint | str | None:
    """Return an entry, what is wrong with it, or None for one that plugins may read in a way of their own."""
    name, equals, value = (part.strip() for part in line[:_LONGEST].partition("="))
    if group is None:
        return "stands before the first [group]"
    if not equals or not name:
        return "is no `name = module:function`"
    if (group, name) in seen:
        return f"names {quoted(name)} a second time in [{group[:80]}]"
    seen.add((group, name))
    match = _REFERENCE.fullmatch(value)
    if match is not None and (":" in value or group not in SCRIPT_GROUPS):
        return EntryPoint(group=group, name=name, module=match[1])
    return "is no `name = module:function`: no command can be made of it" if group in SCRIPT_GROUPS else None
