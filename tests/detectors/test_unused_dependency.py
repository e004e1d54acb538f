"""What is declared is compared with what is named."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.detectors import shipped_names
from pkgaudit.detectors.shipped_names import ShippedNames
from pkgaudit.model.finding import Hit
from pkgaudit.model.grades import Format
from pkgaudit.model.member import Member, MemberKind
from tests.detectors.manifests import looked_at, told

FILLER = "export const answer = (question) => question.length * 42; // " + "long enough to be code " * 5


def package(declared: Mapping[str, str], files: Mapping[str, str | bytes] | None = None, **fields: object) -> list[Hit]:
    """Return what is found in a package whose manifest comes last, as in most archives."""
    manifest = json.dumps({"name": "example", "version": "1.0.0", "dependencies": declared, **fields})
    shipped = {"package/index.js": FILLER, **(files or {}), "package/package.json": manifest}
    return looked_at(shipped, "unused_dependency", apart=["tslib", "@types/"])


def unused(name: str, content: str | bytes = "", path: str = "package/other.js", **fields: object) -> bool:
    return [] != package({name: "1"}, {path: content}, **fields)


def test_a_dependency_that_nothing_names_is_told_with_its_name_at_the_manifest() -> None:
    (hit,) = package({"plain-crypto-js": "^4.2.1", "form-data": "^4.0.0"}, {"package/a.js": 'require("form-data")'})

    assert ['`dependencies` asks for "plain-crypto-js"'] == told([hit])
    assert ("a.tgz", "package/package.json") == hit.location
    assert "plain-crypto-js" in str(hit.facts["edit"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("form-data", "require('form-data')"),
        ("form-data", "import data from`form-data`"),
        ("form-data", "import x from 'form-data/lib/x.js'"),
        ("form-data", "// made with form-data."),
        ("form-data", 'exports.x = require("./node_modules/form-data").y'),
        ("form-data", 'eval("require(\\"form-data\\")")'),
        ("form-data", "https://cdn.example/form-data@4.0.0/x.js"),
        ("JSONStream", "require('JSONStream')"),
        ("socket.io", "require('socket.io')"),
        ("left-pad", "window.leftPad(1)"),
        ("jquery", "factory(root.jQuery)"),
        ("@acme/one", "require('@acme/one')"),
        ("@acme/one", "require('@acme/one/deep/file.js')"),
        ("@acme/one", '"@acme\\/one"'),
        ("@acme/one", "https://cdn.example/@acme/one@1.2.3/x.js"),
        ("@acme/one", "require(`@acme/${name}`)"),
        ("eslint-config-airbnb", "extends: airbnb"),
        ("@acme/eslint-plugin", "plugins: ['@acme']"),
        ("gulp-sass", "plugins.sass()"),
        ("css-loader", "loader: 'style!css'"),
        ("normalize.css", "@import url(~normalize.css/normalize.css)"),
        ("typescript", "spawn('tsc')"),
    ],
)
def test_any_mention_is_use(name: str, content: str) -> None:
    assert unused(name)
    assert not unused(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("crypto-js", "plain-crypto-js"),
        ("@acme/one", "@acme/two one"),
        ("@acme/one", "@other/one"),
        ("form-data", "form data"),
        ("form-data", "form-database"),
    ],
)
def test_a_part_of_another_name_is_no_mention(name: str, content: str) -> None:
    assert unused(name, content)


@pytest.mark.parametrize(
    "path", ["README", "readme.md", "docs/a.md", "CHANGELOG.txt", "LICENSE", "a.js.map", "yarn.lock"]
)
def test_documentation_maps_and_lockfiles_are_no_use(path: str) -> None:
    assert unused("form-data", "form-data", f"package/{path}")


@pytest.mark.parametrize(
    "path", ["history.js", "license.d.ts", "a.css", "a.html", "b.json", "deep/package.json", "x.node"]
)
def test_every_other_file_counts(path: str) -> None:
    assert not unused("form-data", b'\0\1\2 "form-data"\0', f"package/{path}")


@pytest.mark.parametrize(
    "fields",
    [
        {"scripts": {"install": "form-data --x"}},
        {"browserify": {"transform": ["form-data"]}},
        {"peerDependencies": {"form-data": "1"}},
        {"optionalDependencies": {"form-data": "1"}},
        {"bundleDependencies": ["form-data"]},
        {"bundledDependencies": True},
    ],
)
def test_other_fields_of_the_manifest_that_name_it_count(fields: dict[str, object]) -> None:
    assert [] == package({"form-data": "1"}, None, **fields)


@pytest.mark.parametrize("fields", [{"devDependencies": {"form-data": "1"}}, {"keywords": ["form-data"]}])
def test_words_and_tools_of_the_manifest_do_not(fields: dict[str, object]) -> None:
    assert [] != package({"form-data": "1"}, None, **fields)


def test_a_script_calls_a_scoped_package_by_its_last_part() -> None:
    assert not unused("@acme/node-pre-gyp", scripts={"install": "node-pre-gyp install"})
    assert unused("@acme/node-pre-gyp", "node-pre-gyp install")


def test_what_the_rule_leaves_out_is_left_out() -> None:
    assert [] == package({"tslib": "1", "@types/node": "1"})


def test_a_package_without_code_is_not_judged() -> None:
    manifest = json.dumps({"name": "example", "dependencies": {"form-data": "1"}})

    for name, text in {"index.js": "module.exports = {}", "all.json": "{}" * 100}.items():
        files = {"package/package.json": manifest, f"package/{name}": text}
        assert [] == looked_at(files, "unused_dependency")
        assert [] != looked_at({**files, "package/code.mjs": FILLER}, "unused_dependency")


@pytest.mark.parametrize("manifest", ["", "[]", "{", '{"dependencies": ["x"]}', '{"dependencies": {}}'])
def test_a_manifest_that_declares_nothing_is_not_judged(manifest: str) -> None:
    files = {"package/index.js": FILLER, "package/package.json": manifest}

    assert [] == looked_at(files, "unused_dependency")


def test_only_npm_packages_are_judged() -> None:
    files = {"package/index.js": FILLER, "package/package.json": '{"dependencies": {"form-data": "1"}}'}

    assert [] != looked_at(files, "unused_dependency")
    assert [] == looked_at(files, "unused_dependency", form=Format.SDIST)
    assert [] == looked_at(files, "unused_dependency", name="a.whl")


def test_of_two_manifests_the_last_one_counts() -> None:
    manifest = '{"dependencies": {"form-data": "1"}}'
    files = {"other/package.json": '{"dependencies": {}}', "package/index.js": FILLER, "package/package.json": manifest}

    assert [] != looked_at(files, "unused_dependency")


def test_nothing_is_said_of_a_package_with_a_file_that_was_not_read() -> None:
    names = ShippedNames()
    names.visit(Member(container=("a.tgz",), raw_name=b"a", path="a", kind=MemberKind.DIRECTORY))

    assert names.complete

    names.visit(Member(container=("a.tgz",), raw_name=b"a", path="a.js"))

    assert not names.complete


def test_past_the_ceiling_of_words_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped_names, "MOST_WORDS", 50)

    assert unused("form-data", "one two three")
    assert not unused("form-data", " ".join(f"word{number}" for number in range(100)))


@given(st.integers(min_value=0, max_value=40), st.sampled_from(["x ", "x", "/", "@", "."]))
def test_a_name_is_seen_wherever_pieces_of_a_file_end(before: int, filler: str) -> None:
    names = ShippedNames()
    names.add(filler.encode() * ((1 << 20) - before - len(filler) * 5) + b" " + b"'@acme/form-data'" * 5)

    assert names.hold("@acme/form-data")


@pytest.mark.parametrize("unit", [b"a/", b"@/", b"a@", b".a", b"@a/", b"-", b"a", b"\\/"])
def test_endless_words_cost_no_more_than_their_length(unit: bytes) -> None:
    names = ShippedNames()
    names.add(unit * (3_000_000 // len(unit)) + b" 'form-data'")

    assert names.complete
    assert names.hold("form-data")
    assert sum(map(len, names._words)) < 100_000  # noqa: SLF001 -- what is kept is the cost


@given(st.binary(max_size=2_000))
def test_bytes_of_any_kind_are_taken(content: bytes) -> None:
    names = ShippedNames()
    names.add(content + b' "form-data"')

    assert names.hold("form-data")


@given(st.text(max_size=300))
def test_a_name_of_any_kind_can_be_asked_for(name: str) -> None:
    assert ShippedNames().hold(name) is False
