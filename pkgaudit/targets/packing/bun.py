"""bun: ``bun pm pack``, which leaves ``main`` and ``browser`` out when ``files`` does not name them."""

from __future__ import annotations

from pkgaudit.model.gap import Gap
from pkgaudit.targets.packing.packer import Plan, Request, Seal
from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.packing.programs import Program, ProgramKind
from pkgaudit.targets.packing.project import Project, Workspace

NAME = PackerName.BUN
PROGRAM = "bun"
INSTALL = "install bun (npm install --global bun)"
MAJORS = range(1, 2)


def plan(request: Request) -> Plan | Gap:
    """Ask for one package."""
    quiet = () if request.execute else ("--ignore-scripts",)
    native = request.program.kind is not ProgramKind.NODE_SCRIPT
    return Plan(
        arguments=(
            "pm",
            "pack",
            f"--cwd={request.folder}",
            *quiet,
            f"--destination={request.destination}",
        ),
        environment={"DO_NOT_TRACK": "1"},
        seal=Seal.OPEN if request.execute else Seal.PATH if native else Seal.CHILDREN,
    )


def copy_without(project: Project, workspace: Workspace, program: Program) -> None:
    """Ask in the project itself."""
