from __future__ import annotations

import pytest

from tests.dependencies.documents import chain, pins, read, the

V2 = """
    [[package]]
    name = "kit"
    version = "1.0"
    optional = false
    groups = ["main", "dev"]
    files = [{file = "kit.whl", hash = "sha256:k"}, {file = "odd.whl"}]

    [package.dependencies]
    litellm = {version = ">=1", markers = "os_name == 'nt'"}

    [[package]]
    name = "litellm"
    version = "1.82.8"
    optional = true
    groups = ["main"]
    files = []

    [[package]]
    name = "pytest"
    version = "9.0"
    groups = ["dev"]

    [metadata]
    lock-version = "2.1"
"""
V1 = """
    [[package]]
    name = "kit"
    version = "1.0"
    category = "main"
    optional = false

    [package.dependencies]
    LiteLLM = ">=1"

    [[package]]
    name = "litellm"
    version = "1.82.8"
    category = "main"
    optional = true

    [[package]]
    name = "pytest"
    version = "9.0"
    category = "dev"

    [metadata]
    lock-version = "1.1"

    [metadata.files]
    kit = [{file = "kit.whl", hash = "sha256:k"}]
"""


@pytest.mark.parametrize(("content", "version"), [(V1, "1.1"), (V2, "2.1")])
def test_each_version_is_read(content: str, version: str) -> None:
    document = read("poetry.lock", content)

    assert version == document.version
    assert [("kit", "1.0"), ("litellm", "1.82.8"), ("pytest", "9.0")] == pins(document)
    assert ["", "optional", "dev"] == [package.group for package in document.locked]
    assert "sha256:k" == document.locked[0].integrity
    assert 1 == document.locked[0].line
    assert "kit > litellm" == chain(document, "litellm")
    assert () == document.problems


@pytest.mark.parametrize(
    ("source", "version", "resolved"),
    [
        ('type = "legacy"\nurl = "https://u:p@corp.example/simple"\nreference = "corp"', "1.0", "https://corp.example/simple"),
        ('type = "git"\nurl = "https://h.example/a"\nreference = "main"\nresolved_reference = "abc"', "", "https://h.example/a#abc"),
        ('type = "directory"\nurl = "../a"', "", "../a"),
    ],
)  # fmt: skip
def test_the_source_of_a_package_is_told(source: str, version: str, resolved: str) -> None:
    package = the(read("poetry.lock", f'[[package]]\nname = "a"\nversion = "1.0"\n[package.source]\n{source}\n'), "a")

    assert (version, resolved) == (package.version, package.resolved)


def test_several_versions_of_a_name_are_all_required() -> None:
    content = """
        [[package]]
        name = "kit"
        version = "1"
        [package.dependencies]
        a = [{version = "1", python = "<3.12"}, {version = "2"}]
        kit = "*"
        [[package]]
        name = "a"
        version = "1"
        [[package]]
        name = "a"
        version = "2"
    """

    assert (1, 2) == read("poetry.lock", content).locked[0].requires


@pytest.mark.parametrize("path", ["poetry.lock", "pdm.lock", "uv.lock", "pylock.toml"])
def test_entries_that_are_none_are_noted(path: str) -> None:
    header = "packages" if path == "pylock.toml" else "package"

    assert ("a package has no name: it was not looked at",) == read(path, f"[[{header}]]\nx = 1\n").problems
    assert (f'"{header}" is not a list of tables: it was not looked at',) == read(path, f"{header} = 1\n").problems
    assert "not TOML" in read(path, "x").problems[0]


def test_entries_that_are_laid_out_otherwise_have_no_line() -> None:
    assert [None] == [package.line for package in read("poetry.lock", 'package = [{name = "a"}]').locked]
