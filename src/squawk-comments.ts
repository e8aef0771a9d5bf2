import type { SourceComment, Span, Statement } from './operation.ts';
import { SQUAWK_RULES, SQUAWK_STATEMENT_RULES } from './squawk-rules.ts';

/** What a `squawk-ignore` or `squawk-ignore-file` comment ignores. */
export interface SquawkIgnore {
  /** Rules of ddlint; `all` for a comment that is about every finding of the file. */
  readonly rules: readonly string[] | 'all';
  readonly reach: Span;
}

/** With its reason, if it gives one, behind the ` -- ` that squawk asks for. */
const COMMENT = /^\s*squawk-(ignore|ignore-file)(?=\s|$)((?:(?!\s--\s)[^\r\n])*)(?:\s--\s+(\S.*))?$/;

/** Whether the words of a comment are meant for squawk. */
export function isSquawkComment(text: string): boolean {
  return COMMENT.test(text);
}

/** Whether such a comment says why. */
export function givesSquawkReason(text: string): boolean {
  return COMMENT.exec(text)?.[3] !== undefined;
}

/**
 * Reads a comment as squawk does: `squawk-ignore` is about what starts on its own line and on the
 * next one, and names rules that it knows; `squawk-ignore-file` without a name is about everything.
 * A name that nobody knows ignores nothing. https://squawkhq.com/docs/cli#disabling-rules-via-comments
 */
export function readSquawkComment(
  comment: SourceComment,
  { text, statements }: { readonly text: string; readonly statements: readonly Statement[] },
): readonly SquawkIgnore[] {
  const [, word, list = ''] = COMMENT.exec(comment.text) ?? [];
  if (word === undefined) return [];
  const names = list.split(',').map((name) => name.trim());
  if (word === 'ignore-file') {
    const rules = names.join('') === '' ? ('all' as const) : rulesOf(names);
    return [{ rules, reach: { start: 0, end: Infinity } }];
  }
  const lines = linesFrom(comment.span, text);
  const startsHere = ({ span }: { readonly span: Span }): boolean =>
    span.start >= lines.start && span.start < lines.end;
  const clauses = statements.flatMap(({ operations }) => operations).filter(startsHere);
  const whole = statements.filter(startsHere);
  return [
    { rules: rulesOf(names), reach: upTo(lines, clauses) },
    {
      rules: rulesOf(names.filter((name) => SQUAWK_STATEMENT_RULES.includes(name))),
      reach: upTo(lines, whole),
    },
  ];
}

function rulesOf(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => (Object.hasOwn(SQUAWK_RULES, name) ? (SQUAWK_RULES[name] ?? []) : []));
}

/** The line that the comment starts on and the one below it, as far as the comment ends on its own line. */
function linesFrom({ start, end }: Span, text: string): Span {
  const [before = ''] = /[^\r\n]*$/.exec(text.slice(0, start)) ?? [];
  const [behind = ''] = /^[^\r\n]*(?:\r?\n[^\r\n]*)?/.exec(text.slice(end)) ?? [];
  return { start: start - before.length, end: end + behind.length };
}

function upTo(lines: Span, parts: readonly { readonly span: Span }[]): Span {
  return { start: lines.start, end: Math.max(lines.end, ...parts.map(({ span }) => span.end)) };
}
