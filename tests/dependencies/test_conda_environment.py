from __future__ import annotations

import pytest

from tests.dependencies.documents import declares, pins, read

NAME = "environment.yml"


def test_only_the_part_for_pip_is_read_and_has_the_lines_of_the_file() -> None:
    document = read(
        NAME,
        """
        name: work
        channels: [conda-forge]
        dependencies:
          - python=3.11
          - axios=1.14.1
          - pip
          - pip:
              - litellm==1.82.8

              # as well
              - "kit>=1"
              - --extra-index-url https://u:p@a.example/simple
              - "\\x70lain==1.0 \\\\"
              - -r other.txt
        """,
    )

    assert [("litellm", "1.82.8"), ("plain", "1.0")] == pins(document)
    assert 8 == document.locked[0].line
    assert [("kit", ">=1", "requirements")] == declares(document)
    assert 11 == document.declared[0].line
    assert [("--extra-index-url", "https://a.example/simple", 12)] == [
        (each.option, each.value, each.line) for each in document.indexes
    ]
    assert 1 == len(document.problems)


@pytest.mark.parametrize("content", ["a: &x 1\nb: *x\n", "", "\x00", "dependencies: [python]\n", "- a\n"])
def test_a_file_without_that_part_says_nothing(content: str) -> None:
    document = read(NAME, content.encode())

    assert ((), (), ()) == (document.locked, document.declared, document.problems)


@pytest.mark.parametrize("content", ["pip", "dependencies: pip\n", "dependencies: [{pip: x}, {pip: [[a]]}]\n"])
def test_a_part_of_another_shape_says_nothing(content: str) -> None:
    assert () == read(NAME, content.encode()).locked


def test_what_cannot_be_read_is_noted() -> None:
    assert "anchors" in read(NAME, b"a: &x 1\nb: *x\npip: 1\n").problems[0]


def test_very_many_lines_spelt_with_escapes_cost_little() -> None:
    lines = "".join(f'  - "\\x61{number}==1"\n' for number in range(20_000))
    document = read(NAME, f"dependencies:\n- pip:\n{lines}".encode())

    assert 20_000 == len(document.locked)
