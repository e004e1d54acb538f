"""Every statement of ECMA-426 about what a source map is, each tried with one map: recognised and measured?

The numbers name the sections of the standard's first edition, https://tc39.es/ecma426/2024/. What a map must be and
is not makes it a map with a problem as long as it has the structure of one: readers may refuse it, its contents leak
all the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.sourcemaps.survey import source_map, survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement and a map that keeps or breaks it.

    Attributes:
        says: Section and statement.
        text: The map.
        is_map: Whether it must be recognised.
        sources: How many sources it names.
        embedded: How many of them it carries.
        problem: A part of the problem that must be recorded, or empty for none at all.
    """

    says: str
    text: str
    is_map: bool = True
    sources: int = 1
    embedded: int = 1
    problem: str = ""


def _section(line: int = 0, **changes: object) -> str:
    return f'{{"offset":{{"line":{line},"column":0}},"map":{source_map(**changes)}}}'


def _index(*sections: str, more: str = "") -> str:
    return f'{{"version":3,{more}"sections":[{",".join(sections)}]}}'


STATEMENTS = (
    Statement(says="8 a source map is a JSON object", text=source_map()),
    Statement(says="8 not a list", text=f"[{source_map()}]", problem=""),
    Statement(says="8 not a string", text='"version 3 mappings sources"', is_map=False),
    Statement(says="8 not null", text="null", is_map=False),
    Statement(says="8 not a number", text="3", is_map=False),
    Statement(says="8 not an empty object", text="{}", is_map=False),
    Statement(says="8 unknown keys are ignored", text=source_map(x_custom={"a": [1, None]}, other="y")),
    Statement(says="8 keys come in any order", text=source_map(version=..., x=1).replace('"x":1', '"version":3')),
    Statement(says="8 version is 3", text=source_map(version=3)),
    Statement(says="8 version is a number", text=source_map(version="3"), problem='version is "3"'),
    Statement(says="8 version 2 is another format", text=source_map(version=2), problem="version is 2"),
    Statement(says="8 version 4 does not exist", text=source_map(version=4), problem="version is 4"),
    Statement(says="8 version must be there", text=source_map(version=...), problem="version is missing"),
    Statement(says="8 version is not null", text=source_map(version=None), problem="version is null"),
    Statement(says="8 file is optional", text=source_map(file="a.js")),
    Statement(says="8 file is a string", text=source_map(file=7), problem="file has the wrong type"),
    Statement(says="8 file may be null in practice", text=source_map(file=None)),
    Statement(says="8 sourceRoot is optional", text=source_map(sourceRoot="../lib")),
    Statement(says="8 sourceRoot may be empty", text=source_map(sourceRoot="")),
    Statement(says="8 sourceRoot is a string", text=source_map(sourceRoot=[]), problem="sourceRoot has the wrong type"),
    Statement(says="8 sources must be there", text=source_map(sources=...), sources=0, problem="sources is missing"),
    Statement(
        says="8 sources is a list", text=source_map(sources="a.js"), sources=0, problem="sources has the wrong type"
    ),
    Statement(says="8 sources may be empty", text=source_map(sources=[], sourcesContent=[]), sources=0, embedded=0),
    Statement(says="8 an entry of sources may be null", text=source_map(sources=[None])),
    Statement(
        says="8 an entry of sources is a string", text=source_map(sources=[4]), problem="entry of sources is no string"
    ),
    Statement(says="8 sourcesContent is optional", text=source_map(sourcesContent=...), embedded=0),
    Statement(says="8 sourcesContent may be null in practice", text=source_map(sourcesContent=None), embedded=0),
    Statement(says="8 an entry of sourcesContent may be null", text=source_map(sourcesContent=[None]), embedded=0),
    Statement(says="8 an empty content is no content", text=source_map(sourcesContent=[""]), embedded=0),
    Statement(
        says="8 an entry of sourcesContent is a string",
        text=source_map(sources=["a", "b"], sourcesContent=[5, "x"]),
        sources=2,
        problem="entry of sourcesContent is no string",
    ),
    Statement(
        says="8 sourcesContent is a list",
        text=source_map(sourcesContent="x"),
        embedded=0,
        problem="sourcesContent has the wrong type",
    ),
    Statement(
        says="8 sourcesContent is parallel to sources: not shorter",
        text=source_map(sources=["a", "b", "c"], sourcesContent=["x"]),
        sources=3,
        problem="shorter",
    ),
    Statement(
        says="8 sourcesContent is parallel to sources: not longer",
        text=source_map(sourcesContent=["x", "y", "z"]),
        embedded=3,
        problem="longer",
    ),
    Statement(says="8 names is optional", text=source_map(names=...)),
    Statement(says="8 names is a list of strings", text=source_map(names="n")),
    Statement(says="8 mappings must be there", text=source_map(mappings=...), problem="mappings is missing"),
    Statement(says="8 mappings is a string", text=source_map(mappings=[1]), problem="mappings is missing"),
    Statement(says="8 mappings may be empty", text=source_map(mappings="")),
    Statement(
        says="8 without mappings and without contents it is nothing",
        text=source_map(mappings=..., sourcesContent=...),
        is_map=False,
    ),
    Statement(says="8 ignoreList is optional", text=source_map(ignoreList=[0])),
    Statement(says="8 ignoreList has indices in range", text=source_map(ignoreList=[9, -1])),
    Statement(says="8 the older x_google_ignoreList", text=source_map(x_google_ignoreList=[0])),
    Statement(says="8.2 mappings of one field", text=source_map(mappings="A")),
    Statement(says="8.2 mappings of five fields", text=source_map(mappings="AAAAA", names=["n"])),
    Statement(says="8.2 a segment of two fields is an error", text=source_map(mappings="AA")),
    Statement(says="8.2 a letter outside base64 is an error", text=source_map(mappings="A!A")),
    Statement(says="8.2 a number that does not end is an error", text=source_map(mappings="gggggggg")),
    Statement(says="8.2 an index out of range is an error", text=source_map(mappings="ACAA")),
    Statement(says="9 an index map has sections", text=_index(_section(), _section(9)), sources=2, embedded=2),
    Statement(says="9 sections may be empty", text=_index(), sources=0, embedded=0),
    Statement(says="9 an index map may have a file", text=_index(_section(), more='"file":"all.js",')),
    Statement(
        says="9 sections and mappings exclude each other",
        text=_index(_section(), more='"mappings":"","sources":[],'),
        problem="beside sources or mappings",
    ),
    Statement(says="9 sections is a list", text='{"version":3,"sections":{}}', is_map=False),
    Statement(says="9 offset must be there", text=f'{{"version":3,"sections":[{{"map":{source_map()}}}]}}'),
    Statement(
        says="9 a map must be there",
        text=_index('{"offset":{"line":0,"column":0}}', _section()),
        problem="a section without a map",
    ),
    Statement(
        says="9 a section's url was in earlier drafts",
        text=_index('{"offset":{"line":0,"column":0},"url":"part.js.map"}'),
        sources=0,
        embedded=0,
    ),
    Statement(says="9 sections in the wrong order", text=_index(_section(9), _section()), sources=2, embedded=2),
    Statement(
        says="9 an index map inside an index map is forbidden",
        text=_index(f'{{"offset":{{"line":0,"column":0}},"map":{_index(_section())}}}'),
        problem="sections inside sections",
    ),
    Statement(says="10.1 )]}' and a line break before the JSON", text=")]}'\n" + source_map(), problem=")]}'"),
    Statement(says="10.1 )]} with more on its line", text=")]}'garbage\r\n" + source_map(), problem=")]}'"),
)


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement.says)
def test_a_map_is_judged_by_its_structure_and_measured(statement: Statement) -> None:
    atlas = survey({"a.js.map": statement.text})

    assert ((statement.sources, statement.embedded),) * statement.is_map == tuple(
        (found.sources, len(found.embedded)) for found in atlas.maps
    )
    assert () == atlas.unreadable
    problems = [problem for found in atlas.maps for problem in found.problems]
    assert any(statement.problem in problem for problem in problems) if statement.problem else not problems


