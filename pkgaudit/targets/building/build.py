"""Builds the sdist of a project and the wheel from it, in a copy; what cannot be built is a gap."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.targets.building.built import BuildOptions, Built, BuiltArtifact
from pkgaudit.targets.building.contents import WHEEL_SUFFIX, read_contents
from pkgaudit.targets.building.environment import build_environment
from pkgaudit.targets.building.failure import INSTEAD, failed_while_installing, why_it_failed
from pkgaudit.targets.building.installer import Installer, choose_installer
from pkgaudit.targets.building.left_out import is_stand_in, may_be_left_out, put_stand_ins
from pkgaudit.targets.building.python_project import PythonProject
from pkgaudit.targets.building.repository import top_to_copy
from pkgaudit.targets.building.survey import Survey, TooLargeError, survey
from pkgaudit.targets.packing.environment import search_path
from pkgaudit.targets.packing.runner import run
from pkgaudit.targets.packing.tree_copy import Copying, copy_tree

_SDIST_SUFFIX = ".tar.gz"
_NAMED_CHANGES = 5


def build_project(project: PythonProject, options: BuildOptions) -> Built | Gap:
    """Build a project in a temporary copy, as ``python -m build`` does; the project stays as it is.

    The copy keeps the backend from changing the project by what backends usually do. It is no sandbox: code that
    looks for the original finds it. So the original is compared afterwards, and a change is a gap.
    """
    if not options.execute:
        why = (
            f"a Python project can only be built by running its backend ({project.backend.name[:80]}), and that is "
            "refused with --no-execute: allow it, or run `python -m build` where code may run and scan the files in "
            "dist/"
        )
        return _gap(project, why)
    try:
        return _Bench(project, options).build()
    except OSError as error:
        return _gap(project, f"the project could not be built in a copy ({error}): make its files readable, {INSTEAD}")


class _Bench:
    """Where one project is built, once or twice."""

    def __init__(self, project: PythonProject, options: BuildOptions) -> None:
        self._project = project
        self._options = options
        self._scratch = Path(os.path.realpath(options.scratch))
        self._top = top_to_copy(project.root, options.environment)
        path = search_path(options.environment, project.root)
        self._installer = options.installer or choose_installer(options.environment, path)

    def build(self) -> Built | Gap:
        before = self._survey()
        if isinstance(before, Gap):
            return before
        folders = may_be_left_out(
            before.left_out, top=self._top, project=self._project.root, document=self._project.document
        )
        built = self._attempt(before, folders)
        if built is None:
            built = self._attempt(before, ())
        after = self._survey()
        if isinstance(after, Gap):
            return after
        changed = before.changed(after)
        if changed or built is None:
            return _gap(self._project, _why_changed(changed))
        return built

    def _attempt(self, before: Survey, folders: tuple[str, ...]) -> Built | Gap | None:
        """Build once; None when it has to be done again with nothing left out of the copy."""
        bench = Path(tempfile.mkdtemp(prefix="build-", dir=self._scratch))
        copies, output, temporary, start = (bench / name for name in ("copy", "dist", "temporary", "start"))
        for folder in (copies, output, temporary, start):
            folder.mkdir()
        # A neutral folder to start in: no module and no index of the project's goes before the user's own.
        (start / "uv.toml").touch()
        copy = copies / (self._top.name or "project")
        gap = self._copy(copy, before, folders)
        if gap is not None:
            return gap
        source = copy / self._project.root.relative_to(self._top)
        python = (sys.executable, "-P", "-m", "build")
        outcome = run(
            (*python, "--installer", self._installer, "--outdir", str(output), str(source)),
            cwd=start,
            environment=build_environment(
                self._options.environment,
                project=self._project.root,
                copy=copy,
                temporary=temporary,
                newest=before.newest,
                named=self._options.named,
            ),
            timeout_seconds=self._options.timeout_seconds,
        )
        shutil.rmtree(copies, ignore_errors=True)
        shutil.rmtree(temporary, ignore_errors=True)
        if outcome.succeeded:
            built = _collect(self._project, output, self._installer)
            return None if folders and isinstance(built, Built) and _has_stand_in(built) else built
        if folders and not outcome.timed_out and not failed_while_installing(outcome):
            return None
        return _gap(self._project, why_it_failed(outcome, self._project, self._options.timeout_seconds))

    def _copy(self, copy: Path, before: Survey, folders: tuple[str, ...]) -> Gap | None:
        copying = Copying(
            source=self._top,
            target=copy,
            without=frozenset(folders),
            never=(self._scratch,),
            bytes=self._options.copy_bytes,
        )
        gap = copy_tree(copying, self._project.location)
        if gap is None:
            put_stand_ins(copy, folders)
            for relative, meant in before.leading_out:
                # From the copy's place a relative path would lead elsewhere.
                (copy / relative).unlink()
                (copy / relative).symlink_to(meant)
        return gap

    def _survey(self) -> Survey | Gap:
        try:
            return survey(
                self._top,
                most_bytes=self._options.copy_bytes,
                most_entries=self._options.copy_entries,
                project=self._project.root,
                never=(self._scratch,),
            )
        except TooLargeError as error:
            within = self._top != self._project.root
            what = f"the repository it lies in ({self._top.name})" if within else "the project"
            why = f"{what} is too large to be copied for the build: {error}. Remove what is not needed, {INSTEAD}"
            return Gap(kind=GapKind.LIMIT, location=self._project.location, why=why)


def _collect(project: PythonProject, output: Path, installer: Installer) -> Built | Gap:
    names = sorted(path.name for path in output.iterdir())
    sdists = [name for name in names if name.endswith(_SDIST_SUFFIX)]
    wheels = [name for name in names if name.endswith(WHEEL_SUFFIX)]
    found = [output / name for name in (*sdists, *wheels)]
    if len(sdists) != 1 or len(wheels) != 1 or not all(path.is_file() and not path.is_symlink() for path in found):
        listed = ", ".join(name[:120] for name in names[:_NAMED_CHANGES]) or "nothing"
        return _gap(
            project,
            f"the backend {project.backend.name[:80]} said that it built, and left {listed} instead of one sdist and "
            f"one wheel: make `python -m build` leave one of each, {INSTEAD}",
        )
    sdist, wheel = (BuiltArtifact(path=path, contents=read_contents(path)) for path in found)
    others = tuple(name for name in names if name not in {sdists[0], wheels[0]})
    return Built(sdist=sdist, wheel=wheel, others=others, installer=installer)


def _has_stand_in(built: Built) -> bool:
    return any(is_stand_in(path) for path in (*built.sdist.contents.files, *built.wheel.contents.files))


def _why_changed(changed: tuple[str, ...]) -> str:
    listed = ", ".join(name[:120] for name in changed[:_NAMED_CHANGES])
    more = f" and {len(changed) - _NAMED_CHANGES} more" if len(changed) > _NAMED_CHANGES else ""
    return (
        f"files of the project changed while a copy of it was built ({listed}{more}): if nothing else wrote to them, "
        "the build reached out of its copy. Look at them, and build again while nothing changes"
    )


def _gap(project: PythonProject, why: str) -> Gap:
    return Gap(kind=GapKind.PACKING, location=project.location, why=why)
