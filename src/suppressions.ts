import type { EngineRuleId } from './engine-rules.ts';
import type { Finding } from './finding.ts';
import type { SourceComment, Span, Statement } from './operation.ts';
import { didYouMean } from './nearest.ts';

/** One file with what was found in it. */
export interface SuppressionInput {
  readonly text: string;
  readonly comments: readonly SourceComment[];
  readonly statements: readonly Statement[];
  readonly findings: readonly Finding[];
  /** The ids of all rules. */
  readonly rules: Iterable<string>;
  /** Whether a rule is on for this file: an ignore of one that is off is not called unused. */
  readonly isOn: (rule: string) => boolean;
  /** An ignore comment has to give its reason. */
  readonly requireReason: boolean;
}

/** What is wrong with an ignore comment. */
export interface SuppressionProblem {
  readonly rule: Extract<EngineRuleId, 'invalid-suppression' | 'unused-suppression'>;
  readonly message: string;
  readonly span: Span;
}

export interface Suppressed {
  /** Findings that no comment ignores. */
  readonly kept: readonly Finding[];
  readonly suppressed: readonly Finding[];
  readonly problems: readonly SuppressionProblem[];
}

/** A directive, read; findings that start within `reach` are ignored by it. */
interface Directive {
  readonly comment: SourceComment;
  readonly rules: readonly string[];
  readonly reach: Span | undefined;
}

/**
 * Applies `ddlint-ignore` and `ddlint-ignore-file` comments. An ignore that cannot be read in full
 * ignores nothing: a typing slip never hides more than was meant.
 */
export function applySuppressions(input: SuppressionInput): Suppressed {
  const directives: Directive[] = [];
  const problems: SuppressionProblem[] = [];
  for (const comment of input.comments) {
    const read = readComment(comment, input);
    if (read === undefined) continue;
    problems.push(...read.problems);
    if (read.directive !== undefined) directives.push(read.directive);
  }
  if (directives.length === 0) return { kept: input.findings, suppressed: [], problems };

  const used = new Map<Directive, Set<string>>();
  const kept: Finding[] = [];
  const suppressed: Finding[] = [];
  for (const finding of input.findings) {
    const by = directives.filter((directive) => covers(directive, finding));
    for (const directive of by) used.set(directive, (used.get(directive) ?? new Set()).add(finding.rule));
    (by.length > 0 ? suppressed : kept).push(finding);
  }
  for (const directive of directives) problems.push(...unusedOf(directive, used.get(directive), input));
  return { kept, suppressed, problems: problems.toSorted((a, b) => a.span.start - b.span.start) };
}

function covers({ rules, reach }: Directive, finding: Finding): boolean {
  return (
    reach !== undefined &&
    rules.includes(finding.rule) &&
    finding.span.start >= reach.start &&
    finding.span.start < reach.end
  );
}

function unusedOf(
  directive: Directive,
  used: ReadonlySet<string> | undefined,
  input: SuppressionInput,
): readonly SuppressionProblem[] {
  return directive.rules
    .filter((rule) => used?.has(rule) !== true && input.isOn(rule))
    .map((rule) => ({
      rule: 'unused-suppression' as const,
      message:
        directive.reach === undefined
          ? `No statement follows this comment, so it ignores nothing of "${rule}".`
          : `There is nothing here that "${rule}" finds, so this comment ignores nothing.`,
      span: directive.comment.span,
    }));
}

const WORDS = ['ddlint-ignore', 'ddlint-ignore-file'] as const;
/** What can stand for a directive, right or wrong: the first word of the comment. */
const FIRST_WORD = /^\s*(ddlint-[\w-]*)/i;
const RULE_LIST = /^\s+([a-z][\w-]*(?:\s*,\s*[a-z][\w-]*)*)\s*(?::([^]*))?$/i;
/** They speak of comments, so that a comment must not silence them. */
const NOT_IGNORABLE: readonly string[] = ['invalid-suppression', 'unused-suppression'];

