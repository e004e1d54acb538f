"""Folders of one's own rules: what may lie in them, and that no document brings more than errors."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomlkit
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pkgaudit import kept_from_files
from pkgaudit.rulebook import folders
from pkgaudit.rulebook.folders import MOST
from pkgaudit.rulebook.load import RuleBookError, load_rulebook
from pkgaudit.rulebook.pages import render_page
from tests.rulebook.rule_files import RULE, write_rule


def errors_of(*folder: Path, named_by: str = "") -> list[str]:
    with pytest.raises(RuleBookError) as caught:
        load_rulebook(list(folder), named_by=named_by)
    return list(caught.value.errors)


def test_a_rule_knows_its_folder_and_file_also_out_of_the_cache(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_from_files, "_SETTLED_NS", 0)
    folder = write_rule(tmp_path / "mine")
    (folder / "flat-rule.toml").write_text(RULE)
    both = [load_rulebook([folder]), load_rulebook([folder])]

    assert [1] == [len(list(cache.iterdir()))]
    for book in both:
        assert ("ours", str(folder), f"{folder}/ours/our-rule.toml") == (
            book.rules["our-rule"].family,
            book.rules["our-rule"].folder,
            book.rules["our-rule"].file,
        )
        assert ("mine", f"{folder}/flat-rule.toml") == (book.rules["flat-rule"].family, book.rules["flat-rule"].file)
        assert {""} == {rule.folder for name, rule in book.rules.items() if name not in {"our-rule", "flat-rule"}}


def test_a_folder_whose_name_is_no_family_s_can_hold_families_only(tmp_path: Path) -> None:
    folder = write_rule(tmp_path / "My Rules")
    (folder / "flat-rule.toml").write_text(RULE)
    (error,) = errors_of(folder)

    assert error.startswith(f"{folder}/flat-rule.toml: the family (the folder) 'My Rules' is not kebab-case")


def test_a_link_within_the_folder_is_followed_and_one_out_of_it_is_not(tmp_path: Path) -> None:
    folder = write_rule(tmp_path / "mine")
    (folder / "ours" / "second-rule.toml").symlink_to("our-rule.toml")
    book = load_rulebook([folder])
    outside = write_rule(tmp_path / "elsewhere", "third-rule", family="theirs")
    (folder / "theirs").symlink_to(outside / "theirs")
    (folder / "ours" / "third-rule.toml").symlink_to(outside / "theirs" / "third-rule.toml")
    (folder / "ours" / "loop.toml").symlink_to("loop.toml")
    errors = errors_of(folder)

    assert "second-rule" in book.rules
    assert [
        f"{folder}/ours/loop.toml: is not a rule; a rule is a file whose name ends in .toml",
        f"{folder}/ours/third-rule.toml: is a link out of the folder of rules; put what it leads to there",
        f"{folder}/theirs: is a link out of the folder of rules; put what it leads to there",
    ] == errors


def test_a_folder_that_is_named_through_a_link_is_the_user_s_choice(tmp_path: Path) -> None:
    write_rule(tmp_path / "mine")
    (tmp_path / "linked").symlink_to("mine")

    assert "our-rule" in load_rulebook([tmp_path / "linked"]).rules
    assert [f"a: rules[1]: {tmp_path}/linked: is the same folder as {tmp_path}/mine; name it once"] == errors_of(
        tmp_path / "mine", tmp_path / "linked", named_by="a: rules"
    )


@pytest.mark.parametrize("kind", ["nothing", "empty", "file", "only-a-readme"])
def test_a_folder_without_rules_is_named_with_its_key(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "mine"
    if kind in {"empty", "only-a-readme"}:
        folder.mkdir()
    if kind == "only-a-readme":
        (folder / "README.md").write_text("nothing yet")
    if kind == "file":
        folder.write_text("")
    (error,) = errors_of(folder, named_by="pkgaudit.toml: rules")

    assert error.startswith(f"pkgaudit.toml: rules[0]: {folder}: ")


def test_too_many_and_too_large_files_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST", 3)
    many, large, wide = tmp_path / "many", write_rule(tmp_path / "large"), tmp_path / "wide"
    (large / "ours" / "big-rule.toml").write_bytes(b"#" * 300_000)
    for number in range(4):
        write_rule(many, f"rule-{number}", family=f"family-{number % 2}")
        write_rule(wide, f"rule-{number}")
    errors = errors_of(many, large, wide)

    assert 1_000 == MOST
    assert [f"{many}: holds more than 3 rules; take some out"] == errors[:1]
    assert f"{wide}/ours: holds more than 3 entries; name a folder of rules and nothing else" in errors
    assert f"{large}/ours/big-rule.toml: has 262,145 bytes, more than the 262,144 of a rule; shorten it" in errors


def test_a_name_that_another_folder_has_is_an_error_that_names_both(tmp_path: Path) -> None:
    one, two = write_rule(tmp_path / "one"), write_rule(tmp_path / "two", family="theirs")
    (error,) = errors_of(one, two)

    assert (
        f"{two}/theirs/our-rule.toml: the name 'our-rule' is taken by another rule ({one}/ours/our-rule.toml); "
        "choose another"
    ) == error


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"novel-content"', '"novel-content"\nplaces = 0x' + "f" * 5000, "params.places: is a number of more than 64"),
        ('"novel-content"', '"novel-content"\nover = ' + "9" * 5000, "is not TOML in UTF-8"),
        ('"novel-content"', "2001-01-01", "does not fit the detector"),
        ('"novel-content"', "nan", "does not fit the detector"),
        ("flags = []", "flags = []\nentries = [{ path = 'x', size = 100000000000 }]", "entries[0].size: is more than"),
    ],
)
def test_values_that_python_could_not_carry_are_errors(tmp_path: Path, old: str, new: str, expected: str) -> None:
    (error,) = errors_of(write_rule(tmp_path, text=RULE.replace(old, new)))

    assert error.startswith(f"{tmp_path}/ours/our-rule.toml: ")
    assert expected in error


KEYS = ["title", "message", "since", "status", "detector", "params", "policy", "docs", "examples", "x", "__class__", ""]
SCALARS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["{novel}", "{0}", "{a.b}", "{novel:{x}}", "text_pattern", "member_path", "os", "*.js", "["]),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.times(),
    st.datetimes(),
)
INNER = [*KEYS, "patterns", "paths", "severity", "owner", "name", "flags", "members", "entries", "size", "path", "what"]
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(INNER), inner, max_size=4),
    max_leaves=12,
)
GOOD = tomlkit.parse(RULE).unwrap()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(changes=st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4), name=st.sampled_from(["our-rule", "Our"]))
@example(changes={}, name="our-rule")
@example(changes={"detector": "text_pattern", "message": "", "params": {"patterns": ["a\0b"]}}, name="our-rule")
def test_any_document_is_a_rule_or_errors_that_name_its_file(
    tmp_path: Path, cache: Path, changes: dict[str, object], name: str
) -> None:
    folder = write_rule(tmp_path / "mine", name, tomlkit.dumps({**GOOD, **changes}))
    assert cache.name == "pkgaudit"
    errors: list[str] = []
    try:
        pages = [render_page(load_rulebook([folder]).rules[name])]
    except RuleBookError as error:
        pages, errors = [], list(error.errors)
    (folder / "ours" / f"{name}.toml").unlink()

    assert bool(pages) != bool(errors)
    assert {f"{folder}/ours/{name}.toml"} >= {each.partition(": ")[0] for each in errors}