@pytest.mark.parametrize(
    ("root", "source", "name"),
    [
        ("lib", "a.ts", "lib/a.ts"),
        ("lib/", "a.ts", "lib/a.ts"),
        ("", "a.ts", "a.ts"),
        ("lib", "/a.ts", "/a.ts"),
        ("lib", "webpack://x/a.ts", "webpack://x/a.ts"),
        ("https://src.example/r", "a.ts", "https://src.example/r/a.ts"),
        ("lib", None, "<unnamed 0>"),
    ],
)
def test_source_root_stands_before_names_that_are_not_absolute(root: str, source: str | None, name: str) -> None:
    atlas = survey({"a.js.map": source_map(sourceRoot=root, sources=[source])})

    assert [name] == [each.path for found in atlas.maps for each in found.embedded]


@pytest.mark.parametrize(
    ("statement", "path", "text", "urls"),
    [
        ("11.1 a line comment", "a.js", "a()\n//# sourceMappingURL=a.js.map", ["a.js.map"]),
        ("11.1 with blanks around", "a.js", "a()\n//#\t sourceMappingURL=a.js.map \t\n", ["a.js.map"]),
        ("11.1 the older sign", "a.js", "a()\n//@ sourceMappingURL=a.js.map", ["a.js.map"]),
        ("11.1 a block comment", "a.js", "a()\n/*# sourceMappingURL=a.js.map */", ["a.js.map"]),
        ("11.1 a blank before the sign is none", "a.js", "a()\n// # sourceMappingURL=a.js.map", []),
        ("11.1 words after the address are none", "a.js", "a()\n//# sourceMappingURL=a.js.map is how", []),
        ("11.1 no address", "a.js", "a()\n//# sourceMappingURL=", []),
        ("11.1 other letters", "a.js", "a()\n//# sourcemappingurl=a.js.map", []),
        (
            "11.1 the last one counts, each is seen",
            "a.js",
            "//# sourceMappingURL=1.map\n//# sourceMappingURL=2.map",
            ["1.map", "2.map"],
        ),
        ("11.1 code may follow", "a.js", "//# sourceMappingURL=1.map\na()", ["1.map"]),
        ("11.1 lines end with CR", "a.js", "a()\r//# sourceMappingURL=1.map\ra()", ["1.map"]),
        ("11.1 lines end with U+2028", "a.js", "a()\n//# sourceMappingURL=1.map\u2028a()", ["1.map"]),
        ("11.1 in a string", "a.js", 'a("//# sourceMappingURL=1.map")', []),
        ("11.1 in a template", "a.js", "a(`\n//# sourceMappingURL=1.map\n`);b()", []),
        ("11.1 in another comment", "a.js", "/*\n//# sourceMappingURL=1.map\n*/\na()", []),
        ("11.2 CSS has block comments", "a.css", "a{}/*# sourceMappingURL=a.css.map */", ["a.css.map"]),
        ("11.2 CSS has no line comments", "a.css", "a{}\n//# sourceMappingURL=a.css.map", []),
        ("11.2 the older sign in CSS", "a.css", "a{}\n/*@ sourceMappingURL=a.css.map*/", ["a.css.map"]),
    ],
)
def test_generated_code_declares_its_map(statement: str, path: str, text: str, urls: list[str]) -> None:
    atlas = survey({path: text})

    assert urls == [reference.url for reference in atlas.references], statement
