/** Parses `key = value` lines; a line that starts with `;` is a comment. */
export function parse(text: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith(';')) continue
    const at = line.indexOf('=')
    if (at < 0) throw new SyntaxError(`line ${index + 1}: no '=' in ${line}`)
    found.set(line.slice(0, at).trim(), line.slice(at + 1).trim())
  }
  return found
}
