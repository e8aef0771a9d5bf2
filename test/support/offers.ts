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

const LINTED = new WeakMap<Fixture, readonly Finding[]>();

/** What every rule says of a case. */
export function lintEverything(fixture: Fixture): readonly Finding[] {
  const known = LINTED.get(fixture);
  if (known !== undefined) return known;
  const rules = new Map(EVERY_RULE);
  if (RULES.has(fixture.rule)) rules.set(fixture.rule, { severity: 'error', options: fixture.options ?? {} });
  const { findings } = lintWith(fixture, rules);
  LINTED.set(fixture, findings);
  return findings;
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

/** Suggestions whose point is another schema, at least until the next deploy, by what their titles say. */
const OTHER_SCHEMA: readonly { readonly title: RegExp; readonly of?: string; readonly because: string }[] = [
  { title: /to a later deploy$|to be validated in /, because: 'the rest is for a later deploy' },
  { title: /nullable in this deploy$/, because: 'the column is required by a later deploy' },
  { title: /^Keep the old name as a view/, because: 'the view comes in addition' },
  { title: /^Keep the type and limit the length/, because: 'a CHECK takes the place of the limit' },
  { title: /that a trigger fills/, because: 'a trigger takes the place of the expression' },
  { title: /which leaves it with a CHECK/, because: 'Postgres adds the CHECK' },
  {
    title: /^Add it partition by partition/,
    of: 'require-not-valid-foreign-key/not-valid-on-partitioned-table',
    because: 'it is valid then',
  },
  { title: /^Add a migration that validates it/, because: 'the constraint is valid then' },
  {
    title: /^Set it NOT NULL behind a constraint/,
    of: 'no-blocking-set-not-null/check-not-valid',
    because: 'the CHECK that is there is valid then',
  },
  {
    title: /^Add a plain column/,
    of: 'no-rewriting-column/identity',
    because: 'a sequence as the default takes the place of the identity',
  },
];

/** Whether a fix or suggestion means to change the schema that the case, `rule/name`, leads to. */
export function changesSchema(title: string | undefined, id?: string): boolean {
  return OTHER_SCHEMA.some(
    (other) => other.title.test(title ?? '') && (other.of === undefined || other.of === id),
  );
}
