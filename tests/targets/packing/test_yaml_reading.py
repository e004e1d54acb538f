"""pnpm's and yarn's settings are read as texts, and traps in them are refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.targets.packing.yaml_reading import YAML_BYTES, YamlError, read_yaml


def test_mappings_lists_and_texts_are_read() -> None:
    content = b"packages:\n  - 'a/*'\n  - b # c\ncatalog: {x: 1.10, y: yes}\nnested:\n  deep: [[1], {}]\nempty:\n"

    assert {
        "packages": ["a/*", "b"],
        "catalog": {"x": "1.10", "y": "yes"},
        "nested": {"deep": [["1"], {}]},
        "empty": "",
    } == read_yaml(content)


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"---\n...\n"])
def test_an_empty_file_is_no_error(content: bytes) -> None:
    assert read_yaml(content) in ({}, "")


def test_a_second_document_is_not_read() -> None:
    assert {"a": "1"} == read_yaml(b"a: 1\n---\nb: [\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a: &x 1\nb: 2\n", "anchors"),
        (b"a: [*x]\n", "anchors"),
        (b"a: 1\na: 2\n", 'the key "a" occurs twice'),
        (b"[a]: 1\n", "a key is not a text"),
        (b"{a: 1}: 1\n", "a key is not a text"),
        (b"[" * 40 + b"]" * 40, "more than 32 levels"),
        (b"[" * 100_000, "more than 32 levels"),
        (b"a: [\n", "it is not YAML"),
        (b"\xff\xfe\xfa", "it is not YAML"),
        (b"a: \x00", "it is not YAML"),
        (b" " * (YAML_BYTES + 1), "are not read"),
    ],
)
def test_what_is_not_plain_yaml_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(YamlError, match=said):
        read_yaml(content)


VALUES = st.recursive(
    st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_written_as_json_reads_the_same(value: object) -> None:
    assert value == read_yaml(json.dumps(value).encode())


@given(st.binary(max_size=200) | st.text("[]{}:-&*!|> \n\t'\"ab#%", max_size=100).map(str.encode))
def test_it_reads_or_refuses_whatever_there_is(content: bytes) -> None:
    try:
        value = read_yaml(content)
    except YamlError:
        return

    assert isinstance(value, str | list | dict)
