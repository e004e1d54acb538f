"""yarn.lock of yarn 1: a format of its own, a block of lines for each package."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from pkgaudit.dependencies.notes import Notes
from pkgaudit.dependencies.npm_specifier import specifier, split_at_version
from pkgaudit.expression import Expression
from pkgaudit.model.dependency_document import DependencyDocument, DocumentFormat, LockedPackage
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import MIB

LOCKFILE_BYTES = 64 * MIB
_LONGEST_LINE = 64 * 1024
_FIELDS = 2
"""Columns by which the fields of an entry are indented; what is indented more belongs to a section."""
_KEY = Expression(r'[ \t]*+"[^"]*+"?|[^,"]++')
_SHORTHAND = Expression(r"[A-Za-z0-9][A-Za-z0-9-]{0,60}/[A-Za-z0-9._-]{1,120}(?:#|$)")
_GIT = ("git+", "git:", "git@", "ssh:", "github:", "gitlab:", "bitbucket:", "gist:")
_SECTIONS = ("dependencies", "optionalDependencies")


class _Block(Struct, kw_only=True):
    """One entry as its lines come in."""

    line: int
    keys: list[str]
    fields: dict[str, str] = field(default_factory=dict)
    dependencies: dict[str, str] = field(default_factory=dict)


def read_yarn_classic_lock(content: bytes, location: Location) -> DependencyDocument:
    """Return what a yarn.lock of yarn 1 pins; never raises. It does not tell what the project itself asks for."""
    notes = Notes()
    blocks = _blocks(content, notes)
    packages = [_package(block) for block in blocks]
    places = {key: position for position, block in enumerate(blocks) for key in block.keys}
    locked = tuple(
        replace(package, requires=_requires(block, places)) for block, package in zip(blocks, packages, strict=True)
    )
    wanted = {position for package in locked for position in package.requires}
    return DependencyDocument(
        location=location,
        format=DocumentFormat.YARN_CLASSIC_LOCK,
        ecosystem=Ecosystem.NPM,
        version="1",
        locked=locked,
        roots=tuple(position for position in range(len(locked)) if position not in wanted),
        problems=notes.all(),
    )


def _blocks(content: bytes, notes: Notes) -> list[_Block]:
    if len(content) > LOCKFILE_BYTES:
        notes.add(f"it has {len(content):,} bytes; more than {LOCKFILE_BYTES:,} are not read")
        return []
    reading = _Reading(notes)
    for number, raw in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
        line = raw.rstrip("\r")
        text = line.strip()
        if len(line) > _LONGEST_LINE:
            notes.add(f"line {number} has {len(line):,} characters: it was not looked at")
        elif text and not text.startswith("#"):
            reading.take(number, len(line) - len(line.lstrip(" ")), text)
    return reading.blocks


class _Reading:
    """The blocks so far, and where in the last one the next line belongs."""

    def __init__(self, notes: Notes) -> None:
        self.blocks: list[_Block] = []
        self._notes = notes
        self._open = False
        self._section = ""

    def take(self, number: int, indent: int, text: str) -> None:
        if indent == 0:
            self._begin(number, text)
        elif not self._open:
            return
        elif text.endswith(":") and " " not in text:
            if indent <= _FIELDS:
                self._section = text[:-1]
        else:
            name, value = _pair(text)
            if indent <= _FIELDS:
                self.blocks[-1].fields[name] = value
            elif self._section in _SECTIONS:
                self.blocks[-1].dependencies[name] = value

    def _begin(self, number: int, text: str) -> None:
        keys = _keys(text)
        self._section = ""
        self._open = bool(keys) and text.endswith(":")
        if self._open:
            self.blocks.append(_Block(line=number, keys=keys))
        else:
            self._notes.add(f"line {number} is neither an entry nor a field of one")


def _keys(text: str) -> list[str]:
    """Return the specifiers that one entry stands for: ``"a@^1", a@^2:``."""
    parts = (part.strip().strip('"') for part in _KEY.findall(text.removesuffix(":")))
    return [part for part in parts if part]


def _pair(text: str) -> tuple[str, str]:
    """Return a name and its value; each may stand in quotes."""
    if text.startswith('"'):
        name, _, rest = text[1:].partition('"')
    else:
        name, _, rest = text.partition(" ")
    return name, rest.strip().strip('"')


def _package(block: _Block) -> LockedPackage:
    name, requirement = split_at_version(block.keys[0])
    meant = specifier(name, requirement)
    resolved = block.fields.get("resolved", "")
    version = block.fields.get("version", "")
    return LockedPackage(
        name=meant.name,
        # A git commit's version is only what its manifest says.
        version="" if _is_git(resolved) or _is_git(meant.requirement) else version,
        alias=meant.alias,
        resolved=resolved,
        integrity=block.fields.get("integrity", ""),
        line=block.line,
    )


def _is_git(place: str) -> bool:
    return place.startswith(_GIT) or ".git#" in place or _SHORTHAND.match(place) is not None


def _requires(block: _Block, places: Mapping[str, int]) -> tuple[int, ...]:
    found = [places.get(f"{name}@{wanted}") for name, wanted in block.dependencies.items()]
    return tuple(dict.fromkeys(each for each in found if each is not None))
