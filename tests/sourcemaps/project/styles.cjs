// Puts stylesheets into scripts as style loaders do, minified by several tools, and counts their maps by running them.
const fs = require("fs");
const path = require("path");
const { createRequire } = require("module");

const [tools, project] = process.argv.slice(2);
const load = createRequire(path.join(tools, "package.json"));
const out = path.join(project, "out");
const options = (name) => ({ loader: load.resolve(name), options: name === "css-loader" ? { sourceMap: true } : {} });

function bundle(filename, extra) {
  const compiler = load("webpack")({
    context: project, entry: "./src/styled.js", devtool: false, cache: false, parallelism: 1,
    output: { path: out, filename }, optimization: { minimize: false }, mode: "production",
    module: { rules: [{ test: /\.css$/, use: [options("style-loader"), options("css-loader")] }] }, ...extra,
  });
  return new Promise((done, fail) => compiler.run((error, stats) => (error || stats.hasErrors() ? fail(error || stats.toString()) : compiler.close(done))));
}

(async () => {
  await bundle("plain.js", {});
  await bundle("minified.js", { optimization: { minimize: true } });
  const code = fs.readFileSync(path.join(out, "plain.js"), "utf8");
  const { minify } = load("terser");
  const esbuild = load("esbuild");
  const made = {
    "terser.js": (await minify(code)).code,
    "terser-single.js": (await minify(code, { format: { quote_style: 1 } })).code,
    "terser-quoted-keys.js": (await minify(code, { format: { quote_style: 1, quote_keys: true } })).code,
    "terser-beautified.js": (await minify(code, { format: { beautify: true, ascii_only: true } })).code,
    "esbuild.js": esbuild.transformSync(code, { minify: true }).code,
    "esbuild-utf8.js": esbuild.transformSync(code, { minify: true, charset: "utf8" }).code,
    "esbuild-es5.js": esbuild.transformSync(code, { minifyWhitespace: true, supported: { "template-literal": false } }).code,
  };
  for (const [name, text] of Object.entries(made)) fs.writeFileSync(path.join(out, name), text);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
