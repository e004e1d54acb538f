"""What a folder would publish."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pkgaudit.model.gap import GapKind
from pkgaudit.targets.packing import workspace_globs
from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.packing.project import Project, recognise
from pkgaudit.targets.packing.python_files import python_files
from tests.targets.packing.projects import WORKSPACES, manifest, write


def project(folder: Path, files: dict[str, str], *, pm: str | None = None) -> Project:
    found = recognise(write(folder, files), pm=pm, text="here")
    assert found is not None
    return found


def names(found: Project) -> list[tuple[str, str]]:
    return [(package.relative, package.name) for package in found.workspaces]


def test_a_folder_that_holds_no_project_is_none(tmp_path: Path) -> None:
    write(tmp_path, {"a.js": "1", "pyproject.toml": "[tool.ruff]\nline-length = 100\n", "setup.cfg": "[flake8]\n"})

    assert recognise(tmp_path) is None


def test_one_package_is_one_workspace(tmp_path: Path) -> None:
    found = project(tmp_path, {"package.json": manifest("@a/b", scripts={"prepare": "x", "test": "y", "prepack": ""})})

    assert [(".", "@a/b")] == names(found)
    assert ("prepare",) == found.workspaces[0].scripts
    assert "1.2.3" == found.workspaces[0].version
    assert found.packer is not None
    assert PackerName.NPM is found.packer.name
    assert () == found.gaps


def test_a_project_of_both_kinds_is_both(tmp_path: Path) -> None:
    found = project(tmp_path, {"package.json": manifest(), "pyproject.toml": "[project]\nname = 'x'\n", "setup.py": ""})

    assert [(".", "sample")] == names(found)
    assert ("pyproject.toml", "setup.py") == found.python


def test_a_python_project_alone_has_no_packer(tmp_path: Path) -> None:
    found = project(tmp_path, {"setup.cfg": "[metadata]\nname = x\n"})

    assert ("setup.cfg",) == found.python
    assert found.packer is None
    assert () == found.workspaces


@pytest.mark.parametrize(
    "text",
    [
        "[project]\n",
        "[build-system]\n",
        "[tool.poetry]\n",
        "[ tool . flit.metadata]\n",
        "project.name = 'x'\n",
        '["project"]\n',
    ],
)
def test_a_pyproject_that_says_what_is_built_counts(text: str, tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": f"# x\n{text}"})

    assert ("pyproject.toml",) == python_files(tmp_path)


@pytest.mark.parametrize("text", ["", "[tool.ruff]\n", "[projects]\n", "[tool.poetry-dynamic]\nx = 1\n"])
def test_a_pyproject_with_settings_of_tools_does_not(text: str, tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": text})

    assert ("pyproject.toml",) * (text.startswith("[tool.poetry-")) == python_files(tmp_path)


@pytest.mark.parametrize("pm", ["npm", "pnpm"])
def test_each_publishable_workspace_is_listed_and_private_ones_are_named(pm: str, tmp_path: Path) -> None:
    found = project(tmp_path, dict(WORKSPACES), pm=pm)

    assert [("packages/a", "@acme/a"), ("packages/b", "b")] == names(found)
    assert [(".", '"private": true'), ("packages/secret", '"private": true')] == [
        (package.relative, package.unpublished) for package in found.unpublished
    ]


def test_yarn_spells_workspaces_as_an_object_too(tmp_path: Path) -> None:
    root = manifest("root", workspaces={"packages": ["p/*"], "nohoist": []})
    found = project(tmp_path, {"package.json": root, "p/a/package.json": manifest("a")})

    assert [(".", "root"), ("p/a", "a")] == names(found)


def test_a_folder_inside_a_monorepo_stands_for_itself(tmp_path: Path) -> None:
    write(tmp_path, WORKSPACES)
    found = recognise(tmp_path / "packages" / "a", pm="npm")
    assert found is not None

    assert Path(os.path.realpath(tmp_path)) == found.root
    assert [("packages/a", "@acme/a")] == names(found)


def test_a_repository_ends_the_search_for_a_monorepo(tmp_path: Path) -> None:
    write(tmp_path, {**WORKSPACES, "packages/a/.git/HEAD": ""})
    found = recognise(tmp_path / "packages" / "a")
    assert found is not None

    assert Path(os.path.realpath(tmp_path / "packages" / "a")) == found.root


def test_what_is_wrong_above_and_has_nothing_to_do_with_it_is_no_gap(tmp_path: Path) -> None:
    write(tmp_path, {".git/HEAD": "", "package.json": "{", "pnpm-workspace.yaml": "a: [", "p/package.json": manifest()})
    found = recognise(tmp_path / "p")
    assert found is not None

    assert () == found.gaps
    assert [(".", "sample")] == names(found)


def test_pipes_in_the_place_of_settings_are_not_waited_for(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "setup.cfg", "yarn.lock", ".yarnrc.yml", "pnpm-workspace.yaml"):
        os.mkfifo(tmp_path / name)
    found = project(tmp_path, {"package.json": manifest()}, pm="yarn")

    assert found.packer is not None
    assert PackerName.YARN_CLASSIC is found.packer.name
    assert () == found.python


def test_a_folder_that_no_workspace_names_is_its_own_root(tmp_path: Path) -> None:
    write(tmp_path, {**WORKSPACES, "other/package.json": manifest("other"), ".git/HEAD": ""})
    found = recognise(tmp_path / "other")
    assert found is not None

    assert [(".", "other")] == names(found)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('{"version": "1.0.0"}', "its package.json has no name"),
        ('{"name": "", "version": "1.0.0"}', "its package.json has no name"),
        ('{"name": "x"}', "its package.json has no version"),
        ('{"name": "x", "version": 1}', "its package.json has no version"),
        ('{"name": "x y", "version": "1.0.0"}', "characters"),
        ('{"name": "x", "version": "one"}', "version"),
        ('{"name": "x", "version": "1.0.0", "private": true}', '"private": true'),
        ('{"name": "x", "version": "1.0.0", "private": "yes"}', '"private": true'),
    ],
)
def test_what_npm_would_not_publish_is_listed_with_the_reason(content: str, why: str, tmp_path: Path) -> None:
    found = project(tmp_path, {"package.json": content})

    assert () == found.workspaces
    assert why in found.unpublished[0].unpublished


@pytest.mark.parametrize("content", ["{", "[]", '"x"', ""])
def test_a_manifest_that_is_no_manifest_is_a_gap(content: str, tmp_path: Path) -> None:
    found = project(tmp_path, {"package.json": content})

    assert [GapKind.PACKING] == [gap.kind for gap in found.gaps]
    assert "correct it" in found.gaps[0].why


def test_a_workspace_file_that_cannot_be_read_is_a_gap(tmp_path: Path) -> None:
    found = project(tmp_path, {"package.json": manifest(), "pnpm-workspace.yaml": "packages: [\n"})

    assert [("here", "pnpm-workspace.yaml")] == [gap.location for gap in found.gaps]


def test_a_monorepo_without_end_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace_globs, "FOLDERS", 1)
    found = project(tmp_path, dict(WORKSPACES), pm="npm")

    assert ["more narrowly" in gap.why for gap in found.gaps] == [True]


def test_a_packer_nobody_knows_is_a_gap(tmp_path: Path) -> None:
    found = project(tmp_path, {"package.json": manifest(packageManager="deno@2.0.0")})

    assert found.packer is None
    assert "choose one with --pm" in found.gaps[0].why


def test_a_manifest_that_may_not_be_read_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"package.json": manifest()})
    opened = Path.open

    def refuse(path: Path, mode: str = "r") -> object:
        if path.name == "package.json":
            raise PermissionError(13, "Permission denied")
        return opened(path, mode)

    monkeypatch.setattr(Path, "open", refuse)
    found = recognise(tmp_path)
    assert found is not None

    assert "Permission denied" in found.gaps[0].why


def test_settings_that_may_not_be_read_are_passed_over_by_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"pyproject.toml": "", "yarn.lock": "__metadata:\n", "package.json": manifest()})
    opened = Path.open

    def refuse(path: Path, mode: str = "r") -> object:
        if path.name != "package.json":
            raise PermissionError(13, "Permission denied")
        return opened(path, mode)

    monkeypatch.setattr(Path, "open", refuse)
    found = recognise(tmp_path)
    assert found is not None

    assert ("pyproject.toml",) == found.python
    assert found.packer is not None
    assert PackerName.YARN_CLASSIC is found.packer.name


def test_several_lockfiles_are_noted(tmp_path: Path) -> None:
    found = project(tmp_path, {"package.json": manifest(), "yarn.lock": "", "bun.lock": ""})

    assert ["side by side" in note for note in found.notes] == [True]
