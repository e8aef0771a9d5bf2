/**
 * Whether a path (relative, with forward slashes) matches one of the patterns, or lies below a
 * directory that does. Patterns know `*`, `**`, `?`, `{a,b}` and `[a-z]`; a leading `./` means nothing.
 */
export function matchesGlob(patterns: readonly string[]): (path: string) => boolean {
  const expressions = patterns.map(expressionOf);
  return (path) => expressions.some((expression) => expression.test(path));
}

export function isGlob(path: string): boolean {
  return /[*?{[]/.test(path);
}

const TOKEN = /\*\*\/|\/\*\*$|\*\*|\*|\?|\[[^\]]*\]|[{},]|[\s\S]/g;

function expressionOf(pattern: string): RegExp {
  let depth = 0;
  const source = pattern
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/+$/, '')
    .replace(TOKEN, (token) => {
      if (token === '{') depth += 1;
      if (token === '}') depth -= 1;
      return translate(token, depth > 0);
    });
  return new RegExp(`^${source}(?:/|$)`);
}

function translate(token: string, inBraces: boolean): string {
  switch (token) {
    case '**/':
      return '(?:[^/]+/)*';
    case '/**':
    case '**':
      return token === '/**' ? '/.*' : '.*';
    case '*':
      return '[^/]*';
    case '?':
      return '[^/]';
    case '{':
      return '(?:';
    case '}':
      return ')';
    case ',':
      return inBraces ? '|' : ',';
    default:
      if (/^\[.+\]$/.test(token)) return token.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
      return token.replace(/[\\^$.|+()[\]]/g, '\\$&');
  }
}
