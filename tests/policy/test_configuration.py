from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pkgaudit.model.grades import Severity, Visibility
from pkgaudit.model.limits import Limits
from pkgaudit.model.names import Names
from pkgaudit.policy.configuration import read_policy
from pkgaudit.policy.configuration_check import problems_of
from pkgaudit.policy.configuration_schema import SCHEMA, schema_text
from pkgaudit.policy.configuration_search import ConfigurationFile, Place, find_configuration, named_configuration
from pkgaudit.policy.configuration_table import LimitsTable, NamesTable
from pkgaudit.policy.policy import Policy, PolicyError
from pkgaudit.policy.waiver import Budget, Waiver

WHOLE = """
fail-on = "never"
source-visibility = "private"
select = ["sourcemaps", "archive"]
ignore = ["links"]
rules = ["./release-rules", "../team-rules"]
broad-rule-members = 500
data-max-age-days = 30

[severity]
embedded-sources = "critical"
archive = { private = "high" }

[limits]
members = 10
member-bytes = 2000

[names]
private-scopes = ["@acme-internal"]
private-names = ["acme-core"]
codenames = ["bluebird"]
internal-hosts = ["*.corp.acme.example"]
allowed-map-hosts = ["maps.acme.example"]

# The first.
[[waiver]]
rule = "embedded-sources"
path = "package/dist/legacy/*.map"
reason = " published on purpose until 2.0 "
expires = 2026-12-31

[[waiver]]
rule = "sourcemaps"
artifact = "@acme/*"
sha256 = "ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef0123456789"
fingerprint = "0123456789abcdef"
owner = "Ada"
reason = "small"
expires = "2027-01-01"
[waiver.budget]
bytes = 200_000
novel-lines = 0
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that the test stands in."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(text: str, name: str = "pkgaudit.toml") -> ConfigurationFile:
    Path(name).write_text(text, encoding="utf-8")
    file = find_configuration(Path.cwd()).file
    assert file is not None
    return file


def errors_of(text: str, name: str = "pkgaudit.toml") -> tuple[str, ...]:
    with pytest.raises(PolicyError) as caught:
        read_policy(written(text, name))
    return caught.value.errors


def test_every_key_is_read() -> None:
    policy = read_policy(written(WHOLE))

    assert (None, Visibility.PRIVATE, 30) == (policy.fail_on, policy.visibility, policy.data_max_age_days)
    assert {
        "embedded-sources": Severity.CRITICAL,
        "archive": {Visibility.PRIVATE: Severity.HIGH},
    } == policy.severity
    assert (frozenset({"sourcemaps", "archive"}), frozenset({"links"})) == (policy.select, policy.ignore)
    assert replace(Limits(), members=10, member_bytes=2000) == policy.limits
    assert (
        Names(
            private_scopes=("@acme-internal",),
            private_names=("acme-core",),
            codenames=("bluebird",),
            internal_hosts=("*.corp.acme.example",),
            allowed_map_hosts=("maps.acme.example",),
        )
        == policy.names
    )
    assert ("release-rules", "../team-rules") == policy.rule_folders
    assert "pkgaudit.toml" == policy.file


def test_waivers_are_read_with_where_they_are_written() -> None:
    first, second = read_policy(written(WHOLE)).waivers

    assert (
        Waiver(
            rule="embedded-sources",
            path="package/dist/legacy/*.map",
            reason="published on purpose until 2.0",
            expires=date(2026, 12, 31),
            file="pkgaudit.toml",
            number=1,
            line=26,
        )
        == first
    )
    assert (
        Waiver(
            rule="sourcemaps",
            artifact="@acme/*",
            sha256="abcdef0123456789" * 4,
            fingerprint="0123456789abcdef",
            owner="Ada",
            reason="small",
            expires=date(2027, 1, 1),
            budget=Budget(bytes=200_000, novel_lines=0),
            file="pkgaudit.toml",
            number=2,
            line=32,
        )
        == second
    )
    assert "pkgaudit.toml: waiver 2 (line 32)" == second.place


def test_who_set_what_is_remembered() -> None:
    origins = read_policy(written(WHOLE)).origins

    assert {
        "fail-on",
        "source-visibility",
        "broad-rule-members",
        "data-max-age-days",
        "severity.embedded-sources",
        "severity.archive",
        "select",
        "ignore",
        "rules",
        "limits.members",
        "limits.member-bytes",
        "names.private-scopes",
        "names.private-names",
        "names.codenames",
        "names.internal-hosts",
        "names.allowed-map-hosts",
    } == set(origins)
    assert {"pkgaudit.toml"} == set(origins.values())


def test_an_empty_file_changes_nothing() -> None:
    assert Policy(file="pkgaudit.toml") == read_policy(written(""))
    assert Policy(file="pkgaudit.toml") == read_policy(written('source-visibility = "auto"'))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pkgaudit.toml", 'fail-on = "low"'),
        (".pkgaudit.toml", 'fail-on = "low"'),
        ("pyproject.toml", '[tool.pkgaudit]\nfail-on = "low"'),
        ("pyproject.toml", '[ tool . "pkgaudit" ]\nfail-on = "low"'),
        ("pyproject.toml", '[tool]\npkgaudit = { fail-on = "low" }'),
        ("pyproject.toml", 'tool.pkgaudit.fail-on = "low"'),
        ("package.json", '{"name": "x", "pkgaudit": {"fail-on": "low"}}'),
    ],
)
def test_each_place_can_hold_it(name: str, text: str) -> None:
    file = written(text, name)

    assert (name, Path(name).resolve()) == (file.shown, file.path)
    assert Severity.LOW is read_policy(file).fail_on


def test_in_one_folder_the_order_decides_and_the_rest_is_named() -> None:
    Path("package.json").write_text('{"pkgaudit": {}}', encoding="utf-8")
    Path("pyproject.toml").write_text("[tool.pkgaudit]\n", encoding="utf-8")
    Path(".pkgaudit.toml").write_text("", encoding="utf-8")
    hidden = find_configuration(Path.cwd())
    Path("pkgaudit.toml").write_text("", encoding="utf-8")
    own = find_configuration(Path.cwd())

    assert hidden.file is not None
    assert own.file is not None
    assert (Place.HIDDEN, ("pyproject.toml", "package.json")) == (hidden.file.place, hidden.passed_over)
    assert (Place.OWN, (".pkgaudit.toml", "pyproject.toml", "package.json")) == (own.file.place, own.passed_over)


def test_the_nearest_folder_wins_over_the_order(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("pkgaudit.toml").write_text("", encoding="utf-8")
    near = project / "packages" / "a"
    near.mkdir(parents=True)
    monkeypatch.chdir(near)
    above = find_configuration(near)
    Path("package.json").write_text('{"pkgaudit": {}}', encoding="utf-8")
    beside = find_configuration(near)

    assert above.file is not None
    assert beside.file is not None
    assert ("../../pkgaudit.toml", "package.json") == (above.file.shown, beside.file.shown)


def test_folders_are_named_from_the_file_that_names_them(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("pkgaudit.toml").write_text('rules = ["release-rules"]', encoding="utf-8")
    (project / "sub").mkdir()
    monkeypatch.chdir(project / "sub")
    file = find_configuration(Path.cwd()).file

    assert file is not None
    assert ("../release-rules",) == read_policy(file).rule_folders


def test_the_root_of_the_repository_ends_the_search(project: Path) -> None:
    Path("pkgaudit.toml").write_text("", encoding="utf-8")
    inner = project / "inner"
    inner.mkdir()
    (inner / ".git").write_text("gitdir: ../elsewhere", encoding="utf-8")

    assert (None, (), inner) == (
        find_configuration(inner).file,
        find_configuration(inner).passed_over,
        find_configuration(inner).root,
    )


@pytest.mark.parametrize("folder", ["node_modules/evil", "lib/site-packages/evil/deep", "node_modules/@a/b"])
def test_what_is_installed_does_not_configure(project: Path, folder: str) -> None:
    evil = project / folder
    evil.mkdir(parents=True)
    (evil / "pkgaudit.toml").write_text('fail-on = "never"', encoding="utf-8")
    (evil / ".git").mkdir()

    assert find_configuration(evil).file is None
    assert project == find_configuration(evil).root


@pytest.mark.skipif(os.name != "posix", reason="permission bits are POSIX")
def test_a_folder_for_everybody_above_does_not_configure(project: Path) -> None:
    shared = project / "tmp"
    start = shared / "work"
    start.mkdir(parents=True)
    (shared / "pkgaudit.toml").write_text("", encoding="utf-8")
    before = find_configuration(start)
    shared.chmod(0o1777)

    assert before.file is not None
    assert find_configuration(start).file is None
    assert find_configuration(shared).file is not None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", '[project]\nname = "pkgaudit"\n[tool.ruff]\n'),
        ("pyproject.toml", "not = toml = at all"),
        ("package.json", '{"devDependencies": {"pkgaudit": "1"}'),
        ("package.json", '{"scripts": {"pkgaudit": "pkgaudit scan"}}'),
    ],
)
def test_a_file_of_others_without_our_table_is_no_configuration(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")

    if name == "package.json" and not text.endswith("}}"):
        with pytest.raises(PolicyError, match=r"package\.json: it is not JSON .*--no-config"):
            find_configuration(Path.cwd())
    else:
        assert find_configuration(Path.cwd()).file is None


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("pkgaudit.toml", "fail-on = ", "pkgaudit.toml: it is not TOML"),
        ("pkgaudit.toml", "a" * 300_000, "pkgaudit.toml: it has more than 262,144 bytes"),
        ("pkgaudit.toml", "a." * 200 + "b = 1", "pkgaudit.toml: it has a key of more than 128 parts"),
        ("pyproject.toml", "[tool.pkgaudit]\nfail-on =", "pyproject.toml: it is not TOML"),
        ("pyproject.toml", "[tool]\npkgaudit = 1", "pyproject.toml: [tool.pkgaudit] table is not a table of keys"),
        ("package.json", '{"pkgaudit": []}', 'package.json: "pkgaudit" key is not a table of keys'),
    ],
)
def test_a_file_that_cannot_be_read_as_one_is_an_error(name: str, text: str, expected: str) -> None:
    (error,) = errors_of(text, name)

    assert error.startswith(expected)


@pytest.mark.skipif(os.name != "posix", reason="needs links and pipes")
def test_only_ordinary_files_inside_the_repository_are_taken(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "pkgaudit.toml"
    outside.write_text('fail-on = "never"', encoding="utf-8")
    own = Path("pkgaudit.toml")

    own.symlink_to(outside)
    with pytest.raises(PolicyError, match=r"is a link that leads out of .*--config"):
        find_configuration(project)
    assert read_policy(named_configuration(own)).fail_on is None

    own.unlink()
    Path("conf.toml").write_text("", encoding="utf-8")
    own.symlink_to("conf.toml")
    assert find_configuration(project).file is not None

    own.unlink()
    own.symlink_to("pkgaudit.toml")
    with pytest.raises(PolicyError, match=r"pkgaudit\.toml: cannot be read"):
        find_configuration(project)

    own.unlink()
    os.mkfifo(own)
    with pytest.raises(PolicyError, match="is not an ordinary file"):
        find_configuration(project)
    with pytest.raises(PolicyError, match="is not an ordinary file"):
        named_configuration(own)

    own.unlink()
    Path("package.json").mkdir()
    assert find_configuration(project).file is None


def test_a_named_file_is_read_by_its_name() -> None:
    Path("strict.toml").write_text('fail-on = "low"', encoding="utf-8")
    Path("pyproject.toml").write_text("[tool.pkgaudit]\n", encoding="utf-8")
    Path("package.json").write_text("{}", encoding="utf-8")

    assert Severity.LOW is read_policy(named_configuration(Path("strict.toml"))).fail_on
    assert Severity.HIGH is read_policy(named_configuration(Path("pyproject.toml"))).fail_on
    with pytest.raises(PolicyError, match=r'package.json: has no "pkgaudit" key: add it'):
        named_configuration(Path("package.json"))
    with pytest.raises(PolicyError, match=r"missing\.toml: cannot be read \(No such file"):
        named_configuration(Path("missing.toml"))


WRONG = """fail-on = "hi"
source_visibility = "private"
select = "sourcemaps"
ignore = ["ok", 3]
data-max-age-days = true
[severity]
embedded-sources = { privat = "high" }
sourcemaps = "awful"
"" = "high"
[limits]
members = 0
membrs = 3
[names]
private-scopes = ["acme"]
internal-hosts = ["https://a.example"]
[[waiver]]
rule = "embedded-sources"
reason = "  "
expires = 2026-12-31
[[waiver]]
rule = "x"
path = "./a"
expires = 2026-12-31T00:00:00
owner = []
[waiver.budget]
bytes = -1
[sourcemap]
"""


def test_every_fault_is_named_at_once_with_its_line_and_what_to_write() -> None:
    assert (
        'pkgaudit.toml:1: fail-on: "hi" is not one of "critical", "high", "medium", "low", "never"',
        "pkgaudit.toml:2: source_visibility: is not a key of the configuration; did you mean 'source-visibility'?",
        'pkgaudit.toml:3: select: "sourcemaps" is not a list: write them as ["...", "..."]',
        "pkgaudit.toml:4: ignore 2: 3 is not a name",
        "pkgaudit.toml:5: data-max-age-days: true is not a whole number, 1 or more",
        "pkgaudit.toml:7: severity.embedded-sources.privat: is not a key of the configuration; did you mean 'private'?",
        (
            'pkgaudit.toml:8: severity.sourcemaps: "awful" is not one of "critical", "high", "medium", "low", "note", '
            "or a table with the keys private, public"
        ),
        'pkgaudit.toml:9: severity.: "" is not a name',
        "pkgaudit.toml:11: limits.members: 0 is not a whole number, 1 or more",
        "pkgaudit.toml:12: limits.membrs: is not a key of the configuration; did you mean 'members'?",
        'pkgaudit.toml:14: names.private-scopes 1: "acme" is not an npm scope with its @, such as "@acme"',
        (
            'pkgaudit.toml:15: names.internal-hosts 1: "https://a.example" is not a host such as "maps.acme.example", '
            'or "*.acme.example" for any name below'
        ),
        'pkgaudit.toml:18: waiver 1: reason: "  " is not a text that says something',
        "pkgaudit.toml:20: waiver 2: reason: is missing: state a text that says something",
        (
            'pkgaudit.toml:22: waiver 2: path: "./a" is not a glob of 1 to 500 characters for a path inside the '
            "package, which has no / or ./ in front"
        ),
        "pkgaudit.toml:23: waiver 2: expires: 2026-12-31 00:00:00 is not a date such as 2026-12-31",
        "pkgaudit.toml:24: waiver 2: owner: a list is not a text that says something",
        "pkgaudit.toml:26: waiver 2: budget.bytes: -1 is not a whole number, 0 or more",
        (
            "pkgaudit.toml:27: sourcemap: is not a key of the configuration; the keys here are fail-on, "
            "source-visibility, severity, select, ignore, rules, broad-rule-members, data-max-age-days, limits, "
            "names, waiver"
        ),
    ) == errors_of(WRONG)


def test_tables_and_lists_that_are_something_else_are_named() -> None:
    text = '{"pkgaudit": {"severity": 1, "limits": [], "waiver": {"rule": "x"}, "fail-on": null, "names": "x"}}'

    assert (
        'package.json: fail-on: null is not one of "critical", "high", "medium", "low", "never"',
        "package.json: severity: 1 is not a table: write one line `NAME = ...` for each name",
        "package.json: waiver: a table is not a list: write [[waiver]] before the keys of each",
    ) == tuple(error for error in errors_of(text, "package.json") if "write the keys" not in error)


def test_lines_are_found_below_a_table_and_in_a_list_written_in_one() -> None:
    text = '[project]\nname = "x"\n\n[tool.pkgaudit]\nwaiver = [\n  { rule = "x", reason = "y" },\n]\n'

    assert ("pyproject.toml:5: waiver 1: expires: is missing: state a date such as 2026-12-31",) == errors_of(
        text, "pyproject.toml"
    )


def test_a_glob_that_means_nothing_is_named_with_its_line() -> None:
    text = '[[waiver]]\nrule = "x"\nreason = "y"\nexpires = 2026-12-31\npath = "a/[b"\nartifact = "/"\n'
    path, artifact = errors_of(text)
    beside = errors_of(f"{text}[severity]\nx = 1\n")

    assert path.startswith("pkgaudit.toml:5: waiver 1: path: the glob 'a/[b' has a [ that no ] closes")
    assert artifact.startswith("pkgaudit.toml:6: waiver 1: artifact: the glob '/' names nothing")
    assert ((path, artifact), "pkgaudit.toml:8: severity.x") == (beside[:2], beside[2][:27])


def test_of_very_many_faults_a_hundred_are_shown() -> None:
    assert 100 == len(errors_of("\n".join(f"key{number} = 1" for number in range(300))))


def test_the_shipped_schema_is_the_one_that_is_read_by(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--golden", default=None) == "write":
        SCHEMA.write_text(schema_text(), encoding="utf-8")

    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


def test_every_limit_and_every_name_is_a_key() -> None:
    assert Limits.__struct_fields__ == LimitsTable.__struct_fields__
    assert Names.__struct_fields__ == NamesTable.__struct_fields__
    assert all(
        value == json.loads(schema_text())["$defs"]["LimitsTable"]["properties"][name.replace("_", "-")]["default"]
        for name, value in ((name, getattr(Limits(), name)) for name in Limits.__struct_fields__)
    )


# A JSON Schema takes 1.0 for a whole number; TOML and we do not.
CHECKER = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine(
    "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
)
VALIDATOR = jsonschema.validators.extend(jsonschema.Draft202012Validator, type_checker=CHECKER)(  # type: ignore[no-untyped-call]
    json.loads(schema_text()), format_checker=jsonschema.FormatChecker()
)

texts = st.sampled_from(
    (
        "high",
        "never",
        "auto",
        "public",
        "",
        " ",
        "a",
        "@acme",
        "@a/b",
        "*.a.example",
        "a:b",
        "./x",
        "2026-12-31",
        "2026-02-30",
        "20261231",
        "0" * 64,
        "0" * 16,
        "0" * 16 + "\n",
        "x" * 201,
        "x" * 501,
        "x" * 2001,
        "package/*.map",
        "٢٠٢٦-١٢-٣١",
    )
)
values = st.one_of(texts, st.integers(-1, 2), st.just(2**53), st.booleans(), st.none(), st.floats(0, 2), st.just([]))
lists = st.lists(values, max_size=2) | st.lists(texts, max_size=2)


def tables(**keys: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    optional = {name.replace("_", "-"): each for name, each in keys.items()}
    return st.fixed_dictionaries({}, optional={**optional, "other": values}) | st.fixed_dictionaries(
        {}, optional=optional
    )


waiver_tables = st.fixed_dictionaries(
    {"rule": texts, "reason": texts, "expires": st.just("2026-12-31") | values},
    optional={
        "artifact": values,
        "path": values,
        "sha256": values,
        "fingerprint": values,
        "owner": values,
        "budget": tables(bytes=values, novel_lines=values) | values,
        "extra": st.just(1),
    },
) | tables(rule=values)
documents = tables(
    fail_on=values,
    source_visibility=values,
    severity=st.dictionaries(texts, values | tables(private=values, public=values), max_size=2) | values,
    select=lists | values,
    ignore=lists,
    rules=lists,
    broad_rule_members=values,
    data_max_age_days=values,
    limits=tables(members=values, nesting=values, ratio_floor_bytes=values) | values,
    names=tables(private_scopes=lists, private_names=lists, codenames=lists, internal_hosts=lists | values),
    waiver=st.lists(waiver_tables | values, max_size=2) | values,
)


@given(document=documents)
def test_what_the_schema_accepts_is_what_is_accepted(document: Mapping[str, object]) -> None:
    file = ConfigurationFile(
        path=Path("pkgaudit.toml"), shown="pkgaudit.toml", place=Place.OWN, document=dict(document), text=""
    )
    problems = problems_of(document)

    assert bool(problems) is not VALIDATOR.is_valid(document)
    if problems:
        with pytest.raises(PolicyError) as caught:
            read_policy(file)
        assert len(problems) == len(caught.value.errors)
    else:
        assert isinstance(read_policy(file), Policy)


@given(text=st.text(alphabet="abtoolpkgudi-=[]{}.\"'\n #1", max_size=80))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    errors = errors_or_none(text)

    assert errors is None or errors
    assert all(each.startswith("pkgaudit.toml:") for each in errors or ())


def errors_or_none(text: str) -> tuple[str, ...] | None:
    Path("pkgaudit.toml").write_text(text, encoding="utf-8")
    try:
        file = find_configuration(Path.cwd()).file
        assert file is not None
        read_policy(file)
    except PolicyError as error:
        return error.errors
    return None
