"""Whatever a file holds, its reader returns a document that can be walked."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pkgaudit.model.dependency_document import DependencyDocument
from tests.dependencies.documents import read

PATHS = [
    "package.json",
    "package-lock.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "a-1.dist-info/METADATA",
    "pyproject.toml",
    "requirements.txt",
    "Pipfile.lock",
    "poetry.lock",
    "pdm.lock",
    "uv.lock",
    "pylock.toml",
    "environment.yml",
]
# The words of all formats, so that what is made of them is often nearly right.
WORDS = [
    "__metadata:", "[[package]]", "[[packages]]", "[project]", "[tool.poetry.dependencies]", "[tool.uv]", "[metadata]",
    "name", "version", "dependencies", "packages", "snapshots", "importers", "source", "resolution", "files", "wheels",
    '"a@npm:1"', "a@1.0:", "'a'", '"1.0"', "1", "=", "==", ": ", "- ", "  ", "\n", "\n", ",", "{", "}", "[", "]", "#",
    "pip:", "-r ", "--index-url ", "https://u:p@h.example", "\\\n", "; ", "Requires-Dist: ", "lockfileVersion: 9.0",
    "/a/1.0", "(b@1)", "é", "\x00", "\r", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
]  # fmt: skip
NAMES = [
    "name", "version", "dependencies", "packages", "package", "a", "a@1.0.0", "node_modules/a",
    "node_modules/a/node_modules/a", "requires", "link", "resolved", "default", "_meta", "sources", "workspaces",
    "overrides", "pnpm", "", "__metadata",
]  # fmt: skip
values = st.recursive(
    st.sampled_from(
        [None, True, 1, 1.5, "", "a", "a@1.0.0", "npm:a@1", "1.0.0", "==1.0", "^1", "/a/1.0", "node_modules/a"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=25,
)


def walked(document: DependencyDocument) -> None:
    ways = document.ways()
    for position, package in enumerate(document.locked):
        assert all(0 <= place < len(document.locked) for place in package.requires)
        assert package.name == document.chain(position, ways)[-1]
    assert all(0 <= place < len(document.locked) for place in document.roots)
    assert len(document.problems) <= 21
    assert not any("u:p@" in setting.value for setting in document.indexes)


@pytest.mark.parametrize("path", PATHS)
@settings(max_examples=15)
@given(content=st.binary(max_size=300))
def test_any_bytes_give_a_document(path: str, content: bytes) -> None:
    walked(read(path, content))


@pytest.mark.parametrize("path", PATHS)
@settings(max_examples=25)
@given(words=st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_words_of_the_formats_give_a_document(path: str, words: list[str]) -> None:
    walked(read(path, "".join(words).encode()))


@pytest.mark.parametrize("path", [path for path in PATHS if path != "a-1.dist-info/METADATA"])
@settings(max_examples=25)
@given(value=st.dictionaries(st.sampled_from(NAMES), values, max_size=6))
def test_any_values_in_any_place_give_a_document(path: str, value: object) -> None:
    # JSON is YAML as well; as TOML it stands behind a key of each name.
    tables = value if isinstance(value, dict) else {}
    toml = "\n".join(f"{json.dumps(key)} = {inline(each)}" for key, each in tables.items())
    content = toml if path.endswith((".toml", "poetry.lock", "pdm.lock", "uv.lock")) else json.dumps(value)

    walked(read(path, content.encode()))


def inline(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {inline(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return '""' if value is None else json.dumps(value)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "unit",
    [
        b"[",
        b"{",
        b'{"a":',
        b"a:\n ",
        b"- ",
        b"(",
        b"a.",
        b'"',
        b"'",
        b"\\\n",
        b",",
        b"#\n",
        b"a@1:\n",
        b"-r a ",
        b"/*",
        b"a[",
        b"==1,",
        b"\xff",
        b"[[a]]\n",
        b" ",
    ],
)
def test_twenty_kilobytes_of_anything_give_a_document(path: str, unit: bytes) -> None:
    walked(read(path, unit * (20_000 // len(unit))))
