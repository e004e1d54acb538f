"""Packs the packages of a project with its own packer; what cannot be packed is a gap."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.grades import Listing
from pkgaudit.targets.packing import yarn_berry
from pkgaudit.targets.packing.corepack import fetched, is_corepack_shim
from pkgaudit.targets.packing.environment import environment_for
from pkgaudit.targets.packing.outcome import failure, tarball_in
from pkgaudit.targets.packing.packer import Options, Packed, Packer, Plan, Request, Seal
from pkgaudit.targets.packing.packer_choice import PackerChoice, PackerName
from pkgaudit.targets.packing.programs import Program, ProgramKind, Programs
from pkgaudit.targets.packing.project import SCRIPTS_OF_PUBLISHING, Project, Workspace
from pkgaudit.targets.packing.registry import PACKERS
from pkgaudit.targets.packing.runner import run
from pkgaudit.targets.packing.sealed import SealError, sealed_command
from pkgaudit.targets.packing.tree_copy import Copying, copy_tree


def pack(project: Project, workspace: Workspace, options: Options) -> Packed | Gap:
    """Pack one package of a project; the project's tree is not touched.

    Args:
        project: As recognised, with a packer.
        workspace: One of its packages.
        options: Whether scripts may run, how long, and where to work.
    """
    return Bench(project, options).pack(workspace)


def pack_all(project: Project, options: Options) -> tuple[Packed | Gap, ...]:
    """Pack every package of a project that would be published, in order, with one copy of it at most."""
    bench = Bench(project, options)
    return tuple(bench.pack(workspace) for workspace in project.workspaces)


class Bench:
    """Where the packages of one project are packed one after another.

    Args:
        project: As recognised.
        options: How to pack.
    """

    def __init__(self, project: Project, options: Options) -> None:
        self._project = project
        self._options = options
        self._scratch = Path(os.path.realpath(options.scratch))
        self._empty = Path(tempfile.mkdtemp(prefix="empty-", dir=self._scratch))
        self._programs = Programs(self._environment(self._empty), self._empty)
        self._copies: dict[frozenset[str], Path | Gap] = {}

    def pack(self, workspace: Workspace) -> Packed | Gap:
        """Pack one package."""
        choice = self._project.packer
        if choice is None:
            return self._gap(workspace, "it is not known which packer packs it: name one with --pm")
        try:
            return self._pack(workspace, choice)
        except OSError as error:
            return self._gap(workspace, f"{choice.name} could not be asked ({error}): make that possible")

    def _pack(self, workspace: Workspace, choice: PackerChoice) -> Packed | Gap:
        packer = PACKERS[choice.name]
        program = self._program(packer, choice)
        if isinstance(program, str):
            return self._gap(workspace, program)
        root = self._root(workspace, packer, program)
        if isinstance(root, Gap):
            return root
        bench = Path(tempfile.mkdtemp(prefix="pack-", dir=self._scratch))
        request = Request(
            project=self._project,
            workspace=workspace,
            program=program,
            root=root,
            folder=root if workspace.relative == "." else root / workspace.relative,
            destination=bench / "tarball",
            temporary=bench / "temporary",
            execute=self._options.execute,
        )
        request.destination.mkdir()
        request.temporary.mkdir()
        plan = packer.plan(request)
        return plan if isinstance(plan, Gap) else self._run(plan, request, choice)

    def _run(self, plan: Plan, request: Request, choice: PackerChoice) -> Packed | Gap:
        workspace = request.workspace
        try:
            in_place = request.root == self._project.root
            writable = request.temporary.parent if in_place else self._scratch
            needs_node = request.program.kind is ProgramKind.NODE_SCRIPT
            node = self._programs.node() if needs_node else None
            command = sealed_command(plan, request.program, node, writable)
        except SealError as error:
            return self._gap(workspace, f"{choice.name} {request.program.version} was not started: {error}")
        environment = {**self._environment(request.temporary), **plan.environment}
        if plan.seal is Seal.PATH:
            environment["PATH"] = str(self._empty)
        outcome = run(
            command,
            cwd=request.folder if request.execute else self._empty,
            environment=environment,
            timeout_seconds=self._options.timeout_seconds,
        )
        why = failure(outcome, request, self._options.timeout_seconds)
        found = why or tarball_in(request)
        if isinstance(found, str):
            return self._gap(workspace, found)
        return Packed(
            tarball=found,
            listing=Listing.BUILT if request.execute else Listing.TOOL,
            workspace=workspace,
            packer=choice.name,
            packer_version=request.program.version,
            notes=(*plan.notes, *_silent(workspace, execute=request.execute)),
        )

    def _program(self, packer: Packer, choice: PackerChoice) -> Program | str:
        """Return the packer, or why there is none that packs as the project's own would."""
        own = yarn_berry.own_program(self._project) if self._options.execute and packer is yarn_berry else None
        program = own or self._installed(packer, choice)
        if isinstance(program, str):
            return program
        if program.major not in packer.MAJORS:
            first, last = packer.MAJORS.start, packer.MAJORS.stop - 1
            known = f"{first} to {last}" if first < last else f"{first}"
            return f"{program.path} is version {program.version}, and {choice.name} {known} is needed: {packer.INSTALL}"
        pinned = choice.version.split(".", 1)[0]
        if pinned and int(pinned) != program.major:
            return (
                f"the project pins {choice.name} {choice.version} ({choice.because}) and {program.path} is "
                f"{program.version}, which packs differently: install {packer.PROGRAM} {pinned}"
            )
        return program

    def _installed(self, packer: Packer, choice: PackerChoice) -> Program | str:
        """Return the packer on PATH, whatever stands before it, or why there is none."""
        path = self._programs.path(packer.PROGRAM)
        if path is None:
            return f"{choice.name} packs it ({choice.because}), and no {packer.PROGRAM} is on PATH: {packer.INSTALL}"
        if is_corepack_shim(os.path.realpath(path)):
            return self._fetched(path, packer, choice)
        program = self._programs.program(path)
        if packer.NAME is PackerName.NPM and (program is None or program.kind is not ProgramKind.NODE_SCRIPT):
            program = self._programs.beside_node("npm/bin/npm-cli.js") or program
        return program or f"{path} does not say which version it is: {packer.INSTALL}"

    def _fetched(self, path: str, packer: Packer, choice: PackerChoice) -> Program | str:
        found = fetched(packer.PROGRAM, choice.version, self._options.environment)
        if found is None:
            wanted = f"{packer.PROGRAM} {choice.version}".strip()
            return f"{path} is corepack, which has not fetched {wanted} yet: run `corepack install` in the project"
        script, version = found
        return Program(path=script, kind=ProgramKind.NODE_SCRIPT, version=version)

    def _root(self, workspace: Workspace, packer: Packer, program: Program) -> Path | Gap:
        """Return the root to pack in: the project's own, or a copy where scripts run or something is left out."""
        project = self._project
        left_out = frozenset() if self._options.execute else packer.copy_without(project, workspace, program)
        if left_out is None:
            return project.root
        prefix = "" if workspace.relative == "." else f"{workspace.relative}/"
        without = frozenset(prefix + name for name in left_out)
        if without not in self._copies:
            target = Path(tempfile.mkdtemp(prefix="copy-", dir=self._scratch)) / project.root.name
            copying = Copying(source=project.root, target=target, without=without, never=(self._scratch,))
            self._copies[without] = copy_tree(copying, (project.location,)) or target
        return self._copies[without]

    def _environment(self, temporary: Path) -> Mapping[str, str]:
        return environment_for(
            self._options.environment,
            tree=self._project.root,
            temporary=temporary,
            scripts=self._options.execute,
            named=self._options.named,
        )

    def _gap(self, workspace: Workspace, why: str) -> Gap:
        return Gap(kind=GapKind.PACKING, location=(self._project.location_of(workspace),), why=why)


def _silent(workspace: Workspace, *, execute: bool) -> tuple[str, ...]:
    if execute:
        late = ", ".join(script for script in workspace.scripts if script in SCRIPTS_OF_PUBLISHING)
        return (
            (f"scripts that run only on publishing did not run ({late}): what they build is not seen",) if late else ()
        )
    names = ", ".join(workspace.scripts)
    if not names:
        return ()
    return (f"scripts did not run ({names}): what they build is packed as it lies there; --execute runs them",)
