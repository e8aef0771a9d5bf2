import type { HistoryProblem, TransactionMode } from '../../migration.ts';
import type { Directory } from '../directory.ts';
import { compareNumbered, withoutExtension } from '../names.ts';
import { isRecord, parseJson } from '../packages.ts';
import { listScriptFolders } from '../folders.ts';
import { isSqlFile } from '../sql-files.ts';
import { wholeFile, type Listing, type Tool, type Unit } from '../tool.ts';

const JOURNAL = 'meta/_journal.json';
const SCRIPT = 'migration.sql';
const SNAPSHOT = 'snapshot.json';

const BATCH: TransactionMode = {
  scope: 'batch',
  because: 'Drizzle applies all pending migrations in one transaction',
  optOut: undefined,
};

export const drizzle: Tool = {
  id: 'drizzle',
  name: 'Drizzle',
  docs: 'https://orm.drizzle.team/docs/migrations',
  // drizzle-kit before 0.30 did so.
  writesIfNotExists: true,

  recognises(directory) {
    return isJournalInUse(directory) || newestFolder(directory) !== undefined;
  },

  otherDatabase(directory) {
    const journal = hasJournal(directory) ? directory.read(JOURNAL) : snapshotOf(directory);
    const content = parseJson(journal ?? '');
    const dialect = isRecord(content) ? content.dialect : undefined;
    // `pg` is what the journal of drizzle-kit before 0.21 says.
    return typeof dialect !== 'string' || /^(pg|postgres|postgresql|cockroach)$/.test(dialect)
      ? undefined
      : dialect;
  },

  list(directory) {
    return hasJournal(directory) ? listJournal(directory) : listScriptFolders(directory, SCRIPT);
  },

  transaction: () => BATCH,
};

function hasJournal(directory: Directory): boolean {
  return (
    directory.directories.includes('meta') && directory.directory('meta').files.includes('_journal.json')
  );
}

/** A journal that lists none of the files beside it is a leftover: something else applies them. */
function isJournalInUse(directory: Directory): boolean {
  if (!hasJournal(directory)) return false;
  const entries = journalEntries(directory.read(JOURNAL) ?? '');
  return (
    entries === undefined ||
    !directory.files.some(isSqlFile) ||
    entries.some(({ tag }) => directory.files.includes(`${tag}.sql`))
  );
}

/** Drizzle 1.0 keeps each migration in a folder of its own, with its snapshot, and no journal. */
function newestFolder(directory: Directory): string | undefined {
  const newest = directory.directories.findLast((name) => /^\d{14}_/.test(name));
  if (newest === undefined) return undefined;
  const { files } = directory.directory(newest);
  return files.includes(SCRIPT) && files.includes(SNAPSHOT) ? newest : undefined;
}

function snapshotOf(directory: Directory): string | undefined {
  const newest = newestFolder(directory);
  return newest === undefined ? undefined : directory.read(`${newest}/${SNAPSHOT}`);
}

interface Entry {
  readonly tag: string;
  /** Milliseconds since 1970. */
  readonly when: number;
}

/** The migrator applies what the journal lists, in its order, and looks at no other file. */
function listJournal(directory: Directory): Listing {
  const entries = journalEntries(directory.read(JOURNAL) ?? '');
  if (entries === undefined) return listUnread(directory);
  const units = entries.flatMap(({ tag }): readonly Unit[] => {
    const up = wholeFile(directory, `${tag}.sql`);
    return up === undefined ? [] : [{ id: tag, up }];
  });
  const problems = [
    ...missing(directory, entries),
    ...unlisted(directory, entries),
    ...skipped(units, entries),
  ];
  return { units, notes: [], problems, journal: JOURNAL };
}

/** A journal with conflict markers in it must not hide the migrations. */
function listUnread(directory: Directory): Listing {
  const units = directory.files
    .filter(isSqlFile)
    .toSorted(compareNumbered)
    .map((name) => ({ id: withoutExtension(name), up: wholeFile(directory, name) }))
    .filter((unit): unit is Unit => unit.up !== undefined);
  const journal = journalOf(directory);
  return {
    units,
    notes: [],
    problems: [{ ...journal, kind: 'unreadable journal', others: [] }],
    journal: JOURNAL,
  };
}

function journalOf(directory: Directory): { readonly file: string; readonly text: string } {
  return { file: directory.pathOf(JOURNAL), text: directory.read(JOURNAL) ?? '' };
}

function missing(directory: Directory, entries: readonly Entry[]): readonly HistoryProblem[] {
  const gone = entries.filter(({ tag }) => !directory.files.includes(`${tag}.sql`));
  if (gone.length === 0) return [];
  const others = gone.map(({ tag }) => directory.pathOf(`${tag}.sql`));
  return [{ ...journalOf(directory), kind: 'missing', others }];
}

function unlisted(directory: Directory, entries: readonly Entry[]): readonly HistoryProblem[] {
  const known = new Set(entries.map(({ tag }) => tag));
  const names = directory.files.filter((name) => isSqlFile(name) && !known.has(withoutExtension(name)));
  return names.map((name) => ({
    kind: 'unlisted',
    file: directory.pathOf(name),
    text: directory.read(name) ?? '',
    others: [],
  }));
}

/** The migrator skips an entry that is not later than the newest one applied, and says nothing. */
function skipped(units: readonly Unit[], entries: readonly Entry[]): readonly HistoryProblem[] {
  const files = new Map(units.map(({ id, up }) => [id, up]));
  let newest: Entry | undefined;
  const problems: HistoryProblem[] = [];
  for (const entry of entries) {
    const late = newest !== undefined && entry.when <= newest.when;
    const up = files.get(entry.tag);
    const before = files.get(newest?.tag ?? '');
    if (!late) newest = entry;
    else if (up !== undefined && before !== undefined) {
      problems.push({ kind: 'out of order', file: up.file, text: up.text, others: [before.file] });
    }
  }
  return problems;
}

function journalEntries(text: string): readonly Entry[] | undefined {
  const journal = parseJson(text);
  const entries = isRecord(journal) ? journal.entries : undefined;
  if (!Array.isArray(entries)) return undefined;
  return entries.filter(isRecord).map(({ tag, when }) => ({ tag: String(tag), when: Number(when) }));
}
