"""The folders of a monorepo are found as npm finds them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.targets.packing import workspace_globs
from pkgaudit.targets.packing.workspace_globs import WorkspaceLimitError, workspace_folders
from tests.targets.packing.toolbox import NPM_11
from tests.tools import npm_packages, program

FOLDERS = (
    *("packages/a", "packages/b", "packages/b/deep", "packages/.hidden", "packages/node_modules/x", "apps/web"),
    *("apps/web/inner", "tools", "libs/one/two/three", "packages/[x]", "docs"),
)


def tree(root: Path) -> Path:
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True, exist_ok=True)
        if folder != "docs":
            (root / folder / "package.json").write_text(json.dumps({"name": folder.replace("/", "-").strip("[]")}))
    (root / "packages" / "link").symlink_to(root / "tools")
    return root


def found(root: Path, patterns: Sequence[str]) -> list[str]:
    return [folder.relative_to(root).as_posix() for folder in workspace_folders(root, patterns)]


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["packages/*"], ["packages/[x]", "packages/a", "packages/b"]),
        (["./packages/*/"], ["packages/[x]", "packages/a", "packages/b"]),
        (["packages/**"], ["packages/[x]", "packages/a", "packages/b", "packages/b/deep"]),
        (["packages/*", "!packages/b"], ["packages/[x]", "packages/a"]),
        (["!packages/b", "packages/b"], ["packages/b"]),
        (["{apps,packages}/?*b*"], ["apps/web"]),
        (["{apps,tools}/{web,x}", "tools"], ["apps/web", "tools"]),
        (["**/three"], ["libs/one/two/three"]),
        (["libs/**/t*"], ["libs/one/two/three"]),
        (["packages/.*"], ["packages/.hidden"]),
        (["docs", "nowhere/*", "../x", "", "."], []),
        (["**/" * 50 + "a"], ["packages/a"]),
        (["{" * 50], []),
        (["{a,b}" * 30], []),
    ],
)
def test_patterns_name_folders_with_a_manifest(patterns: list[str], expected: list[str], tmp_path: Path) -> None:
    assert expected == found(tree(tmp_path), patterns)


@pytest.mark.parametrize(
    "patterns", [["packages/*"], ["packages/*", "!packages/b"], ["apps/**"], ["{apps,tools}/*", "tools"], ["libs/**"]]
)
def test_npm_finds_the_same(patterns: list[str], tmp_path: Path) -> None:
    root = tree(tmp_path)
    (root / "packages" / "link").unlink()
    modules = npm_packages(NPM_11.package) / "node_modules" / "npm" / "node_modules" / "@npmcli" / "map-workspaces"
    code = (
        f"require({json.dumps(str(modules))})({{cwd: {json.dumps(str(root))}, pkg: {{workspaces: "
        f"{json.dumps(patterns)}}}}}).then((m) => console.log(JSON.stringify([...m.values()].sort())))"
    )
    said = subprocess.run([program("node"), "-e", code], capture_output=True, text=True, check=True).stdout
    theirs = [Path(path).relative_to(root).as_posix() for path in json.loads(said)]

    assert theirs
    assert theirs == found(root, patterns)


def test_a_tree_without_end_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace_globs, "FOLDERS", 3)

    with pytest.raises(WorkspaceLimitError, match="more than 3 folders"):
        workspace_folders(tree(tmp_path), ["**"])


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tree(tmp_path_factory.mktemp("shared"))


@given(patterns=st.lists(st.text("ab*{},!/.[]?", max_size=30), max_size=5))
def test_any_pattern_is_answered(shared: Path, patterns: list[str]) -> None:
    folders = workspace_folders(shared, patterns)

    assert set(folders) <= {shared / folder for folder in FOLDERS}
    assert list(folders) == sorted(folders)
