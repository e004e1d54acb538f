from __future__ import annotations

from pathlib import Path

from pkgaudit.model.ship_list import PackingProblemKind, ReasonKind, Tracking
from tests.targets.ship_list.python_project import Project, entries, of_kind, reasons, sources

METADATA = '[project]\nname = "demo"\nversion = "1.0"\nreadme = "README.md"\nlicense-files = ["legal/*.txt"]\n'
PACKAGE = ("README.md", "legal/terms.txt", "src/demo/__init__.py", "src/demo/core.py")
DIST_INFO = tuple(f"demo-1.0.dist-info/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt"))
UNEXPLAINED = (ReasonKind.UNEXPLAINED, "")
WRITTEN = (ReasonKind.WRITTEN, "")


def test_what_the_metadata_names_is_named_with_any_backend(tmp_path: Path) -> None:
    project = Project(tmp_path, "other")
    project.write({"pyproject.toml": METADATA})
    project.write((*PACKAGE, "LICENSE"))

    shipped = project.sdist(*PACKAGE, "LICENSE", "pyproject.toml", "PKG-INFO")

    assert {
        "README.md": (ReasonKind.NAMED, 'project.readme: "README.md"'),
        "legal/terms.txt": (ReasonKind.NAMED, 'project.license-files: "legal/*.txt"'),
        "LICENSE": (ReasonKind.ALWAYS, "LICEN[CS]E*"),
        "pyproject.toml": (ReasonKind.ALWAYS, "pyproject.toml"),
        "src/demo/__init__.py": UNEXPLAINED,
        "src/demo/core.py": UNEXPLAINED,
        "PKG-INFO": WRITTEN,
    } == reasons(shipped)
    assert () == shipped.problems


def test_a_wheel_leads_back_to_the_project_and_what_the_build_wrote_leads_nowhere(tmp_path: Path) -> None:
    project = Project(tmp_path, "flit")
    project.write({"pyproject.toml": METADATA})
    project.write(PACKAGE)

    shipped = project.wheel("demo/core.py", *DIST_INFO, "demo-1.0.dist-info/licenses/legal/terms.txt", "other.py")

    assert {
        "demo/core.py": "src/demo/core.py",
        **dict.fromkeys(DIST_INFO),
        "demo-1.0.dist-info/licenses/legal/terms.txt": "legal/terms.txt",
        "other.py": None,
    } == sources(shipped)
    assert {
        "demo/core.py": (ReasonKind.SWEPT, "package found by the project's name: src/demo"),
        **dict.fromkeys(DIST_INFO, WRITTEN),
        "demo-1.0.dist-info/licenses/legal/terms.txt": (ReasonKind.NAMED, 'project.license-files: "legal/*.txt"'),
        "other.py": UNEXPLAINED,
    } == reasons(shipped)


def test_git_says_of_each_file_whether_it_tracks_it(tmp_path: Path) -> None:
    project = Project(tmp_path, "hatchling", folder="packages/demo")
    project.write({"pyproject.toml": METADATA})
    project.write(["notes.md"], untracked=True)
    project.write(["src/demo/secret.txt"], ignored=True)

    shipped = project.sdist("pyproject.toml", "notes.md", "src/demo/secret.txt", "PKG-INFO")

    assert [Tracking.TRACKED, Tracking.UNTRACKED, Tracking.IGNORED, Tracking.UNKNOWN] == [
        file.tracking for file in shipped.files
    ]


def test_the_files_of_a_submodule_or_behind_a_link_are_unknown(tmp_path: Path) -> None:
    project = Project(tmp_path, "hatchling")
    project.write({"pyproject.toml": METADATA})
    project.write(["sub/x/.env", "own/.env", "new/a.py"], ignored=True)
    project.tracked.add("sub")
    project.untracked |= {"own/", "new"}

    shipped = project.sdist("pyproject.toml", "sub/x/.env", "own/.env", "new/a.py")

    assert [Tracking.UNKNOWN] * 3 == [file.tracking for file in shipped.files[1:]]
    assert not [problem for problem in shipped.problems if problem.kind is PackingProblemKind.IGNORED_FILE]


def test_a_backend_in_the_tree_explains_as_it_does_elsewhere(tmp_path: Path) -> None:
    project = Project(tmp_path, "in-tree")
    backend = '[build-system]\nrequires = []\nbuild-backend = "flit_core.buildapi"\nbackend-path = ["."]\n'
    project.write({"pyproject.toml": f"{METADATA}\n{backend}"})
    project.write(PACKAGE)

    shipped = project.sdist("pyproject.toml", *PACKAGE)

    assert not [file for file in shipped.files if file.reason.kind is ReasonKind.UNEXPLAINED]


def test_without_a_repository_nothing_is_said_of_tracking_and_no_file_is_stray(tmp_path: Path) -> None:
    project = Project(tmp_path, "hatchling", with_git=False)
    project.write({"pyproject.toml": METADATA})
    project.write(PACKAGE)

    shipped = project.sdist("pyproject.toml", *PACKAGE)

    assert {Tracking.UNKNOWN} == {file.tracking for file in shipped.files}
    assert () == shipped.problems


