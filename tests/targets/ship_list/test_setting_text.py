"""Settings are read as text: those that are plainly set, with their keys and lines, and no expression."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.targets.ship_list.setting_text import read_settings


def told(text: str) -> list[tuple[str, str, bool]]:
    return [(".".join(each.path), each.value, each.conditional) for each in read_settings(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("export default { build: { sourcemap: true } }", [("build.sourcemap", "true", False)]),
        ("export default defineConfig({ build: { sourcemap: 'inline' } })", [("build.sourcemap", "inline", False)]),
        ('export default [{ output: [{ "sourcemap": `hidden`, }] }]', [("output.sourcemap", "hidden", False)]),
        ("module.exports = () => ({ devtool: 'source-map' });", [("devtool", "source-map", False)]),
        ("config.output.sourcemap = true\nx()", [("sourcemap", "true", False)]),
        ("const a = { b: 1 }; // sourcemap: true", [("b", "1", False)]),
        ("({ /* sourcemap: true, */ b: 1 })", [("b", "1", False)]),
        ("({ url: 'https://a.example', b: 1 })", [("url", "https://a.example", False), ("b", "1", False)]),
        (r"({ a: '\'', b: true })", [("a", r"\'", False), ("b", "true", False)]),
        ("({ test: /['\"`/]}/g, b: true })", [("b", "true", False)]),
        (r"({ test: /\/[/]/, b: true })", [("b", "true", False)]),
        ("({ a: 4 / 2, b: true / c, d: 1 })", [("d", "1", False)]),
        ("({ sourcemap: !release })", []),
        ("({ sourcemap: release ? false : true })", []),
        ("({ sourcemap: dev && true })", []),
        ("({ sourcemap: dev\n  ? true : false })", []),
        ("({ sourcemap: process.env.MAPS })", []),
        ("({ dir: `${root}/dist` })", []),
        ("({ ...(dev && { sourcemap: true }) })", [("sourcemap", "true", True)]),
        ("export default dev ? { a: 1 } : { a: 2 }", [("a", "1", True), ("a", "2", True)]),
        (
            "if (dev) { c.devtool = 'eval' } else { c.devtool = false }",
            [("devtool", "eval", True), ("devtool", "false", True)],
        ),
        ("if (dev) c.devtool = 'eval';\nc.mode = 'x'", [("devtool", "eval", True), ("mode", "x", False)]),
        (
            "f((a) => { if (dev) return { b: true }\n return { b: false } })",
            [("b", "true", True), ("b", "false", False)],
        ),
        ('{"a": ["x", "y"], "b": [{"c": 1}]}', [("a", "x", False), ("a", "y", False), ("b.c", "1", False)]),
        ("const config: UserConfig = { a: 1 }", [("a", "1", False)]),
        ("({ a: 'never closed\n, b: 1 })", [("a", "never close", False), ("b", "1", False)]),
        ("({ a: 1, /* never closed", [("a", "1", False)]),
        ("} ] ) { a: 1", [("a", "1", False)]),
        ("", []),
    ],
)
def test_a_plain_value_is_a_setting_and_an_expression_is_none(text: str, expected: list[tuple[str, str, bool]]) -> None:
    assert expected == told(text)


def test_a_setting_knows_its_line_and_how_it_is_written() -> None:
    (first, second) = read_settings("({\n  // one\n  a: `\n`,\n  b: 'c',\n})\n")

    assert (3, 5) == (first.line, second.line)
    assert ("b", 'b: "c"') == (second.key, second.written)
    assert "d: true" == read_settings("({d: true})")[0].written


def test_depth_ends_the_reading_and_no_more() -> None:
    assert [("a", "1", False)] == told("({ a: 1, b: " + "[" * 100_000)


@given(st.text(alphabet="ab:={}[](),;?&|/*'\"`\\\n .!$0if", max_size=200))
def test_any_text_is_read(text: str) -> None:
    lines = text.count("\n") + 1

    assert all(1 <= each.line <= lines and each.path for each in read_settings(text))


leaves = st.booleans() | st.integers(0, 99) | st.text("abc./-", max_size=5)
objects = st.recursive(leaves, lambda inner: st.dictionaries(st.text("xyz", min_size=1, max_size=3), inner, max_size=4))


@given(st.dictionaries(st.text("xyz", min_size=1, max_size=3), objects, max_size=4))
def test_every_leaf_of_json_is_a_setting(value: dict[str, object]) -> None:
    def leaves_of(path: tuple[str, ...], node: object) -> list[tuple[tuple[str, ...], str]]:
        if isinstance(node, dict):
            return [leaf for key, each in node.items() for leaf in leaves_of((*path, key), each)]
        return [(path, node if isinstance(node, str) else json.dumps(node))]

    assert leaves_of((), value) == [(each.path, each.value) for each in read_settings(json.dumps(value, indent=1))]
