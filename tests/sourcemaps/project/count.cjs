// Counts what the source maps below a folder embed, with JSON.parse and nothing of pkgaudit's.
const fs = require("fs");
const path = require("path");

const lines = (text) => (text === "" ? 0 : text.split(/\r\n|\r|\n/).length - (/[\r\n]$/.test(text) ? 1 : 0));

function measure(map) {
  const flat = (one) => (Array.isArray(one.sections) ? one.sections.flatMap((section) => (section.map ? flat(section.map) : [])) : [one]);
  const parts = flat(map);
  const contents = parts.flatMap((one) => one.sourcesContent || []).filter((text) => typeof text === "string" && text !== "");
  return {
    sources: parts.reduce((sum, one) => sum + (one.sources || []).length, 0),
    embedded: contents.length,
    bytes: contents.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    lines: contents.reduce((sum, text) => sum + lines(text), 0),
  };
}

function mapsOf(file) {
  const text = fs.readFileSync(file, "utf8");
  if (file.endsWith(".map")) return [{ inline: false, ...measure(JSON.parse(text)) }];
  return [...text.matchAll(/data:application\/json;(?:charset=utf-8;)?base64,([A-Za-z0-9+/=]+)/g)].map((match) => ({
    inline: true,
    ...measure(JSON.parse(Buffer.from(match[1], "base64").toString("utf8"))),
  }));
}

const root = process.argv[2];
const found = {};
for (const entry of fs.readdirSync(root, { recursive: true, withFileTypes: true })) {
  const file = path.join(entry.parentPath || entry.path, entry.name);
  if (entry.isFile()) found[path.relative(root, file)] = mapsOf(file);
}
process.stdout.write(JSON.stringify(found));
