"""entry_points.txt is read as the specification says, with the lines that cannot be read."""

from __future__ import annotations

from importlib.metadata import EntryPoints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.manifests.entry_points_txt import read_entry_points

theirs_of = EntryPoints._from_text  # type: ignore[attr-defined]  # noqa: SLF001 -- the reader that installers use
WORDS = st.from_regex(r"[a-z]{1,5}", fullmatch=True)


def test_entries_are_found_with_their_group() -> None:
    text = b"# c\n[console_scripts]\nrun = pkg.cli:main [extra]\n; c\n[pytest11]\nplug-in=pkg.plugin\n"
    found = read_entry_points(text)

    assert [("console_scripts", "run", "pkg.cli"), ("pytest11", "plug-in", "pkg.plugin")] == [
        (each.group, each.name, each.module) for each in found.entries
    ]
    assert () == found.problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"a = b:c\n", 'line 1 ("a = b:c") stands before the first [group]'),
        (b"[x]\nabc\n", 'line 2 ("abc") is no `name = module:function`'),
        (b"[x]\n= a:b\n", 'line 2 ("= a:b") is no `name = module:function`'),
        (b"[x]\na = b:c\na = b:d\n", 'line 3 ("a = b:d") names "a" a second time in [x]'),
        (b"[gui_scripts]\na = b\n", 'line 2 ("a = b") is no `name = module:function`: no command can be made of it'),
        (b"[x]\na\xff = b:c\n", "byte 5 is not UTF-8"),
        (b"x\n" * 200, "line 101 and what follows is not looked at: there is too much"),
    ],
)
def test_lines_that_cannot_be_read_are_told(text: bytes, expected: str) -> None:
    assert expected == read_entry_points(text).problems[-1]


def test_a_plugin_may_write_what_it_likes() -> None:
    assert ((), ()) == (read_entry_points(b"[x]\na = 1 + 1\n").entries, read_entry_points(b"[x]\na = 1 + 1\n").problems)


@given(st.dictionaries(WORDS, st.tuples(WORDS, WORDS), max_size=5))
def test_the_answers_are_those_of_the_standard_library(entries: dict[str, tuple[str, str]]) -> None:
    text = "[group]\n" + "".join(f"{name} = {module}:{attr}\n" for name, (module, attr) in entries.items())
    theirs = [(each.group, each.name, each.module) for each in theirs_of(text)]

    assert theirs == [(each.group, each.name, each.module) for each in read_entry_points(text.encode()).entries]


@given(st.binary(max_size=300))
def test_no_bytes_are_a_fault(content: bytes) -> None:
    assert all(each.module for each in read_entry_points(content).entries)
