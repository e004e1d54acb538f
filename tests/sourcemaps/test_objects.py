"""Maps as JSON objects inside binaries, scripts and other documents, and the section of a wasm module."""

from __future__ import annotations

import base64
import json

import pytest

from pkgaudit.model.source_map import MapPlace, ReferenceKind
from tests.sourcemaps.survey import source_map, survey

ONE = source_map()
ELF = b"\x7fELF\x02\x01\x01\x00" + bytes(64)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ELF, b"\0" * 20),
        (b"MZ\0\0{{{{{", b"}}}}\0"),
        (b"\xcf\xfa\xed\xfe\0" + b'{"a":{"b":1}}', b"\0more"),
        (b'\0"', b'"\0'),
        (ELF + b'"unended', b""),
    ],
)
def test_a_map_inside_a_binary_is_found_at_its_offset(before: bytes, after: bytes) -> None:
    atlas = survey({"addon.node": before + ONE.encode() + after})

    assert [(MapPlace.BINARY, len(before), None, 1)] == [
        (found.place, found.offset, found.line, len(found.embedded)) for found in atlas.maps
    ]


def test_two_maps_and_a_content_free_one_in_a_binary_are_three() -> None:
    text = b"\0".join([ELF, ONE.encode(), source_map(sourcesContent=...).encode(), ONE.encode()])

    atlas = survey({"app": text})

    assert [1, 0, 1] == [len(found.embedded) for found in atlas.maps]


def test_the_order_of_keys_does_not_matter_in_a_binary() -> None:
    text = json.dumps(dict(reversed(json.loads(source_map(x={"y": {"z": 1}})).items())))

    atlas = survey({"app": ELF + text.encode() + b"\0"})

    assert [(len(ELF), 1)] == [(found.offset, len(found.embedded)) for found in atlas.maps]


def test_a_map_cut_off_in_a_binary_is_unreadable() -> None:
    atlas = survey({"app": ELF + ONE[:-20].encode()})

    assert () == atlas.maps
    assert [True] == [one.has_content for one in atlas.unreadable]


def test_a_binary_that_knows_the_words_holds_no_map() -> None:
    words = (
        b'\0"version":3,\0"sourcesContent"\0"mappings"\0{"version":3\0//# sourceMappingURL=\0//# sourceMappingURL=%s\0'
    )

    atlas = survey({"tool": ELF + words * 50})

    assert survey({}) == atlas


def test_constants_that_run_on_in_a_binary_are_no_map() -> None:
    constants = b"\n//# sourceMappingURL=data:application/json;base64,failedToOpenTheFileBecauseItIsNotThere/usr/lib\0"
    constants += b"\n//# sourceMappingURL=/_app/client/\0"

    assert survey({}) == survey({"tool": ELF + constants})


def test_bundled_code_in_a_binary_declares_its_maps() -> None:
    code = b"x()\n//# sourceMappingURL=https://maps.example/a.js.map\n\0y();//# sourceMappingURL=b.js.map\0"

    atlas = survey({"app": ELF + code})

    assert [("https://maps.example/a.js.map", None), ("b.js.map", None)] == [
        (reference.url, reference.line) for reference in atlas.references
    ]


def test_an_inline_map_in_a_binary_is_inline() -> None:
    uri = b"\n//# sourceMappingURL=data:application/json;base64," + base64.b64encode(ONE.encode())

    atlas = survey({"app": ELF + uri + b"\n"})

    assert [(MapPlace.INLINE, None)] == [(found.place, found.line) for found in atlas.maps]


HOLDERS = {
    "css-loader": 'exports.push([module.id, "a{{}}", "", {}]);\n',
    "json-parse": "const map = JSON.parse('{}');\n",
    "cache": '{{"version":3,"code":"x","map":{},"more":{{"version":3}}}}',
    "list": "[{}]",
    "wrapped": '{{"mappings":{{"a":1}},"deep":[[[{}]]]}}',
}


@pytest.mark.parametrize("name", HOLDERS)
def test_a_map_object_inside_a_text_is_found(name: str) -> None:
    text = HOLDERS[name].format(ONE)

    atlas = survey({"a.json" if text[0] in "[{" else "a.js": text})

    assert [(MapPlace.OBJECT, text.index(ONE), 1)] == [
        (found.place, found.offset, len(found.embedded)) for found in atlas.maps
    ]


