import type { Linter } from 'eslint';

const LABELS = [
  'eslint',
  'eslint-enable',
  'eslint-disable',
  'eslint-disable-line',
  'eslint-disable-next-line',
] as const;

/** What a comment tells ESLint. */
export interface EslintDirective {
  readonly label: (typeof LABELS)[number];
  /** The rules, as they stand there. */
  readonly value: string;
  /** What follows ` -- `. */
  readonly justification: string;
}

/** Reads a comment without its delimiters; undefined for one that is not meant for ESLint. */
export function readDirective(comment: string): EslintDirective | undefined {
  const [head, justification] = splitOnce(comment.trim());
  const [word = '', ...rest] = head.split(/(?<=^\S+)\s/);
  const label = LABELS.find((known) => known === word);
  return label === undefined ? undefined : { label, value: rest.join('').trim(), justification };
}

function splitOnce(text: string): readonly [string, string] {
  const found = /\s-{2,}\s/.exec(text);
  if (found === null) return [text, ''];
  return [text.slice(0, found.index).trim(), text.slice(found.index + found[0].length).trim()];
}

const PART = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[\w@/.-]+|[^]/g;

/** Reads `a/x: "error", a/y: [1, { "allow": true }]`; words need no quotes. Undefined where it cannot be read. */
export function parseRuleList(value: string): Linter.RulesRecord | undefined {
  const json = value.replaceAll(PART, (part) => {
    if (part.startsWith("'")) return JSON.stringify(part.slice(1, -1).replaceAll("\\'", "'"));
    return /^[\w@/.-]/.test(part) && !isJson(part) ? JSON.stringify(part) : part;
  });
  try {
    return JSON.parse(`{${json.replace(/,\s*$/, '')}}`) as Linter.RulesRecord;
  } catch {
    return undefined;
  }
}

function isJson(word: string): boolean {
  return /^(?:true|false|null|-?\d+(?:\.\d+)?)$/.test(word);
}
