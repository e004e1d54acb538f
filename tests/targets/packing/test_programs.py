"""A packer is found with its version, whatever lies in front of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pkgaudit.targets.packing.corepack import fetched, is_corepack_shim
from pkgaudit.targets.packing.programs import Program, ProgramKind, Programs
from tests.targets.packing.projects import write
from tests.tools import program


def programs(tmp_path: Path, path: str | None = None) -> Programs:
    empty = tmp_path / "empty"
    empty.mkdir(exist_ok=True)
    return Programs({"PATH": path if path is not None else str(tmp_path)}, empty)


def executable(path: Path, text: str) -> str:
    write(path.parent, {path.name: text})
    path.chmod(0o755)
    return str(path)


def test_a_script_for_node_has_the_version_of_its_package(tmp_path: Path) -> None:
    write(tmp_path, {"package.json": '{"version": "9.8.7-rc.1"}', "bin/deep/package.json": "{}"})
    script = executable(tmp_path / "bin" / "deep" / "tool", "#!/usr/bin/env node\n")
    found = programs(tmp_path).program(script)

    assert Program(path=os.path.realpath(script), kind=ProgramKind.NODE_SCRIPT, version="9.8.7-rc.1") == found
    assert 9 == found.major


def test_a_script_of_no_package_has_no_version(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b" / "c" / "d"
    write(tmp_path, {"a/package.json": "not json"})

    assert programs(tmp_path).program(executable(folder / "tool.js", "")) is None


def test_a_shell_script_is_asked_and_known_for_what_it_is(tmp_path: Path) -> None:
    script = executable(tmp_path / "tool", "#!/bin/sh\necho v1.2.3\n")

    assert Program(path=script, kind=ProgramKind.WRAPPER, version="1.2.3") == programs(tmp_path).program(script)


def test_a_program_that_fails_has_no_version(tmp_path: Path) -> None:
    assert programs(tmp_path).program(executable(tmp_path / "tool", "#!/bin/sh\necho 1.2.3; exit 1\n")) is None
    assert programs(tmp_path).program(str(tmp_path / "nowhere")) is None


def test_node_says_where_it_really_lies(tmp_path: Path) -> None:
    (tmp_path / "node").symlink_to(os.path.realpath(program("node")))
    node = programs(tmp_path).node()

    assert node is not None
    assert os.path.realpath(program("node")) == node.path
    assert node.version >= (18, 0, 0)


@pytest.mark.parametrize("said", ["", "nonsense", "[1, 2]", '["/x"]', '["/x", "one"]', "{}"])
def test_a_node_that_talks_nonsense_is_none(said: str, tmp_path: Path) -> None:
    executable(tmp_path / "node", f"#!/bin/sh\necho '{said}'\n")

    assert programs(tmp_path).node() is None


def test_no_node_is_none(tmp_path: Path) -> None:
    found = programs(tmp_path)

    assert found.node() is None
    assert found.path("npm") is None
    assert found.beside_node("npm/bin/npm-cli.js") is None


def test_corepack_is_known_by_where_it_lies() -> None:
    assert is_corepack_shim("/usr/lib/node_modules/corepack/dist/yarn.js")
    assert not is_corepack_shim("/usr/lib/node_modules/yarn/bin/yarn.js")


def test_what_corepack_fetched_is_found_by_version_or_by_its_default(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "v1/yarn/4.1.0/yarn.js": "",
            "v1/pnpm/9.0.0/bin/pnpm.cjs": "",
            "lastKnownGood.json": '{"pnpm": "9.0.0+sha512.x", "yarn": 1}',
        },
    )
    environment = {"COREPACK_HOME": str(tmp_path)}
    root = os.path.realpath(tmp_path)

    assert (f"{root}/v1/yarn/4.1.0/yarn.js", "4.1.0") == fetched("yarn", "4.1.0", environment)
    assert (f"{root}/v1/pnpm/9.0.0/bin/pnpm.cjs", "9.0.0") == fetched("pnpm", "", environment)
    assert fetched("yarn", "", environment) is None
    assert fetched("yarn", "4.2.0", environment) is None
    assert fetched("yarn", "../..", environment) is None


def test_corepacks_folder_is_where_corepack_puts_it(tmp_path: Path) -> None:
    write(tmp_path, {"cache/node/corepack/v1/yarn/4.1.0/yarn.js": "", ".cache/node/corepack/v1/yarn/4.2.0/yarn.js": ""})

    assert fetched("yarn", "4.1.0", {"XDG_CACHE_HOME": str(tmp_path / "cache")}) is not None
    assert fetched("yarn", "4.2.0", {"HOME": str(tmp_path)}) is not None
    assert fetched("yarn", "", {"HOME": str(tmp_path)}) is None
