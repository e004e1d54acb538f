from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.manifests.lenient_json import MANIFEST_BYTES
from pkgaudit.manifests.package_json import package_json_gap, read_package_json
from pkgaudit.model.claims import Claims, Dependency
from pkgaudit.model.gap import GapKind
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import Limits

WHERE = ("a.tgz", "package/package.json")


def read(content: bytes | str | dict[str, object]) -> Claims:
    if isinstance(content, dict):
        content = json.dumps(content)
    if isinstance(content, str):
        content = content.encode()
    return read_package_json(content, WHERE, Limits())


def good(**more: object) -> Claims:
    return read({"name": "a", "version": "1.0.0", **more})


def problems(claims: Claims) -> list[str]:
    assert all(problem.location == WHERE for problem in claims.problems)
    return [problem.problem for problem in claims.problems]


def test_a_full_manifest_is_claimed_without_problems() -> None:
    claims = read(
        {
            "name": "@s/tool",
            "version": "1.2.3-beta.1+build",
            "license": "MIT",
            "repository": {"type": "git", "url": "git+https://github.com/s/tool.git"},
            "scripts": {"postinstall": "node x.js"},
            "dependencies": {"a": "^1"},
            "devDependencies": {"b": "1"},
            "peerDependencies": {"c": "*"},
            "optionalDependencies": {"d": "2"},
            "bundleDependencies": ["a"],
            "main": "lib/x.js",
            "module": "lib/x.mjs",
            "types": "x.d.ts",
            "bin": "cli.js",
            "browser": {"./a.js": "./b.js", "fs": False},
            "exports": {".": {"import": "./x.mjs", "default": ["./x.js", None]}, "./y": "./y.js"},
            "directories": {"bin": "bins"},
            "private": False,
        }
    )

    assert [] == problems(claims)
    assert (Ecosystem.NPM, "@s/tool", "1.2.3-beta.1+build") == (claims.ecosystem, claims.name, claims.version)
    assert ("MIT", True) == (claims.license, claims.license_is_osi)
    assert ("git+https://github.com/s/tool.git", True) == (claims.repository, claims.repository_is_public)
    assert not claims.marked_private
    assert {"postinstall": "node x.js"} == claims.scripts
    assert (
        Dependency(name="a", requirement="^1", group="dependencies"),
        Dependency(name="b", requirement="1", group="devDependencies"),
        Dependency(name="c", requirement="*", group="peerDependencies"),
        Dependency(name="d", requirement="2", group="optionalDependencies"),
        Dependency(name="a", requirement="", group="bundledDependencies"),
    ) == claims.dependencies
    assert {
        "main": "lib/x.js",
        "module": "lib/x.mjs",
        "types": "x.d.ts",
        "bin.tool": "cli.js",
        "directories.bin": "bins",
        "browser./a.js": "./b.js",
        "exports..import": "./x.mjs",
        "exports..default": "./x.js",
        "exports./y": "./y.js",
    } == claims.entry_points
    assert "exports" in claims.keys


@pytest.mark.parametrize(
    ("license_", "expected"),
    [
        ({"license": {"type": "MIT", "url": "x"}}, "MIT"),
        ({"licenses": [{"type": "MIT"}, {"type": "Apache-2.0"}]}, "MIT OR Apache-2.0"),
        ({"license": ["MIT", "ISC"]}, "MIT OR ISC"),
        ({"license": ""}, None),
        ({}, None),
    ],
)
def test_legacy_licence_forms_are_read(license_: dict[str, object], expected: str | None) -> None:
    claims = good(**license_)

    assert [] == problems(claims)
    assert expected == claims.license
    assert (expected is not None) == claims.license_is_osi


