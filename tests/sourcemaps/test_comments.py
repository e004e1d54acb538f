"""Declarations and mere mentions."""

from __future__ import annotations

import pytest

from tests.sourcemaps.survey import survey

MENTIONS = {
    "joined string": 'var c = "//# sourceMappingURL=" + name;\n',
    "joined in the middle": "return code + '\\n//# sourceMappingURL=' + url + '\\n';\n",
    "whole string": 'x = "//# sourceMappingURL=foo.js.map";\n',
    "string at the end of the file": 'x = "//# sourceMappingURL=foo.js.map"',
    "string with an escape": "x = 'a\\n//# sourceMappingURL=foo.js.map\\n';\n",
    "template with a value": "x = `\n//# sourceMappingURL=${name}`;\n",
    "template over lines": "x = `a\n//# sourceMappingURL=foo.js.map\n`;\ny();\n",
    "template in a template": "x = `${a ? `b` : {c: `\n//# sourceMappingURL=foo.js.map\n`}}`;\ny();\n",
    "template after a regular expression": "x = /[`/]/.test(y) && `\n//# sourceMappingURL=foo.js.map\n`;\ny();\n",
    "regular expression": "var r = /\\/\\/[#@] sourceMappingURL=(.*)$/;\n",
    "regular expression literal": "s.match(/^\\/\\/# sourceMappingURL=[^\\s]+$/mg);\n",
    "comparison": "if (line.indexOf('sourceMappingURL=') > 0) {}\n",
    "line comment about it": "// e.g. //# sourceMappingURL=foo.js.map\nx();\n",
    "documentation": "/**\n * //# sourceMappingURL=foo.js.map\n */\nx();\n",
    "block comment": "/*\n//# sourceMappingURL=foo.js.map\n*/\nx();\n",
    "prose after": "//# sourceMappingURL=foo.js.map is written by the tool\n",
    "placeholder": "//# sourceMappingURL=[url]\n",
    "format": "//# sourceMappingURL=%s\n",
    "dots": "//# sourceMappingURL=...\n",
    "tag": "//# sourceMappingURL=<url>\n",
    "nothing": "//# sourceMappingURL=\n",
}
DECLARATIONS = {
    "last line": "x();\n//# sourceMappingURL=foo.js.map",
    "after code": "x();//# sourceMappingURL=foo.js.map\n",
    "after a string": "x('//');//# sourceMappingURL=foo.js.map\ny();\n",
    "after a quote in a regular expression": "x(/[\"'`]/);\n//# sourceMappingURL=foo.js.map\ny(`z`);\n",
    "after a template": "x(`a${b}c`);\n//# sourceMappingURL=foo.js.map\ny();\n",
    "after a division": "x = a / b; y = `c`; z = d / e;\n//# sourceMappingURL=foo.js.map\ny();\n",
    "after return and a regular expression": "return /`/.test(a);\n//# sourceMappingURL=foo.js.map\ny(`z`);\n",
    "after a licence": "/* licence */\n//# sourceMappingURL=foo.js.map\ny();\n",
    "after a glob": "x('**/*.js');\n//# sourceMappingURL=foo.js.map\ny();\n",
    "after a backtick that never closes": "x(a) / `b;\n//# sourceMappingURL=foo.js.map\ny();\n",
    "before other comments": "`x`;\n//# sourceMappingURL=foo.js.map\n//# debugId=1\n/* end */\n",
    "old sign": "//@ sourceMappingURL=foo.js.map\n",
    "block": "/*# sourceMappingURL=foo.js.map */\n",
    "carriage returns": "x()\r\n//# sourceMappingURL=foo.js.map\r\ny()\r\n",
}


@pytest.mark.parametrize("name", MENTIONS)
def test_a_mention_in_code_declares_nothing(name: str) -> None:
    atlas = survey({"a.js": MENTIONS[name]})

    assert () == atlas.references
    assert () == atlas.unreadable


@pytest.mark.parametrize("name", DECLARATIONS)
def test_a_comment_declares_its_map_and_line(name: str) -> None:
    text = DECLARATIONS[name]

    atlas = survey({"a.js": text})

    line = text[: text.index("sourceMappingURL")].count("\n") + 1
    assert [("foo.js.map", line)] == [(reference.url, reference.line) for reference in atlas.references]


@pytest.mark.parametrize(
    "url", ["+page.svelte.js.map", "[name].js.map", "a%20b.map", "a.js.map?v=1#x", "(a)/b~c.map", "\u00e9.map"]
)
def test_unusual_addresses_are_addresses(url: str) -> None:
    atlas = survey({"a.js": f"x()\n//# sourceMappingURL={url}\n"})

    assert [url] == [reference.url for reference in atlas.references]


@pytest.mark.parametrize(
    ("path", "text", "urls"),
    [
        ("a.html", "<p>//# sourceMappingURL=a.map\n</p><script>x()\n//# sourceMappingURL=b.map\n</script>", ["b.map"]),
        ("a.html", "<script>//# sourceMappingURL=b.map</script>\n//# sourceMappingURL=c.map\n", ["b.map"]),
        ("a.html", "<STYLE>a{}/*# sourceMappingURL=b.map */</STYLE>", ["b.map"]),
        ("a.svelte", "<script>\n//# sourceMappingURL=b.map\n</script>", ["b.map"]),
        ("a.md", "//# sourceMappingURL=b.map\n", []),
        ("a.json", '{"x":"//# sourceMappingURL=b.map\\n"}', []),
        ("a.scss", "/*# sourceMappingURL=b.map */", ["b.map"]),
        ("a.d.ts", "export {};\n//# sourceMappingURL=a.d.ts.map", ["a.d.ts.map"]),
        ("noname", "x()\n//# sourceMappingURL=b.map", ["b.map"]),
    ],
)
def test_comments_are_read_as_the_language_writes_them(path: str, text: str, urls: list[str]) -> None:
    atlas = survey({path: text})

    assert urls == [reference.url for reference in atlas.references]


def test_beyond_what_is_read_as_code_a_line_of_its_own_is_believed() -> None:
    text = "x(`a`);\n" * 140_000 + "//# sourceMappingURL=foo.js.map\ny()\n"

    atlas = survey({"a.js": text})

    assert [140_001] == [reference.line for reference in atlas.references]


def test_many_declarations_are_read_once_each() -> None:
    text = "`x`;\n//# sourceMappingURL=foo.js.map\n" * 12_000 + "y();\n"

    atlas = survey({"a.js": text})

    assert 12_000 == len(atlas.references)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("//# debugId=0123456789ABCDEF64756E2164756E21\n", [(1, "0123456789abcdef64756e2164756e21")]),
        ("x()\n//# debugId=85314830-023F-4CF1-A267-535F4E37BB17", [(2, "85314830-023f-4cf1-a267-535f4e37bb17")]),
        ("x();//# debugId=85314830-023F-4CF1-A267-535F4E37BB17", [(1, "85314830-023f-4cf1-a267-535f4e37bb17")]),
        ("//# debugId=12\n", []),
        ("x('//# debugId=0123456789ABCDEF64756E2164756E21')\n", []),
        ("`//# debugId=${id}`", []),
    ],
)
def test_debug_ids_are_read_from_comments(text: str, expected: list[tuple[int, str]]) -> None:
    atlas = survey({"a.js": text, "a.md": text})

    assert expected == [(comment.line, comment.debug_id) for comment in atlas.debug_ids]