interface ReadComment {
  readonly directive?: Directive;
  readonly problems: readonly SuppressionProblem[];
}

/** Undefined for a comment that is none of ours. */
function readComment(comment: SourceComment, input: SuppressionInput): ReadComment | undefined {
  const word = FIRST_WORD.exec(comment.text)?.[1];
  if (word === undefined) return undefined;
  const wrong = (message: string): SuppressionProblem => ({
    rule: 'invalid-suppression',
    message,
    span: comment.span,
  });
  if (!WORDS.some((known) => known === word)) {
    return {
      problems: [wrong(`"${word}" is no comment that ddlint knows.${didYouMean(word, WORDS)}`)],
    };
  }

  const rest = comment.text.slice(comment.text.indexOf(word) + word.length);
  const [, list, reason] = RULE_LIST.exec(rest) ?? [];
  if (list === undefined) return { problems: [wrong(malformed(word, rest))] };
  if (input.requireReason && (reason ?? '').trim() === '') {
    return { problems: [wrong(`This comment gives no reason. Write "${word} ${list}: why it is safe".`)] };
  }
  const isForFile = word === 'ddlint-ignore-file';
  if (!isForFile && standsBehindCode(comment, input.text)) {
    return {
      problems: [
        wrong('This comment stands behind code, so that it ignores nothing. Put it on the line above.'),
      ],
    };
  }

  const { valid, problems } = checkNames(list, input);
  const reach = isForFile ? { start: 0, end: Infinity } : reachOf(comment, input);
  return { directive: { comment, rules: valid, reach }, problems: problems.map(wrong) };
}

/** The rules of a list that can be ignored, and a message for each name that cannot. */
function checkNames(list: string, input: SuppressionInput) {
  const names = list.split(',').map((name) => name.trim());
  const known = new Set(input.rules);
  const valid = names.filter((name) => known.has(name) && !NOT_IGNORABLE.includes(name));
  const problems = names
    .filter((name) => !valid.includes(name))
    .map((name) =>
      NOT_IGNORABLE.includes(name)
        ? `"${name}" cannot be ignored by a comment. Set its severity in the configuration.`
        : `There is no rule "${name}".${didYouMean(name, known)}`,
    );
  return { valid, problems };
}

function malformed(word: string, rest: string): string {
  const text = rest.trim();
  if (text === '' || text.startsWith(':')) {
    return `"${word}" names no rule, so that it ignores nothing. Write "${word} <rule>: reason".`;
  }
  return `This comment cannot be read, so that it ignores nothing. Write "${word} <rule>, <rule>: reason", with the colon before the reason.`;
}

function standsBehindCode(comment: SourceComment, text: string): boolean {
  const line =
    text
      .slice(0, comment.span.start)
      .split(/[\r\n]/)
      .at(-1) ?? '';
  return line.trim() !== '';
}

/**
 * Above a statement: that statement. Inside one: the clauses that start on the next line of code.
 * Undefined where no statement follows.
 */
function reachOf(comment: SourceComment, input: SuppressionInput): Span | undefined {
  const after = comment.span.end;
  const statement = input.statements.find(({ span }) => span.end > after);
  if (statement === undefined) return undefined;
  if (statement.span.start >= after) return { start: after, end: statement.span.end };

  const code = startOfCode(after, input);
  const lineEnd = code + (/^[^\r\n]*/.exec(input.text.slice(code))?.[0].length ?? 0);
  const clauses = statement.operations.filter(({ span }) => span.start >= code && span.start <= lineEnd);
  return { start: code, end: Math.max(lineEnd, ...clauses.map(({ span }) => span.end)) };
}

/** The first character at or after `offset` that is neither space nor part of a comment. */
function startOfCode(offset: number, { text, comments }: SuppressionInput): number {
  let at = offset;
  for (;;) {
    at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
    const comment = comments.find(({ span }) => span.start === at);
    if (comment === undefined || comment.span.end <= at) return at;
    at = comment.span.end;
  }
}