@pytest.mark.parametrize(
    ("repository", "expected"),
    [("o/r", "o/r"), ("github:o/r", "github:o/r"), ([{"url": "o/r"}], "o/r"), ([], None), ("", None), ({}, None)],
)
def test_repository_forms_are_read(repository: object, expected: str | None) -> None:
    claims = good(repository=repository)

    assert [] == problems(claims)
    assert (expected, expected is not None) == (claims.repository, claims.repository_is_public)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "it is not JSON (line 1, column 1): npm refuses the package"),
        ('{"name":"a",}', "npm refuses the package"),
        ('{"name":"a","version":"1.0.0","x":NaN}', "NaN is not JSON"),
        ("[]", "it is not a JSON object"),
        ('"x"', "it is not a JSON object"),
        ('{"version":"1.0.0"}', "it has no name"),
        ('{"name":"a"}', "it has no version"),
        ('{"name":null,"version":"1.0.0"}', "it has no name"),
        ('{"name":5,"version":"1.0.0"}', '"name" is a number instead of a text'),
        ('{"name":"a","version":true}', '"version" is a boolean instead of a text'),
        ('{"name":"a","version":"1.0.0","version":"2.0.0"}', '"version" occurs twice in one object'),
        ('{"name":"a","version":"1.0.0","scripts":{"x":"1","x":"2"}}', '"x" occurs twice in one object'),
        ('{"name":"a","version":"1.0.0","scripts":[1]}', '"scripts" is a list instead of an object'),
        ('{"name":"a","version":"1.0.0","scripts":{"x":{}}}', '"x" in "scripts" is an object'),
        ('{"name":"a","version":"1.0.0","dependencies":"x"}', '"dependencies" is a text'),
        ('{"name":"a","version":"1.0.0","dependencies":{"x":null}}', '"x" in "dependencies" is null'),
        ('{"name":"a","version":"1.0.0","bundledDependencies":"x"}', '"bundledDependencies" is a text'),
        ('{"name":"a","version":"1.0.0","bundledDependencies":[1]}', '"bundledDependencies" lists a number'),
        ('{"name":"a","version":"1.0.0","main":{}}', '"main" is an object'),
        ('{"name":"a","version":"1.0.0","bin":5}', '"bin" is a number'),
        ('{"name":"a","version":"1.0.0","exports":{".":5}}', '"exports." is a number instead of a path'),
        ('{"name":"a","version":"1.0.0","license":5}', '"license" is a number'),
        ('{"name":"a","version":"1.0.0","repository":5}', '"repository" is a number'),
        ('{"name":"a","version":"1.0.0","private":"yes"}', "npm refuses to publish it"),
        ('{"name":"a","version":"1.0.0","private":0}', "npm takes it for false"),
        ('{"name":"","version":"1.0.0"}', "the name is empty"),
        ('{"name":" a","version":"1.0.0"}', "begins or ends with a space"),
        ('{"name":".a","version":"1.0.0"}', "the name is reserved"),
        ('{"name":"node_modules","version":"1.0.0"}', "the name is reserved"),
        ('{"name":"a/b","version":"1.0.0"}', "characters that no package name may have"),
        ('{"name":"@a","version":"1.0.0"}', "characters that no package name may have"),
        ('{"name":"@a/../b","version":"1.0.0"}', "characters that no package name may have"),
        ('{"name":"a\\u0000b","version":"1.0.0"}', "characters that no package name may have"),
        ('{"name":"a","version":"1.0"}', "not semver: npm refuses"),
        ('{"name":"a","version":"v1.0.0"}', "npm publishes it as 1.0.0"),
        ('{"name":"a","version":"01.0.0"}', "not semver"),
        ('{"name":"a","version":"9007199254740992.0.0"}', "too large"),
        (b'{"name":"a","version":"1.0.0","x":"\xff"}', "is not UTF-8"),
        ('{"name":"a"}'.encode("utf-16"), "npm refuses the package"),
    ],
)
def test_each_malformed_manifest_has_its_problem(content: bytes | str, problem: str) -> None:
    found = problems(read(content))

    assert any(problem in text for text in found), found


@pytest.mark.parametrize(
    "name", ["JSONStream", "@types/node", "buffer", "a.b_c~d", "@s/.x".replace("/.", "/"), "x" * 300]
)
def test_names_that_npm_has_are_legal(name: str) -> None:
    assert [] == problems(read({"name": name, "version": "1.0.0"}))


