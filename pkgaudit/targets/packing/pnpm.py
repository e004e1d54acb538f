"""pnpm 9 to 12: ``pnpm pack``, which rewrites the manifest and resolves ``workspace:`` and ``catalog:``."""

from __future__ import annotations

from pkgaudit.manifests.lenient_json import MANIFEST_BYTES
from pkgaudit.model.gap import Gap
from pkgaudit.targets.packing.packer import Plan, Request, Seal
from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.packing.programs import Program, ProgramKind
from pkgaudit.targets.packing.project import Project, Workspace

NAME = PackerName.PNPM
PROGRAM = "pnpm"
INSTALL = "install pnpm (npm install --global pnpm, or corepack enable)"
MAJORS = range(9, 13)

_SETTINGS = ("pnpm-workspace.yaml", "package.json")
_PNPMFILES = (".pnpmfile.cjs", ".pnpmfile.mjs")
_LAST_UNDER_PERMISSIONS = 10


def plan(request: Request) -> Plan | Gap:
    """Ask for one package; a pinned pnpm of another version is not fetched (each option is some version's for that)."""
    quiet: tuple[str, ...] = ()
    if not request.execute:
        quiet = (
            "--config.ignore-scripts=true",
            "--config.ignore-pnpmfile=true",
            "--config.offline=true",
            f"--config.store-dir={request.temporary / 'store'}",
        )
    hooks = [name for name in _PNPMFILES if (request.root / name).exists() and not request.execute]
    return Plan(
        arguments=(
            f"--dir={request.folder}",
            *quiet,
            "--config.manage-package-manager-versions=false",
            "--config.package-manager-strict=false",
            "--config.pm-on-fail=ignore",
            "pack",
            f"--pack-destination={request.destination}",
        ),
        environment={"NO_UPDATE_NOTIFIER": "1", "npm_config_update_notifier": "false"},
        seal=_seal(request),
        notes=tuple(f"{name} did not run: what its hooks change is not seen" for name in hooks),
    )


def copy_without(project: Project, workspace: Workspace, program: Program) -> frozenset[str] | None:  # noqa: ARG001 -- all are asked
    """Give a copy where configuration is a package: pnpm 10 to 12 try out the disk before they look for it."""
    for name in _SETTINGS:
        file = project.root / name
        if not file.is_file():
            continue
        with file.open("rb") as opened:
            content = opened.read(MANIFEST_BYTES)
        # A backslash may spell the key another way; a copy too many costs time only.
        if b"configDependencies" in content or b"\\u" in content or b"\\x" in content:
            return frozenset()
    return None


def _seal(request: Request) -> Seal:
    if request.execute:
        return Seal.OPEN
    if request.program.kind is not ProgramKind.NODE_SCRIPT:
        return Seal.PATH
    # pnpm 11 changes a module that the permission model freezes.
    return Seal.PERMISSIONS if request.program.major <= _LAST_UNDER_PERMISSIONS else Seal.CHILDREN
