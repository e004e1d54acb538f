from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.remedy.edit import EditError
from pkgaudit.remedy.toml_list import add_to_list

SDIST = ("tool", "hatch", "build", "targets", "sdist", "exclude")
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[tool.x]\nexclude = ["*.map"]\n'),
        ("a = 1", 'a = 1\n\n[tool.x]\nexclude = ["*.map"]\n'),
        ("[a]\r\nb = 1\r\n", '[a]\r\nb = 1\r\n\r\n[tool.x]\r\nexclude = ["*.map"]\r\n'),
        ("[tool.x] # why\ny = 1\n\n# z\n[z]\n", '[tool.x] # why\nexclude = ["*.map"]\ny = 1\n\n# z\n[z]\n'),
        ("[tool.x]", '[tool.x]\nexclude = ["*.map"]\n'),
        ("[tool.x.y]\nz = 1\n", '[tool.x.y]\nz = 1\n\n[tool.x]\nexclude = ["*.map"]\n'),
        ('[tool.x]\nexclude = ["a"] # b\n', '[tool.x]\nexclude = ["a", "*.map"] # b\n'),
        (
            '[tool.x]\nexclude = [\n    "a", # one\n    "b",\n]\n# end\n',
            '[tool.x]\nexclude = [\n    "a", # one\n    "b",\n    "*.map",\n]\n# end\n',
        ),
        (
            '[tool.x]\r\nexclude = [\r\n  "a"\r\n]\r\n',
            '[tool.x]\r\nexclude = [\r\n  "a",\r\n  "*.map"\r\n]\r\n',
        ),
        ('tool = {x = {exclude = ["a"]}}\n', 'tool = {x = {exclude = ["a", "*.map"]}}\n'),
        ('tool.x.exclude = ["a"]\n', 'tool.x.exclude = ["a", "*.map"]\n'),
        ('[tool.x]\nexclude = ["*.map"]\n', '[tool.x]\nexclude = ["*.map"]\n'),
    ],
)
def test_an_entry_is_added_and_the_rest_stays(before: str, after: str) -> None:
    assert after == add_to_list(before.encode(), ("tool", "x", "exclude"), ["*.map"]).decode()


def test_a_table_that_is_spelled_otherwise_is_extended() -> None:
    edited = add_to_list(b"tool = {x = {y = 1}}\n", ("tool", "x", "exclude"), ["*.map"])

    assert {"tool": {"x": {"y": 1, "exclude": ["*.map"]}}} == tomllib.loads(edited.decode())


def test_a_header_inside_a_text_is_not_one() -> None:
    before = 'a = """\n[tool.x]\n"""\n'

    edited = add_to_list(before.encode(), ("tool", "x", "exclude"), ["b"]).decode()

    assert edited.startswith(before)
    assert {"a": "[tool.x]\n", "tool": {"x": {"exclude": ["b"]}}} == tomllib.loads(edited)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"a = ", "not TOML"),
        (b"\xff", "not TOML"),
        (b"tool = 1", "tool in it is not a table"),
        (b"[tool.x]\nexclude = 'a'", "is not a list"),
        (b"[[tool]]\nx = 1", "tool in it is not a table"),
    ],
)
def test_what_cannot_be_edited_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(EditError, match=why):
        add_to_list(content, ("tool", "x", "exclude"), ["b"])


def test_an_edit_that_would_say_something_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pkgaudit.remedy.toml_list._within_list", lambda *_: "exclude = []\n")

    with pytest.raises(EditError, match="without changing more"):
        add_to_list(b"[tool.x]\nexclude = ['a']\n", ("tool", "x", "exclude"), ["b"])


@given(
    held=st.none() | st.lists(TEXTS, max_size=3),
    new=st.lists(TEXTS, min_size=1, max_size=3, unique=True),
    several=st.booleans(),
    ends=st.sampled_from(("\n", "\r\n")),
)
def test_the_edited_text_says_what_the_edited_value_says(
    held: list[str] | None, new: list[str], several: bool, ends: str
) -> None:
    comment = "# what we ship"
    lines = ["[project]", 'name = "a" # ours', "", comment, f"[{'.'.join(SDIST[:-1])}]", 'include = ["src"]']
    if held is not None:
        quoted = [_quoted(entry) for entry in held]
        lines += (
            ["exclude = [", *(f"  {entry}," for entry in quoted), "]"]
            if several
            else [f"exclude = [{', '.join(quoted)}]"]
        )
    text = ends.join([*lines, "", "# the end", "[other]", ""])

    edited = add_to_list(text.encode(), SDIST, new).decode()

    sdist = tomllib.loads(edited)["tool"]["hatch"]["build"]["targets"]["sdist"]
    assert [*(held or ()), *(entry for entry in new if entry not in (held or ()))] == sdist["exclude"]
    assert ["src"] == sdist["include"]
    assert edited.startswith(text[: text.index("include") - len(ends)].rstrip())
    assert edited.endswith(ends.join(["# the end", "[other]", ""]))
    if ends == "\r\n":
        assert edited.count("\n") == edited.count("\r\n")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
