import type { Finding } from './finding.ts';
import type { LintResult } from './lint.ts';
import type { Span } from './operation.ts';
import { tokenize } from './parse/tokens.ts';
import { isScript } from './script-file.ts';

/** Hexadecimal digits: 128 bits are plenty for the findings of one project. */
const LENGTH = 32;

/** What tells a finding from all others, whatever line it stands on. */
export interface Fingerprint {
  readonly hash: string;
  /** The statement without comments, its words in lower case and its spaces alike; empty for a whole migration. */
  readonly text: string;
}

/**
 * The fingerprint of each finding: made from its rule, its file, the text of its statement, and
 * which of several alike it is. It stays the same where lines move, where code is formatted, and
 * where a message is worded anew. `pathOf` gives the file as all machines see it.
 */
export function fingerprintsOf(
  { findings, migrations }: Pick<LintResult, 'findings' | 'migrations'>,
  pathOf: (file: string) => string,
): ReadonlyMap<Finding, Fingerprint> {
  const places = placesByFile(migrations);
  const seen = new Map<string, number>();
  return new Map(
    findings.map((finding) => {
      const text = textOf(finding, places.get(finding.file));
      const identity = JSON.stringify([finding.rule, pathOf(finding.file), text]);
      const occurrence = seen.get(identity) ?? 0;
      seen.set(identity, occurrence + 1);
      return [finding, { hash: hash(`${identity}${occurrence.toString()}`), text }];
    }),
  );
}

interface Places {
  readonly text: string;
  readonly statements: readonly Span[];
}

/** A file may hold several migrations. */
function placesByFile(migrations: LintResult['migrations']): ReadonlyMap<string, Places> {
  const places = new Map<string, Places>();
  for (const { migration, source } of migrations) {
    const before = places.get(migration.file)?.statements ?? [];
    const statements = [...before, ...source.statements.map(({ span }) => span)];
    places.set(migration.file, { text: migration.text, statements });
  }
  return places;
}

/** The text of the statement, or of the comment or whatever else the finding points at. */
function textOf({ file, span }: Finding, places: Places | undefined): string {
  if (places === undefined || span.start === span.end) return '';
  const statement = places.statements.find(({ start, end }) => span.start >= start && span.start < end);
  return normalise(places.text, statement ?? span, file);
}

function normalise(text: string, span: Span, file: string): string {
  const source = text.slice(span.start, span.end);
  if (isScript(file)) return spaced(source);
  const words = tokenize(text, span, true).tokens.map(({ kind, start, end }) => {
    const token = text.slice(start, end);
    return kind === 'word' ? token.toLowerCase() : token;
  });
  if (words.at(-1) === ';') words.pop();
  return words.length === 0 ? spaced(source) : words.join(' ');
}

function spaced(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

function hash(text: string): string {
  // Loaded here, as few reports have a use for it.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(text).digest('hex').slice(0, LENGTH);
}
