"""Arbitrary and mutated bytes raise nothing, stay bounded, and never turn a map into nothing."""

from __future__ import annotations

import base64
import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pkgaudit.model.limits import Limits
from pkgaudit.model.source_map import Atlas
from pkgaudit.sourcemaps import lenient_reader, reader
from pkgaudit.sourcemaps.raw_map import RawMap
from tests.sourcemaps.survey import source_map, survey

ONE = source_map(debugId="ab", file="a.js", sourceRoot="x")
PIECES = [
    ONE,
    '{"version":3,',
    '"sections":[',
    '{"offset":{"line":0,"column":0},"map":',
    '"sourcesContent":["leak"],',
    '"mappings":"",',
    '\\"sourcesContent\\":[\\"',
    '"sources\\u0043ontent":',
    "//# sourceMappingURL=a.js.map\n",
    "/*# sourceMappingURL=a.css.map */",
    "//# sourceMappingURL=data:application/json;base64,",
    base64.b64encode(ONE.encode()).decode(),
    "data:application/json,%7B%22",
    "data:,{",
    "//# debugId=0123456789ABCDEF64756E2164756E21\n",
    "}",
    "]",
    "{",
    '"',
    "'",
    "`",
    "${",
    "\\",
    "\0",
    "\n",
    "%",
    ")]}'",
    "\ufeff",
    "<script>",
    "</script>",
    "/",
    "\ud83d",
]
PATHS = ["a.js", "a.css", "a.html", "a.json", "a.md", "a.js.map", "a"]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
wanted_keys = st.sampled_from(
    [
        "version",
        "sources",
        "sourcesContent",
        "mappings",
        "sections",
        "map",
        "offset",
        "url",
        "file",
        "sourceRoot",
        "debugId",
    ]
)
map_like = st.recursive(
    st.one_of(json_values, st.lists(st.text(max_size=5) | st.none(), max_size=4)),
    lambda inner: st.dictionaries(wanted_keys, inner, max_size=5) | st.lists(inner, max_size=3),
    max_leaves=25,
)


def _check(atlas: Atlas, size: int) -> None:
    for found in atlas.maps:
        assert 0 <= found.bytes <= 4 * size + 16
        assert found.private_path_count <= found.sources
        assert len(found.missing) <= found.sources
        json.dumps([found.problems, found.missing, [source.path for source in found.embedded]]).encode()
        assert all(source.bytes > 0 and source.lines > 0 for source in found.embedded)
    for reference in atlas.references:
        reference.url.encode()


@given(st.sampled_from(PATHS), st.binary(max_size=400))
def test_arbitrary_bytes_raise_nothing(path: str, content: bytes) -> None:
    _check(survey({path: content}), len(content))


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PATHS), st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=12))
def test_pieces_of_maps_in_any_order_raise_nothing(path: str, pieces: list[str]) -> None:
    content = "".join(pieces).encode("utf-8", "surrogatepass")

    _check(survey({path: content}), len(content))


@settings(max_examples=400, deadline=None)
@given(
    st.integers(0, len(ONE) - 1),
    st.sampled_from([b"", b"\0", b'"', b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\xff", b"x", b"3", b"\n"]),
    st.integers(0, 3),
)
def test_a_mutated_map_is_read_or_reported_and_raises_nothing(at: int, new: bytes, removed: int) -> None:
    content = ONE.encode()
    mutated = content[:at] + new + content[at + removed :]

    atlas = survey({"a.js.map": mutated})

    _check(atlas, len(mutated))
    # Whatever one bite does, the other keys still say what this was.
    assert atlas.maps or atlas.unreadable or not mutated.lstrip().startswith(b'{"')


@example({"mappings": {}, "sections": [], "sources": {}})
@given(map_like)
def test_both_readers_agree_on_valid_json(value: object) -> None:
    text = json.dumps({"version": 3, "mappings": "", "x": value} | (value if isinstance(value, dict) else {}))

    fast = reader.read(text.encode(), Limits())
    slow = lenient_reader.read(text, json_depth=200, sections_depth=8)

    if isinstance(fast, RawMap) and isinstance(slow, RawMap):
        assert (fast.sources, fast.contents, fast.file, fast.source_root) == (
            slow.sources,
            slow.contents,
            slow.file,
            slow.source_root,
        )
    else:
        assert fast == slow


@given(st.lists(st.tuples(st.none() | st.text(max_size=9), st.none() | st.text(max_size=30)), max_size=6))
def test_counts_are_those_of_the_contents(entries: list[tuple[str | None, str | None]]) -> None:
    names, contents = [name for name, _ in entries], [content for _, content in entries]

    atlas = survey({"a.js.map": source_map(sources=names, sourcesContent=contents)})

    expected = [len(content.encode("utf-8", "surrogatepass")) for content in contents if content]
    assert [(len(names), expected)] == [
        (found.sources, [source.bytes for source in found.embedded]) for found in atlas.maps
    ]


@settings(deadline=None)
@given(
    st.sampled_from(
        [
            '{"a":',
            "[",
            '{"map":{"sections":[',
            '"\\"',
            '{"sourcesContent":[',
            'data:,{"',
            "/*# sourceMappingURL=a",
            '{"sections":[{"map":',
            '"{\\"sourcesContent\\"',
        ]
    )
)
def test_repetition_stays_linear(piece: str) -> None:
    text = '{"version":3,"mappings":"",' + piece * 20_000

    _check(survey({"a.js": text, "b.map": piece * 20_000}), len(text))
