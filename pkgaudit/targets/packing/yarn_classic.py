"""yarn 1: ``yarn pack --filename``; its ``--dry-run`` writes the tarball into the project."""

from __future__ import annotations

from pkgaudit.model.gap import Gap
from pkgaudit.targets.packing.packer import Plan, Request, Seal
from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.packing.programs import Program
from pkgaudit.targets.packing.project import Project, Workspace

NAME = PackerName.YARN_CLASSIC
PROGRAM = "yarn"
INSTALL = "install yarn 1 (npm install --global yarn@1)"
MAJORS = range(1, 2)


def plan(request: Request) -> Plan | Gap:
    """Ask for one package; a yarn that lies in the project is not handed the work."""
    quiet = () if request.execute else ("--ignore-scripts",)
    return Plan(
        arguments=(
            "--cwd",
            str(request.folder),
            "pack",
            *quiet,
            "--offline",
            "--non-interactive",
            "--no-progress",
            f"--filename={request.destination / 'package.tgz'}",
            f"--cache-folder={request.temporary / 'yarn'}",
        ),
        # yarn 1 refuses any `packageManager` when it thinks that corepack should have started it.
        environment={"YARN_IGNORE_PATH": "1", "SKIP_YARN_COREPACK_CHECK": "1", "YARN_DISABLE_SELF_UPDATE_CHECK": "1"},
        seal=Seal.OPEN if request.execute else Seal.PERMISSIONS,
    )


def copy_without(project: Project, workspace: Workspace, program: Program) -> None:
    """Ask in the project itself."""
