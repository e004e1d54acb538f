from __future__ import annotations

from pathlib import Path

from pkgaudit.model.ship_list import PackingProblemKind, ReasonKind
from tests.targets.ship_list.python_project import Project, entries, of_kind, reasons, sources

FIND = '[project]\nname = "demo"\n[tool.setuptools.packages.find]\nwhere = ["lib"]\nexclude = ["demo.old*"]\n'
SETUP = """
    from setuptools import setup, Extension
    setup(name="demo", packages=["demo"], py_modules=["single"], package_data={"demo": ["data/*.json"]},
          scripts=["bin/demo"], ext_modules=[Extension("demo.fast", ["demo/fast.c"])])
"""


def test_packages_are_found_only_where_they_are_looked_for(tmp_path: Path) -> None:
    project = Project(tmp_path, "setuptools")
    project.write({"pyproject.toml": FIND})
    files = ("lib/demo/__init__.py", "lib/demo/old/__init__.py", "other/__init__.py", "lib/demo/py.typed")
    project.write(files)

    shipped = project.sdist(*files)

    assert {
        "lib/demo/__init__.py": (ReasonKind.SWEPT, "tool.setuptools.packages.find"),
        "lib/demo/old/__init__.py": (ReasonKind.UNEXPLAINED, ""),
        "other/__init__.py": (ReasonKind.UNEXPLAINED, ""),
        "lib/demo/py.typed": (ReasonKind.ALWAYS, "py.typed and *.pyi of a package"),
    } == reasons(shipped)


def test_named_packages_lie_where_package_dir_says(tmp_path: Path) -> None:
    project = Project(tmp_path, "setuptools")
    project.write(
        {
            "pyproject.toml": """
                [project]
                name = "demo"
                [tool.setuptools]
                packages = ["demo"]
                py-modules = ["gone"]
                package-dir = {demo = "code"}
                [tool.setuptools.package-data]
                demo = ["*.json", "*.yaml"]
                "*" = ["*.none"]
                [tool.setuptools.data-files]
                "share/demo" = ["data/*.csv"]
            """
        }
    )
    project.write(("code/__init__.py", "code/a.json", "data/a.csv"))

    assert {
        "demo/__init__.py": (ReasonKind.LISTED, 'tool.setuptools.packages: "demo"'),
        "demo/a.json": (ReasonKind.LISTED, 'tool.setuptools.package-data.demo: "*.json"'),
        "demo-1.0.data/data/share/demo/a.csv": (ReasonKind.LISTED, 'data-files: "data/*.csv"'),
    } == reasons(project.wheel("demo/__init__.py", "demo/a.json", "demo-1.0.data/data/share/demo/a.csv"))
    assert [("pyproject.toml", None, "gone", ()), ("pyproject.toml", None, "*.yaml", ())] == entries(
        project.sdist("code/__init__.py", "code/a.json", "data/a.csv"), PackingProblemKind.UNMATCHED_ENTRY
    )


def test_setup_py_is_read_as_text_and_never_run(tmp_path: Path) -> None:
    project = Project(tmp_path, "setuptools")
    project.write({"setup.py": SETUP + f"\n    open({str(tmp_path / 'ran')!r}, 'w')\n"})
    files = ("demo/__init__.py", "demo/data/a.json", "single.py", "bin/demo", "demo/fast.c", "tests/test_a.py")
    project.write(files)

    assert {
        "demo/__init__.py": (ReasonKind.LISTED, "setup.py: packages"),
        "demo/data/a.json": (ReasonKind.LISTED, "setup.py: package_data"),
        "single.py": (ReasonKind.LISTED, "setup.py: py_modules"),
        "bin/demo": (ReasonKind.LISTED, "setup.py names it"),
        "demo/fast.c": (ReasonKind.LISTED, "setup.py names it"),
        "tests/test_a.py": (ReasonKind.ALWAYS, "tests/test*.py"),
    } == reasons(project.sdist(*files))
    assert not (tmp_path / "ran").exists()


def test_the_last_line_of_the_manifest_that_matches_is_the_reason(tmp_path: Path) -> None:
    project = Project(tmp_path, "setuptools")
    project.write(
        {"setup.cfg": "[metadata]\nname = demo\n", "MANIFEST.in": "graft docs\ninclude docs/*.md \\\n  x.y\n"}
    )
    project.write(("docs/a.md", "docs/b.rst"))

    assert {
        "docs/a.md": (ReasonKind.LISTED, "MANIFEST.in: include docs/*.md x.y"),
        "docs/b.rst": (ReasonKind.LISTED, "MANIFEST.in: graft docs"),
    } == reasons(project.sdist("docs/a.md", "docs/b.rst"))


def test_what_git_tracks_ships_with_a_plug_in_that_asks_it(tmp_path: Path) -> None:
    project = Project(tmp_path, "setuptools")
    project.write({"pyproject.toml": '[build-system]\nrequires = ["setuptools-scm>=8"]\n[project]\nname = "demo"\n'})
    project.write(("Makefile", "id_rsa"))
    project.write(["note.txt"], untracked=True)

    found = reasons(project.sdist("Makefile", "id_rsa", "note.txt"))

    assert (ReasonKind.SWEPT, "setuptools-scm takes all that git tracks") == found["id_rsa"]
    assert (ReasonKind.UNEXPLAINED, "") == found["note.txt"]


