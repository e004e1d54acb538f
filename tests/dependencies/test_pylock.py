from __future__ import annotations

import textwrap

import pytest
from packaging.pylock import Pylock

from pkgaudit.dependencies.notes import Notes
from pkgaudit.dependencies.toml_document import read_toml_document
from tests.dependencies.documents import chain, pins, read, the

LOCK = """
    lock-version = "1.0"
    created-by = "hand"

    [[packages]]
    name = "kit"
    version = "1.0"
    index = "https://u:p@index.example/simple"
    dependencies = [{name = "litellm", version = "1.82.8"}]
    sdist = {url = "https://index.example/kit-1.0.tar.gz", hashes = {sha256 = "aa"}}
    [[packages.wheels]]
    url = "https://index.example/kit-1.0-py3-none-any.whl"
    hashes = {sha256 = "bb"}

    [[packages]]
    name = "litellm"
    version = "1.82.8"
    archive = {url = "https://u:p@h.example/litellm-1.82.8.tar.gz", hashes = {sha256 = "cc"}}

    [[packages]]
    name = "commit"
    version = "1.0"
    vcs = {type = "git", url = "https://h.example/commit", commit-id = "abc"}

    [[packages]]
    name = "folder"
    directory = {path = "../folder"}
"""


@pytest.mark.parametrize("path", ["pylock.toml", "pylock.dev.toml"])
def test_packages_and_their_sources_are_read(path: str) -> None:
    document = read(path, LOCK)

    assert "1.0" == document.version
    assert [("kit", "1.0"), ("litellm", "1.82.8"), ("commit", ""), ("folder", "")] == pins(document)
    assert [
        "https://index.example/simple",
        "https://h.example/litellm-1.82.8.tar.gz",
        "https://h.example/commit#abc",
        "../folder",
    ] == [package.resolved for package in document.locked]
    assert ["sha256:aa sha256:bb", "sha256:cc", "", ""] == [package.integrity for package in document.locked]
    assert 4 == the(document, "kit").line
    assert "kit > litellm" == chain(document, "litellm")
    assert () == document.problems


def test_packaging_reads_the_same_names_and_versions() -> None:
    expected = Pylock.from_dict(read_toml_document(textwrap.dedent(LOCK).encode(), Notes()))

    found = read("pylock.toml", LOCK)
    assert [str(package.name) for package in expected.packages] == [package.name for package in found.locked]
    assert ["1.0", "1.82.8"] == [str(package.version) for package in expected.packages[:2]]


def test_an_entry_that_breaks_the_standard_costs_only_itself() -> None:
    content = '[[packages]]\nname = "a"\nversion = "1"\nwheels = [3, {hashes = {sha256 = 3}}]\nvcs = 3\n'
    document = read("pylock.toml", content)

    assert [("a", "")] == pins(document)
    assert ('"vcs" is not a table: it was not looked at',) == document.problems
