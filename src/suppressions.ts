import type { Finding } from './finding.ts';
import { commentText } from './parse/sql.ts';
import { tokenize } from './parse/tokens.ts';
import type { SourceComment, Span, Statement } from './operation.ts';
import { didYouMean } from './nearest.ts';
import { givesSquawkReason, isSquawkComment, readSquawkComment } from './squawk-comments.ts';

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
  /** Comments that are written for squawk count too. Default: they do not. */
  readonly squawkComments?: boolean;
}

/** What is wrong with an ignore comment: a report in the name of one of two rules. */
export interface SuppressionProblem {
  readonly rule: 'invalid-suppression' | 'unused-suppression';
  readonly messageId: string;
  readonly data: Readonly<Record<string, string>>;
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
  readonly rules: readonly string[] | 'all';
  readonly reach: Span | undefined;
  /** squawk sees what ddlint knows to be safe, so that a comment for it may well have nothing to do. */
  readonly mayBeUnused?: true;
}

/**
 * Applies `ddlint-ignore` and `ddlint-ignore-file` comments, and those for squawk where they are
 * asked for. An ignore that cannot be read in full
 * ignores nothing: a typing slip never hides more than was meant.
 */
export function applySuppressions(input: SuppressionInput): Suppressed {
  const directives: Directive[] = [];
  const problems: SuppressionProblem[] = [];
  const isForSquawk = (text: string): boolean => input.squawkComments === true && isSquawkComment(text);
  const comments = input.comments.filter(({ text }) => FIRST_WORD.test(text) || isForSquawk(text));
  if (comments.length === 0) return { kept: input.findings, suppressed: [], problems };
  const known = new Set(input.rules);
  for (const comment of comments) {
    const read = isForSquawk(comment.text)
      ? readForSquawk(comment, input)
      : readComment(comment, input, known);
    problems.push(...read.problems);
    directives.push(...read.directives);
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
    (rules === 'all' ? !UNREAD.includes(finding.rule) : rules.includes(finding.rule)) &&
    finding.span.start >= reach.start &&
    finding.span.start < reach.end
  );
}

function unusedOf(
  directive: Directive,
  used: ReadonlySet<string> | undefined,
  input: SuppressionInput,
): readonly SuppressionProblem[] {
  if (directive.mayBeUnused === true || directive.rules === 'all') return [];
  return directive.rules
    .filter((rule) => used?.has(rule) !== true && input.isOn(rule))
    .map((rule) => ({
      rule: 'unused-suppression',
      messageId: directive.reach === undefined ? 'noStatement' : 'unused',
      data: { rule },
      span: directive.comment.span,
    }));
}

/**
 * Comments of a file that stand outside of its judged migrations and count all the same: those for
 * the file, and those directly above the first migration, in front of its tool's marker. Other
 * comments there belong to what is not judged.
 */
export function outerComments(text: string, migrations: readonly Span[]): readonly SourceComment[] {
  const [first] = migrations;
  if (first === undefined || !/ddlint-|squawk-/.test(text)) return [];
  if (first.start === 0 && first.end === text.length) return [];
  const { comments, tokens } = tokenize(text, { start: 0, end: text.length }, true);
  const isAbove = ({ end }: Span): boolean =>
    end <= first.start && !tokens.some((token) => token.start >= end && token.start < first.start);
  return comments
    .filter(({ start }) => !migrations.some((span) => start >= span.start && start < span.end))
    .map((span) => ({ span, text: commentText(text, span) }))
    .filter(({ text: words, span }) => FOR_FILE.test(words) || (isDirective(words) && isAbove(span)));
}

const WORDS = ['ddlint-ignore', 'ddlint-ignore-file'] as const;
/** What can stand for a directive, right or wrong: the first word of the comment. */
const FIRST_WORD = /^\s*(ddlint-[\w-]*)/i;
const FOR_FILE = /^\s*(?:ddlint|squawk)-ignore-file(?=\s|$)/;
const RULE_LIST = /^\s+([a-z][\w-]*(?:\s*,\s*[a-z][\w-]*)*)\s*(?::([^]*))?$/i;
/** They speak of comments, so that a comment must not silence them. */
const NOT_IGNORABLE: readonly string[] = ['invalid-suppression', 'unused-suppression'];
/** What cannot be read is never silenced without being named. */
const UNREAD: readonly string[] = ['syntax-error', 'unreadable-statement'];

