from __future__ import annotations

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.remedy.edit import EditError
from pkgaudit.waiving.entry import Entry
from pkgaudit.waiving.toml_waiver import add_to_toml

ENTRY = Entry(rule="new-rule", fingerprint="0123456789abcdef", reason="on purpose", expires=date(2027, 6, 30))
KEYS = 'rule = "new-rule"\nfingerprint = "0123456789abcdef"\nreason = "on purpose"\nexpires = 2027-06-30\n'
OTHER = '[[waiver]]\nrule = "a"  # kept\nreason = "x"\nexpires = 2026-12-31\n'


def added(text: str, *table: str) -> str:
    return add_to_toml(text.encode(), table, ENTRY).decode()


def test_a_waiver_comes_after_the_last_one_and_before_what_belongs_to_the_next_table() -> None:
    text = f'# top\nfail-on = "high"\n\n{OTHER}\n# about names\n# of ours\n[names]\ncodenames = ["x"]\n# end\n'

    assert text.replace(OTHER, f"{OTHER}\n[[waiver]]\n{KEYS}") == added(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", f"[[waiver]]\n{KEYS}"),
        ('fail-on = "low"', f'fail-on = "low"\n\n[[waiver]]\n{KEYS}'),
        ("[names]\n\n", f"[names]\n\n[[waiver]]\n{KEYS}"),
        (f"{OTHER}# end\n", f"{OTHER}# end\n\n[[waiver]]\n{KEYS}"),
        (f"{OTHER}[names]\n", f"{OTHER}\n[[waiver]]\n{KEYS}\n[names]\n"),
        (f"{OTHER}budget.bytes = 3\n", f"{OTHER}budget.bytes = 3\n\n[[waiver]]\n{KEYS}"),
        (f"{OTHER}[waiver.budget]\nbytes = 3\n", f"{OTHER}[waiver.budget]\nbytes = 3\n\n[[waiver]]\n{KEYS}"),
    ],
)
def test_a_waiver_goes_to_the_end_where_there_is_none(text: str, expected: str) -> None:
    assert expected == added(text)


def test_in_a_shared_file_it_stays_with_the_tables_of_the_configuration() -> None:
    before = '[project]\nname = "x"\n\n[tool.pkgaudit]\nfail-on = "low"\n\n[tool.pkgaudit.severity]\na = "low"\n'
    after = "\n# linting\n[tool.ruff]\nline-length = 120\n"

    assert f"{before}\n[[tool.pkgaudit.waiver]]\n{KEYS}{after}" == added(before + after, "tool", "pkgaudit")


@pytest.mark.parametrize(
    "text",
    [
        'waiver = [{rule = "a", reason = "x", expires = 2026-12-31}] # all\n[names]\ncodenames = ["x"]\n',
        'waiver = [\n  # the first\n  {rule = "a", reason = "x", expires = 2026-12-31},\n]\n',
        "waiver = []\n[names]\n",
    ],
)
def test_a_list_in_one_line_grows(text: str) -> None:
    edited = added(text)

    assert tomllib.loads(text).get("waiver", []) == tomllib.loads(edited)["waiver"][:-1]
    assert "new-rule" == tomllib.loads(edited)["waiver"][-1]["rule"]
    assert [line for line in text.split("\n") if "#" in line and "waiver" not in line] == [
        line for line in edited.split("\n") if "#" in line and "waiver" not in line
    ]


def test_a_list_with_a_line_for_each_keeps_every_line() -> None:
    text = 'waiver = [\n  { rule = "a", reason = "x", expires = 2026-12-31 },\n]\n\n[names]\ncodenames = [\n  "x",\n]\n'
    line = '  { rule = "new-rule", fingerprint = "0123456789abcdef", reason = "on purpose", expires = 2027-06-30 },\n'

    assert text.replace("]\n\n", f"{line}]\n\n") == added(text)
    assert text.replace("]\n\n", f"{line}]\n\n").replace("\n", "\r\n") == added(text.replace("\n", "\r\n"))


@pytest.mark.parametrize("table", ['[tool]\npkgaudit.fail-on = "low"\n', 'tool.pkgaudit = {fail-on = "low"}\n'])
def test_a_configuration_without_a_head_of_its_own_takes_one_too(table: str) -> None:
    edited = tomllib.loads(added(f"{table}\n[other]\nx = 1\n", "tool", "pkgaudit"))

    assert ["new-rule"] == [each["rule"] for each in edited["tool"]["pkgaudit"]["waiver"]]
    assert {"x": 1} == edited["other"]


def test_windows_line_ends_stay() -> None:
    edited = added(f"{OTHER}\n# about\n[names]\n".replace("\n", "\r\n"))

    assert edited.count("\n") == edited.count("\r\n")
    assert edited.replace("\r\n", "\n") == f"{OTHER}\n[[waiver]]\n{KEYS}\n# about\n[names]\n"


def test_what_looks_like_a_head_in_a_text_is_none() -> None:
    text = f'{OTHER}owner = """\n[names]\n"""\n[names]\ncodenames = ["x"]\n'

    assert ["a", "new-rule"] == [each["rule"] for each in tomllib.loads(added(text))["waiver"]]
    assert tomllib.loads(text)["waiver"][0] == tomllib.loads(added(text))["waiver"][0]


@pytest.mark.parametrize(("text", "table"), [("waiver = 3\n", ()), ("tool = 3\n", ("tool", "pkgaudit"))])
def test_a_file_with_something_else_at_its_place_is_refused(text: str, table: tuple[str, ...]) -> None:
    with pytest.raises(EditError):
        add_to_toml(text.encode(), table, ENTRY)


lines = st.sampled_from(
    (
        "# a comment",
        "",
        "  ",
        "[names]",
        "[tool.pkgaudit]",
        "[[tool.pkgaudit.waiver]]",
        "[[waiver]]",
        "[ waiver . budget ]",
        'fail-on = "low"',
        'x = """',
        '"""',
        "waiver = [",
        "]",
        "y.z = 1",
        '"waiver" = []',
    )
)
sayable = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" \"'\\#"), min_size=1).filter(
    str.strip
)


@given(
    text=st.lists(lines, max_size=12).map("\n".join),
    table=st.sampled_from([(), ("tool", "pkgaudit")]),
    reason=sayable,
    about=sayable,
)
def test_whatever_is_there_stays_and_the_waiver_is_the_last(
    text: str, table: tuple[str, ...], reason: str, about: str
) -> None:
    entry = Entry(rule="new-rule", path="a/**", reason=reason, expires=date(2027, 6, 30), owner=reason, about=about)
    try:
        before = tomllib.loads(text)
    except ValueError:
        return
    try:
        edited = add_to_toml(text.encode(), table, entry).decode()
    except EditError:
        return
    after: dict[str, object] = tomllib.loads(edited)
    holder = after
    for key in table:
        inner = holder[key]
        assert isinstance(inner, dict)
        holder = inner
    held = holder["waiver"]

    assert isinstance(held, list)
    assert {
        "rule": "new-rule",
        "path": "a/**",
        "reason": reason,
        "expires": date(2027, 6, 30),
        "owner": reason,
    } == held.pop()
    kept = iter(edited.split("\n"))
    if "waiver = [" not in text and '"waiver" = []' not in text:
        assert all(any(line == other for other in kept) for line in text.split("\n") if line.strip())
    assert pruned(before) == pruned(after)


def pruned(value: object) -> object:
    """Return a value without tables and lists that hold nothing."""
    if isinstance(value, dict):
        kept = {key: pruned(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner not in ({}, [])}
    return [pruned(inner) for inner in value] if isinstance(value, list) else value
