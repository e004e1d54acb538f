from __future__ import annotations

from pathlib import Path

import pytest

from pkgaudit.model.ship_list import PackingProblemKind, ReasonKind
from tests.targets.ship_list.python_project import Project, entries, of_kind, reasons, sources

NAME = '[project]\nname = "demo"\n'
LISTS = {
    "flit": '[tool.flit.module]\nname = "other"\n[tool.flit.external-data]\ndirectory = "data"\n'
    '[tool.flit.sdist]\ninclude = ["docs/", "gone/*"]\nexclude = ["*.map", "docs/draft.md"]\n',
    "poetry": '[tool.poetry]\npackages = [{include = "other", from = "code"}]\n'
    'include = ["docs", {path = "gone/*", format = "sdist"}]\nexclude = ["*.map", "docs/draft.md"]\n'
    '[tool.poetry.build]\nscript = "make.py"\n',
    "pdm": '[tool.pdm.build]\nincludes = ["code"]\npackage-dir = "code"\nsource-includes = ["docs", "gone"]\n'
    'excludes = ["*.map", "docs/draft.md"]\n[tool.pdm.version]\nwrite_to = "other/_v.py"\n',
    "uv": '[tool.uv.build-backend]\nmodule-name = "other"\nmodule-root = "code"\ndata = {data = "data"}\n'
    'source-include = ["docs/**", "gone/*"]\nsource-exclude = ["docs/draft.md"]\n',
}


@pytest.mark.parametrize("packer", LISTS)
def test_tables_are_the_reason_and_entries_that_match_nothing_are_reported(tmp_path: Path, packer: str) -> None:
    project = Project(tmp_path, packer)
    project.write({"pyproject.toml": NAME + LISTS[packer]})
    root = "src" if packer == "flit" else "code"
    files = (f"{root}/other/__init__.py", "docs/index.md")
    project.write((*files, "docs/draft.md", "data/x.csv"))

    shipped = project.sdist(*files)

    assert {ReasonKind.LISTED} == {kind for kind, _ in reasons(shipped).values()}
    assert any("gone" in entry for _, _, entry, _ in entries(shipped, PackingProblemKind.UNMATCHED_ENTRY))
    assert [] == of_kind(shipped, PackingProblemKind.DEAD_EXCLUSION)
    assert {"other/__init__.py": files[0]} == sources(project.wheel("other/__init__.py"))


@pytest.mark.parametrize("packer", ["flit", "poetry", "pdm"])
def test_a_glob_without_folders_means_the_root_only_and_is_dead_when_it_was_meant_for_all(
    tmp_path: Path, packer: str
) -> None:
    project = Project(tmp_path, packer)
    project.write({"pyproject.toml": NAME + LISTS[packer]})
    project.write(("src/other/__init__.py", "code/other/app.js.map", "docs/draft.md"))

    shipped = project.sdist("code/other/app.js.map", "docs/draft.md")
    dead = of_kind(shipped, PackingProblemKind.DEAD_EXCLUSION)

    assert [("*.map", ("demo-1.0/code/other/app.js.map",)), ("docs/draft.md", ("demo-1.0/docs/draft.md",))] == [
        (problem.entry, problem.paths) for problem in dead
    ]
    assert '"**/*.map"' in dead[0].edit


def test_data_folders_lead_back_from_the_wheel(tmp_path: Path) -> None:
    for packer in ("flit", "uv"):
        project = Project(tmp_path / packer, packer)
        project.write({"pyproject.toml": NAME + LISTS[packer]})
        project.write(["data/share/x.csv"])

        assert {"demo-1.0.data/data/share/x.csv": "data/share/x.csv"} == sources(
            project.wheel("demo-1.0.data/data/share/x.csv")
        )


def test_pdm_finds_packages_and_takes_tests_by_default(tmp_path: Path) -> None:
    project = Project(tmp_path, "pdm")
    project.write({"pyproject.toml": NAME})
    project.write(("demo/__init__.py", "demo/data.bin", "tests/test_a.py", "loose/x.txt"))

    assert {
        "demo/__init__.py": (ReasonKind.SWEPT, "packages found automatically"),
        "demo/data.bin": (ReasonKind.SWEPT, "packages found automatically"),
        "tests/test_a.py": (ReasonKind.SWEPT, "tests, by default"),
        "loose/x.txt": (ReasonKind.UNEXPLAINED, ""),
    } == reasons(project.sdist("demo/__init__.py", "demo/data.bin", "tests/test_a.py", "loose/x.txt"))


def test_namespace_packages_and_single_modules_are_found_by_name(tmp_path: Path) -> None:
    spaces = Project(tmp_path / "spaces", "flit")
    spaces.write({"pyproject.toml": NAME + '[tool.flit.module]\nname = "a.demo"\n'})
    spaces.write(["src/a/demo/core.py"])
    single = Project(tmp_path / "single", "poetry")
    single.write({"pyproject.toml": NAME})
    single.write(["demo.py"])

    assert ReasonKind.LISTED is reasons(spaces.sdist("src/a/demo/core.py"))["src/a/demo/core.py"][0]
    assert ReasonKind.SWEPT is reasons(single.wheel("demo.py"))["demo.py"][0]
