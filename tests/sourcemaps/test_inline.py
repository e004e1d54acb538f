"""Maps in data: URIs, however they are spelled and wherever they stand."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest

from pkgaudit.model.source_map import MapPlace
from tests.sourcemaps.survey import source_map, survey

ONE = source_map(sourcesContent=["const a = '\u00e9>>>???';\n"])
B64 = base64.b64encode(ONE.encode()).decode()
SAFE = base64.urlsafe_b64encode(ONE.encode()).decode()
JSON64 = "data:application/json;base64,"


def _broken(text: str, by: str) -> str:
    return by.join(text[at : at + 76] for at in range(0, len(text), 76))


SPELLINGS = {
    "plain": JSON64 + B64,
    "charset": "data:application/json;charset=utf-8;base64," + B64,
    "upper-case": "DATA:APPLICATION/JSON;CHARSET=UTF-8;BASE64," + B64,
    "unpadded": JSON64 + B64.rstrip("="),
    "url-safe": JSON64 + SAFE,
    "url-safe-unpadded": JSON64 + SAFE.rstrip("="),
    "escaped-padding": JSON64 + B64.replace("=", "%3D").replace("+", "%2B").replace("/", "%2f"),
    "escaped-letters": JSON64 + "".join(f"%{ord(letter):02X}" for letter in B64),
    "other-type": "data:text/plain;base64," + B64,
    "no-type": "data:;base64," + B64,
    "with-prefix": JSON64 + base64.b64encode(b")]}'\n" + ONE.encode()).decode(),
    "with-bom": JSON64 + base64.b64encode(b"\xef\xbb\xbf" + ONE.encode()).decode(),
    "utf-16": JSON64 + base64.b64encode(ONE.encode("utf-16")).decode(),
    "with-blanks": JSON64 + base64.b64encode(b"\n  " + ONE.encode()).decode(),
    "percent": "data:application/json," + quote(ONE),
    "percent-all": "data:application/json;charset=utf-8," + "".join(f"%{byte:02x}" for byte in ONE.encode()),
    "percent-no-type": "data:," + quote(ONE, safe=""),
    "percent-bom": "data:application/json,%EF%BB%BF" + quote(ONE),
}
HOLDERS = {
    "a.js": "a()\n//# sourceMappingURL={}\n",
    "b.js": "a()\n//# sourceMappingURL={}",
    "c.js": "//@ sourceMappingURL={}\nvar next = 1;\nvar more = 2;\n",
    "d.js": 'eval("a();//# sourceMappingURL={}\\n//# sourceURL=webpack-internal:///./src/a.js?\\n");',
    "e.js": "var url = '{}';",
    "f.js": "var url = `{}`;",
    "a.css": "a{{}}\n/*# sourceMappingURL={} */",
    "b.css": "a{{}}/*# sourceMappingURL={}*/",
    "c.css": "a{{b:url({})}}",
    "d.css": 'a{{b:url("{}")}}',
    "a.html": "<script>a()\n//# sourceMappingURL={}\n</script>",
    "b.html": '<a href="{}">map</a>',
    "a.svg": "<svg><style>/*# sourceMappingURL={} */</style></svg>",
    "a.vue": "<script>\n//# sourceMappingURL={}\n</script>",
    "a.md": "```\n//# sourceMappingURL={}\n```\n",
    "a.txt": "{}",
    "unknown": "here: <{}>\n",
    "a.json": '{{"map":"{}"}}',
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("holder", HOLDERS)
def test_an_inline_map_is_found_once_in_any_spelling_and_text(holder: str, spelling: str) -> None:
    text = HOLDERS[holder].format(SPELLINGS[spelling])

    atlas = survey({holder: text})

    assert [(MapPlace.INLINE, [len(source_map_content())])] == [
        (found.place, [source.bytes for source in found.embedded]) for found in atlas.maps
    ]
    offset = text.encode().lower().index(b"data:")
    assert [(offset, text[:offset].count("\n") + 1)] == [(found.offset, found.line) for found in atlas.maps]
    assert () == atlas.unreadable
    assert () == atlas.references


def source_map_content() -> bytes:
    return "const a = '\u00e9>>>???';\n".encode()


@pytest.mark.parametrize("by", ["\n", "\r\n", " ", "\\\n", "\\n", "%0A"])
def test_line_breaks_in_base64_are_dropped(by: str) -> None:
    atlas = survey({"a.html": f'<a href="{JSON64}{_broken(B64, by)}">x</a>'})

    assert [1] == [len(found.embedded) for found in atlas.maps]


def test_raw_json_after_the_comma_counts_once() -> None:
    atlas = survey(
        {"a.js": f"a()\n//# sourceMappingURL=data:application/json,{ONE}\n", "b.html": f"<a href='data:,{ONE}'>"}
    )

    assert [MapPlace.INLINE, MapPlace.INLINE] == [found.place for found in atlas.maps]


def test_every_module_of_an_eval_bundle_counts() -> None:
    modules = [
        f'eval("{name}//# sourceMappingURL={JSON64}{base64.b64encode(text.encode()).decode()}\\n")'
        for name in ("a.ts", "b.ts", "c.ts")
        for text in [source_map(sources=[name])]
    ]

    atlas = survey({"bundle.js": ";\n".join(modules)})

    assert [("a.ts", 1), ("b.ts", 2), ("c.ts", 3)] == [(found.embedded[0].path, found.line) for found in atlas.maps]


def test_a_map_of_any_length_is_read_whole() -> None:
    content = "".join(f"line {number}\n" for number in range(60_000))
    payload = base64.b64encode(source_map(sourcesContent=[content]).encode()).decode()

    atlas = survey({"a.js": f"a()\n//# sourceMappingURL={JSON64}{payload}\n"})

    assert [60_000] == [source.lines for found in atlas.maps for source in found.embedded]


@pytest.mark.parametrize(
    "text",
    [
        "see //# sourceMappingURL=data:application/json;base64,...",
        '"//# sourceMappingURL=data:application/json;base64," + encode(map)',
        "a()\n//# sourceMappingURL=data:application/json;base64,\n",
        "a()\n//# sourceMappingURL=data:application/json;base64,e30=\n",
        "a()\n//# sourceMappingURL=data:application/json,%7B%7D\n",
        "a()\n//# sourceMappingURL=data:application/json\n",
        'img.src = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3cub3JnIj48L3N2Zz4="',
        'x = "data:application/json;base64,' + base64.b64encode(b'{"name":"x","mappings":{}}').decode() + '"',
        "base64," + B64,
        "a = {data:x,{y}}",
    ],
)
def test_other_data_uris_and_talk_about_them_are_nothing(text: str) -> None:
    atlas = survey({"a.js": text})

    assert () == atlas.maps
    assert () == atlas.unreadable
    assert () == atlas.references


@pytest.mark.parametrize(
    ("payload", "leaks"),
    [
        (B64[: len(B64) * 3 // 4], True),
        (base64.b64encode(b"\x1f\x8b" + b"x" * 90).decode(), False),
        ("!" + B64, False),
    ],
)
def test_a_declared_inline_map_that_cannot_be_read_is_reported(payload: str, leaks: bool) -> None:
    atlas = survey({"a.js": f"a()\n//# sourceMappingURL={JSON64}{payload}\n"})

    assert () == atlas.maps
    assert [(2, leaks)] == [(one.line, one.has_content) for one in atlas.unreadable]


def test_overlapping_beginnings_stay_linear_and_are_reported() -> None:
    text = 'data:,{"version":3,"mappings":"' * 3000

    atlas = survey({"a.js": text})

    assert () == atlas.maps
    assert atlas.unreadable
