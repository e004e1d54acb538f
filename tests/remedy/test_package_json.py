from __future__ import annotations

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.remedy.edit import EditError
from pkgaudit.remedy.package_json import edit_files, listed_files

ENTRIES = st.text(string.ascii_letters + '!*/.é"\\ \N{GRINNING FACE}', min_size=1, max_size=8)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(("name", "version", "main", "scripts", "x")) | TEXTS


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"files": ["dist"]}', '{"files": ["dist", "!**/*.map"]}'),
        ('{"files":["dist"]}', '{"files":["dist","!**/*.map"]}'),
        ('{"files":["a","b"]}', '{"files":["a","b","!**/*.map"]}'),
        ('{"files": ["a" , "b"]}', '{"files": ["a" , "b", "!**/*.map"]}'),
        ('{"files": [ "a" ]}', '{"files": [ "a", "!**/*.map" ]}'),
        ('{"files": []}', '{"files": ["!**/*.map"]}'),
        (
            '{\n  "files": [\n    "a",\n    "b"\n  ]\n}\n',
            '{\n  "files": [\n    "a",\n    "b",\n    "!**/*.map"\n  ]\n}\n',
        ),
        ('{\r\n\t"files": [\r\n\t\t"a"\r\n\t]\r\n}', '{\r\n\t"files": [\r\n\t\t"a",\r\n\t\t"!**/*.map"\r\n\t]\r\n}'),
    ],
)
def test_an_entry_is_added_as_the_list_is_written(before: str, after: str) -> None:
    assert after == edit_files(before.encode(), add=["!**/*.map"]).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"name":"a","main":"b"}', '{"name":"a","main":"b","files":["x","y"]}'),
        ('{"name": "a", "scripts": {}}', '{"name": "a", "files": ["x", "y"], "scripts": {}}'),
        (
            '{\n  "name": "a",\n  "scripts": {}\n}\n',
            '{\n  "name": "a",\n  "files": [\n    "x",\n    "y"\n  ],\n  "scripts": {}\n}\n',
        ),
        (
            '{\r\n\t"dependencies" : {}\r\n}',
            '{\r\n\t"dependencies" : {},\r\n\t"files" : [\r\n\t\t"x",\r\n\t\t"y"\r\n\t]\r\n}',
        ),
    ],
)
def test_a_list_that_is_missing_is_written_like_the_rest(before: str, after: str) -> None:
    assert after == edit_files(before.encode(), add=["x", "y"]).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"files": ["a", "b", "c"]}', '{"files": ["b", "c"]}'),
        ('{"files": ["b", "a", "c"]}', '{"files": ["b", "c"]}'),
        ('{"files": ["b", "c", "a"]}', '{"files": ["b", "c"]}'),
        ('{"files": [\n "a",\n "b"\n]}', '{"files": [\n "b"\n]}'),
        ('{"files": [ "a" ]}', '{"files": []}'),
        ('{"files": ["x"]}', '{"files": ["x"]}'),
    ],
)
def test_an_entry_is_taken_out_with_its_comma(before: str, after: str) -> None:
    assert after == edit_files(before.encode(), add=[], remove=["a"]).decode()


def test_a_byte_order_mark_stays() -> None:
    before = '\N{ZERO WIDTH NO-BREAK SPACE}{"files": ["dist"]}'

    edited = edit_files(before.encode(), add=["!é"])

    assert '\N{ZERO WIDTH NO-BREAK SPACE}{"files": ["dist", "!é"]}'.encode() == edited
    assert ("dist", "!é") == listed_files(edited)


def test_nothing_to_add_changes_nothing() -> None:
    assert b'{"name":"a"}' == edit_files(b'{"name":"a"}', add=[])
    assert listed_files(b'{"name":"a"}') is None


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "not JSON"),
        (b'{"files": ["a"],}', "not JSON"),
        (b'{"a": NaN}', "NaN"),
        (b"[1]", "not a JSON object"),
        (b'{"files": ["a"], "files": ["b"]}', "twice"),
        (b'{"files": "dist"}', "not a list of texts"),
        (b'{"files": ["a", 1]}', "not a list of texts"),
        (b"{}", "empty"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b'{"a": ' + b"[" * 100_000, "not JSON"),
        (b'{"a": ' + b"1" * 5_000 + b"}", "not JSON"),
        (b" " * (5 << 20), "more than"),
    ],
)
def test_what_cannot_be_edited_safely_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(EditError, match=why):
        edit_files(content, add=["x"])


PLACE = '"@@the list@@"'


@given(
    members=st.lists(st.tuples(KEYS.filter(lambda key: key != "files"), VALUES), max_size=4),
    files=st.lists(ENTRIES, max_size=4, unique=True),
    at=st.integers(0, 4),
    add=st.lists(ENTRIES, max_size=3, unique=True),
    layout=st.tuples(st.sampled_from((None, 0, 2, "\t")), st.sampled_from(("\n", "\r\n")), st.booleans()),
    data=st.data(),
)
def test_the_list_says_what_is_meant_and_every_other_byte_stays(  # noqa: PLR0917 -- hypothesis names them
    members: list[tuple[str, object]],
    files: list[str],
    at: int,
    add: list[str],
    layout: tuple[int | str | None, str, bool],
    data: st.DataObject,
) -> None:
    pairs = list(dict(members).items())
    pairs.insert(at, ("files", json.loads(PLACE)))
    before, after = dumped(dict(pairs), layout).split(PLACE)
    remove = data.draw(st.sets(st.sampled_from(files))) if files else set()

    edited = edit_files((before + dumped(files, layout) + after).encode(), add=add, remove=remove).decode()

    assert {**dict(pairs), "files": [*(entry for entry in files if entry not in remove), *add]} == json.loads(edited)
    assert edited.startswith(before)
    assert edited.endswith(after)


@given(
    members=st.dictionaries(KEYS.filter(lambda key: key != "files"), VALUES, min_size=1, max_size=4),
    add=st.lists(ENTRIES, min_size=1, max_size=3, unique=True),
    layout=st.tuples(st.sampled_from((None, 0, 2, "\t")), st.sampled_from(("\n", "\r\n")), st.booleans()),
)
def test_a_new_list_is_all_that_comes_in(
    members: dict[str, object], add: list[str], layout: tuple[int | str | None, str, bool]
) -> None:
    text = dumped(members, layout)

    edited = edit_files(text.encode(), add=add).decode()

    assert {**members, "files": add} == json.loads(edited)
    more = len(edited) - len(text)
    assert any(edited[:start] + edited[start + more :] == text for start in range(len(text) + 1))


def dumped(value: object, layout: tuple[int | str | None, str, bool]) -> str:
    indent, ends, ascii_only = layout
    return json.dumps(value, indent=indent, ensure_ascii=ascii_only).replace("\n", ends)
