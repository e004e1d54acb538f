"""The npm family, with the real packers."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from pkgaudit.model.gap import GapKind
from pkgaudit.model.grades import Severity
from tests.remedy.conftest import Fix
from tests.remedy.projects import LEAK, edited, manifest, removed, unfixed, write
from tests.targets.building.projects import git, snapshot
from tests.targets.packing.projects import yarn_lock
from tests.targets.packing.toolbox import BUN, NPM_9, NPM_12, PNPM_10, YARN_1, YARN_4, Tool, environment
from tests.tools import program

pytestmark = pytest.mark.broad

FILES = {
    "package.json": manifest(main="dist/cli.js", files=["dist"]),
    "dist/cli.js": "f();\n//# sourceMappingURL=cli.js.map\n",
    "dist/cli.js.map": LEAK,
    "dist/deep/a.js": "1;\n",
    "README.md": "# leaks\n",
}
GONE = {"leaks-1.0.0.tgz": ["package/dist/cli.js.map"]}


@pytest.fixture(autouse=True)
def _npm() -> None:
    program("npm")


@pytest.fixture(scope="session")
def packers(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Tool], dict[str, str]]:
    folder = tmp_path_factory.mktemp("packers")
    return lambda tool: environment(tool, folder / str(tool) / "bin")


def test_a_leaked_map_under_files_gets_a_negation(fix: Fix, project: Path) -> None:
    write(project, FILES)
    before = snapshot(project)

    remedy = fix(project)

    assert {"package.json": manifest(main="dist/cli.js", files=["dist", "!**/*.map"])} == edited(remedy)
    assert GONE == removed(remedy)
    assert [] == unfixed(remedy)
    assert remedy.proposal is not None
    assert ["embedded-sources"] == [verdict.finding.rule for verdict in remedy.proposal.cured]
    # The reference in the code leads nowhere now, and the proof says so.
    assert [("dangling-source-map-reference", str(project))] == [
        (verdict.finding.rule, verdict.finding.location[0]) for verdict in remedy.proposal.appeared
    ]
    assert before == snapshot(project)


@pytest.mark.broad
@pytest.mark.parametrize("tool", [NPM_9, NPM_12, PNPM_10, YARN_1, YARN_4, BUN], ids=str)
def test_each_packer_is_told_in_a_way_it_understands(
    fix: Fix, project: Path, tool: Tool, packers: Callable[[Tool], dict[str, str]]
) -> None:
    write(project, {**FILES, "yarn.lock": yarn_lock("leaks@.")})

    remedy = fix(project, environment=packers(tool), pm=tool.pm)

    # yarn 1 ships everything as soon as `files` holds a negation.
    expected = ["dist/**/*.js"] if tool is YARN_1 else ["dist", "!**/*.map"]
    assert expected == json.loads(edited(remedy)["package.json"])["files"]
    assert [["package/dist/cli.js.map"]] == list(removed(remedy).values())


def test_a_map_that_is_swept_in_gets_an_allow_list(fix: Fix, project: Path) -> None:
    write(
        project,
        {**FILES, "package.json": manifest(main="dist/cli.js"), "bin/run.js": "1;\n", ".gitignore": "secret\n"},
    )

    remedy = fix(project)

    assert {"package.json": manifest(main="dist/cli.js", files=["bin", "dist", "!**/*.map"])} == edited(remedy)
    assert GONE == removed(remedy)


def test_what_gitignore_held_stays_out_when_npmignore_takes_its_place(fix: Fix, project: Path) -> None:
    # An allow-list would let in what .gitignore keeps out of the folder.
    files = {**FILES, "package.json": manifest(), ".gitignore": "secret.js", "dist/secret.js": "1;\n"}
    write(project, files)

    remedy = fix(project)

    assert {".npmignore": "secret.js\n*.map\n"} == edited(remedy)
    assert GONE == removed(remedy)


def test_an_npmignore_that_is_there_gets_a_line(fix: Fix, project: Path) -> None:
    write(project, {**FILES, "package.json": manifest(), ".npmignore": "test\r\n", "other.map": "{}\n"})

    remedy = fix(project)

    assert {".npmignore": "test\r\n/dist/cli.js.map\r\n"} == edited(remedy)
    assert GONE == removed(remedy)


def test_an_entry_that_names_the_file_goes(fix: Fix, project: Path) -> None:
    write(project, {**FILES, "package.json": manifest(files=["dist/deep", "dist/cli.js.map"])})

    remedy = fix(project)

    assert ["dist/deep"] == json.loads(edited(remedy)["package.json"])["files"]
    assert GONE == removed(remedy)


def test_nothing_is_proposed_for_a_file_that_main_names(fix: Fix, project: Path) -> None:
    write(project, {**FILES, "package.json": manifest(main="./dist/cli.js.map", files=["dist"])})

    remedy = fix(project)

    assert remedy.proposal is None
    assert remedy.leaves_open
    why = "the package needs the file: main in package.json names it"
    assert [("embedded-sources", "package/dist/cli.js.map", why)] == unfixed(remedy)


def test_nothing_is_proposed_without_proof(fix: Fix, project: Path) -> None:
    # npm ships what is called like a licence whatever the configuration says.
    write(project, {**FILES, "package.json": manifest(files=["dist/deep"]), "LICENSE.map": LEAK})

    remedy = fix(project)

    assert remedy.proposal is None
    assert [("embedded-sources", "package/LICENSE.map")] == [each[:2] for each in unfixed(remedy)]


def test_what_can_be_cured_is_cured_beside_what_cannot(fix: Fix, project: Path) -> None:
    inline = f"data:application/json;base64,{b64encode(LEAK.encode()).decode()}"
    files = {**FILES, "LICENSE.map": LEAK, "dist/inline.js": f"f();\n//# sourceMappingURL={inline}\n"}
    write(project, files)

    remedy = fix(project)

    assert GONE == removed(remedy)
    assert ["dist", "!dist/cli.js.map"] == json.loads(edited(remedy)["package.json"])["files"]
    assert [
        ("embedded-sources", "package/LICENSE.map", "with the edit it is found as before"),
        ("embedded-sources-inline", "package/dist/inline.js", "what is in the file has to change"),
    ] == unfixed(remedy)
    assert remedy.leaves_open


@pytest.mark.broad
@pytest.mark.parametrize("tracked", [True, False])
def test_a_map_in_a_folder_that_npm_12_takes_for_a_pattern_gets_an_ignore_file_where_it_would_last(
    fix: Fix, project: Path, packers: Callable[[Tool], dict[str, str]], *, tracked: bool
) -> None:
    files = {"package.json": manifest(files=["app"]), "app/[id]/p.js": "1;\n", "app/[id]/p.js.map": LEAK}
    write(project, files)
    git(project, "init", "-q")
    if tracked:
        git(project, "add", ".")
    environment = {**packers(NPM_12), "PATH": f"{packers(NPM_12)['PATH']}:{Path(program('git')).parent}"}

    remedy = fix(project, environment=environment)

    if tracked:
        assert {"app/[id]/.npmignore": "/p.js.map\n"} == edited(remedy)
        assert [["package/app/[id]/p.js.map"]] == list(removed(remedy).values())
    else:
        # What is left are edits that lose the code.
        assert remedy.proposal is None
        assert ["package/app/[id]/p.js.map"] == [each[1] for each in unfixed(remedy)]


def test_each_package_of_a_workspace_gets_its_own_edit_in_one_proof(fix: Fix, project: Path) -> None:
    root = manifest(name="root", private=True, workspaces=["packages/*"])
    write(project, {"package.json": root})
    for name in ("a", "b", "c"):
        leak = {} if name == "c" else {"dist/x.js.map": LEAK}
        write(
            project / "packages" / name,
            {"package.json": manifest(name=name, files=["dist"]), "dist/x.js": "1;\n", **leak},
        )

    remedy = fix(project)

    assert ["packages/a/package.json", "packages/b/package.json"] == list(edited(remedy))
    assert {"a-1.0.0.tgz": 1, "b-1.0.0.tgz": 1, "c-1.0.0.tgz": 0} == {
        name: len(members) for name, members in removed(remedy).items()
    }


def test_one_package_of_a_workspace_can_be_named(fix: Fix, project: Path) -> None:
    write(project, {"package.json": manifest(name="root", private=True, workspaces=["packages/*"])})
    package = write(
        project / "packages" / "a",
        {"package.json": manifest(name="a", files=["dist"]), "dist/x.js": "1;\n", "dist/x.js.map": LEAK},
    )

    remedy = fix(package)

    assert ["package.json"] == [Path(path).name for path in edited(remedy)]
    assert {"a-1.0.0.tgz": ["package/dist/x.js.map"]} == removed(remedy)


def test_a_script_that_builds_something_new_each_time_does_not_spoil_the_proof(fix: Fix, project: Path) -> None:
    build = "require('fs').writeFileSync('dist/stamp.js',String(process.hrtime.bigint()))"
    package = manifest(files=["dist"], scripts={"prepack": "node build.cjs"})
    write(project, {**FILES, "package.json": package, "build.cjs": build})

    remedy = fix(project, execute=True)

    assert ["dist", "!**/*.map"] == json.loads(edited(remedy)["package.json"])["files"]
    assert GONE == removed(remedy)


def test_a_manifest_that_leads_out_of_the_project_is_not_edited(fix: Fix, project: Path, tmp_path: Path) -> None:
    write(project, FILES)
    (project / "package.json").rename(tmp_path / "package.json")
    (project / "package.json").symlink_to(tmp_path / "package.json")

    remedy = fix(project)

    assert remedy.proposal is None
    assert FILES["package.json"] == (tmp_path / "package.json").read_text()


def test_a_project_that_cannot_be_packed_is_a_gap(fix: Fix, project: Path) -> None:
    write(project, FILES)

    remedy = fix(project, pm="npm", environment={"PATH": ""})

    assert remedy.proposal is None
    assert [GapKind.PACKING] == [gap.kind for gap in remedy.report.gaps]


def test_findings_below_the_bar_are_looked_at_when_asked(fix: Fix, project: Path) -> None:
    layout = json.dumps({"version": 3, "sources": ["../src/secret.ts"], "names": [], "mappings": ""})
    write(project, {**FILES, "dist/cli.js.map": layout})

    assert fix(project).proposal is None
    assert GONE == removed(fix(project, also_below_bar=True))


def test_what_comes_with_a_cure_may_be_milder_and_is_not_hidden(fix: Fix, project: Path) -> None:
    write(project, FILES)

    remedy = fix(project, fail_on=Severity.LOW)

    assert GONE == removed(remedy)
    assert [] == unfixed(remedy)
    assert remedy.leaves_open


def test_an_exclusion_that_does_nothing_moves_to_where_it_works(fix: Fix, project: Path) -> None:
    write(project, {**FILES, ".npmignore": "# maps\n*.map\n"})

    remedy = fix(project, also_below_bar=True)

    assert {
        ".npmignore": "# maps\n",
        "package.json": manifest(main="dist/cli.js", files=["dist", "!**/*.map"]),
    } == edited(remedy)
    assert GONE == removed(remedy)
    assert [] == unfixed(remedy)


def test_what_npmignore_hides_from_gitignore_is_kept_out_again(fix: Fix, project: Path) -> None:
    files = {"package.json": manifest(), "index.js": "1;\n", ".gitignore": ".env\nlocal.txt\n", ".npmignore": "test\n"}
    write(project, {**files, ".env": "TOKEN=1\n", "local.txt": "x\n"})
    git(project, "init", "-q")
    git(project, "add", ".")

    remedy = fix(project)

    assert {".npmignore": "test\n/.env\n/local.txt\n"} == edited(remedy)
    assert {"leaks-1.0.0.tgz": ["package/.env", "package/local.txt"]} == removed(remedy)


def test_a_file_that_git_ignores_inside_a_listed_folder_gets_a_negation(fix: Fix, project: Path) -> None:
    files = {"package.json": manifest(files=["lib"]), "lib/a.js": "1;\n", ".gitignore": ".env\n"}
    write(project, {**files, "lib/.env": "TOKEN=1\n"})
    git(project, "init", "-q")
    git(project, "add", ".")

    remedy = fix(project)

    assert ["lib", "!lib/.env"] == json.loads(edited(remedy)["package.json"])["files"]
    assert {"leaks-1.0.0.tgz": ["package/lib/.env"]} == removed(remedy)


def test_an_env_file_that_is_swept_in_gets_an_allow_list(fix: Fix, project: Path) -> None:
    write(project, {"package.json": manifest(), "index.js": "1;\n", ".env": "TOKEN=1\n", "src/a.js": "1;\n"})
    git(project, "init", "-q")
    git(project, "add", "index.js", "src", "package.json")

    remedy = fix(project, also_below_bar=True)

    assert ["index.js", "src"] == json.loads(edited(remedy)["package.json"])["files"]
    assert {"leaks-1.0.0.tgz": ["package/.env"]} == removed(remedy)
    assert [] == unfixed(remedy)
