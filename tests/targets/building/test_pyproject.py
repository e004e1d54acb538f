from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.targets.building.pyproject import (
    PyprojectError,
    read_pyproject,
    table,
    text_at,
    texts_at,
    texts_in,
)
from tests.tools import ROOT

KEYS = st.sampled_from(["project", "name", "tool", "x"])
VALUES = st.recursive(
    st.text(max_size=5) | st.integers(), lambda v: st.lists(v, max_size=3) | st.dictionaries(KEYS, v, max_size=3)
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("toml") / "pyproject.toml"


@given(st.binary(max_size=200) | st.text(alphabet="[]{}.=\"'\n ab1#,", max_size=200).map(str.encode))
def test_any_bytes_are_a_document_or_an_error_of_ours(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    try:
        document = read_pyproject(file)
    except PyprojectError:
        return

    assert tomllib.loads(content.decode()) == document


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=300))
def test_a_dotted_key_is_read_up_to_its_ceiling(file: Path, parts: list[str]) -> None:
    file.write_text(" . ".join(parts) + " = 1\n")
    if len(parts) > 128:
        with pytest.raises(PyprojectError, match="more than 128 parts"):
            read_pyproject(file)
        return

    assert {parts[0]} == set(read_pyproject(file))


def test_our_own_is_read() -> None:
    assert "pkgaudit" == text_at(read_pyproject(ROOT / "pyproject.toml"), "project", "name")


def test_long_lines_of_text_and_of_requirements_are_no_long_keys(file: Path) -> None:
    requirements = ", ".join(f'"a{number}>=1.2.3"' for number in range(300))
    dots = "." * 500
    file.write_text(f'[project]\ndependencies = [{requirements}]\ndescription = "Wait{dots}"\n')

    assert 300 == len(texts_at(read_pyproject(file), "project", "dependencies"))


@given(VALUES, st.lists(KEYS, min_size=1, max_size=3))
def test_values_of_another_type_are_absent(value: object, keys: list[str]) -> None:
    document = value if isinstance(value, dict) else {}

    assert isinstance(table(document, *keys), dict)
    assert isinstance(text_at(document, *keys), str | None)
    assert all(isinstance(text, str) for text in texts_at(document, *keys))


def test_every_text_in_a_value_is_found() -> None:
    assert {"a", "b", "c", "d"} == set(texts_in({"a": ["b", {"c": "d"}, 1]}))
