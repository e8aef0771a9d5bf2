import type { Finding } from '../../src/finding.ts';
import { applyEdits } from '../../src/fix/edit.ts';
import { RULES, type RuleSetting } from '../../src/lint.ts';
import { lower } from '../../src/lower/lower.ts';
import type { Edit, Suggestion } from '../../src/rule.ts';
import { historyOf, lintFixture, lintWith } from './lint-fixture.ts';
import type { Fixture } from './fixture.ts';

/** A fix or a suggestion that a case gets. */
export interface Offer {
  readonly name: string;
  readonly fixture: Fixture;
  readonly finding: Finding;
  /** Undefined for a fix. */
  readonly title: string | undefined;
  readonly edits: readonly Edit[];
  readonly files: NonNullable<Suggestion['files']>;
}

/** Each rule is on, whatever its preset. */
const EVERY_RULE: ReadonlyMap<string, RuleSetting> = new Map(
  [...RULES].map(([id, { meta }]) => [id, { severity: meta.severity, options: {} }]),
);

/** What the case's own rule offers; the parsers have been loaded. */
export function offersOf(fixture: Fixture): readonly Offer[] {
  return lintFixture(fixture).findings.flatMap((finding) => offersFor(fixture, finding));
}

export function offersFor(fixture: Fixture, finding: Finding): readonly Offer[] {
  const { fix, suggestions, file, line } = finding;
  const name = `${fixture.rule}/${fixture.name}, ${finding.rule}, ${file}:${line.toString()}`;
  const own = { fixture, finding };
  return [
    ...(fix.length === 0 ? [] : [{ ...own, name, title: undefined, edits: fix, files: [] }]),
    ...suggestions.map(({ title, edits, files = [] }) => ({
      ...own,
      name: `${name}: ${title}`,
      ...{ title, edits, files },
    })),
  ];
}

/** The case as it is when the edits are made and the files are there. */
export function changed({ fixture, finding, edits, files }: Omit<Offer, 'name' | 'title'>): Fixture {
  const added = files.map(({ file, text }) => ({
    name: file,
    text,
    merged: false,
    down: /\bdown\.\w+$/.test(file),
    other: file.endsWith('.toml'),
  }));
  const changedFiles = fixture.files.flatMap((part) =>
    part.name === finding.file ? [{ ...part, text: applyEdits(part.text, edits) }, ...added] : [part],
  );
  return { ...fixture, files: changedFiles };
}

export function lintEverything(fixture: Fixture): readonly Finding[] {
  const rules = new Map(EVERY_RULE);
  if (RULES.has(fixture.rule)) rules.set(fixture.rule, { severity: 'error', options: fixture.options ?? {} });
  return lintWith(fixture, rules).findings;
}

/** How many findings say the same; lines move when statements are added. */
export function countSame(findings: readonly Finding[], { rule, message }: Finding): number {
  const withoutLines = (text: string): string => text.replaceAll(/line \d+/g, 'line');
  return ofRule(findings, rule).filter((other) => withoutLines(other.message) === withoutLines(message))
    .length;
}

export function ofRule(findings: readonly Finding[], rule: string): readonly Finding[] {
  return findings.filter((finding) => finding.rule === rule);
}

export function sourcesOf(fixture: Fixture) {
  const { migrations, downs } = historyOf(fixture);
  return [...migrations, ...downs.values()].map(lower);
}

/** What of a migration no reader understood. */
export function unreadIn(fixture: Fixture) {
  return sourcesOf(fixture).flatMap(({ statements }) =>
    statements.flatMap(({ operations }) => operations.filter(({ kind }) => kind === 'unsupported')),
  );
}

/**
 * The comments that a change loses or doubles, each as it is written. Those that tell a tool what to
 * do belong to the file, and each file has its own.
 */
export function lostComments(before: Fixture, after: Fixture): readonly string[] {
  const times = ({ files }: Fixture, comment: string): number =>
    files.reduce((sum, { text }) => sum + text.split(comment).length - 1, 0);
  return [...new Set(commentsIn(before))].filter(
    (comment) => !OF_TOOL.test(comment) && times(before, comment) !== times(after, comment),
  );
}

const OF_TOOL = /^--\s*(?:>|!|\+goose|migrate:|changeset|liquibase|atlas:|no-transaction|nothing to undo)/i;

function commentsIn(fixture: Fixture): readonly string[] {
  const { migrations, downs } = historyOf(fixture);
  return [...migrations, ...downs.values()].flatMap((migration) =>
    lower(migration).comments.map(({ span }) => migration.text.slice(span.start, span.end)),
  );
}
