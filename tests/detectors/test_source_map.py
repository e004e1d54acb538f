"""Source maps are told apart by what they carry, and measured together when they are many."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pkgaudit.model.member import MemberRecord
from pkgaudit.model.source_map import Atlas, MapPlace, Novelty, SourceMap
from tests.detectors.atlas import artifact, file, hits, places, source, source_map

NOVEL = source_map("package/n.map", embedded=(source("a.ts"), source("b.ts", novelty=Novelty.SHIPPED)))
KNOWN = source_map("package/k.map", embedded=(source("a.ts", novelty=Novelty.THIRD_PARTY),))
LAYOUT = source_map("package/l.map", missing=("src/a.ts", "node_modules/x/i.js"))
VENDORED = source_map("package/vendor/v.map", missing=("src/a.ts",))
RESOLVED = source_map("package/r.map", missing=("../src/a.ts", "src/b.ts"))
EMPTY = source_map("package/e.map")
INLINE = replace(NOVEL, location=("a.tgz", "package/i.js"), place=MapPlace.INLINE, line=7)
NESTED = replace(EMPTY, location=("a.tgz", "package/b.zip", "c.map"))
ODD = replace(EMPTY, location=("a.tgz", "package/o.json"), disguised=True, problems=("mappings is missing",))
HOME = replace(LAYOUT, location=("a.tgz", "package/h.map"), private_paths=("/home/robin/a.ts",), private_path_count=3)
SHIPPED = (file("src/a.ts"), file("package/src/b.ts"))


@pytest.mark.parametrize(
    ("having", "expected"),
    [
        ("novel-content", ["package/n.map", "package/i.js"]),
        ("known-content-only", ["package/k.map"]),
        ("layout-only", ["package/l.map", "package/h.map"]),
        ("unresolvable-sources", ["package/vendor/v.map"]),
        ("private-paths", ["package/h.map"]),
        ("disguise", ["package/o.json"]),
        ("nested-archive", ["package/b.zip!c.map"]),
        ("problems", ["package/o.json"]),
    ],
)
def test_each_question_is_answered(having: str, expected: list[str]) -> None:
    vendored = replace(VENDORED, private_paths=HOME.private_paths)
    maps = (NOVEL, KNOWN, LAYOUT, vendored, RESOLVED, EMPTY, INLINE, NESTED, ODD, HOME)
    found = hits(artifact(*SHIPPED, atlas=Atlas(maps=maps)), "source_map", having=having)

    assert expected == places(found)


def test_a_rule_may_ask_for_one_way_of_shipping() -> None:
    whole = artifact(file("x"), atlas=Atlas(maps=(NOVEL, INLINE)))
    (hit,) = hits(whole, "source_map", having="novel-content", places=["inline"])

    assert (("a.tgz", "package/i.js"), 7, "inline") == (hit.location, hit.line, hit.facts["place"])


def test_the_facts_of_one_map_are_its_measures() -> None:
    embedded = (
        source("../src/big/a.ts", 1000, 50),
        source("../src/big/b.ts", 10, 2),
        source("../src/c.ts", 100, 9),
        source("top.ts", 1, 1),
        source("../node_modules/x/i.js", 5000, 100, Novelty.THIRD_PARTY),
        source("d.ts", 7, 1, Novelty.SHIPPED),
    )
    found = replace(source_map("package/n.map", embedded=embedded, missing=("gone.ts",)), debug_id="1-2", indexed=True)
    (hit,) = hits(artifact(file("x"), atlas=Atlas(maps=(found,))), "source_map", having="novel-content")

    assert {
        "maps": 1,
        "place": "file",
        "map_bytes": 100,
        "indexed": True,
        "disguised": False,
        "nested": False,
        "packing": "as it is",
        "debug_id": "1-2",
        "sources": 7,
        "embedded": 6,
        "embedded_bytes": 6118,
        "novel": 4,
        "novel_bytes": 1111,
        "novel_lines": 62,
        "shipped": 1,
        "third_party": 1,
        "unshipped": 1,
        "private_paths": 0,
        "folders": (
            {"path": "../src/big", "sources": 2, "bytes": 1010, "lines": 52},
            {"path": "../src", "sources": 1, "bytes": 100, "lines": 9},
            {"path": ".", "sources": 1, "bytes": 1, "lines": 1},
        ),
        "largest": (
            {"path": "../src/big/a.ts", "bytes": 1000, "lines": 50},
            {"path": "../src/c.ts", "bytes": 100, "lines": 9},
            {"path": "../src/big/b.ts", "bytes": 10, "lines": 2},
            {"path": "top.ts", "bytes": 1, "lines": 1},
        ),
        "names": (),
        "problems": (),
    } == hit.facts


def test_thousands_of_maps_are_one_finding_for_each_folder_with_the_sums() -> None:
    maps = tuple(many("package/dist", 30) + many("package/lib", 5))
    one, other = hits(artifact(file("x"), atlas=Atlas(maps=maps)), "source_map", having="novel-content")

    assert [(("a.tgz", "package/dist"), 30), (("a.tgz", "package/lib"), 5)] == [
        (hit.location, hit.facts["maps"]) for hit in (one, other)
    ]
    assert (30, 300, None) == (one.facts["novel"], one.facts["novel_bytes"], one.line)


def test_every_list_among_the_facts_is_short() -> None:
    embedded = tuple(source(f"{number}/a.ts") for number in range(100))
    found = replace(source_map("m.map", embedded=embedded), private_paths=tuple(map(str, range(50))))
    (hit,) = hits(artifact(file("x"), atlas=Atlas(maps=(found,))), "source_map", having="private-paths")

    assert [10, 10, 20] == [
        len(value) for value in map(hit.facts.get, ("folders", "largest", "names")) if isinstance(value, tuple)
    ]


def test_a_source_beside_a_nested_map_is_looked_for_in_the_same_archive() -> None:
    members: tuple[MemberRecord, ...] = (file("b.zip", "src/a.ts"), file("src/b.ts"))
    maps = (source_map("b.zip", "a.map", missing=("src/a.ts",)), source_map("b.zip", "b.map", missing=("src/b.ts",)))

    assert ["b.zip!b.map"] == places(
        hits(artifact(*members, atlas=Atlas(maps=maps)), "source_map", having="layout-only")
    )


def many(folder: str, number: int) -> list[SourceMap]:
    return [source_map(f"{folder}/{index}.js.map", embedded=(source("a.ts"),)) for index in range(number)]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (("package/b.zip", "c.map"), (True, "in an archive")),
        (("package/c.map.gz", "c.map"), (False, "compressed")),
        (("package/c.map.br.GZ", "c.map.br", "c.map"), (False, "compressed")),
        (("package/b.zip", "d/c.map.gz", "c.map"), (True, "in an archive")),
        (("package/b.tar.gz", "package/c.map"), (True, "in an archive")),
    ],
)
def test_a_compressed_map_lies_in_no_archive(inside: tuple[str, ...], expected: tuple[bool, str]) -> None:
    found = replace(EMPTY, location=("a.tgz", *inside))
    (hit,) = hits(artifact(file("x"), atlas=Atlas(maps=(found,))), "source_map", having="nested-archive")

    assert expected == (hit.facts["nested"], hit.facts["packing"])


def test_a_map_of_the_package_itself_lies_there_as_it_is() -> None:
    (hit,) = hits(artifact(file("x"), atlas=Atlas(maps=(NOVEL,))), "source_map", having="novel-content")

    assert (False, "as it is") == (hit.facts["nested"], hit.facts["packing"])
