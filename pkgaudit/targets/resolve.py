"""What the user named, resolved to artifacts that can be opened (projects are packed), and gaps where it cannot be."""

# ruff: noqa: PTH114, PTH116, PTH118, PTH119, PTH120, PTH208 -- paths stay as the user typed them; Path would rewrite them

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from pkgaudit.dependencies.recognise import is_lockfile, is_requirements
from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.limits import Limits
from pkgaudit.model.ship_list import Unpublished
from pkgaudit.model.target import Target, TargetKind
from pkgaudit.targets.artifact_names import is_artifact, is_companion, may_be_artifact
from pkgaudit.targets.lockfiles import is_installed, lockfiles_below
from pkgaudit.targets.walk import walk

if TYPE_CHECKING:
    from pkgaudit.targets.pack_projects import PackedProject

Pack = Callable[[str], "PackedProject | None"]
"""Packs the project in a folder; None when the folder holds none."""

_PROJECT_MARKS = frozenset(("package.json", "pyproject.toml", "setup.py", "setup.cfg"))
_REGISTRIES = ("npm:", "pypi:")
_NEAR = 3
_NEIGHBOURS = 1000


class TargetError(ValueError):
    """Targets that do not exist.

    Attributes:
        errors: One line for each.
    """

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("; ".join(errors))
        self.errors = tuple(errors)


class Resolution(Struct, frozen=True, kw_only=True):
    """What can be opened, in the user's order, what cannot, and what is never published."""

    targets: tuple[Target, ...]
    gaps: tuple[Gap, ...]
    unpublished: tuple[Unpublished, ...] = ()


def resolve(texts: Sequence[str], pack: Pack, limits: Limits | None = None) -> Resolution:
    """Return the artifacts that the user's words stand for; each file once, whatever it was called.

    Args:
        texts: Files, directories or published releases, as typed.
        pack: Asked for each directory that looks like a project.
        limits: For ``members``, the most entries looked at below one directory.

    Raises:
        TargetError: Paths that do not exist, all of them at once.
    """
    resolver = _Resolver(pack, limits or Limits())
    # All of them before the first project is packed, which takes seconds.
    missing = [said for text in texts for said in _missing(text)]
    if missing:
        raise TargetError(missing)
    for text in texts:
        resolver.add(text)
    return Resolution(
        targets=tuple(resolver.targets), gaps=tuple(resolver.gaps), unpublished=tuple(resolver.unpublished)
    )


