"""Who publishes is read from workflows and scripts, and told where it is another packer and that matters."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from pkgaudit.model.ship_list import PackingProblem, PackingProblemKind
from pkgaudit.targets.ship_list.project_files import ProjectFiles
from pkgaudit.targets.ship_list.publications import publications
from pkgaudit.targets.ship_list.publisher import published_otherwise
from tests.targets.ship_list.folders import origin, project

Files = Mapping[str, str | Mapping[str, object]]
RELEASE = ".github/workflows/release.yml"
WORKSPACE: dict[str, object] = {
    "name": "a",
    "version": "1.0.0",
    "files": ["dist"],
    "dependencies": {"b": "1", "c": "workspace:^"},
}


def workflow(run: str, **step: str) -> str:
    more = "".join(f"        {key}: {value}\n" for key, value in step.items())
    indented = "".join(f"          {line}\n" for line in run.split("\n"))
    return (
        f"on: push\njobs:\n  release:\n    steps:\n      - uses: actions/checkout@v5\n      - run: |\n{indented}{more}"
    )


def found(folder: Path, files: Files, packer: str = "pnpm", package: str = ".") -> tuple[PackingProblem, ...]:
    given = origin(project(folder, files), packer, package)
    return published_otherwise(given, ProjectFiles(given.root))


def publishers(folder: Path, files: Files, packer: str = "pnpm", package: str = ".") -> list[str]:
    given = origin(project(folder, files), packer, package)
    return [each.packer.value for each in publications(given, ProjectFiles(given.root))]


def test_a_workspace_range_that_npm_publishes_as_it_is_is_told_with_the_edit(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, {"package.json": WORKSPACE, RELEASE: workflow("pnpm build\nnpm publish --provenance")})

    assert PackingProblemKind.OTHER_PACKER is problem.kind
    assert (RELEASE, 8, "npm publish") == (problem.file, problem.line, problem.entry)
    assert ("package/package.json",) == problem.paths
    assert f'Replace "npm publish" by "pnpm publish" in {RELEASE}, line 8.' == problem.edit
    assert f'{RELEASE}, line 8 publishes with npm what pnpm packs: npm publishes "workspace:^" of c as it is' == (
        problem.detail
    )


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("npm publish", ["npm"]),
        ("NODE_AUTH_TOKEN=x npm publish --access public --tag next", ["npm"]),
        ("pnpm publish -r --no-git-checks", ["pnpm"]),
        ("pnpm -r --filter ./packages/* publish", ["pnpm"]),
        ("pnpm --filter a publish", ["pnpm"]),
        ("yarn publish", ["yarn-classic"]),
        ("yarn npm publish --access public", ["yarn-berry"]),
        ("yarn workspaces foreach -A npm publish", ["yarn-berry"]),
        ("bun publish", ["bun"]),
        ("npx changeset publish", ["pnpm"]),
        ("pnpm changeset publish", ["pnpm"]),
        ("npm run release", ["npm"]),
        ("if [ x ]; then npm publish; fi", ["npm"]),
        ("npm publish --dry-run", []),
        ("npm publish a-1.0.0.tgz", []),
        ("npm publish $TARBALL", []),
        ("npm publish ./dist", []),
        ("npm publish .", ["npm"]),
        ("cd dist && npm publish", []),
        ("npx pkg-pr-new publish", []),
        ("uv publish", []),
        ("echo npm publish", []),
        ("# npm publish", []),
        ("npm version patch", []),
    ],
)
def test_publishing_commands_are_known(tmp_path: Path, run: str, expected: list[str]) -> None:
    package = {**WORKSPACE, "scripts": {"release": "npm publish"}}
    files: Files = {"package.json": {**package, "scripts": {"x:release": "npm publish"}}, RELEASE: workflow(run)}
    if "run release" in run:
        files = {"package.json": package, RELEASE: workflow(run)}

    assert expected == publishers(tmp_path, files)


@pytest.mark.parametrize(
    ("packer", "expected"), [("npm", "npm"), ("pnpm", "pnpm"), ("yarn-berry", "npm"), ("bun", "npm")]
)
def test_changesets_publish_with_npm_outside_pnpm(tmp_path: Path, packer: str, expected: str) -> None:
    text = "jobs:\n  a:\n    steps:\n    - uses: changesets/action@v1\n      with:\n        publish: yarn release\n"
    files: Files = {"package.json": {**WORKSPACE, "scripts": {"release": "changeset publish"}}, RELEASE: text}

    assert [expected] == publishers(tmp_path, files, packer)


def test_the_edit_for_changesets_is_another(tmp_path: Path) -> None:
    files: Files = {"package.json": {**WORKSPACE, "scripts": {"release": "bun run x && changeset publish"}}}
    (problem,) = found(tmp_path, files, "bun")

    assert 'Pack with bun first and publish those files, in place of "changeset publish" in package.json, line 12.' == (
        problem.edit
    )


def test_pipelines_of_gitlab_count(tmp_path: Path) -> None:
    text = "release:\n  script:\n    - npm ci\n    - npm publish\nother:\n  script: echo\n"

    assert ["npm"] == publishers(tmp_path, {"package.json": WORKSPACE, ".gitlab-ci.yml": text})


def test_workflows_win_over_scripts(tmp_path: Path) -> None:
    files: Files = {
        "package.json": {**WORKSPACE, "scripts": {"release": "npm publish"}},
        RELEASE: workflow("pnpm publish"),
    }

    assert ["pnpm"] == publishers(tmp_path, files)


def test_one_publisher_that_is_the_packer_is_enough(tmp_path: Path) -> None:
    files: Files = {"package.json": WORKSPACE, RELEASE: workflow("npm publish || pnpm publish")}

    assert () == found(tmp_path, files)


@pytest.mark.parametrize(
    ("folder", "expected"),
    [("packages/a", 1), ("./packages/a/", 1), ("packages/b", 0), ("${{ matrix.dir }}", 1), (".", 1)],
)
def test_a_step_in_the_folder_of_another_package_is_not_about_this_one(
    tmp_path: Path, folder: str, expected: int
) -> None:
    files: Files = {
        "packages/a/package.json": WORKSPACE,
        RELEASE: workflow("npm publish", **{"working-directory": f'"{folder}"'}),
    }

    assert expected == len(found(tmp_path, files, package="packages/a"))


def test_the_default_folder_of_a_workflow_counts(tmp_path: Path) -> None:
    text = workflow("npm publish") + "defaults:\n  run:\n    working-directory: other\n"

    assert () == found(tmp_path, {"package.json": WORKSPACE, RELEASE: text})


@pytest.mark.parametrize(
    ("packer", "command", "more", "expected"),
    [
        ("pnpm", "npm publish", {"dependencies": {"b": "catalog:"}}, 'npm publishes "catalog:" of b as it is'),
        (
            "yarn-berry",
            "npm publish",
            {"peerDependencies": {"b": "workspace:*"}},
            'npm publishes "workspace:*" of b as it is',
        ),
        ("pnpm", "npm publish", {"devDependencies": {"b": "workspace:*"}}, None),
        ("pnpm", "npm publish", {"dependencies": {"b": "^1"}}, None),
        ("pnpm", "yarn npm publish", {"dependencies": {"b": "workspace:*"}}, None),
        ("npm", "yarn publish", {"dependencies": {"b": "workspace:*"}}, None),
        ("pnpm", "npm publish", {"publishConfig": {"access": "public"}}, None),
        ("pnpm", "npm publish", {"publishConfig": {"main": "dist/a.js"}}, "npm does not apply publishConfig.main"),
        (
            "pnpm",
            "npm publish",
            {"publishConfig": {"directory": "dist"}},
            "npm does not publish from publishConfig.directory",
        ),
        ("npm", "pnpm publish", {"publishConfig": {"main": "dist/a.js"}}, None),
        (
            "npm",
            "bun publish",
            {"main": "lib/main.js"},
            "bun does not add main to files, so that lib/main.js would be missing",
        ),
        ("npm", "bun publish", {"main": "./dist/main.js"}, None),
        (
            "npm",
            "pnpm publish",
            {"files": ["."]},
            'pnpm before 11 publishes the whole folder for "." in files, .git included',
        ),
        ("npm", "pnpm publish", {}, None),
        ("npm", "yarn npm publish", {"files": None}, "yarn ships .npmrc; yarn ships package-lock.json"),
        ("npm", "yarn publish", {"files": None}, "yarn 1 ships package-lock.json"),
        ("npm", "yarn npm publish", {}, None),
    ],
)
def test_only_differences_that_matter_are_told(
    tmp_path: Path, packer: str, command: str, more: dict[str, object], expected: str | None
) -> None:
    package = {"name": "a", "version": "1.0.0", "files": ["dist"], **more}
    files: Files = {"package.json": package, RELEASE: workflow(command), ".npmrc": "a=b", "package-lock.json": "{}"}
    told = [each.detail.partition(" packs: ")[2] for each in found(tmp_path, files, packer)]

    assert ([] if expected is None else [expected]) == told


@pytest.mark.parametrize("ignore", [".npmignore", ".gitignore"])
def test_a_file_that_an_ignore_file_may_keep_out_is_no_difference(tmp_path: Path, ignore: str) -> None:
    package = {"name": "a", "version": "1.0.0"}
    files: Files = {
        "package.json": package,
        RELEASE: workflow("yarn npm publish"),
        ".npmrc": "a=b",
        ignore: ".npmrc\n",
    }

    assert () == found(tmp_path, files, "npm")


@pytest.mark.parametrize("text", ["publish: [", "publish: &a 1", "- publish\n- x: [1]", "publish: 1", ""])
def test_a_workflow_that_cannot_be_read_publishes_nothing(tmp_path: Path, text: str) -> None:
    assert [] == publishers(tmp_path, {"package.json": WORKSPACE, RELEASE: text})


def test_without_a_manifest_there_is_nothing_to_tell(tmp_path: Path) -> None:
    assert () == found(tmp_path, {RELEASE: workflow("npm publish")})