def test_an_exclusion_at_the_root_that_was_meant_for_everywhere_is_dead(tmp_path: Path) -> None:
    project = Project(tmp_path, "setuptools")
    project.write({"pyproject.toml": '[project]\nname = "demo"\n', "MANIFEST.in": "graft src\nexclude *.map\n"})
    project.write(("src/demo/__init__.py", "src/demo/app.js.map"))

    shipped = project.sdist("src/demo/__init__.py", "src/demo/app.js.map")

    assert [("MANIFEST.in", 2, "exclude *.map", ("src/demo/app.js.map",))] == entries(
        shipped, PackingProblemKind.DEAD_EXCLUSION
    )
    assert "`global-exclude *.map`" in shipped.problems[0].edit


def test_an_exclusion_that_a_later_line_takes_back_is_dead(tmp_path: Path) -> None:
    project = Project(tmp_path, "setuptools")
    project.write({"pyproject.toml": '[project]\nname = "demo"\n', "MANIFEST.in": "prune docs\ngraft docs\n"})
    project.write(["docs/a.md"])

    assert [("MANIFEST.in", 1, "prune docs", ("docs/a.md",))] == entries(
        project.sdist("docs/a.md"), PackingProblemKind.DEAD_EXCLUSION
    )
    assert [] == of_kind(project.wheel("demo/__init__.py"), PackingProblemKind.DEAD_EXCLUSION)


def test_an_exclusion_that_keeps_something_out_or_only_guards_is_not_dead(tmp_path: Path) -> None:
    manifest = "prune docs\nexclude .env\nglobal-exclude *.py[cod]\nprune out\nrecursive-exclude data *.tmp\n"
    project = Project(tmp_path, "setuptools")
    project.write({"pyproject.toml": '[project]\nname = "demo"\n', "MANIFEST.in": manifest, ".gitignore": "out/\n"})
    project.write(["docs/a.md"])

    assert () == project.sdist("pyproject.toml").problems


def test_an_exclusion_of_what_is_gone_and_an_entry_for_it_are_reported_with_their_lines(tmp_path: Path) -> None:
    project = Project(tmp_path, "setuptools")
    project.write(
        {
            "pyproject.toml": '[project]\nname = "demo"\n',
            "MANIFEST.in": "include OLD.md\nprune gone\nglobal-include *.x\n",
        }
    )

    shipped = project.sdist("pyproject.toml")

    assert [("MANIFEST.in", 2, "prune gone", ())] == entries(shipped, PackingProblemKind.DEAD_EXCLUSION)
    assert [("MANIFEST.in", 1, "include OLD.md", ())] == entries(shipped, PackingProblemKind.UNMATCHED_ENTRY)


def test_setup_cfg_says_what_is_named_and_listed(tmp_path: Path) -> None:
    project = Project(tmp_path, "setuptools")
    project.write(
        {
            "setup.cfg": """
                [metadata]
                name = demo
                long_description = file: ABOUT.md, MORE.md
                license_files = legal/*.txt
                [options]
                packages = find:
                py_modules = single
                package_dir =
                    = code
                scripts = bin/demo
                setup_requires = setuptools_scm
                [options.packages.find]
                where = code
                include = demo*
                [options.package_data]
                demo = *.json
                [options.data_files]
                share = data/*.csv
                # a comment
            """,
            "pyproject.toml": """
                [tool.setuptools]
                license-files = ["terms"]
                ext-modules = [{name = "demo.fast", sources = ["code/fast.c"]}]
                [tool.setuptools.dynamic]
                version = {file = "VERSION"}
                dependencies = {file = ["needs.txt"]}
                [project.license]
                file = "own.txt"
            """,
        }
    )
    wanted = {
        "ABOUT.md": ReasonKind.NAMED,
        "MORE.md": ReasonKind.NAMED,
        "VERSION": ReasonKind.NAMED,
        "needs.txt": ReasonKind.NAMED,
        "terms": ReasonKind.NAMED,
        "own.txt": ReasonKind.NAMED,
        "legal/a.txt": ReasonKind.NAMED,
        "single.py": ReasonKind.LISTED,
        "bin/demo": ReasonKind.LISTED,
        "data/a.csv": ReasonKind.LISTED,
        "code/fast.c": ReasonKind.LISTED,
        "code/demo/__init__.py": ReasonKind.SWEPT,
        "code/demo/a.json": ReasonKind.LISTED,
        "Makefile": ReasonKind.SWEPT,
    }
    project.write(wanted)

    assert wanted == {path: kind for path, (kind, _) in reasons(project.sdist(*wanted)).items()}
    assert {"demo/a.json": "code/demo/a.json"} == sources(project.wheel("demo/a.json"))