class _Resolver:
    """Collects what each word of the user stands for."""

    def __init__(self, pack: Pack, limits: Limits) -> None:
        self.targets: list[Target] = []
        self.gaps: list[Gap] = []
        self.unpublished: list[Unpublished] = []
        self._pack = pack
        self._packed: set[str] = set()
        self._ceiling = limits.members
        self._taken: set[tuple[str, tuple[str, ...]]] = set()

    def add(self, text: str) -> None:
        """Resolve one word."""
        try:
            mode = os.stat(text).st_mode
        except (FileNotFoundError, NotADirectoryError):
            self._absent(text)
        except (OSError, ValueError) as error:
            self._gap(GapKind.UNREADABLE, _location(text), f"cannot be read: {_reason(error)}")
        else:
            if stat.S_ISREG(mode):
                self._file(text, text)
            elif stat.S_ISDIR(mode):
                self._directory(text)
            else:
                self._gap(GapKind.UNSUPPORTED, _location(text), "it is neither a file nor a directory")

    def _absent(self, text: str) -> None:
        if text.startswith(_REGISTRIES):
            why = "published releases are not read yet: download it and name the file"
            self._gap(GapKind.NETWORK, (_shown(text),), why)
        else:
            self._gap(GapKind.UNREADABLE, _location(text), "it is a link that leads nowhere")

    def _file(self, text: str, path: str) -> None:
        target = Target(text=_shown(text), path=path, location=_location(path), kind=TargetKind.FILE)
        self._take(target)
        if is_requirements(target.location[0]):
            from pkgaudit.targets.included_requirements import included_requirements  # noqa: PLC0415 -- rarely needed

            for included, why in included_requirements(path):
                if why:
                    self._gap(GapKind.UNREADABLE, _location(included), why)
                else:
                    place = _location(included)
                    self._take(Target(text=_shown(text), path=included, location=place, kind=TargetKind.FILE))

    def _directory(self, text: str) -> None:
        try:
            marked = not _PROJECT_MARKS.isdisjoint(os.listdir(text))
        except OSError as error:
            self._gap(GapKind.UNREADABLE, _location(text), f"cannot be read: {_reason(error)}")
            return
        if marked and self._project(text):
            return
        found = walk(text, self._ceiling)
        for folder, reason in found.unreadable:
            self._gap(GapKind.UNREADABLE, _location(os.path.join(text, folder)), f"cannot be listed: {reason}")
        if found.cut:
            why = f"members: it has more than {self._ceiling:,} entries. Raise [limits] members, or name less"
            self._gap(GapKind.LIMIT, _location(text), why)
        if not found.files:
            if not found.unreadable:
                self._gap(GapKind.EMPTY, _location(text), "no file is inside: there was nothing to examine")
            return
        self._contents(text, found.files)

    def _project(self, text: str) -> bool:
        """Take what a project would publish; False when the folder holds none after all."""
        folder = os.path.realpath(text)
        if folder in self._packed:
            return True
        packed = self._pack(text)
        if packed is None:
            return False
        self._packed.add(folder)
        self.targets.extend(packed.targets)
        for relative in lockfiles_below(text, self._ceiling):
            self._file(text, _below(text, relative))
        self.unpublished.extend(packed.unpublished)
        self.gaps.extend(gap for gap in packed.gaps if gap not in self.gaps)
        return True

    def _contents(self, text: str, files: Sequence[str]) -> None:
        artifacts = [relative for relative in files if _is_artifact_below(text, relative)]
        # Each lockfile is examined by itself, side by side with the others; a tree may hold hundreds.
        lockfiles = [relative for relative in files if is_lockfile(relative) and not is_installed(relative)]
        for relative in (*artifacts, *lockfiles):
            self._file(text, _below(text, relative))
        by_folder: dict[str, set[str]] = {}
        for relative in artifacts:
            folder, name = os.path.split(relative)
            by_folder.setdefault(folder, set()).add(name)
        taken = frozenset((*artifacts, *lockfiles))
        beside = {folder: frozenset(names) for folder, names in by_folder.items()}
        left = [
            relative
            for relative in files
            if relative not in taken
            and not is_companion(os.path.basename(relative), beside.get(os.path.dirname(relative), frozenset()))
        ]
        if left:
            restricted = tuple(left) if taken else ()
            self._take(
                Target(
                    text=_shown(text),
                    path=text,
                    location=_location(text),
                    kind=TargetKind.DIRECTORY,
                    files=restricted,
                )
            )

    def _take(self, target: Target) -> None:
        key = (os.path.realpath(target.path), target.files)
        if key not in self._taken:
            self._taken.add(key)
            self.targets.append(target)

    def _gap(self, kind: GapKind, location: Location, why: str) -> None:
        gap = Gap(kind=kind, location=location, why=why)
        if gap not in self.gaps:
            self.gaps.append(gap)


def _missing(text: str) -> list[str]:
    try:
        os.stat(text)
    except (FileNotFoundError, NotADirectoryError):
        if text.startswith(_REGISTRIES) or os.path.islink(text):
            return []
        near = _near_names(text)
        hint = f" Did you mean {' or '.join(near)}?" if near else " Name a file or a directory that exists."
        return [f"{_shown(text) or 'an empty name'}: there is no such file or directory.{hint}"]
    except (OSError, ValueError):
        return []
    return []


def _is_artifact_below(root: str, relative: str) -> bool:
    """Return whether a file is an artifact; one that cannot be read but is named like one is left to its reader."""
    if not may_be_artifact(relative):
        return False
    path = os.path.join(root, relative)
    try:
        return stat.S_ISREG(os.stat(path).st_mode) and is_artifact(path)
    except OSError:
        return not os.path.islink(path)


def _below(root: str, relative: str) -> str:
    return relative if root in (".", "./") else os.path.join(root, relative)


def _location(path: str) -> Location:
    """Return a path as reports name it: ``/`` between components, none at the end, bad bytes as U+FFFD."""
    slashed = path.replace(os.sep, "/")
    return (_shown(slashed.rstrip("/") or slashed),)


def _shown(text: str) -> str:
    return os.fsencode(text).decode("utf-8", "replace")


def _reason(error: Exception) -> str:
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else str(error)


def _near_names(text: str) -> list[str]:
    from difflib import get_close_matches  # noqa: PLC0415 -- only when a name is wrong

    folder, name = os.path.split(text.rstrip("/"))
    try:
        with os.scandir(folder or ".") as entries:
            names = [entry.name for _, entry in zip(range(_NEIGHBOURS), entries, strict=False)]
    except (OSError, ValueError):
        return []
    return [_shown(os.path.join(folder, near)) for near in get_close_matches(name[:255], sorted(names), _NEAR)]
