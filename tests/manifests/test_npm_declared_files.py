"""What package.json names is found in every form, and what nobody asks for is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.manifests.npm_declared_files import Lookup, declared_files

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([".", "./a", "import", "types", "x"]), inner)
    ),
    max_leaves=20,
)
FIELDS = ("main", "module", "types", "browser", "bin", "exports", "typesVersions", "unpkg")


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        ({"main": "a", "module": "b.mjs"}, ["main a require", "module b.mjs require"]),
        ({"main": ""}, []),
        ({"main": 1, "bin": [], "browser": False}, []),
        ({"types": "a", "typings": "b"}, ["types a types", "typings b types"]),
        ({"unpkg": "a.js", "jsdelivr": "b.js"}, ["unpkg a.js require", "jsdelivr b.js require"]),
        ({"browser": "a"}, ["browser a require"]),
        ({"browser": {"./a": "./b", "fs": "browserify-fs", "c": False}}, ['browser["./a"] ./b require']),
        ({"bin": "cli.js"}, ["bin cli.js command"]),
        ({"bin": {"one": "cli.js", "a-b": "/x", "c": 1}}, ["bin.one cli.js command", "bin.a-b /x command"]),
        ({"exports": "./a.js"}, ["exports ./a.js exact"]),
        ({"exports": "a.js"}, []),
        ({"exports": {"import": "./a", "types": "./b"}}, ["exports.import ./a exact", "exports.types ./b types"]),
        ({"exports": {".": {"types@>=4.7": {"import": "./a"}}}}, ['exports["."]["types@>=4.7"].import ./a types']),
        ({"exports": {"./*": "./d/*.js"}}, ['exports["./*"] ./d/*.js pattern']),
        ({"exports": {"./f/": "./g/"}}, ['exports["./f/"] ./g/ pattern']),
        ({"exports": {"./a": None, ".": [{"default": "./b"}, "./c"]}}, ['exports["."].default ./b exact']),
        ({"exports": {".": {"source": "./src/a.ts", "@own/source": "./src/a.ts"}}}, []),
        ({"imports": {"#a": "./a.js"}}, []),
        ({"typesVersions": {"<4": {"*": ["ts3/*"], "x": "y"}, "*": 1}}, ['typesVersions["<4"]["*"] ts3/* types']),
    ],
)  # fmt: skip
def test_what_is_named_is_found(manifest: dict[str, object], expected: list[str]) -> None:
    found = [f"{each.field} {' '.join(each.paths)} {each.lookup}" for each in declared_files(manifest)]

    assert expected == found


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*", ("index.d.ts", "dist/index.d.ts")),
        ("index.d.ts", ("index.d.ts", "dist/*")),
        ("in*.ts", ("index.d.ts", "dist/dex.d")),
        ("other/*", ("index.d.ts",)),
    ],
)
def test_types_are_also_where_types_versions_sends_the_compiler(pattern: str, expected: tuple[str, ...]) -> None:
    first, *_ = declared_files({"types": "index.d.ts", "typesVersions": {"*": {pattern: ["dist/*"]}}})

    assert ("types", expected) == (first.field, first.paths)


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_nothing_that_json_can_say_is_a_fault(manifest: dict[str, object]) -> None:
    for each in declared_files(manifest):
        assert each.paths
        assert all(each.paths)
        assert each.lookup in Lookup


def test_a_hostile_number_of_targets_is_cut() -> None:
    many = {f"./{number}": "./a.js" for number in range(30_000)}

    assert len(declared_files({"exports": many, "bin": {"a": "b"}})) <= 10_000
