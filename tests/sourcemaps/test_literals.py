"""Maps as object literals in code: what style loaders and minifiers write, and what only looks like it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.model.source_map import MapPlace
from pkgaudit.sourcemaps.literal_json import as_json
from tests.sourcemaps.survey import source_map, survey
from tests.tools import npm_packages, program

LITERAL = '{version:3,sources:["webpack://./src/a.css"],names:[],mappings:"AAAA",sourcesContent:[".a{}"],sourceRoot:""}'
HERE = Path(__file__).parent / "project"
TOOLS = ("webpack@5.102.1", "css-loader@7.1.2", "style-loader@4.0.0", "terser@5.44.1", "esbuild@0.25.12")
STYLES = {
    "a.css": '@charset "utf-8";\r\n.a::before { content: "it\'s \\201C \u00e9 `${x}` \U0001f30d"; }\n',
    "b.css": ".b { color: red; }\n.c{}",
}


def test_what_real_style_loaders_and_minifiers_write_is_measured_to_the_byte(tmp_path: Path) -> None:
    tools = npm_packages(*TOOLS)
    (tmp_path / "src").mkdir()
    for name, text in STYLES.items():
        (tmp_path / "src" / name).write_bytes(text.encode())
    (tmp_path / "src" / "styled.js").write_text('import "./a.css";\nimport "./b.css";\n')
    command = [program("node"), str(HERE / "styles.cjs"), str(tools), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert 0 == done.returncode, done.stderr
    made = sorted((tmp_path / "out").glob("*.js"))

    assert len(made) == 9
    expected = {f"webpack://./src/{name}": len(text.encode()) for name, text in STYLES.items()}
    for path in made:
        atlas = survey({path.name: path.read_bytes()})

        assert {MapPlace.OBJECT} == {found.place for found in atlas.maps}
        assert len(expected) == len(atlas.maps)
        assert expected == {source.path: source.bytes for found in atlas.maps for source in found.embedded}
        assert () == atlas.unreadable


@pytest.mark.parametrize(
    "literal",
    [
        LITERAL,
        LITERAL.replace('"', "'"),
        LITERAL.replace('"', "`"),
        LITERAL.replace('".a{}"', '".a"+"{}"'),
        LITERAL.replace('".a{}"', r'"\x2ea\u{7b}\u007d"'),
        LITERAL.replace('".a{}"', '".a\\\n{}"'),
        LITERAL.replace('".a{}"', r'"\56a\{}"'),
        LITERAL.replace('".a{}"]', '".a{}",void 0,]'),
        LITERAL.replace('".a{}"]', '".a{}",,!0]'),
        LITERAL.replace("version", "'version'").replace("sourcesContent", "'sourcesContent'"),
        LITERAL.replace("version", '"version"').replace("sourcesContent", '"sourcesContent"').replace("AAAA", "\\x41"),
        LITERAL.replace(":[", ": [ "),
        LITERAL.replace("{version:3", "{file:n(1),debug:!1,x:-1,y:void 0,names,...more,/* { */ version:3 // }\n"),
        LITERAL.replace("version:3,", "").replace("}", ",version:3}").replace('".a{,version:3}"', '".a{}"'),
        LITERAL.replace("version:3", 'x:{y:{z:["{"]}},version:3'),
        LITERAL.replace("names:[]", 'names:["{a:","}"]'),
    ],
)
@pytest.mark.parametrize(
    "before", [";", "e.push([id,css,'',", "function(){var a={b:{c:1}},d={e:{", "a='src/**/*.css';"]
)
def test_a_literal_map_is_found_however_it_is_written(literal: str, before: str) -> None:
    atlas = survey({"a.js": f"{before}{literal}])"})

    assert [(MapPlace.OBJECT, len(before), len(literal), [4])] == [
        (found.place, found.offset, found.bytes, [source.bytes for source in found.embedded]) for found in atlas.maps
    ]
    assert () == atlas.unreadable


def test_every_literal_counts_once_and_json_beside_it_too() -> None:
    atlas = survey({"a.js": f"a({source_map()});\nb({LITERAL});\nc({source_map()});\nd([{LITERAL},{LITERAL}])"})

    assert [1, 2, 3, 4, 4] == sorted(found.line or 0 for found in atlas.maps)


def test_a_map_that_shows_a_literal_in_its_source_is_one_map() -> None:
    code = f"// {LITERAL}\nf({LITERAL.replace(chr(34), chr(39))})"
    outer = LITERAL.replace('".a{}"', json.dumps(code))
    files = {"a.js": f"x({outer})", "b.js": f"x({source_map(sourcesContent=[code])})"}

    atlas = survey({**files, "c.js.map": source_map(sourcesContent=[code])})

    assert [("a.js", 1), ("b.js", 1), ("c.js.map", 1)] == [
        (found.location[-1], len(found.embedded)) for found in atlas.maps
    ]


def test_a_literal_in_a_binary_is_found() -> None:
    atlas = survey({"app.exe": b"MZ\0\0{a:\0" + LITERAL.encode() + b"\0"})

    assert [(MapPlace.BINARY, 8, None)] == [(found.place, found.offset, found.line) for found in atlas.maps]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.md", LITERAL),
        ("docs.json", json.dumps({"example": LITERAL.replace('"', "'")})),
        ("a.js", f"// {LITERAL}"),
        ("a.js", f"/**\n * {LITERAL}\n */"),
        ("a.js", f"/* for example\n{LITERAL}\n*/"),
        ("a.js", LITERAL.replace('[".a{}"]', "contents")),
        ("a.js", LITERAL.replace('".a{}"', "contents")),
        ("a.js", LITERAL.replace('".a{}"', "`${code}`")),
        ("a.js", LITERAL.replace('".a{}"', '"a"+b')),
        ("a.js", LITERAL.replace('".a{}"', '""')),
        ("a.js", LITERAL.replace('[".a{}"]', '["a"].concat(b)')),
        ("a.js", LITERAL.replace('mappings:"AAAA"', "mappings:encode(x)")),
        ("a.js", LITERAL.replace("names:[]", "names(){return 1}")),
        ("a.js", LITERAL[:-1]),
        ("a.js", "sourcesContent:[]"),
        ("a.js", "{a:1,sourcesContent:[" * 50),
        ("a.js", "{a:`,sourcesContent:[" * 50),
        ("a.js", "{a:1];sourcesContent:['x']}"),
        ("a.js", "{a:[1},sourcesContent:['x']}"),
        ("a.js", "{a:1,.b sourcesContent:['x']}"),
    ],
)
def test_what_is_no_literal_map_is_none(path: str, text: str) -> None:
    assert survey({}) == survey({path: text})


def test_overlapping_beginnings_end_with_a_word_about_it() -> None:
    atlas = survey({"a.js": "{a:[" * 300_000 + "sourcesContent:[" * 2_000})

    assert () == atlas.maps


TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=30)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(min_value=0) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(TEXT, VALUES, max_size=4))
def test_json_told_again_is_the_same_json(value: dict[str, object]) -> None:
    told = as_json(json.dumps(value))

    assert told is not None
    assert value == json.loads(told)


@given(st.text(alphabet=st.sampled_from("{}[]():,'\"`\\.+!$-/*ab1 \nu"), max_size=60))
def test_any_text_is_told_as_json_or_refused(text: str) -> None:
    told = as_json("{" + text)

    assert told is None or isinstance(json.loads(told), dict)