def test_every_line_of_a_file_of_json_lines_counts() -> None:
    other = '{"version":3,"name":"x"}'
    files = {"a.jsonl": f"{ONE}\n{ONE}\n{other}\n{ONE}\n", "b.jsonl": f"{other}\n{ONE}\n{other}\n{ONE}"}

    atlas = survey(files)

    assert [MapPlace.FILE, MapPlace.OBJECT, MapPlace.OBJECT, MapPlace.OBJECT, MapPlace.OBJECT] == [
        found.place for found in atlas.maps
    ]
    assert [None, 2, 4, 2, 4] == [found.line for found in atlas.maps]
    assert () == atlas.unreadable


def test_a_map_under_a_key_of_another_map_counts_too() -> None:
    files = {"a.map": source_map(x_more={"deep": [1]}).replace('"deep":[1]', f'"deep":[{ONE},{ONE}]')}

    atlas = survey(files)

    assert [MapPlace.FILE, MapPlace.OBJECT, MapPlace.OBJECT] == [found.place for found in atlas.maps]


def test_a_map_after_an_indexed_one_counts_too() -> None:
    index = f'{{"version":3,"sections":[{{"offset":{{}},"map":{ONE}}}]}}'

    atlas = survey({"a.map": f"{index}\n{ONE}", "b.map": index})

    assert [MapPlace.FILE, MapPlace.OBJECT, MapPlace.FILE] == [found.place for found in atlas.maps]


def test_a_map_that_ends_too_early_is_unreadable() -> None:
    atlas = survey({"a.js.map": ONE.replace("3,", "3},", 1)})

    assert () == atlas.maps
    assert [True] == [one.has_content for one in atlas.unreadable]


def test_a_map_in_a_quoted_string_is_read_through_its_escapes() -> None:
    atlas = survey({"a.js": f"\nvar a = {json.dumps(ONE)}, b = {json.dumps(ONE)};"})

    assert [(2, 19), (2, 19)] == [(found.line, found.embedded[0].bytes) for found in atlas.maps]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.md", f"```json\n{ONE}\n```"),
        ("a.js", f"var example = {source_map(sourcesContent=...)};"),
        ("a.js", f"var example = {source_map(version=...)};"),
        ("a.js", 'map = {version: 3, "sourcesContent": [text], "mappings": encode()}'),
        ("a.js", 'if (map["sourcesContent"]) { emit({"version":3, "sources": list, "mappings": out}); }'),
        ("a.js", 'throw "{\\"sourcesContent\\": "'),
        ("a.js", '"{\\"x\\": \\q \\"sourcesContent\\"}"'),
        ("a.js", 'a = "x\\"sourcesContent\\"'),
    ],
)
def test_examples_and_code_are_no_maps(path: str, text: str) -> None:
    assert survey({}) == survey({path: text})


def _section(name: bytes, body: bytes, identifier: int = 0) -> bytes:
    payload = bytes([len(name)]) + name + body
    return bytes([identifier]) + _leb(len(payload)) + payload


def _leb(value: int) -> bytes:
    return bytes([value & 0x7F | 0x80, value >> 7 & 0x7F | 0x80, value >> 14])


def _wasm(*sections: bytes) -> bytes:
    return b"\0asm\1\0\0\0" + b"".join(sections)


def test_a_wasm_module_names_its_map_in_a_section() -> None:
    url = b"https://b.s3.amazonaws.com/m.wasm.map"
    module = _wasm(
        _section(b"", b"\x01\x02", 1),
        _section(b"external_debug_info", b"\x05debug"),
        _section(b"sourceMappingURL", bytes([len(url)]) + url),
        _section(b"name", b""),
    )

    atlas = survey({"m.wasm": module})

    assert [(url.decode(), ReferenceKind.STORAGE, None)] == [
        (reference.url, reference.kind, reference.line) for reference in atlas.references
    ]


def test_a_map_inside_a_wasm_section_is_inline() -> None:
    url = b"data:application/json;base64," + base64.b64encode(ONE.encode())
    module = _wasm(_section(b"sourceMappingURL", _leb(len(url)) + url))

    atlas = survey({"m.wasm": module})

    assert [MapPlace.INLINE] == [found.place for found in atlas.maps]
    assert () == atlas.references


@pytest.mark.parametrize(
    "module",
    [
        _wasm(),
        _wasm(b"\0"),
        _wasm(b"\0\xff\xff\xff\xff\xff\xff"),
        _wasm(b"\0\x80"),
        _wasm(b"\0\x05\xff\xff\xff\xff\x0f"),
        _wasm(_section(b"sourceMappingURL", b"")),
        _wasm(_section(b"sourceMappingURL", b"\x00")),
        _wasm(_section(b"sourceMappingURL", b"\x7fshort")),
        _wasm(b"\1\0" * 200_000),
        b"\0asm",
    ],
)
def test_a_crooked_wasm_module_is_read_as_far_as_it_goes(module: bytes) -> None:
    assert survey({}) == survey({"m.wasm": module})
