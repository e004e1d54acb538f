"""Settings that turn maps on are found where the build ships and nothing keeps the maps out, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from pkgaudit.model.ship_list import PackingProblem, PackingProblemKind
from pkgaudit.targets.ship_list.bundler_settings import maps_turned_on
from pkgaudit.targets.ship_list.project_files import ProjectFiles
from tests.targets.ship_list.folders import members, origin, project

Files = Mapping[str, str | Mapping[str, object]]
VITE = {"vite.config.ts": "export default defineConfig({\n  build: {\n    sourcemap: true,\n  },\n})\n"}
TSC = {"tsconfig.json": '{"compilerOptions": {"outDir": "dist", "sourceMap": true, "inlineSources": true}}'}


def found(
    folder: Path, files: Files, *shipped: str, packer: str = "npm", package: str = "."
) -> tuple[PackingProblem, ...]:
    root = project(folder, files)
    given = origin(root, packer, package)
    return maps_turned_on(given, members(*shipped), ProjectFiles(given.root).read)


def manifest(build: str, *files: str, **more: object) -> dict[str, object]:
    listed = {"files": list(files)} if files else {}
    return {"name": "a", "version": "1.0.0", **listed, "scripts": {"build": build}, **more}


def lines(problems: tuple[PackingProblem, ...]) -> list[str]:
    return [f"{each.file}:{each.line} {each.entry}" for each in problems]


def test_a_setting_is_told_with_its_line_and_the_edits_that_work(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, {"package.json": manifest("vite build", "dist"), **VITE})

    assert PackingProblemKind.MAPS_TURNED_ON is problem.kind
    assert ("vite.config.ts", 3, "sourcemap: true", ()) == (problem.file, problem.line, problem.entry, problem.paths)
    assert (
        'Write sourcemap: false in vite.config.ts, line 3, or add "!**/*.map" at the end of "files" in package.json.'
        == problem.edit
    )
    assert "dist is not built here and would ship" == problem.detail


@pytest.mark.parametrize(
    ("build", "files", "expected"),
    [
        ("vite build --sourcemap", {}, "package.json:8 vite --sourcemap"),
        (
            "tsc -p . && vite build",
            {"vite.config.js": "export default { build: { sourcemap: 'hidden' } }"},
            'vite.config.js:1 sourcemap: "hidden"',
        ),
        ("rollup -c -d dist -m inline", {}, "package.json:8 rollup -m inline"),
        (
            "rollup -c",
            {"rollup.config.mjs": "export default { output: { dir: 'dist', sourcemap: true } }"},
            "rollup.config.mjs:1 sourcemap: true",
        ),
        (
            "rollup -c rollup.prod.mjs",
            {"rollup.prod.mjs": "export default [{ output: [{ file: './dist/a.js', sourcemap: true }] }]"},
            "rollup.prod.mjs:1 sourcemap: true",
        ),
        (
            "webpack --config c.js",
            {"c.js": "module.exports = { devtool: 'source-map' }"},
            'c.js:1 devtool: "source-map"',
        ),
        (
            "webpack",
            {"webpack.config.js": "module.exports = { devtool: 'eval-source-map' }"},
            'webpack.config.js:1 devtool: "eval-source-map"',
        ),
        ("webpack --devtool source-map", {}, "package.json:8 webpack --devtool source-map"),
        (
            "rspack build",
            {"rspack.config.ts": "export default { devtool: 'hidden-source-map' }"},
            'rspack.config.ts:1 devtool: "hidden-source-map"',
        ),
        (
            "rsbuild build",
            {"rsbuild.config.ts": "export default { output: { sourceMap: { js: 'source-map' } } }"},
            'rsbuild.config.ts:1 js: "source-map"',
        ),
        ("tsup src/a.ts --sourcemap", {}, "package.json:8 tsup --sourcemap"),
        ("tsup --sourcemap inline", {}, "package.json:8 tsup --sourcemap inline"),
        ("tsup", {"tsup.config.ts": "export default { sourcemap: true }"}, "tsup.config.ts:1 sourcemap: true"),
        ("tsdown", {"tsdown.config.ts": "export default { sourcemap: true }"}, "tsdown.config.ts:1 sourcemap: true"),
        ("esbuild a.ts --bundle --sourcemap --outdir=dist", {}, "package.json:8 esbuild --sourcemap"),
        ("esbuild --sourcemap a.ts --outfile=dist/a.js", {}, "package.json:8 esbuild --sourcemap"),
        ("bun build a.ts --sourcemap=external --outdir dist", {}, "package.json:8 bun --sourcemap external"),
        (
            "node build.mjs",
            {"build.mjs": "import { build } from 'esbuild'\nbuild({ outdir: 'dist', sourcemap: true })"},
            "build.mjs:2 sourcemap: true",
        ),
        (
            "bun run build.ts",
            {"build.ts": "await Bun.build({ outdir: './dist', sourcemap: 'linked' })"},
            'build.ts:1 sourcemap: "linked"',
        ),
        ("babel src -d dist --source-maps", {}, "package.json:8 babel --source-maps"),
        ("babel src -d dist", {".babelrc": '{"sourceMaps": "inline"}'}, '.babelrc:1 sourceMaps: "inline"'),
        ("swc src -d dist -s", {}, "package.json:8 swc -s"),
        ("swc src -d dist", {".swcrc": '{"sourceMaps": true}'}, ".swcrc:1 sourceMaps: true"),
        (
            "tsc",
            {
                "tsconfig.json": '{"compilerOptions": {"outDir": "dist",\n'
                '"sourceMap": true, "inlineSources": true}} // x'
            },
            "tsconfig.json:2 sourceMap: true",
        ),
        ("tsc --sourceMap --inlineSources --outDir dist", {}, "package.json:8 tsc --sourceMap"),
        ("npm run -s x", {}, None),
        ("yarn vite build", VITE, "vite.config.ts:3 sourcemap: true"),
        ("npx cross-env A=b vite build --mode production", VITE, "vite.config.ts:3 sourcemap: true"),
    ],
)
def test_every_tool_is_known_by_its_setting_or_option(
    tmp_path: Path, build: str, files: Files, expected: str | None
) -> None:
    problems = found(tmp_path, {"package.json": manifest(build, "dist"), **files})

    assert ([] if expected is None else [expected]) == lines(problems)


@pytest.mark.parametrize(
    ("build", "files"),
    [
        ("vite build", {"vite.config.ts": "export default { build: { sourcemap: false } }"}),
        ("vite build", {"vite.config.ts": "export default { build: { /* sourcemap: true */ } }"}),
        ("vite build", {"vite.config.ts": "export default { build: { sourcemap: mode === 'dev' } }"}),
        ("vite build", {"vite.config.ts": "export default { ...(dev && { build: { sourcemap: true } }) }"}),
        ("vite build", {"vite.config.ts": "export default { css: { devSourcemap: true } }"}),
        ("vite build", {"vite.config.ts": "export default { optimizeDeps: { esbuildOptions: { sourcemap: true } } }"}),
        (
            "vite build",
            {
                "vite.config.ts": "export default { build: { sourcemap: true }, "
                "plugins: [a({ filesToDeleteAfterUpload: ['a'] })] }"
            },
        ),
        ("vite build --sourcemap false", VITE),
        ("vite build --watch", VITE),
        ("vite", VITE),
        ("vite build && rm dist/*.map", VITE),
        ("vite build && find dist -name '*.map' -delete", VITE),
        ("webpack", {"webpack.config.js": "module.exports = { devtool: 'nosources-source-map' }"}),
        ("webpack", {"webpack.config.js": "module.exports = { devtool: dev ? 'source-map' : false }"}),
        ("webpack --mode development", {"webpack.config.js": "module.exports = { devtool: 'source-map' }"}),
        ("esbuild a.ts --sourcemap --sources-content=false --outdir=dist", {}),
        (
            "rollup -c",
            {
                "rollup.config.js": "export default { output: { dir: 'dist', "
                "sourcemap: true, sourcemapExcludeSources: true } }"
            },
        ),
        ("tsc", {"tsconfig.json": '{"compilerOptions": {"outDir": "dist", "sourceMap": true}}'}),
        (
            "tsc",
            {
                "tsconfig.json": '{"compilerOptions": {"outDir": "dist", "noEmit": true, '
                '"sourceMap": true, "inlineSources": true}}'
            },
        ),
        ("tsc", {"tsconfig.json": '{"compilerOptions": {"sourceMap": true, "inlineSources": true}}'}),
        (
            "tsc --inlineSources false",
            TSC,
        ),
        (
            "tsc -p tsconfig.build.json",
            TSC,
        ),
        (
            "vite build",
            TSC,
        ),
        ("node build.mjs", {"build.mjs": "mine({ outdir: 'dist', sourcemap: true })"}),
        ("node build.mjs", {}),
        ("echo 'vite build --sourcemap'", {}),
        ("vite build", {"vite.config.ts": "\xff" + "[" * 1000}),
    ],
)
def test_what_writes_no_sources_or_is_no_release_is_no_problem(tmp_path: Path, build: str, files: Files) -> None:
    assert () == found(tmp_path, {"package.json": manifest(build, "dist"), **files})


@pytest.mark.parametrize("script", ["dev", "build:dev", "analyze", "test"])
def test_scripts_that_lead_to_no_release_do_not_count(tmp_path: Path, script: str) -> None:
    package = {"name": "a", "version": "1.0.0", "files": ["dist"], "scripts": {script: "vite build --sourcemap"}}

    assert () == found(tmp_path, {"package.json": package})


@pytest.mark.parametrize("script", ["prepack", "prepublishOnly", "postbuild", "release"])
def test_scripts_that_lead_to_a_release_count_with_what_they_run(tmp_path: Path, script: str) -> None:
    scripts = {script: "npm run lib", "build": "true", "lib": "vite build --sourcemap"}
    package = {"name": "a", "version": "1.0.0", "files": ["dist"], "scripts": scripts}

    assert ["vite --sourcemap"] == [each.entry for each in found(tmp_path, {"package.json": package})]


@pytest.mark.parametrize(
    ("files", "ignored", "expected"),
    [
        (["dist"], {}, True),
        (["dist/"], {}, True),
        (["./dist/**"], {}, True),
        (["/dist/*"], {}, True),
        (["."], {}, True),
        (["dist/**/*.{js,map}"], {}, True),
        (["lib"], {}, False),
        (["dist/**/*.js"], {}, False),
        (["dist", "!**/*.map"], {}, False),
        (["dist", "!dist/**/*.map"], {}, False),
        (["dist", "!**/*.{map,tsbuildinfo}"], {}, False),
        (["!**/*.map", "dist"], {}, True),
        (["dist"], {".npmignore": "*.map"}, True),
        (["dist"], {"dist/.npmignore": "*.map"}, False),
        (["dist"], {"dist/.gitignore": "# maps\n*.map\n"}, False),
        ([], {}, True),
        ([], {".npmignore": "*.map"}, False),
        ([], {".npmignore": "src"}, True),
        ([], {".npmignore": "*.map\n!*.map"}, True),
        ([], {".gitignore": "dist"}, False),
        ([], {".gitignore": "/dist/"}, False),
        ([], {".npmignore": "src", ".gitignore": "dist"}, True),
    ],
)
def test_only_what_would_ship_is_a_problem(tmp_path: Path, files: list[str], ignored: Files, expected: bool) -> None:
    problems = found(tmp_path, {"package.json": manifest("vite build", *files), **VITE, **ignored})

    assert int(expected) == len(problems)


@pytest.mark.parametrize(
    ("shipped", "expected"),
    [
        (["dist/a.js"], None),
        (["dist/a.js", "dist/a.js.map", "other/b.js.map"], ["package/dist/a.js.map"]),
        (["dist/a.js", "dist/a.d.ts.map"], None),
        (["dist/a.css", "dist/a.css.map"], ["package/dist/a.css.map"]),
        (["dist/readme.txt"], []),
    ],
)
def test_a_build_that_is_there_says_whether_the_setting_did_anything(
    tmp_path: Path, shipped: list[str], expected: list[str] | None
) -> None:
    problems = found(tmp_path, {"package.json": manifest("vite build", "dist"), **VITE}, *shipped)

    assert ([] if expected is None else [expected]) == [list(each.paths) for each in problems]


@pytest.mark.parametrize(
    ("code", "expected"), [("let a\n//# sourceMappingURL=data:a", ["package/dist/a.js"]), ("let a", None)]
)
def test_an_inline_map_is_looked_for_in_the_code(tmp_path: Path, code: str, expected: list[str] | None) -> None:
    files: Files = {"package.json": manifest("tsup --sourcemap inline", "dist"), "dist/a.js": code}
    problems = found(tmp_path, files, "dist/a.js")

    assert ([] if expected is None else [expected]) == [list(each.paths) for each in problems]
    assert all('Take --sourcemap inline out of the script "build" in package.json.' == each.edit for each in problems)


@pytest.mark.parametrize(
    ("packer", "files", "more", "expected"),
    [
        ("npm", ["dist"], {}, 'line 3, or add "!**/*.map" at the end of "files" in package.json.'),
        ("yarn-classic", ["dist"], {}, "line 3."),
        ("npm", [], {".npmignore": "src"}, "line 3, or add the line *.map to .npmignore."),
        ("npm", [], {}, "line 3."),
    ],
)
def test_the_edit_works_for_the_packer(
    tmp_path: Path, packer: str, files: list[str], more: Files, expected: str
) -> None:
    (problem,) = found(tmp_path, {"package.json": manifest("vite build", *files), **VITE, **more}, packer=packer)

    assert f"Write sourcemap: false in vite.config.ts, {expected}" == problem.edit


@pytest.mark.parametrize(
    ("line", "told"), [("*.map", True), ("dist/*.js.map", True), ("# *.map", False), ("src", False)]
)
def test_a_line_that_only_seems_to_keep_maps_out_is_named(tmp_path: Path, line: str, told: bool) -> None:
    (problem,) = found(tmp_path, {"package.json": manifest("vite build", "dist"), **VITE, ".npmignore": f"a\n{line}\n"})

    assert told == problem.detail.endswith('; the .npmignore beside "files" keeps no map out')


def test_a_package_of_a_monorepo_extends_the_settings_above_it(tmp_path: Path) -> None:
    files: Files = {
        "tsconfig.base.json": '{"compilerOptions": {"sourceMap": true,\n"inlineSources": true}}',
        "packages/a/package.json": manifest("tsc -b", "lib"),
        "packages/a/tsconfig.json": '{"files": [], "references": [{"path": "./tsconfig.lib.json"}]}',
        "packages/a/tsconfig.lib.json": {
            "extends": ["../../tsconfig.base.json"],
            "compilerOptions": {"outDir": "./lib"},
        },
    }

    assert ["tsconfig.base.json:1 sourceMap: true"] == lines(found(tmp_path, files, package="packages/a"))


def test_what_a_tsconfig_says_wins_over_what_it_extends(tmp_path: Path) -> None:
    files: Files = {
        "package.json": manifest("tsc", "dist"),
        "tsconfig.json": '{"extends": "./base", "compilerOptions": {"outDir": "dist", "inlineSources": false}}',
        "base.json": '{"extends": "./tsconfig.json", "compilerOptions": {"sourceMap": true, "inlineSources": true}}',
    }

    assert () == found(tmp_path, files)


def test_the_entry_point_says_where_a_tool_writes_that_does_not(tmp_path: Path) -> None:
    config = {"rollup.config.js": "export default { output: [{ file: pkg.main, sourcemap: true }] }"}

    assert 1 == len(found(tmp_path / "a", {"package.json": manifest("rollup -c", "lib", main="./lib/a.js"), **config}))
    assert 0 == len(found(tmp_path / "b", {"package.json": manifest("rollup -c", "lib", main="a.js"), **config}))


def test_a_table_of_package_json_counts(tmp_path: Path) -> None:
    package = manifest("tsup", "dist", tsup={"sourcemap": True}, other={"sourcemap": True})

    assert ["package.json:11 sourcemap: true"] == lines(found(tmp_path, {"package.json": package}))


@pytest.mark.parametrize("text", ["", "[]", '{"scripts": []}', '{"scripts": {"build": 1}}'])
def test_a_project_without_scripts_turns_nothing_on(tmp_path: Path, text: str) -> None:
    assert () == found(tmp_path, {"package.json": text})


def test_a_project_without_a_manifest_turns_nothing_on(tmp_path: Path) -> None:
    assert () == found(tmp_path, {"vite.config.ts": ""})