def test_a_byte_order_mark_is_allowed() -> None:
    assert [] == problems(read(b'\xef\xbb\xbf{"name":"a","version":"1.0.0"}'))


def test_bad_bytes_do_not_hide_the_claims() -> None:
    claims = read(b'{"name":"a","version":"1.0.0","scripts":{"install":"\xff"}}')

    assert {"install": "\ufffd"} == claims.scripts


def test_lone_surrogates_become_replacement_characters() -> None:
    claims = read('{"name":"a","version":"1.0.0","license":"\\ud800 \\ud83d\\ude00"}')

    assert "\ufffd \U0001f600" == claims.license


def test_private_is_marked() -> None:
    assert good(private=True).marked_private
    assert good(private=[]).marked_private
    assert not good().marked_private


def test_a_too_deep_manifest_is_a_gap_and_not_read() -> None:
    content = b'{"name":"a","version":"1.0.0","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    claims = read(content)
    gap = package_json_gap(content, WHERE, Limits())

    assert claims.name is None
    assert ["it nests 100,001 levels deep"] == problems(claims)
    assert gap is not None
    assert (GapKind.LIMIT, WHERE) == (gap.kind, gap.location)
    assert "json_depth" in gap.why


def test_brackets_in_strings_do_not_nest() -> None:
    content = b'{"name":"a","version":"1.0.0","x":"' + b'[\\"' * 1000 + b'"}'

    assert [] == problems(read(content))


def test_a_huge_manifest_is_a_gap() -> None:
    content = b'{"name":"a"}' + b" " * MANIFEST_BYTES
    gap = package_json_gap(content, WHERE, Limits())

    assert gap is not None
    assert GapKind.LIMIT is gap.kind
    assert 1 == len(read(content).problems)


def test_a_broken_manifest_is_no_gap() -> None:
    assert package_json_gap(b"{", WHERE, Limits()) is None


@pytest.mark.parametrize(
    "content",
    [
        b'{"name":"a","version":"' + b"1" * 100_000 + b'"}',
        b'{"name":"' + b"a\xcc\x81\xcc\xa7" * 50_000 + b'"}',
        b'"' + b'\\"' * 1_000_000,
        b'{"x":"' + b"\\",
        b"[" * 4_000_000,
        b'{"a":' * 4000,
        b'{"exports":' + json.dumps({f"./{i}": "./x" for i in range(20_000)}).encode() + b"}",
        b'{"dependencies":' + json.dumps({f"p{i}": "1" for i in range(20_000)}).encode() + b"}",
        b'{"scripts":' + json.dumps({f"p{i}": i for i in range(20_000)}).encode() + b"}",
        b"{" + b",".join(b'"k%d":1,"k%d":2' % (i, i) for i in range(2000)) + b"}",
    ],
    ids=range(10),
)
def test_hostile_manifests_are_answered_in_bounds(content: bytes) -> None:
    claims = read(content)

    assert 0 < len(claims.problems) <= 102
    assert all(len(problem.problem) < 400 for problem in claims.problems)
    assert all(len(text) <= Limits().text_line_bytes for text in (claims.name or "", claims.version or ""))


def test_a_number_of_5000_digits_is_read_as_node_reads_it() -> None:
    claims = read(b'{"name":"a","version":"1.0.0","x":' + b"9" * 5000 + b"}")

    assert [] == problems(claims)
    assert "a" == claims.name


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
KEYS = [
    "name",
    "version",
    "license",
    "licenses",
    "repository",
    "private",
    "scripts",
    "dependencies",
    "bundledDependencies",
    "bundleDependencies",
    "main",
    "bin",
    "browser",
    "exports",
    "directories",
]


@given(st.dictionaries(st.sampled_from(KEYS), json_values))
def test_wrong_types_anywhere_raise_nothing_and_can_be_encoded(value: dict[str, object]) -> None:
    claims = read(json.dumps(value))

    assert repr(claims).encode()


@given(st.binary(max_size=400))
def test_arbitrary_bytes_raise_nothing(content: bytes) -> None:
    claims = read(content)

    assert claims.problems
