"""A copy of the project in which edits are tried: packed again, and judged again, by the same packer and rules."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.report import Report
from pkgaudit.model.ship_list import Unpublished
from pkgaudit.model.target import Target
from pkgaudit.remedy.edit import Contents
from pkgaudit.remedy.packages import Package, PackageKey, is_wheel, packages_of
from pkgaudit.remedy.writing import WriteError, place_within
from pkgaudit.targets.building.repository import top_to_copy
from pkgaudit.targets.building.survey import TooLargeError, survey
from pkgaudit.targets.pack_projects import PackedProject, PackOptions, pack_project
from pkgaudit.targets.packing.environment import search_path
from pkgaudit.targets.packing.tree_copy import COPY_BYTES, COPY_ENTRIES, Copying, copy_tree

Judge = Callable[[PackedProject], Report]
"""Examines and judges what was packed."""

# Backends that take the version from the repository: an edit that is not committed would be another version.
_VERSION_OVERRIDES = (
    *("SETUPTOOLS_SCM_PRETEND_VERSION", "PDM_BUILD_SCM_VERSION", "PBR_VERSION", "VERSIONEER_OVERRIDE"),
    *("POETRY_DYNAMIC_VERSIONING_BYPASS", "UV_DYNAMIC_VERSIONING_BYPASS"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to pack.

    Attributes:
        scratch: A folder of the caller's, resolved; the caller removes it.
        environment: The user's own.
        execute: As `PackOptions` has it.
        pm: As `PackOptions` has it.
        packing: Is told what is being packed.
    """

    scratch: Path
    environment: Mapping[str, str]
    execute: bool | None = None
    pm: str | None = None
    packing: Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The project packed and judged, as it is or with edits.

    Attributes:
        packages: By folder and ecosystem.
        report: What was judged.
        unpublished: Packages that are never published.
    """

    packages: Mapping[PackageKey, Package]
    report: Report
    unpublished: tuple[Unpublished, ...] = ()


class Workbench:
    """Packs a project as it is, and copies of it with edits.

    Args:
        text: The folder, as the user named it.
        options: How to pack.
        judge: Examines and judges.

    Attributes:
        top: What is copied, resolved: the repository the project lies in, or the project.
    """

    def __init__(self, text: str, options: Options, judge: Judge) -> None:
        self._text = text
        self._options = options
        self._judge = judge
        self._folder = Path(os.path.realpath(text))
        self.top = self._folder
        self._copy: Path | None = None
        self._left_out: frozenset[str] = frozenset()
        self._whole = False
        self._version: str | None = None
        self._pinned = False
        self._original_names: frozenset[str] = frozenset()
        self._shipped: frozenset[str] = frozenset()

    def pack_original(self) -> Trial | None:
        """Pack and judge the project itself; None when the folder holds none."""
        packed = pack_project(self._text, self._pack_options(self._options.environment))
        if packed is None:
            return None
        roots = [Path(target.origin.root) for target in packed.targets if target.origin is not None]
        environment = self._options.environment
        tops = [str(top_to_copy(root, environment)) for root in roots or [self._folder]]
        self.top = Path(os.path.commonpath(tops))
        trial = self._trial(packed, self.top)
        self._original_names = _names(packed)
        versions = {
            artifact.summary.version
            for artifact in trial.report.artifacts
            if artifact.summary.ecosystem is Ecosystem.PYPI and artifact.summary.version is not None
        }
        self._version = next(iter(versions)) if len(versions) == 1 else None
        self._shipped = frozenset(source for package in trial.packages.values() for source in package.sources)
        return trial

    def pack_edited(self, contents: Contents) -> Trial | Gap:
        """Pack and judge a copy in which files hold other contents; the copy is as before afterwards."""
        copied = self._copied()
        if isinstance(copied, Gap):
            return copied
        try:
            places = {path: place_within(copied, path) for path in contents}
        except WriteError as error:
            return Gap(kind=GapKind.PACKING, location=(self._text,), why=str(error))
        try:
            for path, content in contents.items():
                places[path].write_bytes(content)
            trial = self._pack_copy(copied)
        finally:
            for path, place in places.items():
                _restore(place, self.read(path))
        if isinstance(trial, Gap) and not self._whole and self._left_out:
            # Something that was left out of the copy was needed after all.
            self._whole = True
            self._copy = None
            return self.pack_edited(contents)
        return trial

    def read(self, path: str) -> bytes | None:
        """Return what a file of the original holds, None when it is not there.

        Raises:
            OSError: It cannot be read.
        """
        try:
            return (self.top / path).read_bytes()
        except FileNotFoundError:
            return None

    def _pack_copy(self, copied: Path) -> Trial | Gap:
        folder = copied / self._folder.relative_to(self.top)
        packed = pack_project(str(folder), self._pack_options(self._environment()))
        if packed is not None and not self._pinned and self._version and _names(packed) != self._original_names:
            self._pinned = True
            packed = pack_project(str(folder), self._pack_options(self._environment()))
        if packed is None:
            return Gap(kind=GapKind.PACKING, location=(self._text,), why="with the edit it is no project any more")
        if packed.gaps and not packed.targets:
            return packed.gaps[0]
        return self._trial(packed, copied)

    def _environment(self) -> Mapping[str, str]:
        """Return the user's environment without programs of the original, which are the project's code."""
        environment = {**self._options.environment, "PATH": search_path(self._options.environment, self.top)}
        if self._pinned and self._version:
            environment = {**dict.fromkeys(_VERSION_OVERRIDES, self._version), **environment}
        return environment

    def _trial(self, packed: PackedProject, top: Path) -> Trial:
        return Trial(
            packages=packages_of(packed.targets, top), report=self._judge(packed), unpublished=packed.unpublished
        )

    def _copied(self) -> Path | Gap:
        """Return a copy of the whole, made once; folders that nothing ships from may be left out of it."""
        if self._copy is not None:
            return self._copy
        scratch = self._options.scratch
        target = Path(tempfile.mkdtemp(prefix="fix-", dir=scratch)) / (self.top.name or "project")
        self._left_out = frozenset() if self._whole else self._useless()
        copying = Copying(source=self.top, target=target, without=self._left_out, never=(scratch,))
        gap = copy_tree(copying, (self._text,))
        if gap is not None:
            return gap
        self._copy = target
        return target

    def _useless(self) -> frozenset[str]:
        if self._options.execute:
            return frozenset()
        try:
            looked = survey(
                self.top,
                most_bytes=COPY_BYTES,
                most_entries=COPY_ENTRIES,
                project=self._folder,
                never=(self._options.scratch,),
            )
        except (TooLargeError, OSError):
            return frozenset()
        names = {part for source in self._shipped for part in source.split("/")[:-1]}
        return frozenset(folder for folder in looked.left_out if folder.rpartition("/")[2] not in names)

    def _pack_options(self, environment: Mapping[str, str]) -> PackOptions:
        return PackOptions(
            scratch=Path(tempfile.mkdtemp(prefix="packed-", dir=self._options.scratch)),
            environment=environment,
            execute=self._options.execute,
            pm=self._options.pm,
            packing=self._options.packing,
        )


def _names(packed: PackedProject) -> frozenset[str]:
    """Return what a version is part of: the names of the Python artifacts."""
    return frozenset(target.location[-1] for target in packed.targets if _is_python(target))


def _is_python(target: Target) -> bool:
    return is_wheel(target) or (target.origin is not None and target.origin.ecosystem is Ecosystem.PYPI)


def _restore(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(content)
