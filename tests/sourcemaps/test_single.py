"""One file, all its maps, contents at hand."""

from __future__ import annotations

import base64

from pkgaudit.model.limits import Limits
from pkgaudit.model.source_map import EmbeddedSource
from pkgaudit.sourcemaps.overview import largest_sources, top_folders
from pkgaudit.sourcemaps.single import maps_in
from tests.sourcemaps.survey import source_map


def test_contents_come_in_the_order_of_the_measures() -> None:
    first = source_map(sources=["a", None, "c"], sourcesContent=["1", "22", None])
    second = source_map(sources=["node_modules/x/d"], sourcesContent=["333", "4444"])
    index = f'{{"version":3,"sections":[{{"offset":{{}},"map":{first}}},{{"offset":{{}},"map":{second}}}]}}'

    found = maps_in(index.encode(), "a.map", Limits())

    assert [[("a", "1"), ("<unnamed 1>", "22"), ("node_modules/x/d", "333"), ("<unnamed 1>", "4444")]] == [
        list(one.contents()) for one in found.maps
    ]
    assert [["novel", "novel", "third-party", "novel"]] == [
        [source.novelty for source in one.measures.embedded] for one in found.maps
    ]
    assert [["a", "<unnamed 1>", "node_modules/x/d", "<unnamed 1>"]] == [
        [source.path for source in one.measures.embedded] for one in found.maps
    ]


def test_a_script_shows_inline_maps_references_and_damage() -> None:
    inline = "data:application/json;base64," + base64.b64encode(source_map().encode()).decode()
    text = f"x('{inline}');\n//# sourceMappingURL={inline[:150]}\n//# debugId={'0' * 32}\n//# sourceMappingURL=a.map\n"

    found = maps_in(text.encode(), "a.js", Limits())

    assert [1] == [one.measures.line for one in found.maps]
    assert [2] == [one.line for one in found.unreadable]
    assert ["a.map"] == [one.url for one in found.references]


def test_utf_16_is_read_and_noted() -> None:
    found = maps_in(source_map().encode("utf-16"), "a.map", Limits())

    assert [("encoded as utf-16",)] == [one.measures.problems for one in found.maps]


def test_a_file_without_maps_has_none() -> None:
    found = maps_in(b"", "a.map", Limits())

    assert ((), (), ()) == (found.maps, found.unreadable, found.references)


def test_folders_and_sources_come_largest_first() -> None:
    sources = [
        EmbeddedSource(path=path, bytes=size, lines=1, text_key=(size, 0))
        for path, size in (("a/x", 1), ("a/y", 5), ("b\\z", 4), ("top", 2), ("a/b/c", 3))
    ]

    assert [("a", 2, 6), ("b", 1, 4), ("a/b", 1, 3), (".", 1, 2)] == [
        (folder.path, folder.sources, folder.bytes) for folder in top_folders(sources)
    ]
    assert ["a/y", "b\\z"] == [source.path for source in largest_sources(sources, 2)]
