const COMMENT = /(?:\/\/[#@]|\/\*[#@])\s*sourceMappingURL=([^\s'"*]+)/g;
const PREFIX = '//# sourceMappingURL=';
const DATA = 'data:application/json;charset=utf-8;base64,';

export function reference(code, name) {
  return `${code}\n//# sourceMappingURL=${name}\n`;
}

export function inline(code, map) {
  return code + '\n' + PREFIX + DATA + btoa(JSON.stringify(map)) + '\n';
}

export function find(code) {
  return [...code.matchAll(COMMENT)].map(match => match[1]);
}

export function strip(map) {
  const { sourcesContent, ...rest } = map;
  return { version: 3, sources: [], mappings: '', ...rest };
}
