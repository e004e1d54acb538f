// Counts the source maps in folders of extracted files, with Node's own JSON.parse and nothing of pkgaudit's.
// Scripts that hold object literals are parsed by acorn, from the node_modules of the working directory; none is run.
// Usage: node independent_reader.mjs FOLDER...; prints one JSON object: folder to counts.
import { createRequire } from 'node:module';
import { readFileSync, readdirSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const acorn = createRequire(join(process.cwd(), 'package.json'))('acorn');

const INLINE = /data:application\/json[^,\s"'`]{0,100};base64,([A-Za-z0-9+/=_-]+)|data:application\/json[^,\s"'`]{0,100},(%7[Bb][^\s"'`)]+)/g;

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const kind = lstatSync(path);
    if (kind.isDirectory()) yield* files(path);
    else if (kind.isFile()) yield path;
  }
}

const isMap = (value) =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && Number(value.version) === 3 &&
  (Array.isArray(value.sections) || (typeof value.mappings === 'string' && Array.isArray(value.sources)));

function parse(text) {
  const start = text.replace(/^\uFEFF/, '').replace(/^\)\]\}'[^\n]*\n/, '');
  if (!/^\s*\{/.test(start)) return null;
  try {
    return JSON.parse(start);
  } catch {
    return null;
  }
}

function plain(map) {
  if (!Array.isArray(map.sections)) return [map];
  return map.sections.flatMap((section) => (section.map ? plain(section.map) : []));
}

function count(map, counts, inline) {
  counts.maps += 1;
  if (inline) counts.inline += 1;
  if (Array.isArray(map.sections)) counts.indexed += 1;
  let withContent = false;
  for (const part of plain(map)) {
    counts.sources += part.sources?.length ?? 0;
    for (const content of part.sourcesContent ?? []) {
      if (typeof content !== 'string' || content === '') continue;
      withContent = true;
      counts.embedded += 1;
      counts.embedded_bytes += Buffer.byteLength(content, 'utf8');
    }
  }
  if (withContent) counts.with_content += 1;
}

function read(path, counts) {
  let bytes = readFileSync(path);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      bytes = gunzipSync(bytes);
    } catch {
      return;
    }
  }
  const text = bytes.toString('utf8');
  const whole = parse(text);
  if (isMap(whole)) {
    count(whole, counts, false);
    return;
  }
  if (/\.[cm]?js$/.test(path)) readLiterals(text, counts);
  if (!text.includes('data:application/json')) return;
  for (const [, base64, percent] of text.matchAll(INLINE)) {
    let decoded = null;
    try {
      decoded = parse(base64 === undefined ? decodeURIComponent(percent) : Buffer.from(base64, 'base64').toString('utf8'));
    } catch {
      continue;
    }
    if (isMap(decoded)) count(decoded, counts, true);
  }
}

// Style loaders write maps into scripts as object literals; these are still JSON.
function* literals(text) {
  for (const { index } of text.matchAll(/\{"?version"?:3,/g)) {
    let depth = 0;
    let quoted = false;
    for (let at = index; at < text.length; at += 1) {
      const sign = text[at];
      if (quoted) {
        if (sign === '\\') at += 1;
        else if (sign === '"') quoted = false;
      } else if (sign === '"') quoted = true;
      else if (sign === '{' || sign === '[') depth += 1;
      else if (sign === '}' || sign === ']') {
        depth -= 1;
        if (depth === 0) {
          yield text.slice(index, at + 1);
          break;
        }
      }
    }
  }
}

function readLiterals(text, counts) {
  for (const literal of literals(text)) {
    const map = parse(literal);
    if (isMap(map)) count(map, counts, false);
  }
  if (!/sourcesContent['"]?\s*:\s*\[/.test(text)) return;
  for (const node of objectLiterals(text)) {
    const map = valueOf(node);
    // What is JSON was counted above.
    if (!isMap(map) || !hasContent(map) || isMap(parse(text.slice(node.start, node.end)))) continue;
    counts.unquoted += 1;
    count(map, counts, false);
  }
}

const hasContent = (map) => plain(map).some((part) => (part.sourcesContent ?? []).some((content) => typeof content === 'string' && content !== ''));

function parsed(text) {
  for (const sourceType of ['module', 'script']) {
    try {
      return acorn.parse(text, { ecmaVersion: 'latest', sourceType, allowHashBang: true, allowReturnOutsideFunction: true });
    } catch {}
  }
  return null;
}

function* objectLiterals(text) {
  const waiting = [parsed(text)];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (node === null || typeof node !== 'object') continue;
    if (node.type === 'ObjectExpression' && node.properties.some((property) => keyOf(property) === 'sourcesContent')) yield node;
    else waiting.push(...Object.values(node));
  }
}

const keyOf = ({ key }) => key?.name ?? key?.value;

function valueOf(node) {
  if (node === null) return null;
  if (node.type === 'Literal') return node.value;
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0].value.cooked;
  if (node.type === 'ArrayExpression') return node.elements.map(valueOf);
  if (node.type === 'ObjectExpression') return Object.fromEntries(node.properties.map((each) => [keyOf(each), each.value ? valueOf(each.value) : null]));
  return null;
}

const result = {};
for (const folder of process.argv.slice(2)) {
  const counts = { maps: 0, inline: 0, unquoted: 0, indexed: 0, with_content: 0, sources: 0, embedded: 0, embedded_bytes: 0 };
  for (const path of files(folder)) read(path, counts);
  result[folder] = counts;
}
console.log(JSON.stringify(result));