function isDirective(text: string): boolean {
  return FIRST_WORD.test(text) || isSquawkComment(text);
}

interface ReadComment {
  readonly directives: readonly Directive[];
  readonly problems: readonly SuppressionProblem[];
}

const NOTHING: ReadComment = { directives: [], problems: [] };

function readForSquawk(comment: SourceComment, input: SuppressionInput): ReadComment {
  if (input.requireReason && !givesSquawkReason(comment.text)) {
    const data = { rule: comment.text.trim() };
    return {
      directives: [],
      problems: [{ rule: 'invalid-suppression', messageId: 'noReason', data, span: comment.span }],
    };
  }
  const ignores = readSquawkComment(comment, input);
  return { directives: ignores.map((ignore) => ({ comment, ...ignore, mayBeUnused: true })), problems: [] };
}

function readComment(
  comment: SourceComment,
  input: SuppressionInput,
  known: ReadonlySet<string>,
): ReadComment {
  const word = FIRST_WORD.exec(comment.text)?.[1];
  if (word === undefined) return NOTHING;
  const isForFile = word === 'ddlint-ignore-file';
  const list = RULE_LIST.exec(comment.text.slice(comment.text.indexOf(word) + word.length));
  const invalid = invalidity({ comment, word, list, input });
  if (invalid !== undefined) return { directives: [], problems: [invalid] };

  const { rules, problems } = checkNames(namesOf(list), comment, known);
  const reach = isForFile ? { start: 0, end: Infinity } : reachOf(comment, input);
  return { directives: [{ comment, rules, reach }], problems };
}

interface Candidate {
  readonly comment: SourceComment;
  readonly word: string;
  readonly list: RegExpExecArray | null;
  readonly input: SuppressionInput;
}

/** Why a comment as a whole cannot be followed. */
function invalidity({ comment, word, list, input }: Candidate): SuppressionProblem | undefined {
  const invalid = (messageId: string, data: Readonly<Record<string, string>>) =>
    ({ rule: 'invalid-suppression', messageId, data, span: comment.span }) as const;
  if (!WORDS.some((known) => known === word)) {
    return invalid('unknownWord', { word, hint: didYouMean(word, WORDS) });
  }
  if (list === null) {
    const rest = comment.text.trim().slice(word.length).trim();
    return invalid(rest === '' || rest.startsWith(':') ? 'noRule' : 'unreadable', { word });
  }
  if (input.requireReason && (list[2] ?? '').trim() === '') {
    return invalid('noReason', { rule: namesOf(list).join(', ') });
  }
  if (word === 'ddlint-ignore' && standsBehindCode(comment, input.text)) return invalid('behindCode', {});
  return undefined;
}

function namesOf(list: RegExpExecArray | null): readonly string[] {
  return (list?.[1] ?? '').split(',').map((name) => name.trim());
}

/** The rules that can be ignored, and a problem for each name that cannot. */
function checkNames(names: readonly string[], { span }: SourceComment, known: ReadonlySet<string>) {
  const rules: string[] = [];
  const problems: SuppressionProblem[] = [];
  for (const rule of names) {
    if (NOT_IGNORABLE.includes(rule)) {
      problems.push({ rule: 'invalid-suppression', messageId: 'notIgnorable', data: { rule }, span });
    } else if (known.has(rule)) {
      rules.push(rule);
    } else {
      const data = { rule, hint: didYouMean(rule, known) };
      problems.push({ rule: 'invalid-suppression', messageId: 'unknownRule', data, span });
    }
  }
  return { rules, problems };
}

function standsBehindCode(comment: SourceComment, text: string): boolean {
  const line =
    text
      .slice(0, comment.span.start)
      .split(/[\r\n]/)
      .at(-1) ?? '';
  return line.trim() !== '';
}

/** The next statement by its place: those of a script are in the order in which they run. */
function firstEndingAfter(offset: number, statements: readonly Statement[]): Statement | undefined {
  let first: Statement | undefined;
  for (const statement of statements) {
    if (statement.span.end <= offset) continue;
    if (first === undefined || statement.span.start < first.span.start) first = statement;
  }
  return first;
}

/**
 * Above a statement: that statement. Inside one: the clauses that start on the next line of code.
 * Undefined where no statement follows.
 */
function reachOf(comment: SourceComment, input: SuppressionInput): Span | undefined {
  const after = comment.span.end;
  const statement = firstEndingAfter(after, input.statements);
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
