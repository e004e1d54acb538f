"""What is odd about npm packages, and what is not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.model.ship_list import GitView, Reason, ReasonKind, ShipList, Tracking
from pkgaudit.targets.ship_list.npm import explain_npm
from pkgaudit.targets.ship_list.npm_globs import Glob, Globs
from tests.targets.ship_list.folders import members, origin, project

Files = Mapping[str, "str | Mapping[str, object]"]


def ship(
    root: Path,
    files: Files,
    *shipped: str,
    packer: str = "npm",
    version: str = "11.0.0",
    git: GitView | None = None,
    notes: tuple[str, ...] = (),
    folder: str = ".",
) -> ShipList:
    """Explain a package of these files; without names, all but the configuration ship."""
    project(root, files)
    names = shipped or tuple(name for name in files if name != "package.json" and not name.endswith("ignore"))
    known = msgspec.structs.replace(origin(root, packer, folder), packer_version=version, git=git, notes=notes)
    return explain_npm(known, members(*names))


def kinds(shipped: ShipList) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(str(each.kind), each.entry, each.paths) for each in shipped.problems]


def view(*tracked: str, untracked: tuple[str, ...] = ()) -> GitView:
    return GitView(tracked=frozenset(("package.json", *tracked)), untracked=frozenset(untracked))


def test_each_file_has_its_reason(tmp_path: Path) -> None:
    manifest = {
        "files": ["dist", "src/*.ts"],
        "main": "./lib/main.js",
        "bin": {"tool": "bin/tool.js"},
        "bundleDependencies": ["foo"],
    }
    files = dict.fromkeys(
        ("README.md", "dist/a.js", "src/a.ts", "lib/main.js", "bin/tool.js", "node_modules/foo/index.js", "odd.js"), "1"
    )

    shipped = ship(tmp_path, {"package.json": manifest, **files}, *files, "dist/made.js", "../x")

    assert [
        Reason(kind=ReasonKind.ALWAYS),
        Reason(kind=ReasonKind.ALWAYS),
        Reason(kind=ReasonKind.LISTED, by='files: "dist"'),
        Reason(kind=ReasonKind.LISTED, by='files: "src/*.ts"'),
        Reason(kind=ReasonKind.NAMED, by="main"),
        Reason(kind=ReasonKind.NAMED, by="bin.tool"),
        Reason(kind=ReasonKind.BUNDLED, by="bundleDependencies"),
        Reason(kind=ReasonKind.UNEXPLAINED),
        Reason(kind=ReasonKind.WRITTEN),
        Reason(kind=ReasonKind.WRITTEN),
    ] == [file.reason for file in shipped.files]
    assert (None, "dist/a.js") == (shipped.files[-1].source, shipped.files[2].source)


def test_pnpm_packs_the_directory_that_is_named(tmp_path: Path) -> None:
    files: Files = {
        "package.json": {"publishConfig": {"directory": "build"}, "files": ["x"]},
        "build/package.json": {"main": "a.js"},
        "build/a.js": "1",
        "build/b.js": "1",
    }

    shipped = ship(tmp_path, files, "a.js", "b.js", packer="pnpm", git=view("src.js"))

    assert ["build/package.json", "build/a.js", "build/b.js"] == [file.source for file in shipped.files]
    assert [ReasonKind.ALWAYS, ReasonKind.NAMED, ReasonKind.SWEPT] == [file.reason.kind for file in shipped.files]


@pytest.mark.parametrize("packer", ["npm", "bun"])
def test_directories_bin_names_what_is_in_it(packer: str, tmp_path: Path) -> None:
    files: Files = {"package.json": {"directories": {"bin": "./cmd"}, "files": ["x"]}, "cmd/a.js": "1", "x/y": "1"}

    assert "directories.bin" == ship(tmp_path, files, packer=packer).files[1].reason.by


@pytest.mark.parametrize("packer", ["pnpm", "yarn-classic", "yarn-berry"])
def test_other_packers_pass_over_directories_bin(packer: str, tmp_path: Path) -> None:
    files: Files = {"package.json": {"directories": {"bin": "./cmd"}, "files": ["cmd"]}, "cmd/a.js": "1"}

    assert 'files: "cmd"' == ship(tmp_path, files, packer=packer).files[1].reason.by


def test_yarn_takes_files_of_a_listed_name_in_any_folder(tmp_path: Path) -> None:
    files: Files = {"package.json": {"files": ["index.js", "*.md", "src"]}, "a/index.js": "1", "a/b.md": "1"}

    shipped = ship(tmp_path, files, "a/index.js", "a/b.md", "a/src/c.js", packer="yarn-berry", version="4.9.0")

    assert ['files: "index.js"', 'files: "*.md"', ""] == [file.reason.by for file in shipped.files[1:]]


@pytest.mark.parametrize("name", ["main.js~", "main.js.orig", "main.patch", "main.txt"])
def test_what_an_editor_leaves_beside_a_source_is_not_built(name: str, tmp_path: Path) -> None:
    files: Files = {"package.json": {"files": ["lib"]}, "lib/main.js": "1", f"lib/{name}": "1"}

    shipped = ship(tmp_path, files, git=view("lib/main.js", untracked=(f"lib/{name}",)))

    assert [("untracked-file", "", (f"package/lib/{name}",))] == kinds(shipped)


def test_what_an_editor_leaves_among_what_was_built_is_not_built(tmp_path: Path) -> None:
    files: Files = {"package.json": {"files": ["dist"]}, "src/a.ts": "1", "dist/a.js": "1", "dist/a.js~": "1"}

    shipped = ship(tmp_path, files, "dist/a.js", "dist/a.js~", git=view("src/a.ts"))

    assert [("ignored-file", "", ("package/dist/a.js~",))] == kinds(shipped)


def test_without_a_list_what_is_swept_in_is_told_with_a_list_to_use(tmp_path: Path) -> None:
    files: Files = {"package.json": {"main": "dist/a.js"}, "dist/a.js": "1", "notes.txt": "1"}

    (problem,) = ship(tmp_path, files).problems

    assert ("no-allow-list", ("package/notes.txt",)) == (problem.kind, problem.paths)
    assert 'Add "files": ["dist"] to package.json, with whatever else users need.' == problem.edit


def test_a_npmignore_is_a_decision_about_what_ships(tmp_path: Path) -> None:
    assert [] == kinds(ship(tmp_path, {"package.json": {}, ".npmignore": "test\n", "a.js": "1"}))


def test_a_line_of_npmignore_beside_a_list_is_dead(tmp_path: Path) -> None:
    files: Files = {
        "package.json": {"files": ["dist"]},
        ".npmignore": "# maps\n*.map\n!keep.map\nsrc\n",
        "dist/a.js": "1",
        "dist/a.js.map": "1",
        "dist/keep.map": "1",
    }

    (problem,) = ship(tmp_path, files).problems

    assert ("dead-exclusion", ".npmignore", 2, "*.map", ("package/dist/a.js.map",)) == (
        problem.kind,
        problem.file,
        problem.line,
        problem.entry,
        problem.paths,
    )
    assert 'Add "!**/*.map" at the end of "files" in package.json.' == problem.edit


@pytest.mark.parametrize(
    ("entries", "packer", "version", "edit"),
    [
        (["dist", "!*.map"], "npm", "12.0.0", 'Add "!**/*.map" at the end of "files" in package.json.'),
        (["!**/*.map", "dist"], "npm", "12.0.0", 'Move "!**/*.map" to the end of "files" in package.json.'),
        (
            ["dist", "!**/*.map"],
            "yarn-classic",
            "1.22.22",
            'Replace "dist" in "files" of package.json by "dist/**/*.js": yarn 1 passes over negations.',
        ),
    ],
)
def test_a_negation_although_which_files_ship_is_dead(
    entries: list[str], packer: str, version: str, edit: str, tmp_path: Path
) -> None:
    files: Files = {"package.json": {"files": entries}, "dist/a.js": "1", "dist/a.js.map": "1"}

    (problem,) = ship(tmp_path, files, packer=packer, version=version).problems

    assert ("dead-exclusion", ("package/dist/a.js.map",), edit) == (problem.kind, problem.paths, problem.edit)


@pytest.mark.parametrize(
    "entries",
    [
        ["dist", "!**/*.map"],
        ["dist", "!dist/inner", "dist/inner/keep.js"],
        ["dist", "!dist/inner", "dist/inner/*.js"],
    ],
)
def test_a_negation_that_works_or_is_taken_back_on_purpose_is_not(entries: list[str], tmp_path: Path) -> None:
    files: Files = {"package.json": {"files": entries}, "dist/a.js": "1", "dist/inner/keep.js": "1"}

    assert [] == [each for each in ship(tmp_path, files, version="12.0.0").problems if each.kind == "dead-exclusion"]


def test_an_entry_that_nothing_matches_is_told_with_its_line(tmp_path: Path) -> None:
    files: Files = {"package.json": {"name": "a", "files": ["dist", "dits", "README.md", "@(a|b)"]}, "dist/a.js": "1"}

    shipped = ship(tmp_path, files, "dist/a.js", "README.md")

    assert [("unmatched-entry", "dits", ())] == kinds(shipped)
    assert 5 == shipped.problems[0].line
    assert "there is no such file or folder in the project" == shipped.problems[0].detail
    assert 'Correct or remove "dits" in "files" of package.json.' == shipped.problems[0].edit


def test_an_entry_below_which_an_entry_point_is_missing_is_told_there(tmp_path: Path) -> None:
    files: Files = {"package.json": {"main": "./dist/a.js", "files": ["dist", "types"]}, "lib/a.js": "1"}

    assert [("unmatched-entry", "types", ())] == kinds(ship(tmp_path, files, "README.md"))


@pytest.mark.parametrize("folder", [".", "packages/a"])
def test_where_a_script_builds_the_edit_is_to_build(folder: str, tmp_path: Path) -> None:
    project(tmp_path / "packages/a", {"package.json": {"files": ["dist"]}})
    files: Files = {"package.json": {"files": ["dist"], "scripts": {"build": "tsc"}}}

    (problem,) = ship(tmp_path, files, "README.md", folder=folder).problems

    assert 'Build before you pack; if no script makes it, correct or remove "dist" in "files".' == problem.edit


def test_an_ignore_file_that_hides_another_is_told_with_the_lines_to_copy(tmp_path: Path) -> None:
    files: Files = {
        "package.json": {"main": "dist/a.js"},
        ".gitignore": "dist\n.env\nprivate/\nlib\n",
        ".npmignore": "test\n",
        "dist/a.js": "1",
        "dist/b.css": "1",
        "lib/c.js": "1",
        ".env": "1",
        "x/private/b.js": "1",
    }

    shipped = ship(tmp_path, files, git=view("x/a.js"))

    assert [("shadowed-ignore-file", "", ("package/.env", "package/x/private/b.js"))] == kinds(shipped)
    assert "Copy these lines of .gitignore to the end of .npmignore: `.env`, `private/`." == shipped.problems[0].edit


def test_a_private_file_that_git_ignores_among_tracked_ones_is_told(tmp_path: Path) -> None:
    files: Files = {
        "package.json": {"files": ["src", "dist"]},
        "src/a.js": "1",
        "src/.env": "1",
        "src/scratch.txt": "1",
        "dist/a.js": "1",
        "dist/.env": "1",
    }

    shipped = ship(tmp_path, files, git=view("src/a.js"))

    assert [("ignored-file", "", ("package/dist/.env", "package/src/.env", "package/src/scratch.txt"))] == kinds(
        shipped
    )
    assert (
        'Add "!dist/.env", "!src/.env", "!src/scratch.txt" at the end of "files" in package.json.'
        == shipped.problems[0].edit
    )
    assert [Tracking.TRACKED, Tracking.TRACKED, Tracking.IGNORED] == [file.tracking for file in shipped.files[:3]]


def test_what_a_build_writes_is_meant_to_ship(tmp_path: Path) -> None:
    files: Files = {
        "package.json": {"files": ["src", "dist", "wasm/*.wasm"], "main": "dist/a.js"},
        "src/a.ts": "1",
        "src/a.js": "1",
        "dist/a.js": "1",
        "dist/deep/b.js": "1",
        "wasm/b.wasm": "1",
    }

    assert [] == kinds(ship(tmp_path, files, git=view("src/a.ts", "wasm/b.rs", untracked=("dist/deep/b.js",))))


def test_a_file_that_git_does_not_know_is_told(tmp_path: Path) -> None:
    files: Files = {"package.json": {"files": ["src"]}, "src/a.js": "1", "src/notes.txt": "1"}

    shipped = ship(tmp_path, files, git=view("src/a.js", untracked=("src/notes.txt",)))

    assert [("untracked-file", "", ("package/src/notes.txt",))] == kinds(shipped)
    assert shipped.problems[0].edit.startswith('Commit what belongs to the package; otherwise add "!src/notes.txt"')


def test_without_a_list_the_edit_is_a_line_of_the_ignore_file_that_is_read(tmp_path: Path) -> None:
    files: Files = {"package.json": {}, ".npmignore": "test\n", "a.js": "1", "notes.txt": "1"}

    shipped = ship(tmp_path, files, git=view("a.js", untracked=("notes.txt",)))

    assert "add `/notes.txt` to .npmignore" in shipped.problems[0].edit


def test_nothing_is_said_of_what_git_does_not_track_at_all(tmp_path: Path) -> None:
    files: Files = {"package.json": {"files": ["src"]}, "src/a.js": "1", "src/.env": "1"}
    nothing = GitView(tracked=frozenset(), untracked=frozenset({"src/a.js"}))

    assert [] == kinds(ship(tmp_path, files, git=nothing))


def test_the_files_of_a_submodule_are_unknown(tmp_path: Path) -> None:
    files: Files = {"package.json": {"files": ["sub", "own"]}, "sub/x/.env": "1", "own/.env": "1"}

    shipped = ship(tmp_path, files, git=view("sub", untracked=("own/",)))

    assert [Tracking.UNKNOWN, Tracking.UNKNOWN] == [file.tracking for file in shipped.files[1:]]
    assert [] == kinds(shipped)


def test_an_entry_that_names_the_file_is_to_be_removed_with_yarn_1(tmp_path: Path) -> None:
    files: Files = {
        "package.json": {"files": ["lib"]},
        ".npmignore": "lib/b.js\n",
        "lib/a.js": "1",
        "lib/b.js": "1",
    }

    (problem,) = ship(tmp_path, files, packer="yarn-classic", version="1.22.22").problems

    assert 'Replace "lib" in "files" of package.json by "lib/a.js": yarn 1 passes over negations.' == problem.edit


def test_what_an_editor_left_is_no_kind_of_file_to_list_for_yarn_1(tmp_path: Path) -> None:
    files: Files = {"package.json": {"files": ["src"]}, "src/a.ts": "1", "src/a.ts~": "1", "src/.a.swp": "1"}

    shipped = ship(
        tmp_path, files, packer="yarn-classic", version="1.22.22", git=view("src/a.ts", untracked=("src/a.ts~",))
    )

    assert ["ignored-file", "untracked-file"] == [problem.kind for problem in shipped.problems]
    assert all('by "src/**/*.ts": yarn 1' in problem.edit for problem in shipped.problems)


@pytest.mark.parametrize(
    ("pattern", "covered", "not_covered"),
    [
        ("dist", ["dist", "dist/a", "dist/a/b"], ["distant", "x/dist"]),
        ("dist/", ["dist/a"], ["dist"]),
        ("dist/**", ["dist/a", "dist/a/b"], ["dist", "x"]),
        ("**/*.map", ["a.map", "x/y/a.map"], ["a.maps"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b/c"], ["a/x", "b"]),
        ("*.{js,ts}", ["a.js", "b.ts"], ["a.css", "x/a.js"]),
        ("[^a]", ["b"], ["a"]),
        (".", ["a", "a/b"], []),
        ("+(a|b)", [], ["a", "b", "+(a|b)"]),
    ],
)
def test_a_pattern_covers_what_it_matches_and_what_is_below(
    pattern: str, covered: list[str], not_covered: list[str]
) -> None:
    glob = Glob(pattern)

    assert covered == [path for path in [*covered, *not_covered] if glob.covers(path)]


@given(st.text("ab*?[]{},/!.^", max_size=40), st.text("ab/.", max_size=20))
def test_any_pattern_is_answered_and_asking_twice_changes_nothing(pattern: str, path: str) -> None:
    glob = Glob(pattern, anywhere=True, folded=True)

    assert glob.covers(path) == glob.covers(path)
    assert Glob("**").covers(path)


_PATTERNS = st.tuples(st.text("ab*?[]{},/!.^", max_size=12), st.booleans())


@given(st.lists(_PATTERNS, max_size=6), st.lists(st.text("ab/.", max_size=12), min_size=1, max_size=5))
def test_of_several_patterns_the_last_that_covers_a_path_counts(
    patterns: list[tuple[str, bool]], paths: list[str]
) -> None:
    globs = Globs(patterns)
    for path in paths:
        covering = [at for at, (text, anywhere) in enumerate(patterns) if Glob(text, anywhere=anywhere).covers(path)]

        assert (covering[-1] if covering else None) == globs.last(path)
