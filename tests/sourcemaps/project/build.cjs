// Builds one small project with every tool there is and leaves each result in a folder of its own.
const fs = require("fs");
const path = require("path");
const { execFileSync } = require("child_process");
const { createRequire } = require("module");

const [tools, project] = process.argv.slice(2);
const load = createRequire(path.join(tools, "package.json"));
const src = (...parts) => path.join(project, "src", ...parts);
const out = (...parts) => {
  const file = path.join(project, "out", ...parts);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return file;
};
const put = (text, ...parts) => fs.writeFileSync(out(...parts), text);
const read = (...parts) => fs.readFileSync(src(...parts), "utf8");
const inlined = (map) => "data:application/json;base64," + Buffer.from(JSON.stringify(map)).toString("base64");

process.chdir(project);

async function esbuild() {
  const { build } = load("esbuild");
  const variants = { inline: {}, linked: {}, external: {}, both: {}, nosources: { sourcesContent: false } };
  for (const [name, options] of Object.entries(variants)) {
    const sourcemap = name === "nosources" ? "linked" : name;
    const entryPoints = [src("index.ts"), src("style.css")];
    await build({ entryPoints, bundle: true, minify: true, sourcemap, outdir: out("esbuild", name), logLevel: "error", ...options });
  }
}

async function rollup() {
  const { rollup } = load("rollup");
  const variants = { inline: ["inline"], linked: [true], hidden: ["hidden"], nosources: [true, true] };
  for (const [name, [sourcemap, sourcemapExcludeSources]] of Object.entries(variants)) {
    const bundle = await rollup({ input: src("plain.js") });
    await bundle.write({ file: out("rollup", name, "index.js"), format: "cjs", sourcemap, sourcemapExcludeSources });
    await bundle.close();
  }
}

async function webpack() {
  const webpack = load("webpack");
  const kinds = ["source-map", "inline-source-map", "hidden-source-map", "nosources-source-map"];
  for (const devtool of [...kinds, "eval-source-map", "eval-cheap-module-source-map", "cheap-source-map"]) {
    const options = { mode: devtool.startsWith("eval") ? "development" : "production", context: project, entry: "./src/plain.js" };
    const output = { path: path.dirname(out("webpack", devtool, "x")), filename: "index.js" };
    const compiler = webpack({ ...options, devtool, output, cache: false, parallelism: 1 });
    await new Promise((done, fail) => compiler.run((error, stats) => (error || stats.hasErrors() ? fail(error || stats.toString()) : compiler.close(done))));
  }
}

async function terser() {
  const { minify } = load("terser");
  const sourceMap = { filename: "plain.js", includeSources: true, asObject: false };
  const names = { "src/plain.js": read("plain.js"), "src/util.js": read("util.js") };
  const variants = { inline: { url: "inline" }, linked: { url: "index.js.map" }, external: {}, nosources: { includeSources: false } };
  for (const [name, more] of Object.entries(variants)) {
    const { code, map } = await minify(names, { module: true, sourceMap: { ...sourceMap, ...more } });
    put(code, "terser", name, "index.js");
    if (name !== "inline") put(map, "terser", name, "index.js.map");
  }
}

function swc() {
  const swc = load("@swc/core");
  const base = { filename: "src/util.ts", jsc: { parser: { syntax: "typescript" } }, swcrc: false, configFile: false };
  put(swc.transformSync(read("util.ts"), { ...base, sourceMaps: "inline" }).code, "swc", "inline", "index.js");
  for (const [name, inlineSourcesContent] of [["external", true], ["nosources", false]]) {
    const { code, map } = swc.transformSync(read("util.ts"), { ...base, sourceMaps: true, inlineSourcesContent });
    put(code, "swc", name, "index.js");
    put(map, "swc", name, "index.js.map");
  }
}

function typescript() {
  const ts = load("typescript");
  const variants = {
    linked: { sourceMap: true },
    "linked-sources": { sourceMap: true, inlineSources: true, sourceRoot: "https://src.example/app/" },
    inline: { inlineSourceMap: true },
    "inline-sources": { inlineSourceMap: true, inlineSources: true },
    declarations: { declaration: true, declarationMap: true },
  };
  for (const [name, options] of Object.entries(variants)) {
    const outDir = path.dirname(out("typescript", name, "x"));
    const target = ts.ScriptTarget.ES2020;
    ts.createProgram([src("index.ts")], { ...options, outDir, target, types: [], noLib: true, module: ts.ModuleKind.CommonJS }).emit();
  }
}

function babel() {
  const babel = load("@babel/core");
  for (const sourceMaps of ["inline", true, "both"]) {
    const base = { filename: src("plain.js"), configFile: false, babelrc: false, sourceMaps };
    const { code, map } = babel.transformSync(read("plain.js"), base);
    put(code, "babel", String(sourceMaps), "index.js");
    if (sourceMaps !== "inline") put(JSON.stringify(map), "babel", String(sourceMaps), "index.js.map");
  }
}

function sass() {
  const sass = load("sass");
  for (const sourceMapIncludeSources of [true, false]) {
    const { css, sourceMap } = sass.compile(src("style.scss"), { sourceMap: true, sourceMapIncludeSources });
    const name = sourceMapIncludeSources ? "content" : "nosources";
    put(css + "\n/*# sourceMappingURL=style.css.map */\n", "sass", name, "style.css");
    put(JSON.stringify(sourceMap), "sass", name, "style.css.map");
    put(css + `\n/*# sourceMappingURL=${inlined(sourceMap)} */\n`, "sass", name + "-inline", "style.css");
  }
}

function lightningcss() {
  const { code, map } = load("lightningcss").transform({ filename: "src/style.css", code: fs.readFileSync(src("style.css")), minify: true, sourceMap: true });
  put(code + "\n/*# sourceMappingURL=style.css.map */", "lightningcss", "linked", "style.css");
  put(map, "lightningcss", "linked", "style.css.map");
}

function bun() {
  const binary = path.join(tools, "node_modules", "@oven", "bun-linux-x64", "bin", "bun");
  if (!fs.existsSync(binary)) return;
  for (const kind of ["inline", "linked", "external", "none"]) {
    const outdir = path.dirname(out("bun", kind, "x"));
    execFileSync(binary, ["build", src("index.ts"), "--outdir", outdir, `--sourcemap=${kind}`], { stdio: "pipe", env: { ...process.env, HOME: project } });
  }
}

function indexed() {
  const maps = ["esbuild/linked/index.js.map", "rollup/linked/index.js.map"].map((name) => JSON.parse(fs.readFileSync(out(name), "utf8")));
  const section = (map, line) => ({ offset: { line, column: 0 }, map });
  const flat = { version: 3, file: "all.js", sections: maps.map(section) };
  put(JSON.stringify(flat), "indexed", "flat", "all.js.map");
  put("all()\n//# sourceMappingURL=" + inlined(flat), "indexed", "inline", "all.js");
  put(JSON.stringify({ version: 3, sections: [section(flat, 0), section(maps[0], 9)] }), "indexed", "nested", "all.js.map");
}

(async () => {
  await Promise.all([esbuild(), rollup(), terser()]);
  await webpack();
  for (const build of [swc, typescript, babel, sass, lightningcss, bun, indexed]) build();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
