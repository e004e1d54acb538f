from __future__ import annotations

import pytest

from tests.dependencies.documents import chain, pins, read, the

LOCK = """
    version = 1
    revision = 3
    requires-python = ">=3.11"

    [[package]]
    name = "app"
    version = "0.1.0"
    source = { virtual = "." }
    dependencies = [
        { name = "kit" },
    ]

    [package.optional-dependencies]
    fast = [{ name = "speed" }]

    [package.dev-dependencies]
    test = [{ name = "pytest" }]

    [[package]]
    name = "kit"
    version = "1.0"
    source = { registry = "https://u:p@index.example/simple" }
    dependencies = [
        { name = "litellm", version = "1.82.8", source = { registry = "https://index.example/simple" } },
    ]
    sdist = { url = "https://index.example/kit.tar.gz", hash = "sha256:s", size = 1 }
    wheels = [
        { url = "https://index.example/kit.whl", hash = "sha256:w", size = 1 },
    ]

    [[package]]
    name = "litellm"
    version = "1.82.8"
    source = { registry = "https://index.example/simple" }

    [[package]]
    name = "litellm"
    version = "1.82.6"
    source = { registry = "https://index.example/simple" }

    [[package]]
    name = "pytest"
    version = "9.0"

    [[package]]
    name = "speed"
    version = "2.0"
"""


def test_packages_and_the_way_from_the_project_are_read() -> None:
    document = read("uv.lock", LOCK)

    assert "1" == document.version
    assert [
        ("app", ""),
        ("kit", "1.0"),
        ("litellm", "1.82.8"),
        ("litellm", "1.82.6"),
        ("pytest", "9.0"),
        ("speed", "2.0"),
    ] == pins(document)
    kit = the(document, "kit")
    assert ("https://index.example/simple", "sha256:s sha256:w", 19) == (kit.resolved, kit.integrity, kit.line)
    assert "app > kit > litellm" == chain(document, "litellm", "1.82.8")
    assert "litellm" == chain(document, "litellm", "1.82.6")
    assert "app > pytest" == chain(document, "pytest")
    assert "app > speed" == chain(document, "speed")
    assert () == document.problems


@pytest.mark.parametrize(
    ("source", "version", "resolved"),
    [
        ('{ git = "https://h.example/a?rev=main#abc" }', "", "https://h.example/a?rev=main#abc"),
        ('{ url = "https://h.example/a-1.0-py3-none-any.whl" }', "1.0", "https://h.example/a-1.0-py3-none-any.whl"),
        ('{ path = "../a.whl" }', "", "../a.whl"),
        ('{ directory = "../a" }', "", "../a"),
        ('{ editable = "." }', "", "."),
    ],
)
def test_the_source_of_a_package_is_told(source: str, version: str, resolved: str) -> None:
    content = f'[[package]]\nname = "a"\nversion = "1.0"\nsource = {source}\n'
    package = the(read("uv.lock", content), "a")

    assert (version, resolved) == (package.version, package.resolved)


def test_without_a_project_what_nothing_requires_comes_first() -> None:
    content = '[[package]]\nname = "a"\ndependencies = [{name = "b"}]\n[[package]]\nname = "b"\n'

    assert "a > b" == chain(read("uv.lock", content), "b")
