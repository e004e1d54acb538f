from __future__ import annotations

from pathlib import Path

import pytest

from pkgaudit.model.ship_list import PackingProblemKind, ReasonKind
from tests.targets.ship_list.python_project import Project, entries, of_kind, reasons, sources

NAME = '[project]\nname = "demo"\n'
SDIST = "[tool.hatch.build.targets.sdist]\n"


@pytest.mark.parametrize("key", ["include", "only-include"])
def test_a_list_is_the_reason_and_nothing_is_swept(tmp_path: Path, key: str) -> None:
    project = Project(tmp_path, "hatchling")
    project.write({"pyproject.toml": f'{NAME}{SDIST}{key} = ["/src", "/gone"]\n'})
    project.write(("src/demo/__init__.py", "other.txt"))

    shipped = project.sdist("src/demo/__init__.py", "pyproject.toml", "other.txt")

    assert (ReasonKind.LISTED, f'tool.hatch.build.targets.sdist.{key}: "/src"') == reasons(shipped)[
        "src/demo/__init__.py"
    ]
    assert (ReasonKind.UNEXPLAINED, "") == reasons(shipped)["other.txt"]
    assert [("pyproject.toml", None, "/gone", ())] == entries(shipped, PackingProblemKind.UNMATCHED_ENTRY)
    assert [] == of_kind(shipped, PackingProblemKind.NO_ALLOW_LIST)


def test_without_a_list_what_is_neither_package_nor_usual_is_swept_in(tmp_path: Path) -> None:
    project = Project(tmp_path, "hatchling")
    project.write({"pyproject.toml": NAME})
    usual = ("src/demo/__init__.py", "tests/test_a.py", "docs/index.md", "CHANGELOG.md", ".github/workflows/ci.yml")
    odd = (".claude/settings.json", "CLAUDE.md", "notes/todo.md", "tests/.env.local")
    project.write((*usual, *odd))

    shipped = project.sdist("pyproject.toml", *usual, *odd)

    assert [("pyproject.toml", None, "", tuple(sorted(odd)))] == entries(shipped, PackingProblemKind.NO_ALLOW_LIST)
    assert (
        "Add to [tool.hatch.build.targets.sdist] in pyproject.toml: "
        'include = ["/CHANGELOG.md", "/docs", "/src/demo", "/tests"], '
        'and add "/tests/.env.local" to `exclude` in [tool.hatch.build.targets.sdist] of pyproject.toml.'
    ) == shipped.problems[0].edit
    assert () == project.sdist("pyproject.toml", *usual).problems


def test_hatch_toml_goes_before_pyproject_toml(tmp_path: Path) -> None:
    project = Project(tmp_path, "hatchling")
    project.write({"pyproject.toml": f'{NAME}{SDIST}include = ["/x"]\n', "hatch.toml": '[build]\ninclude = ["/src"]\n'})
    project.write(["src/demo/__init__.py"])

    assert {"src/demo/__init__.py": (ReasonKind.LISTED, 'build.include: "/src"')} == reasons(
        project.sdist("src/demo/__init__.py")
    )


def test_a_wheel_leads_back_through_sources_and_forced_files(tmp_path: Path) -> None:
    project = Project(tmp_path, "hatchling")
    project.write(
        {
            "pyproject.toml": NAME
            + """
                [tool.hatch.build.targets.wheel]
                only-include = ["code/demo"]
                sources = {"code/demo" = "demo"}
                force-include = {"assets/logo.svg" = "demo/logo.svg"}
                shared-data = {"etc/demo.json" = "etc/demo.json"}
                [tool.hatch.build.hooks.vcs]
                version-file = "code/demo/_v.py"
            """
        }
    )
    project.write(("code/demo/__init__.py", "assets/logo.svg", "etc/demo.json"))

    shipped = project.wheel("demo/__init__.py", "demo/logo.svg", "demo-1.0.data/data/etc/demo.json", "demo/_v.py")

    assert {
        "demo/__init__.py": "code/demo/__init__.py",
        "demo/logo.svg": "assets/logo.svg",
        "demo-1.0.data/data/etc/demo.json": "etc/demo.json",
        "demo/_v.py": None,
    } == sources(shipped)
    assert ReasonKind.UNEXPLAINED not in {kind for kind, _ in reasons(shipped).values()}
    assert ReasonKind.WRITTEN is reasons(shipped)["demo/_v.py"][0]


def test_generated_artifacts_are_in_on_purpose(tmp_path: Path) -> None:
    project = Project(tmp_path, "hatchling")
    project.write({"pyproject.toml": f'{NAME}[tool.hatch.build]\nartifacts = ["*.gen.py"]\n'})
    project.write(["demo/__init__.py"])
    project.write(["demo/a.gen.py"], ignored=True)

    assert () == project.sdist("demo/__init__.py", "demo/a.gen.py").problems
