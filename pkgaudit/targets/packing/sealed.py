"""Starts a packer so that it cannot run the project's code, whatever its own options are worth."""

from __future__ import annotations

from pathlib import Path

from pkgaudit.targets.packing.packer import Plan, Seal
from pkgaudit.targets.packing.programs import Node, Program, ProgramKind

QUIET_CHILDREN = Path(__file__).with_name("quiet_children.cjs")
_PERMISSIONS_SINCE = (20, 0, 0)


class SealError(ValueError):
    """A packer that cannot be restrained; the message says why and what would change that."""


def sealed_command(plan: Plan, program: Program, node: Node | None, writable: Path) -> tuple[str, ...]:
    """Return the command line that starts a packer under the plan's seal.

    Args:
        plan: What to ask, and how much it is restrained.
        program: The packer.
        node: Node, when there is one.
        writable: The only folder a packer under Node's permission model can write to.

    Raises:
        SealError: It needs Node or a newer one, or is a script that would start another program.
    """
    if program.kind is ProgramKind.NODE_SCRIPT:
        if node is None:
            raise SealError("it is written for Node, and no node is on PATH: install Node")
        return (node.path, *_node_options(plan.seal, node, writable), program.path, *plan.arguments)
    if plan.seal is Seal.PERMISSIONS or (plan.seal is not Seal.OPEN and program.kind is ProgramKind.WRAPPER):
        raise SealError(
            f"{program.path} starts another program, which cannot be kept from running the project's code: put the "
            "packer itself on PATH, or let scripts run with --execute"
        )
    return (program.path, *plan.arguments)


def _node_options(seal: Seal, node: Node, writable: Path) -> tuple[str, ...]:
    if seal is Seal.OPEN:
        return ()
    quiet = ("--no-warnings", "--require", str(QUIET_CHILDREN))
    if seal is not Seal.PERMISSIONS:
        return quiet
    if node.version < _PERMISSIONS_SINCE:
        version = ".".join(map(str, node.version))
        raise SealError(
            f"Node {version} cannot keep it from running the project's code: use Node 20 or newer, or let scripts run "
            "with --execute"
        )
    # https://nodejs.org/api/permissions.html
    stable = node.version >= (23, 5, 0) or (22, 13, 0) <= node.version < (23, 0, 0)
    permission = "--permission" if stable else "--experimental-permission"
    return (*quiet, permission, "--allow-fs-read=*", f"--allow-fs-write={writable}/*")
