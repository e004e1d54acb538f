"""Maps made by the real tools, each counted by Node's own JSON.parse and by us."""

from __future__ import annotations

import pytest

from pkgaudit.model.source_map import MapPlace, ReferenceKind
from tests.sourcemaps.conftest import Built
from tests.sourcemaps.survey import survey

# At least so many maps each tool's variants hold; the counts themselves come from Node.
_MAPS = {
    "esbuild": 12,
    "rollup": 4,
    "webpack": 8,
    "terser": 4,
    "swc": 3,
    "typescript": 15,
    "babel": 4,
    "sass": 4,
    "lightningcss": 1,
    "bun": 3,
    "indexed": 3,
}


@pytest.mark.parametrize("tool", _MAPS)
def test_every_map_of_a_tool_is_measured_as_node_measures_it(built: Built, tool: str) -> None:
    files = {path: content for path, content in built.files.items() if path.startswith(f"{tool}/")}
    expected = {path: counts for path, counts in built.expected.items() if path in files and counts}

    atlas = survey(files)
    actual: dict[str, list[dict[str, int]]] = {}
    for found in atlas.maps:
        actual.setdefault(found.location[-1], []).append(
            {
                "inline": found.place is MapPlace.INLINE,
                "sources": found.sources,
                "embedded": len(found.embedded),
                "bytes": sum(source.bytes for source in found.embedded),
                "lines": sum(source.lines for source in found.embedded),
            }
        )

    assert expected == actual
    assert sum(len(counts) for counts in expected.values()) >= _MAPS[tool]
    assert not atlas.unreadable


def test_variants_without_sources_embed_nothing(built: Built) -> None:
    files = {path: content for path, content in built.files.items() if "/nosources" in path}

    atlas = survey(files)

    assert len(atlas.maps) >= 6
    assert {0} == {len(found.embedded) for found in atlas.maps}


def test_linked_outputs_refer_to_the_map_beside_them_and_hidden_ones_to_nothing(built: Built) -> None:
    linked = survey({path: content for path, content in built.files.items() if "/linked/" in path})
    hidden = survey(
        {path: content for path, content in built.files.items() if "/hidden" in path or "/external/" in path}
    )

    assert len(linked.references) >= 8
    assert {(ReferenceKind.RELATIVE, True)} == {(each.kind, each.resolved) for each in linked.references}
    assert len(hidden.maps) >= 5
    assert () == hidden.references


def test_bun_pairs_a_bundle_with_its_map_by_debug_id_alone(built: Built) -> None:
    files = {path: content for path, content in built.files.items() if path.startswith("bun/external/")}

    atlas = survey(files)

    assert [(("a.tgz", "bun/external/index.js.map"),)] == [comment.maps for comment in atlas.debug_ids]


def test_webpack_runtime_is_no_novel_source(built: Built) -> None:
    files = {path: content for path, content in built.files.items() if path.startswith("webpack/source-map/")}

    atlas = survey(files, "project")

    generated = [source for found in atlas.maps for source in found.embedded if "/src/" not in source.path]
    assert {"novel"} == {source.novelty for found in atlas.maps for source in found.embedded if "/src/" in source.path}
    assert all(source.novelty == "third-party" for source in generated)


def test_the_tools_themselves_declare_no_map_they_do_not_have(built: Built) -> None:
    modules = built.tools / "node_modules"
    # Each of these talks about sourceMappingURL, sourcesContent and data: URIs in its code.
    suspects = [
        *sorted((modules / "typescript" / "lib").glob("*tsc*.js")),
        modules / "typescript" / "lib" / "typescript.js",
        *sorted((modules / "webpack" / "lib").rglob("*.js")),
        *sorted((modules / "webpack-sources").rglob("*.js")),
        *sorted((modules / "source-map" / "lib").rglob("*.js")),
        *sorted((modules / "source-map-support").glob("*.js")),
        *sorted((modules / "convert-source-map").glob("*.js")),
        *sorted((modules / "@jridgewell").rglob("*.js")),
        *sorted((modules / "postcss" / "lib").glob("*.js")),
        *sorted((modules / "@babel").rglob("lib/**/*.js")),
        *sorted((modules / "terser").rglob("*.js")),
        *sorted((modules / "css-loader" / "dist").glob("*.js")),
        *sorted((modules / "rollup" / "dist").rglob("*.js")),
        modules / "sass" / "sass.dart.js",
    ]
    files = {path.relative_to(modules).as_posix(): path.read_bytes() for path in suspects}
    honest = [path for path in suspects if b"\n//# sourceMappingURL=" + path.name.encode() in path.read_bytes()]

    atlas = survey(files)

    assert len(files) > 300
    assert () == atlas.maps
    assert () == atlas.unreadable
    assert {path.relative_to(modules).as_posix() for path in honest} == {
        reference.location[-1] for reference in atlas.references
    }
