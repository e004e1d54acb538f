"""Shipped, third-party, novel; private paths; addresses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from pkgaudit.model.source_map import Novelty, ReferenceKind
from pkgaudit.sourcemaps.addresses import classify, resolve
from pkgaudit.sourcemaps.ownership import is_third_party, namespace
from pkgaudit.sourcemaps.private_paths import shows_a_machine
from pkgaudit.sourcemaps.totals import totals
from tests.sourcemaps.survey import source_map, survey


def _novelties(files: Mapping[str, str | bytes], package_name: str | None = None) -> list[str]:
    return [source.novelty.value for found in survey(files, package_name).maps for source in found.embedded]


@pytest.mark.parametrize(
    "shipped", ["a\nb\n", "a\r\nb\r\n", "a\rb\r", "\ufeffa\nb\n"], ids=["same", "crlf", "cr", "bom"]
)
@pytest.mark.parametrize("embedded", ["a\nb\n", "a\r\nb\r\n", "\ufeffa\nb\n"])
def test_a_source_that_is_also_a_file_is_shipped(shipped: str, embedded: str) -> None:
    files = {"dist/a.js.map": source_map(sourcesContent=[embedded]), "src/any.ts": shipped}

    assert [Novelty.SHIPPED] == _novelties(files)


def test_a_source_that_differs_by_a_letter_is_novel() -> None:
    files = {"dist/a.js.map": source_map(sourcesContent=["a\nb\n"]), "src/a.ts": "a\nB\n", "src/b.ts": "a\nb"}

    assert [Novelty.NOVEL] == _novelties(files)


THIRD_PARTY = (
    "../node_modules/left/index.js",
    "webpack://mine/./node_modules/left/index.js",
    "webpack:///./node_modules/left/index.js?1234",
    "webpack:///./~/left/index.js",
    "../../node_modules/.pnpm/left@1.0.0/node_modules/left/x.js",
    "C:\\work\\node_modules\\left\\x.js",
    "..%2fnode_modules%2fleft%2fx.js",
    "bower_components/jquery/jquery.js",
    "webpack:///(webpack)/buildin/module.js",
    "webpack://mine/(webpack)/hot/emitter.js",
    "webpack://mine/webpack/runtime/define property getters",
    "webpack:///webpack/bootstrap 1234abcd",
    "webpack://mine/webpack/universalModuleDefinition",
    'webpack://mine/external "react"',
    'webpack://mine/external commonjs2 {"commonjs":"x"}',
    'webpack:///external node-commonjs "fs"',
    "webpack:///crypto (ignored)",
    "ignored|/home/x/node_modules|crypto",
    "webpack:///./src/locale sync ^\\.\\/.*$",
    "\0commonjsHelpers.js",
    "../\0rollupPluginBabelHelpers.js",
    "../../vite/preload-helper.js",
    "\0vite/modulepreload-polyfill",
    "turbopack:///[turbopack]/runtime.ts",
    "bun:wrap",
    "../.yarn/cache/left.zip/x.js",
)
OWN = (
    "../src/a.ts",
    "src/vite/plugin.ts",
    "webpack/runtime/a.ts",
    "webpack://mine/./src/a.ts",
    "webpack:///./src/node_modules.ts",
    "~/a.ts",
    "src/external.ts",
    "src/my_node_modules/a.ts",
    "src/vendor/a.ts",
    "node_modules",
    "webpack://mine/src/sync.ts",
    "<stdin>",
)


@pytest.mark.parametrize("name", THIRD_PARTY)
def test_other_peoples_code_and_glue_are_third_party(name: str) -> None:
    assert is_third_party(name)
    assert [Novelty.THIRD_PARTY] == _novelties({"a.js.map": source_map(sources=[name])}, "mine")


@pytest.mark.parametrize("name", OWN)
def test_the_projects_own_code_is_novel(name: str) -> None:
    assert not is_third_party(name)
    assert [Novelty.NOVEL] == _novelties({"a.js.map": source_map(sources=[name])}, "mine")


@pytest.mark.parametrize("own", ["mine", "@acme/mine", "Mine"])
def test_beside_the_own_namespace_another_one_is_another_packages(own: str) -> None:
    spaces = ["webpack://mine/./src/a.ts", "webpack://left-pad/./src/a.ts", "webpack://@scope/left/./a.ts"]
    files: dict[str, str | bytes] = {"a.js.map": source_map(sources=spaces, sourcesContent=["1", "2", "3"])}

    assert [Novelty.NOVEL, Novelty.THIRD_PARTY, Novelty.THIRD_PARTY] == _novelties(files, own)


def test_a_product_published_under_another_name_than_it_was_built_with_is_novel() -> None:
    files: dict[str, str | bytes] = {"a.js.map": source_map(sources=["webpack://bluebird-core/./src/a.ts"])}

    assert [Novelty.NOVEL] == _novelties(files, "@acme/cli")
    assert [Novelty.NOVEL] == _novelties(files, None)


@pytest.mark.parametrize("folder", ["node_modules/left", "dist/vendor", "lib/third_party/x", "static/Vendored"])
def test_the_maps_of_vendored_libraries_are_third_party(folder: str) -> None:
    files: dict[str, str | bytes] = {f"package/{folder}/left.min.js.map": source_map(sources=["../src/left.js"])}

    assert [Novelty.THIRD_PARTY] == _novelties(files, "mine")


def test_namespaces_are_those_of_packages() -> None:
    names = ["webpack://a/./b", "webpack://@s/a/./b", "webpack:///./b", "webpack://My Lib/./b", "a/b", "webpack://a"]

    assert ["a", "@s/a", None, None, None, None] == [namespace(name) for name in names]


@pytest.mark.parametrize(
    "name",
    [
        "/Users/jane/app/src/a.ts",
        "/home/jane/app/a.ts",
        "C:\\Users\\jane\\a.ts",
        "d:/build/a.ts",
        "file:///home/jane/a.ts",
        "file:///C:/code/a.ts",
        "file://server/share/a.ts",
        "../../../../home/jane/app/a.ts",
        "../../../Users/jane/app/a.ts",
        "/__w/app/app/src/a.ts",
        "/builds/group/app/a.ts",
        "/var/jenkins_home/workspace/app/a.ts",
        "/github/workspace/src/a.ts",
        "/vercel/path0/src/a.ts",
        "/opt/build/repo/a.ts",
        Path("/", "root", "app", "a.ts").as_posix(),
        "/codebuild/output/src1/a.ts",
        "\\\\server\\share\\a.ts",
        "webpack:////home/jane/a.ts",
        "webpack:///C:/code/a.ts",
        "/private/var/folders/ab/cd/a.ts",
    ],
)
def test_paths_of_machines_are_private(name: str) -> None:
    assert shows_a_machine(name)


@pytest.mark.parametrize(
    "name",
    [
        "../src/a.ts",
        "../../../a.ts",
        "../../../../src/home/a.ts",
        "src/home/jane/a.ts",
        "../home/jane/a.ts",
        "webpack:///./src/a.ts",
        "webpack:///home/pages/a.vue",
        "webpack://app/home/jane/a.ts",
        "/src/a.ts",
        "/app.js",
        "https://cdn.example/home/jane/a.ts",
        "Users/a.ts",
        "\0virtual",
        "",
        "file://",
        "c:",
    ],
)
def test_paths_inside_a_project_are_not_private(name: str) -> None:
    assert not shows_a_machine(name)


def test_private_paths_are_counted_and_the_first_twenty_shown() -> None:
    names = [f"/home/jane/app/{number}.ts" for number in range(30)]
    files: dict[str, str | bytes] = {
        "a.map": source_map(sources=names, sourcesContent=[]),
        "b.map": source_map(sources=["a.ts"], sourceRoot="/Users/jane/app"),
        "c.map": source_map(sources=[], sourcesContent=[], sourceRoot="/Users/jane/app"),
    }

    atlas = survey(files)

    assert [(30, 20), (1, 1), (0, 1)] == [(one.private_path_count, len(one.private_paths)) for one in atlas.maps]
    assert [tuple(names), ("x",), ()][0] == atlas.maps[0].missing


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("a.js.map", ReferenceKind.RELATIVE),
        ("/static/a.js.map", ReferenceKind.RELATIVE),
        ("a:b.map", ReferenceKind.RELATIVE),
        ("https://maps.example/a.js.map", ReferenceKind.REMOTE),
        ("//maps.example/a.js.map", ReferenceKind.REMOTE),
        ("webpack://x/a.js.map", ReferenceKind.REMOTE),
        ("http://[broken/a.map", ReferenceKind.REMOTE),
        ("https://bucket.s3.amazonaws.com/a.map", ReferenceKind.STORAGE),
        ("https://s3.eu-west-1.amazonaws.com/bucket/a.map", ReferenceKind.STORAGE),
        ("https://b.s3-website-us-east-1.amazonaws.com/a.map", ReferenceKind.STORAGE),
        ("https://storage.googleapis.com/b/a.map", ReferenceKind.STORAGE),
        ("https://acct.blob.core.windows.net/c/a.map?sv=1", ReferenceKind.STORAGE),
        ("https://pub-1a2b.r2.dev/a.map", ReferenceKind.STORAGE),
        ("https://b.fra1.digitaloceanspaces.com/a.map", ReferenceKind.STORAGE),
        ("https://b.oss-cn-hangzhou.aliyuncs.com/a.map", ReferenceKind.STORAGE),
        ("https://objectstorage.eu-frankfurt-1.oraclecloud.com/a.map", ReferenceKind.STORAGE),
        ("https://s3.example/a.map", ReferenceKind.REMOTE),
        ("https://nots3amazonaws.com/a.map", ReferenceKind.REMOTE),
        ("https://pub-1a2b.r2.dev/src.zip", ReferenceKind.ARCHIVE),
        ("https://x.example/src.tar.gz?token=1#a", ReferenceKind.ARCHIVE),
        ("maps.tgz", ReferenceKind.ARCHIVE),
        ("file:///home/jane/a.map", ReferenceKind.FILE_URL),
        ("C:\\out\\a.map", ReferenceKind.FILE_URL),
        ("\\\\server\\share\\a.map", ReferenceKind.FILE_URL),
    ],
)
def test_an_address_has_a_class(url: str, kind: ReferenceKind) -> None:
    assert kind is classify(url)


@pytest.mark.parametrize(
    ("url", "base", "path"),
    [
        ("a.js.map", "package/dist/a.js", "package/dist/a.js.map"),
        ("./maps/a.js.map", "a.js", "maps/a.js.map"),
        ("../maps//a.js.map?x#y", "p/dist/a.js", "p/maps/a.js.map"),
        ("a%20b.map", "p/a.js", "p/a b.map"),
        ("%2e%2e/a.map", "p/q/a.js", "p/a.map"),
        ("..\\a.map", "p/q/a.js", "p/a.map"),
        ("../../a.map", "p/a.js", None),
        ("/a.map", "p/a.js", None),
        ("https://x.example/a.map", "p/a.js", None),
        ("?x", "p/a.js", None),
    ],
)
def test_a_relative_address_resolves_inside_its_container(url: str, base: str, path: str | None) -> None:
    assert path == resolve(url, base)


def test_a_reference_is_resolved_when_its_target_is_shipped() -> None:
    files = {"p/a.js": "x()\n//# sourceMappingURL=a.js.map", "p/b.js": "x()\n//# sourceMappingURL=b.js.map"}

    atlas = survey({**files, "p/a.js.map": source_map()})

    assert [("p/a.js.map", True), ("p/b.js.map", False)] == [
        (reference.target, reference.resolved) for reference in atlas.references
    ]


def test_totals_add_up() -> None:
    three = source_map(
        sources=["../src/a.ts", "../node_modules/x/x.js", "../src/b.ts", "../src/c.ts"],
        sourcesContent=["own\ntext", "theirs\n", "shipped\n", None],
    )
    section = '{"offset":{"line":0,"column":0},"map":'
    atlas = survey(
        {
            "a.js.map": three,
            "src/b.ts": "shipped\r\n",
            "index.map": f'{{"version":3,"sections":[{section}{source_map()}}},{section}{source_map()}}}]}}',
            "empty.map": source_map(sourcesContent=...),
        }
    )

    counted = totals(atlas)

    assert (3, 0, 2, 7, 5) == (
        counted.maps,
        counted.inline,
        counted.with_content,
        counted.sources,
        counted.embedded,
    )
    assert (8 + 7 + 8 + 19 * 2, 2 + 1 + 1 + 4) == (counted.embedded_bytes, counted.embedded_lines)
    assert (1, 1, 3, 8 + 38, 2 + 4) == (
        counted.shipped,
        counted.third_party,
        counted.novel,
        counted.novel_bytes,
        counted.novel_lines,
    )
