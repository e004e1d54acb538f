"""What is a source map under any name, and what only looks like one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pkgaudit.model.limits import Limits
from pkgaudit.model.source_map import MapPlace
from tests.sourcemaps.survey import source_map, survey

ONE = source_map()


@pytest.mark.parametrize(
    "text",
    [
        '{"version":3,"tiles":[[1,2],[3,4]],"level":1}',
        '{"name":"x","version":"3.0.0","files":["a"]}',
        '{"$schema":"https://json.example/s","properties":{"mappings":{"type":"string"},"sourcesContent":{"type":"array"}}}',
        '{"compilerOptions":{"sourceMap":true,"inlineSources":true},"include":["src"]}',
        '{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"3"}}}',
        '{"mappings":{"properties":{"title":{"type":"text"}}},"settings":{}}',
        '{"sections":[{"title":"Intro","map":"north"},{"title":"End"}],"version":1}',
        '{"sections":["a","b"]}',
        '{"sections":[]}',
        '{"options":["mappings","sourcesContent","sections"]}',
        '[{"option":"sourcesContent","default":true},{"option":"mappings"}]',
        '{"use strict";var a="mappings",b={"sourcesContent":["x"]};}',
        '{ const m = {"mappings": x}; }',
        '{"mappings": x, y: function () { return "sourcesContent" } }',
        "{% macro %}",
        '.a{content:"mappings"}',
        '{\n  "mappings": "QWERTY"\n}',
        "PNG\0\0\0" + '"mappings" "sourcesContent" {"version":3}' + "\0",
    ],
)
def test_other_things_are_no_maps(text: str) -> None:
    atlas = survey({"a.map": text})

    assert () == atlas.maps
    assert () == atlas.unreadable


@pytest.mark.parametrize("path", ["a.js.map", "a.json", "LICENSE", "x/y.bin", "a.d.ts", "a.md"])
def test_a_map_is_one_under_any_name(path: str) -> None:
    atlas = survey({path: ONE})

    assert [(MapPlace.FILE, path != "a.js.map", len(ONE))] == [
        (found.place, found.disguised, found.bytes) for found in atlas.maps
    ]


@pytest.mark.parametrize("path", ["a.js.map.gz", "A.JS.MAP", "x.css.map.br"])
def test_a_compression_suffix_is_no_disguise(path: str) -> None:
    atlas = survey({path: ONE})

    assert [False] == [found.disguised for found in atlas.maps]


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_a_map_is_read_in_any_unicode_encoding(encoding: str) -> None:
    atlas = survey({"a.js.map": source_map(sourcesContent=["h\u00e9"]).encode(encoding)})

    assert [[3]] == [[source.bytes for source in found.embedded] for found in atlas.maps]
    assert all(found.problems for found in atlas.maps)


def test_other_text_in_utf_16_is_searched_too() -> None:
    atlas = survey({"a.js": "x()\n//# sourceMappingURL=a.js.map\n".encode("utf-16")})

    assert ["a.js.map"] == [reference.url for reference in atlas.references]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda text: text[:-1] + ",}", "comma before a closing bracket"),
        (lambda text: text + "\0" * 9, "NUL bytes after"),
        (lambda text: "\0\0" + text, "NUL bytes before"),
        (lambda text: text + "\n// end", "bytes after the end"),
        (lambda text: text.replace('"AAAA"', '"AAAA","x":NaN'), "NaN"),
        (lambda text: text.replace('"AAAA"', '"AAAA","x":' + "[" * 30_000 + "]" * 30_000), "json_depth"),
        (lambda text: text.replace("3", "3" + "0" * 6000), "version is 3"),
        (lambda text: text.replace('"sourcesContent"', '"sourcesContent":["y"],"sourcesContent"'), "occurs twice"),
    ],
)
def test_what_a_kind_reader_accepts_is_a_map_with_a_problem(change: Callable[[str], str], problem: str) -> None:
    atlas = survey({"a.js.map": change(ONE)}, limits=Limits(json_depth=100))

    assert [True] == [any(problem in one for one in found.problems) for found in atlas.maps]
    assert [len("const a = 1;\nlet b\n")] == [found.embedded[-1].bytes for found in atlas.maps]
    assert () == atlas.unreadable


@pytest.mark.parametrize(
    "key", ['"sources\\u0043ontent"', '"\\u0073ourcesContent"', '"sourcesConten\\u0074"', '"sourcesC\\u006Fntent"']
)
def test_a_key_spelled_with_escapes_is_the_same_key(key: str) -> None:
    atlas = survey({"a.js.map": ONE.replace('"sourcesContent"', key)})

    assert [1] == [len(found.embedded) for found in atlas.maps]


def test_keys_all_spelled_with_escapes_do_not_hide_a_map() -> None:
    text = ONE
    for key in ("version", "sources", "sourcesContent", "mappings"):
        text = text.replace(f'"{key}"', '"' + "".join(f"\\u{ord(letter):04x}" for letter in key) + '"')

    atlas = survey({"innocent.json": text})

    assert [1] == [len(found.embedded) for found in atlas.maps]


def test_duplicate_keys_cannot_hide_content() -> None:
    hidden = '"sourcesContent":["leak one","leak two"],'
    cases = {
        "plain.map": "{" + hidden + ONE[1:],
        "escaped.map": "{" + hidden + ONE[1:].replace('"sourcesContent"', '"sources\\u0043ontent"'),
        "emptied.map": "{" + hidden + source_map(sourcesContent=[])[1:],
        "nulled.map": "{" + hidden + source_map(sourcesContent=None)[1:],
        "sections.map": '{"version":3,"sections":[{"offset":{},"map":{' + hidden + ONE[1:] + "}]}",
        "maps.map": '{"version":3,"sections":[{"offset":{},"map":{' + hidden + ONE[1:] + ',"map":' + ONE + "}]}",
    }

    atlas = survey(cases)

    assert len(cases) == len(atlas.maps)
    for found in atlas.maps:
        assert {8} <= {source.bytes for source in found.embedded}, found.location
        assert any("twice" in problem for problem in found.problems), found.location


def test_equal_duplicates_count_once() -> None:
    atlas = survey({"a.map": '{"sourcesContent":["const a = 1;\\nlet b\\n"],' + ONE[1:]})

    assert [1] == [len(found.embedded) for found in atlas.maps]


@pytest.mark.parametrize(
    ("text", "leaks"),
    [
        (ONE[:-1], True),
        (ONE[: ONE.index("let b")], True),
        (ONE[: ONE.index('"sourcesContent"') + 21], True),
        (ONE.replace(",", ",,", 1), True),
        (ONE.replace('"names"', ' "names" "names"'), True),
        (ONE.replace('"sources":[', '"sources":['[:-1], 1), True),
        (ONE.replace("const", "\\qconst"), True),
        (ONE.replace('"names":[]', '"names":['), True),
        (source_map(sourcesContent=[None, ""])[:-1], False),
        ('{"version":3,"sections":[{"offset":{},"map":' * 12 + ONE + "}]}" * 12, True),
    ],
)
def test_a_damaged_map_is_unreadable_and_never_no_map(text: str, leaks: bool) -> None:
    atlas = survey({"a.js.map": text})

    assert () == atlas.maps
    assert [leaks] == [one.has_content for one in atlas.unreadable]
    assert all(one.why for one in atlas.unreadable)


def test_lone_surrogates_are_measured_as_javascript_measures_them() -> None:
    atlas = survey({"a.map": ONE.replace("const a", "\\ud83d").replace("../src", "\\udc00")})

    assert [3 + len(" = 1;\nlet b\n")] == [found.embedded[0].bytes for found in atlas.maps]
    assert ["\ufffd/a.ts"] == [found.embedded[0].path for found in atlas.maps]


def test_invalid_utf_8_is_a_problem_and_no_obstacle() -> None:
    atlas = survey({"a.map": ONE.encode().replace(b"const", b"\xffonst")})

    assert ["not valid UTF-8"] == [problem for found in atlas.maps for problem in found.problems]


def test_more_marks_than_the_search_keeps_hide_nothing() -> None:
    uri = "url(data:image/png;base64,iVBORw0KGgo)"
    text = ".a{" + uri * 10_050 + "}\n/*# sourceMappingURL=a.css.map */"
    filler = '{"mappings":1}' * 10_050

    atlas = survey({"a.css": text, "a.js": f"[{filler}];\nx({ONE})"})

    assert ["a.css.map"] == [reference.url for reference in atlas.references]
    assert [MapPlace.OBJECT] == [found.place for found in atlas.maps]


def test_debug_ids_are_lower_case_and_either_spelling_counts() -> None:
    atlas = survey(
        {"a.map": source_map(debugId="AB"), "b.map": source_map(debug_id="CD"), "c.map": source_map(debugId=5)}
    )

    assert ["ab", "cd", None] == [found.debug_id for found in atlas.maps]


def test_section_urls_and_an_absolute_root_are_kept() -> None:
    atlas = survey(
        {
            "a.map": '{"version":3,"sections":[{"offset":{},"url":"https://m.example/p.map"}]}',
            "b.map": source_map(sourceRoot="https://src.example/"),
        }
    )

    assert [("https://m.example/p.map",), ()] == [found.section_urls for found in atlas.maps]
    assert [None, "https://src.example/"] == [found.source_root_url for found in atlas.maps]


@pytest.mark.parametrize("blank", ["\n", "  ", "\r\n\t"])
def test_blanks_before_the_json_are_no_problem(blank: str) -> None:
    atlas = survey({"a.map": blank + ONE})

    assert [()] == [found.problems for found in atlas.maps]


def test_the_loss_of_any_one_byte_never_makes_it_no_map() -> None:
    for at in range(2, len(ONE)):
        atlas = survey({"a.js.map": ONE[:at] + ONE[at + 1 :]})

        assert atlas.maps or atlas.unreadable, at


def test_members_without_content_are_passed_over() -> None:
    assert survey({"empty": "", "one": "{", "two": "{}", "dots": "...", "nul": "\0"}) == survey({})
