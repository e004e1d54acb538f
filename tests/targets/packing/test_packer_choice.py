"""Which packer a project uses, and what it is decided from."""

from __future__ import annotations

from pathlib import Path

import pytest

from pkgaudit.targets.packing.packer_choice import PackerName, UnknownPackerError, choose_packer
from tests.targets.packing.projects import write

NPM, PNPM, BUN = PackerName.NPM, PackerName.PNPM, PackerName.BUN
CLASSIC, BERRY = PackerName.YARN_CLASSIC, PackerName.YARN_BERRY


def test_the_users_word_comes_first_then_the_manifest_then_the_lockfile_then_npm(tmp_path: Path) -> None:
    engines = {"packageManager": {"name": "bun"}}
    everything: dict[str, object] = {"packageManager": "pnpm@9.0.0", "devEngines": engines}
    before = choose_packer(tmp_path, {}, None)
    write(tmp_path, {"yarn.lock": "# yarn lockfile v1\n"})
    chosen = [
        choose_packer(tmp_path, everything, "npm"),
        choose_packer(tmp_path, everything, None),
        choose_packer(tmp_path, {"devEngines": engines}, None),
        choose_packer(tmp_path, {}, None),
        before,
    ]

    assert [NPM, PNPM, BUN, CLASSIC, NPM] == [choice.name for choice in chosen]
    assert [
        "--pm",
        "packageManager in package.json",
        "devEngines.packageManager in package.json",
        "yarn.lock",
        "nothing names another packer",
    ] == [choice.because for choice in chosen]


@pytest.mark.parametrize(
    ("declared", "name", "version"),
    [
        ("npm@11.2.0", NPM, "11.2.0"),
        ("pnpm@10.34.9+sha512.abc", PNPM, "10.34.9"),
        ("pnpm@11.0.0-rc.1", PNPM, "11.0.0-rc.1"),
        ("yarn@1.22.22", CLASSIC, "1.22.22"),
        ("yarn@4.1.0", BERRY, "4.1.0"),
        ("yarn@4", BERRY, "4"),
        ("yarn@https://files.example/yarn.js", CLASSIC, ""),
        ("bun@^1.2.0", BUN, ""),
        ("yarn", CLASSIC, ""),
        ("yarn-berry", BERRY, ""),
        ("yarn-classic", CLASSIC, ""),
    ],
)
def test_what_the_manifest_pins_is_read(declared: str, name: PackerName, version: str, tmp_path: Path) -> None:
    choice = choose_packer(tmp_path, {"packageManager": declared}, None)

    assert (name, version) == (choice.name, choice.version)


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"bun.lock": ""}, BUN),
        ({"bun.lockb": ""}, BUN),
        ({"pnpm-lock.yaml": ""}, PNPM),
        ({"pnpm-workspace.yaml": ""}, PNPM),
        ({"package-lock.json": ""}, NPM),
        ({"npm-shrinkwrap.json": ""}, NPM),
        ({"yarn.lock": "# THIS\n__metadata:\n"}, BERRY),
        ({"yarn.lock": "", ".yarnrc.yml": ""}, BERRY),
        ({"yarn.lock": ""}, CLASSIC),
    ],
)
def test_a_lockfile_tells_its_packer(files: dict[str, str], name: PackerName, tmp_path: Path) -> None:
    assert name is choose_packer(write(tmp_path, files), {}, None).name


def test_lockfiles_of_several_packers_are_noted(tmp_path: Path) -> None:
    write(tmp_path, {"package-lock.json": "", "yarn.lock": "", "npm-shrinkwrap.json": ""})
    (note,) = choose_packer(tmp_path, {}, None).notes

    assert "(yarn.lock, package-lock.json, npm-shrinkwrap.json)" in note


def test_lockfiles_of_one_packer_are_not(tmp_path: Path) -> None:
    write(tmp_path, {"pnpm-lock.yaml": "", "pnpm-workspace.yaml": "", "bun.txt": ""})

    assert () == choose_packer(tmp_path, {}, None).notes


@pytest.mark.parametrize("declared", ["deno@2", "", "@", "NPM@9", "npm 9"])
def test_a_packer_nobody_knows_is_an_error(declared: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownPackerError, match="is not a packer that is known here"):
        choose_packer(tmp_path, {"packageManager": declared}, None)


@pytest.mark.parametrize("engines", [None, 1, {}, {"packageManager": 1}, {"packageManager": [{"name": 1}, {}]}])
def test_engines_without_a_packer_say_nothing(engines: object, tmp_path: Path) -> None:
    assert NPM is choose_packer(tmp_path, {"devEngines": engines, "packageManager": 1}, None).name


def test_the_first_of_several_engines_is_taken(tmp_path: Path) -> None:
    engines = {"packageManager": [{"name": "pnpm"}, {"name": "npm"}]}

    assert PNPM is choose_packer(tmp_path, {"devEngines": engines}, None).name
