"""The rule book is read strictly, and every error is shown at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pkgaudit import own_folder
from pkgaudit.model.grades import Confidence, Severity, Visibility
from pkgaudit.rulebook import folders
from pkgaudit.rulebook.load import RuleBookError, load_rulebook
from pkgaudit.rulebook.parse import LARGEST, parse_rule
from tests.rulebook.rule_files import RULE, write_rule

pytestmark = pytest.mark.usefixtures("cache")


def errors_of(folder: Path) -> tuple[str, ...]:
    with pytest.raises(RuleBookError) as caught:
        load_rulebook([folder])
    return caught.value.errors


def parsed_errors(content: bytes) -> list[str]:
    errors: list[str] = []
    rule = parse_rule("f.toml", "ours/our-rule.toml", content, errors)

    assert (rule is None) is bool(errors)
    return errors


def test_a_rule_of_the_user_s_own_stands_beside_ours(tmp_path: Path) -> None:
    own = load_rulebook()
    book = load_rulebook([write_rule(tmp_path)])
    rule = book.rules["our-rule"]

    assert {*own.rules, "our-rule"} == set(book.rules)
    assert sorted(book.rules) == list(book.rules)
    assert own.digest != book.digest
    assert ("ours", {"having": "novel-content"}) == (rule.family, rule.params)
    assert {Visibility.PRIVATE: Severity.CRITICAL, Visibility.PUBLIC: Severity.NOTE} == rule.severity
    assert Confidence.HIGH is rule.confidence
    assert '{"version":3}' == rule.examples[0].members["package/a.map"]
    assert "let a" == rule.examples[1].members["package/a.js"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('title    = "A map"\n', "", "title: is missing"),
        ('title    = "A map"', 'title = " "', "title: is empty"),
        ('title    = "A map"', "title = 3", "title: must be a text"),
        ('title    = "A map"', 'title = "a\\nb"', "title: has more than one line"),
        ('title    = "A map"', 'titel = "A map"', "titel: is not a key of this table; did you mean 'title'?"),
        (
            "{novel} sources",
            "{noval} sources",
            "message: {noval} is not a fact of the detector source_map; did you mean",
        ),
        ("{novel} sources", "{zzzz} sources", "message: {zzzz} is not a fact of the detector source_map; known: maps,"),
        ("{novel} sources", "{novel.real} sources", "message: {novel.real} must be the bare name of a fact"),
        ("{novel} sources", "{novel:>9}", "message: {novel:>9} must be the bare name of a fact"),
        ("{novel} sources", "{novel:source|}", "message: {novel:source|} must be the bare name of a fact, or one and"),
        ("{novel} sources", "{novel!r:source}", "message: {novel!r:source} must be the bare name of a fact"),
        ("{novel} sources", "{} sources", "message: {} must be the bare name of a fact"),
        ("{novel} sources", "{novel", "message: its braces do not match"),
        ('"0.1.0"', '"first"', "since: 'first' is not a version"),
        ('"stable"', '"stabel"', "status: 'stabel' is none of preview, stable, deprecated; did you mean 'stable'"),
        ('"source_map"', '"source_mop"', "detector: there is no detector 'source_mop'; did you mean 'source_map'?"),
        ('"source_map"', '"zzzz"', "detector: there is no detector 'zzzz'; known: archive_anomaly"),
        ('"novel-content"', '"novel"', "params: does not fit the detector source_map: Invalid enum value 'novel'"),
        ("having =", "haven =", "params: does not fit the detector source_map: Object contains unknown field `haven`"),
        ("[params]", 'params = ""\n[other]', "params: must be a table"),
        (
            "[params]",
            "[params]\nmore = 1",
            "params: does not fit the detector source_map: Object contains unknown field",
        ),
        ("[policy]", "[polisy]", "policy: is missing"),
        ('private = "critical", ', "", "policy.severity.private: is missing"),
        ('"critical"', '"critcal"', "policy.severity.private: 'critcal' is none of critical, high"),
        ('public = "note" }', 'public = "note", open = "low" }', "policy.severity.open: is not a key of this table"),
        (
            'severity   = { private = "critical", public = "note" }',
            'severity = "bad"',
            "policy.severity: 'bad' is none",
        ),
        ('confidence = "high"', 'confidence = "sure"', "policy.confidence: 'sure' is none of high, medium, low"),
        ('"They leak."', '""', "docs.why: is empty"),
        ('["https://docs.acme.example/maps"]', '["docs"]', "docs.references[0]: 'docs' is not an https address"),
        ('["https://docs.acme.example/maps"]', '"docs"', "docs.references: must be a list of texts"),
        ('references = ["https://docs.acme.example/maps"]\n', "", "docs.references: is missing; write []"),
        ('flags = ["package/a.map"]', "flags = []", "examples: none of them flags anything"),
        ("flags = []", 'flags = ["package/a.js"]', "examples: none of them is clean"),
        ("flags = []", "flags = []\nparams = { having = 'x' }", "examples[1].params.having: must be a number"),
        ("flags = []", "flags = []\nparams = { over = 3 }", "examples[1].params.over: is not below a number of the"),
        ("flags = []", "flags = []\nproblems = [{}]", "examples[1].problems[0].edit: is missing"),
        (
            "flags = []",
            "flags = []\nproblems = [{ kind = 'odd' }]",
            "examples[1].problems[0].kind: 'odd' is none of no-",
        ),
        (
            "flags = []",
            "flags = []\nproblems = [{ edit = 'Do.' }]",
            "examples[1].packer: is missing; problems are those",
        ),
        ("flags = []", "flags = []\nproblems = [{ why = 'x' }]", "examples[1].problems[0].why: is not a key of this"),
        ('"clean"', '"flags"', "examples: two are named 'flags'"),
        ("{ version = 3 }", "{ version = 2000-01-01 }", "examples[0].members.package/a.map: must be a text, a list"),
        ("{ version = 3 }", "3", "examples[0].members.package/a.map: must be a text, a list"),
        ('members."package/a.js" = ["let ", "a"]\n', "", "examples[1].members: is missing"),
        (
            "flags = []",
            'flags = []\nfault = "cut-shirt"',
            "examples[1].fault: there is no fault 'cut-shirt'; did you mean",
        ),
        (
            "flags = []",
            'flags = []\nfault = "zzzz"',
            "examples[1].fault: there is no fault 'zzzz'; known: member-after",
        ),
        ("flags = []", "flags = []\nentries = 3", "examples[1].entries: must be a list of tables"),
        ("flags = []", "flags = []\nentries = [{}]", "examples[1].entries[0].path: is missing"),
        ("flags = []", "flags = []\nentries = [{path='a', kind='fil'}]", "entries[0].kind: 'fil' is none of file"),
        ("flags = []", "flags = []\nentries = [{path='a', size=-1}]", "entries[0].size: must be a whole number"),
        ("flags = []", "flags = []\nentries = [{path='a', mode=3}]", "entries[0].mode: is not a key of this table"),
        ("[[examples]]", "[examples]", "is not TOML in UTF-8"),
    ],
)
def test_an_error_names_file_and_key(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in RULE
    errors = errors_of(write_rule(tmp_path, text=RULE.replace(old, new, 1)))

    assert [] != [error for error in errors if expected in error], errors
    assert {f"{tmp_path}/ours/our-rule.toml"} == {error.split(": ")[0] for error in errors}


def test_all_errors_of_all_files_are_shown(tmp_path: Path) -> None:
    write_rule(tmp_path, "one-rule", RULE.replace('"A map"', '""').replace('"0.1.0"', '"x"'))
    write_rule(tmp_path, "two-rule", "title = ")
    write_rule(tmp_path, "Big_Rule")
    write_rule(tmp_path, "fine-rule", family="Odd Family")
    write_rule(tmp_path, "embedded-sources")
    (tmp_path / "ours" / "typo.tml").write_text("")
    (tmp_path / "loose.toml").write_text("title = ")
    (tmp_path / "notes.txt").write_text("")
    (tmp_path / "LICENSE").symlink_to("/")
    (tmp_path / "README.md").write_text("not looked at")
    (tmp_path / ".git").mkdir()
    (tmp_path / "ours" / "README.md").write_text("not looked at")
    (tmp_path / "ours" / ".swp").write_text("not looked at")
    errors = errors_of(tmp_path)
    top = tmp_path

    assert 10 == len(errors), errors
    assert any(error.startswith(f"{top}/ours/one-rule.toml: title: is empty") for error in errors)
    assert any(error.startswith(f"{top}/ours/one-rule.toml: since: ") for error in errors)
    assert any(error.startswith(f"{top}/ours/two-rule.toml: is not TOML in UTF-8: ") for error in errors)
    assert any("the name (the file) 'Big_Rule' is not kebab-case" in error for error in errors)
    assert any("the family (the folder) 'Odd Family' is not kebab-case" in error for error in errors)
    assert any("the name 'embedded-sources' is taken by another rule" in error for error in errors)
    assert any(error.startswith(f"{top}/ours/typo.tml: is not a rule") for error in errors)
    assert any(error.startswith(f"{top}/loose.toml: is not TOML in UTF-8") for error in errors)
    assert any(error.startswith(f"{top}/notes.txt: is not a rule") for error in errors)
    assert any(error.startswith(f"{top}/LICENSE: is a link out of the folder") for error in errors)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    (error,) = errors_of(tmp_path / "nowhere")

    assert "nowhere: cannot be read as a folder of rules: No such file or directory" in error


def test_no_rule_at_all_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pkgaudit.rulebook.load.own_folder", lambda: tmp_path)

    with pytest.raises(RuleBookError, match="there is no rule in it"):
        load_rulebook()


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    errors: list[str] = []
    files = folders.rule_files([write_rule(tmp_path)], errors)
    (tmp_path / "ours" / "our-rule.toml").unlink()
    from pkgaudit.rulebook.load import _parsed  # noqa: PLC0415 -- the moment between listing and reading

    book = _parsed(files, errors)

    assert {} == book.rules
    assert [
        f"{tmp_path}/ours/our-rule.toml: cannot be read: No such file or directory; check its permissions"
    ] == errors


def test_a_file_that_is_too_large_is_not_parsed() -> None:
    assert ["f.toml: has 262,145 bytes, more than the 262,144 of a rule; shorten it"] == parsed_errors(
        b"#" * (LARGEST + 1)
    )


@pytest.mark.parametrize("content", [b"\xff", b"a = " + b"[" * 50_000, b"a = 1\na = 2", b"\0"])
def test_what_is_not_toml_is_one_error(content: bytes) -> None:
    assert 1 == len(parsed_errors(content))


@given(st.binary(max_size=200))
@example(RULE.encode())
def test_any_bytes_are_a_rule_or_errors(content: bytes) -> None:
    parsed_errors(content)


VALUES = st.recursive(
    st.one_of(st.booleans(), st.integers(-5, 5), st.sampled_from(["a", "", "source_map", "{novel}", "stable"])),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.sampled_from(["private", "b"]), inner)),
    max_leaves=4,
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["title", "message", "since", "status", "detector", "params", "policy", "docs", "examples", "other"]
        ),
        VALUES,
    )
)
def test_any_values_are_a_rule_or_errors(values: dict[str, object]) -> None:
    from pkgaudit.rulebook.parse import _rule  # noqa: PLC0415 -- below the TOML reader
    from pkgaudit.toml_table import Table  # noqa: PLC0415 -- as above

    errors: list[str] = []
    _rule(Table("f.toml", "", values, errors), "ours", "our-rule")

    assert errors


def test_in_a_checkout_the_rules_lie_beside_the_package_and_in_a_wheel_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "pkgaudit"
    monkeypatch.setattr(own_folder, "_PACKAGE", package)
    (tmp_path / "rules").mkdir()

    assert package / "rules" == own_folder.own_folder()
    (tmp_path / "pyproject.toml").touch()

    assert tmp_path / "rules" == own_folder.own_folder()


def test_our_incident_table_is_not_taken_for_rules_and_a_user_s_family_of_that_name_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = tmp_path / "rules", tmp_path / "theirs"
    monkeypatch.setattr(folders, "own_folder", lambda: ours)
    for folder in (ours, theirs):
        write_rule(folder, "an-incident", family=folders.INCIDENTS)
        write_rule(folder)
    errors: list[str] = []
    found = [file.name for file in folders.rule_files([ours, theirs], errors)]

    assert [
        "rules/ours/our-rule.toml",
        f"{theirs}/incidents/an-incident.toml",
        f"{theirs}/ours/our-rule.toml",
    ] == found
    assert [] == errors
