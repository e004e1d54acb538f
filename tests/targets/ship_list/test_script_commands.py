"""Command lines are taken apart: what is started, with what, and through which scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.targets.ship_list.script_commands import commands, option, scripts_of

SCRIPTS = {
    "build": "npm run build:js && run-p build:types lint",
    "prebuild": "rimraf dist",
    "build:js": "vite build",
    "build:types": "tsc -p .",
    "lint": "eslint .",
    "release": "pnpm build; changeset publish",
    "loop": "npm run loop",
}


def told(text: str) -> list[str]:
    return [" ".join(command.words) for command in commands(text, SCRIPTS)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vite build", ["vite build"]),
        ("a && b || c; d | e & f", ["a", "b", "c", "d", "e", "f"]),
        ("a \\\n  b\nc # d\n# e", ["a b", "c"]),
        ("NODE_ENV=production npx --yes cross-env A=b tsup --sourcemap", ["tsup --sourcemap"]),
        ("pnpm exec -r vite build", ["vite build"]),
        ("npx -p typescript tsc", ["tsc"]),
        ("if [ -n x ]; then npm publish; fi", ["[ -n x ]", "npm publish", "fi"]),
        ("echo 'npm publish && x'", ["echo npm publish && x"]),
        ("a 'never closed", ["a"]),
        ("npm run release", ["rimraf dist", "vite build", "tsc -p .", "eslint .", "changeset publish"]),
        ("pnpm --filter x build:js", ["vite build"]),
        ("yarn build:js", ["vite build"]),
        ("yarn vite build", ["yarn vite build"]),
        ("bun run build:js", ["vite build"]),
        ("bun build:js", ["bun build:js"]),
        ("npm build", ["npm build"]),
        ("run-s 'build:*'", ["vite build", "tsc -p ."]),
        ("concurrently npm:lint", ["eslint ."]),
        ("npm run loop", ["npm run loop"]),
        ("npm run", ["npm run"]),
        ("npx", []),
        ("", []),
    ],
)
def test_a_line_is_the_commands_that_it_comes_to(text: str, expected: list[str]) -> None:
    assert expected == told(text)


def test_a_command_knows_its_script_and_folder() -> None:
    (first, second) = commands("cd packages/a && ./node_modules/.bin/tsc\nnpm run lint", SCRIPTS, script="x")

    assert ("tsc", "x", "packages/a") == (first.program, first.script, first.folder)
    assert ("eslint", "lint", ("eslint", ".")) == (second.program, second.script, second.words)
    assert (".",) == second.arguments


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("--a=b", "b"),
        ("--a b", "b"),
        ("-s inline", "inline"),
        ("--a --b", ""),
        ("--a", ""),
        ("--a x --a=y", "y"),
        ("--ab", None),
        ("", None),
    ],
)
def test_an_option_has_a_value_or_none(line: str, expected: str | None) -> None:
    assert expected == option(tuple(line.split()), "--a", "-s")


def test_scripts_are_texts() -> None:
    assert {"a": "b"} == scripts_of({"scripts": {"a": "b", "c": 1}})
    assert {} == scripts_of({"scripts": ["a"]})


@given(
    st.text(alphabet="ab -&|;()'\"\\\n#$=npmrun", max_size=120),
    st.dictionaries(st.sampled_from("ab"), st.text("ab npmrun&;", max_size=20)),
)
def test_any_line_is_taken_apart(text: str, scripts: dict[str, str]) -> None:
    assert all(command.words for command in commands(text, scripts))
