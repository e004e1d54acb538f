"""npm 9 and later: one tarball per package, written by ``npm pack``."""

from __future__ import annotations

from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.targets.packing.packer import Plan, Request, Seal
from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.packing.programs import Program
from pkgaudit.targets.packing.project import Project, Workspace

NAME = PackerName.NPM
PROGRAM = "npm"
INSTALL = "install Node, which brings npm"
MAJORS = range(9, 13)

_EXTENSIONS = frozenset({".npm-extension.mjs", ".npm-extension.cjs"})
_FIRST_WITH_EXTENSIONS = 12


def plan(request: Request) -> Plan | Gap:
    """Ask for one package; its root's ignore files count for a workspace only when npm knows it as one."""
    if not request.execute and request.workspace.bundles and _extensions(request.workspace, request.program):
        why = (
            "its .npm-extension file decides which dependencies are bundled, and npm 12 runs it whatever it is told: "
            "let it run with --execute"
        )
        return Gap(kind=GapKind.PACKING, location=(request.project.location_of(request.workspace),), why=why)
    is_root = request.folder == request.root
    package = (str(request.folder), "--workspaces=false") if is_root else (f"--workspace={request.folder}",)
    quiet = () if request.execute else ("--ignore-scripts", "--offline")
    return Plan(
        arguments=(
            "pack",
            *package,
            f"--prefix={request.root}",
            f"--pack-destination={request.destination}",
            f"--cache={request.temporary / 'npm'}",
            *quiet,
            "--foreground-scripts=false",
            "--dry-run=false",
            "--json=false",
            "--logs-max=0",
            "--loglevel=error",
        ),
        # npm 9 and 10 run `prepare` and npm 12 an extension file, whatever they are told.
        seal=Seal.OPEN if request.execute else Seal.PERMISSIONS,
    )


def copy_without(project: Project, workspace: Workspace, program: Program) -> frozenset[str] | None:  # noqa: ARG001 -- all are asked
    """Leave the extension files out: npm 12 runs them even with ``--ignore-extension``, and packs neither ever."""
    return _extensions(workspace, program) or None


def _extensions(workspace: Workspace, program: Program) -> frozenset[str]:
    if program.major < _FIRST_WITH_EXTENSIONS:
        return frozenset()
    return frozenset(name for name in _EXTENSIONS if (workspace.path / name).exists())
