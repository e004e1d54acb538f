from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.remedy.edit import EditError
from pkgaudit.waiving.entry import Entry
from pkgaudit.waiving.json_waiver import add_to_package_json

ENTRY = Entry(rule="new-rule", path="a/*.map", reason="on purpose", expires=date(2027, 6, 30))
KEYS = {"rule": "new-rule", "path": "a/*.map", "reason": "on purpose", "expires": "2027-06-30"}
OTHER = {"rule": "a", "reason": "x", "expires": "2026-12-31"}


def added(text: str) -> str:
    return add_to_package_json(text.encode(), ENTRY).decode()


values: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)
configurations = st.fixed_dictionaries(
    {}, optional={"fail-on": st.just("low"), "waiver": st.lists(st.just(OTHER), max_size=2), "names": values}
)


@pytest.mark.parametrize("indent", [2, 4, "\t"])
@given(before=st.dictionaries(st.text(max_size=3), values, max_size=2), configuration=configurations, values=values)
def test_a_file_written_by_a_tool_is_written_as_that_tool_would(
    indent: int | str, before: dict[str, object], configuration: dict[str, object], values: object
) -> None:
    document = {"name": "x", **before, "pkgaudit": configuration, "last": values}
    text = json.dumps(document, indent=indent, ensure_ascii=False) + "\n"
    listed = configuration.get("waiver", [])
    assert isinstance(listed, list)
    own = {**configuration, "waiver": [*listed, KEYS]}

    assert json.dumps({**document, "pkgaudit": own}, indent=indent, ensure_ascii=False) + "\n" == added(text)


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
@given(configuration=configurations)
def test_a_file_in_one_line_stays_in_one_line(separators: tuple[str, str], configuration: dict[str, object]) -> None:
    edited = added(json.dumps({"name": "x", "pkgaudit": configuration}, separators=separators))

    assert KEYS == json.loads(edited)["pkgaudit"]["waiver"][-1]
    assert json.dumps(json.loads(edited), separators=separators) == edited


def test_windows_line_ends_and_a_byte_order_mark_stay() -> None:
    text = "\N{ZERO WIDTH NO-BREAK SPACE}" + json.dumps({"pkgaudit": {"fail-on": "low"}}, indent=2).replace(
        "\n", "\r\n"
    )
    edited = added(text)

    assert text[0] == edited[0]
    assert edited.count("\n") == edited.count("\r\n")
    assert {"fail-on": "low", "waiver": [KEYS]} == json.loads(edited[1:])["pkgaudit"]


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{}",
        "{",
        '{"pkgaudit": 3}',
        '{"pkgaudit": {}, "pkgaudit": {}}',
        '{"pkgaudit": {"waiver": 3}}',
        '{"pkgaudit": {"waiver": [], "waiver": []}}',
    ],
)
def test_a_file_that_holds_no_configuration_is_refused(text: str) -> None:
    with pytest.raises(EditError):
        added(text)
