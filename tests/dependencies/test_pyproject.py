from __future__ import annotations

import pytest

from pkgaudit.dependencies.pyproject import PYPROJECT_BYTES
from tests.dependencies.documents import declares, read

NAME = "pyproject.toml"


def test_the_tables_of_the_standards_are_read() -> None:
    document = read(
        NAME,
        """
        [build-system]
        requires = ["hatchling>=1"]
        [project]
        dependencies = ["litellm==1.82.8; os_name == 'nt'", "kit[x] @ git+https://u:p@host.example/kit@main"]
        [project.optional-dependencies]
        fast = ["axios>=1"]
        [dependency-groups]
        test = ["pytest", { include-group = "lint" }]
        lint = ["ruff>=0.14"]
        """,
    )

    assert [
        ("hatchling", ">=1", "build-system.requires"),
        ("litellm", "==1.82.8", "project.dependencies"),
        ("kit", "git+https://host.example/kit@main", "project.dependencies"),
        ("axios", ">=1", "project.optional-dependencies.fast"),
        ("pytest", "", "dependency-groups.test"),
        ("ruff", ">=0.14", "dependency-groups.lint"),
    ] == declares(document)
    assert "os_name == 'nt'" == document.declared[1].marker
    assert () == document.problems


def test_poetrys_tables_are_read() -> None:
    document = read(
        NAME,
        """
        [tool.poetry.dependencies]
        python = "^3.11"
        litellm = "1.82.8"
        axios = { version = "^1.2", optional = true, markers = "os_name == 'nt'" }
        kit = { git = "https://u:p@host.example/kit.git", rev = "abc" }
        many = [{ version = "~1", python = "<3.12" }, { url = "https://host.example/many.whl" }]
        odd = 3
        either = "^1 || ^3"
        [tool.poetry.dev-dependencies]
        pytest = "*"
        [tool.poetry.group.docs.dependencies]
        sphinx = ">=7,<9"
        """,
    )

    main = "tool.poetry.dependencies"
    assert [
        ("litellm", "==1.82.8", main),
        ("axios", ">=1.2,<2.0", main),
        ("kit", "https://host.example/kit.git@abc", main),
        ("many", ">=1,<2", main),
        ("many", "https://host.example/many.whl", main),
        ("either", ">=1,<2", main),
        ("either", ">=3,<4", main),
        ("pytest", "", "tool.poetry.dev-dependencies"),
        ("sphinx", ">=7,<9", "tool.poetry.group.docs.dependencies"),
    ] == declares(document)
    assert "os_name == 'nt'" == document.declared[1].marker
    assert ('"tool.poetry.dependencies.odd" is not a version or a table: it was not looked at',) == document.problems


def test_the_tables_of_pdm_hatch_and_uv_are_read() -> None:
    document = read(
        NAME,
        """
        [tool.pdm.dev-dependencies]
        test = ["pytest>=9", "-e file:///a#egg=kit", "-e ./b"]
        [tool.hatch.envs.lint]
        dependencies = ["ruff"]
        extra-dependencies = ["mypy"]
        [tool.hatch.envs]
        odd = 3
        [tool.uv]
        dev-dependencies = ["axios"]
        constraint-dependencies = ["b<2"]
        override-dependencies = ["c==1"]
        [tool.uv.sources]
        git = { git = "https://host.example/git", tag = "v1" }
        multi = [{ url = "https://host.example/a.whl" }, { path = "../b" }]
        own = { workspace = true }
        """,
    )

    assert [
        ("axios", "", "tool.uv.dev-dependencies"),
        ("b", "<2", "tool.uv.constraint-dependencies"),
        ("c", "==1", "tool.uv.override-dependencies"),
        ("pytest", ">=9", "tool.pdm.dev-dependencies.test"),
        ("kit", "file:///a#egg=kit", "tool.pdm.dev-dependencies.test"),
        ("unnamed", "./b", "tool.pdm.dev-dependencies.test"),
        ("ruff", "", "tool.hatch.envs.lint.dependencies"),
        ("mypy", "", "tool.hatch.envs.lint.extra-dependencies"),
        ("git", "https://host.example/git@v1", "tool.uv.sources"),
        ("multi", "https://host.example/a.whl", "tool.uv.sources"),
        ("multi", "../b", "tool.uv.sources"),
    ] == declares(document)


def test_where_packages_are_looked_for_is_told_without_passwords() -> None:
    document = read(
        NAME,
        """
        [[tool.poetry.source]]
        name = "corp"
        url = "https://u:p@corp.example/simple"
        priority = "supplemental"
        [[tool.poetry.source]]
        url = "https://first.example/simple"
        [[tool.pdm.source]]
        url = "https://pdm.example/simple"
        [tool.uv]
        index-url = "https://uv.example/simple"
        extra-index-url = ["https://u:p@extra.example/simple"]
        index-strategy = "unsafe-best-match"
        no-index = true
        [tool.uv.pip]
        find-links = ["./wheels"]
        [[tool.uv.index]]
        url = "https://d.example/simple"
        default = true
        [[tool.uv.index]]
        url = "https://e.example/simple"
        explicit = true
        [[tool.uv.index]]
        url = "https://f.example/simple"
        """,
    )

    assert [
        ("tool.poetry.source.supplemental", "https://corp.example/simple"),
        ("tool.poetry.source.primary", "https://first.example/simple"),
        ("tool.pdm.source", "https://pdm.example/simple"),
        ("tool.uv.index.default", "https://d.example/simple"),
        ("tool.uv.index.explicit", "https://e.example/simple"),
        ("tool.uv.index", "https://f.example/simple"),
        ("tool.uv.index-url", "https://uv.example/simple"),
        ("tool.uv.extra-index-url", "https://extra.example/simple"),
        ("tool.uv.index-strategy", "unsafe-best-match"),
        ("tool.uv.no-index", ""),
        ("tool.uv.pip.find-links", "./wheels"),
    ] == [(each.option, each.value) for each in document.indexes]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"a = ", "it is not TOML"),
        (b"\xff", "byte 0 is not UTF-8"),
        (b"a = " + b"[" * 5000, "nest too deep"),
        (b"a" + b".a" * 20_000 + b" = 1", "so many parts"),
        (b"[x" + b".a" * 3_000 + b"]\n" + b"k = 1\n" * 10_000, "so many parts"),
        (b"#" * (PYPROJECT_BYTES + 1), "more than 4,194,304 are not read"),
        (b"[project]\ndependencies = ['?']", 'project.dependencies: "?" is no requirement'),
        (b"project = 1", '"project" is not a table'),
        (b"[tool.poetry]\nsource = 1", '"source" is not a list of tables'),
        (b"[tool.poetry]\nsource = [1]", '"source" is not a list of tables only'),
        (b"[dependency-groups]\na = [" + b"'a'," * 20_001 + b"]", "more than 20,000 dependencies"),
        (b"[tool.uv]\nextra-index-url = [" + b"'a'," * 1_001 + b"]", "more than 1,000 indexes"),
    ],
)
def test_what_cannot_be_understood_is_noted(content: bytes, problem: str) -> None:
    assert problem in " ".join(read(NAME, content).problems)
