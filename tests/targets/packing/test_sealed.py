"""A packer is started under the seal its plan asks for, with the words the Node at hand understands."""

from __future__ import annotations

from pathlib import Path

import pytest

from pkgaudit.targets.packing.packer import Plan, Seal
from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.packing.programs import Node, Program, ProgramKind
from pkgaudit.targets.packing.registry import PACKERS
from pkgaudit.targets.packing.sealed import QUIET_CHILDREN, SealError, sealed_command

SCRIPT = Program(path="/npm-cli.js", kind=ProgramKind.NODE_SCRIPT, version="11.0.0")
QUIET = ("--no-warnings", "--require", str(QUIET_CHILDREN))


def command(seal: Seal, version: tuple[int, int, int] = (24, 0, 0), program: Program = SCRIPT) -> tuple[str, ...]:
    return sealed_command(
        Plan(arguments=("pack",), seal=seal), program, Node(path="/node", version=version), Path("/scratch/pack-1")
    )


@pytest.mark.parametrize(
    ("version", "flag"),
    [
        ((20, 0, 0), "--experimental-permission"),
        ((22, 12, 9), "--experimental-permission"),
        ((22, 13, 0), "--permission"),
        ((23, 4, 0), "--experimental-permission"),
        ((23, 5, 0), "--permission"),
        ((26, 0, 0), "--permission"),
    ],
)
def test_the_permission_model_has_the_name_this_node_knows(version: tuple[int, int, int], flag: str) -> None:
    expected = ("/node", *QUIET, flag, "--allow-fs-read=*", "--allow-fs-write=/scratch/pack-1/*", "/npm-cli.js", "pack")

    assert expected == command(Seal.PERMISSIONS, version)


def test_a_node_without_it_restrains_nothing() -> None:
    with pytest.raises(SealError, match=r"Node 19\.9\.0 cannot keep it"):
        command(Seal.PERMISSIONS, (19, 9, 0))


def test_other_seals_ask_less() -> None:
    assert ("/node", *QUIET, "/npm-cli.js", "pack") == command(Seal.CHILDREN)
    assert ("/node", "/npm-cli.js", "pack") == command(Seal.OPEN)


def test_a_native_program_is_started_as_it_is_unless_only_node_could_hold_it() -> None:
    native = Program(path="/bun", kind=ProgramKind.NATIVE, version="1.4.5")

    assert ("/bun", "pack") == command(Seal.PATH, program=native)
    with pytest.raises(SealError, match="--execute"):
        command(Seal.PERMISSIONS, program=native)


def test_a_wrapper_may_start_what_it_wraps_only_when_scripts_may_run() -> None:
    wrapper = Program(path="/bin/pnpm", kind=ProgramKind.WRAPPER, version="10.0.0")

    assert ("/bin/pnpm", "pack") == command(Seal.OPEN, program=wrapper)
    with pytest.raises(SealError, match="starts another program"):
        command(Seal.CHILDREN, program=wrapper)


def test_there_is_one_packer_for_every_name() -> None:
    assert set(PackerName) == set(PACKERS)
    assert all(name is packer.NAME for name, packer in PACKERS.items())


def test_what_silences_children_is_shipped_beside_the_code() -> None:
    assert QUIET_CHILDREN.is_file()