def test_several_members_of_one_path_all_stay(tmp_path: Path) -> None:
    project = Project(tmp_path, "flit")
    project.write({"pyproject.toml": METADATA})

    assert 2 == len(project.sdist("pyproject.toml", "pyproject.toml").files)


def test_names_that_climb_out_of_the_project_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("x")
    project = Project(tmp_path / "project", "hatchling")
    project.write({"pyproject.toml": METADATA})

    shipped = project.explain("demo-1.0.tar.gz", ["demo-1.0/../outside.txt", "loose", "demo-1.0//etc/hosts", "a/\0b"])

    assert [None] * 4 == [file.source for file in shipped.files]


def test_an_ignored_file_in_the_package_is_stray_and_the_edit_is_the_backends(tmp_path: Path) -> None:
    edits = {
        "flit": 'Add "src/demo/.env" to `exclude` in [tool.flit.sdist] of pyproject.toml.',
        "pdm": 'Add "src/demo/.env" to `excludes` in [tool.pdm.build] of pyproject.toml.',
        "uv": 'Add "/src/demo/.env" to `source-exclude` in [tool.uv.build-backend] of pyproject.toml.',
        "poetry": 'Add "src/demo/.env" to `exclude` in [tool.poetry] of pyproject.toml.',
        "hatchling": 'Add "/src/demo/.env" to `exclude` in [tool.hatch.build.targets.sdist] of pyproject.toml.',
        "setuptools": "Add the line `exclude src/demo/.env` at the end of MANIFEST.in.",
    }
    for packer, edit in edits.items():
        project = Project(tmp_path / packer, packer)
        project.write({"pyproject.toml": METADATA})
        project.write(PACKAGE)
        project.write(["src/demo/.env"], ignored=True)
        sdist = of_kind(project.sdist("src/demo/.env", *PACKAGE), PackingProblemKind.IGNORED_FILE)
        wheel = of_kind(project.wheel("demo/.env", "demo/core.py"), PackingProblemKind.IGNORED_FILE)

        assert [(("demo-1.0/src/demo/.env",), edit)] == [(problem.paths, problem.edit) for problem in sdist]
        assert [(("demo/.env",), edit)] == [(problem.paths, problem.edit) for problem in wheel]


def test_what_a_build_leaves_in_the_project_is_not_stray(tmp_path: Path) -> None:
    project = Project(tmp_path, "flit")
    project.write({"pyproject.toml": METADATA})
    project.write((*PACKAGE, "src/demo/fast.pyx"))
    built = ("src/demo/_version.py", "src/demo/fast.c", "src/demo/fast.so", "src/demo/static/app.js", "src/demo/de.mo")
    project.write(built, ignored=True)

    shipped = project.sdist(*PACKAGE, *built)

    assert {Tracking.IGNORED} == {file.tracking for file in shipped.files if file.source in built}
    assert () == shipped.problems


def test_many_stray_files_are_put_together_by_folder_and_a_whole_folder_is_left_out_by_its_name(tmp_path: Path) -> None:
    project = Project(tmp_path, "setuptools")
    project.write({"pyproject.toml": METADATA, "MANIFEST.in": "graft data\ngraft docs\n"})
    data = [f"data/{number}.csv" for number in range(15)]
    docs = [f"docs/{number}.md" for number in range(15)]
    project.write(["docs/index.md"])
    project.write((*data, *docs), untracked=True)

    found = of_kind(project.sdist(*data, *docs, "docs/index.md"), PackingProblemKind.UNTRACKED_FILE)

    assert [15, 15] == [len(problem.paths) for problem in found]
    assert [
        "Add the line `prune data` at the end of MANIFEST.in, or commit it if users need it.",
        (
            "Add the line `exclude docs/0.md` at the end of MANIFEST.in, and the same for 14 more, or commit it if "
            "users need it."
        ),
    ] == [problem.edit for problem in found]


def test_strays_in_very_many_folders_are_still_all_named(tmp_path: Path) -> None:
    project = Project(tmp_path, "setuptools")
    project.write({"pyproject.toml": METADATA, "MANIFEST.in": "graft data\n"})
    data = [f"data/{number}/x.csv" for number in range(105)]
    project.write(data, untracked=True)

    found = of_kind(project.sdist(*data), PackingProblemKind.UNTRACKED_FILE)

    assert 101 == len(found)
    assert 105 == sum(len(problem.paths) for problem in found)


def test_a_manifest_that_the_backend_does_not_read_is_reported_when_it_would_have_kept_something_out(
    tmp_path: Path,
) -> None:
    project = Project(tmp_path, "flit")
    project.write({"pyproject.toml": METADATA, "MANIFEST.in": "global-exclude *.pyc\nrecursive-exclude src *.map\n"})
    project.write((*PACKAGE, "src/demo/app.js.map"))

    shipped = project.sdist(*PACKAGE, "src/demo/app.js.map")

    assert [("MANIFEST.in", 2, "recursive-exclude src *.map", ("src/demo/app.js.map",))] == entries(
        shipped, PackingProblemKind.DEAD_EXCLUSION
    )
    assert "flit does not read MANIFEST.in" == shipped.problems[0].detail
    assert shipped.problems[0].edit.startswith('Add "src/demo/app.js.map" to `exclude` in [tool.flit.sdist]')
    assert () == project.sdist(*PACKAGE).problems
