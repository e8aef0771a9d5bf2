import type { TransactionMode } from '../../migration.ts';
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
  const units: Unit[] = [];
  const notes: string[] = [];
  for (const { tag } of entries) {
    const up = wholeFile(directory, `${tag}.sql`);
    if (up !== undefined) units.push({ id: tag, up });
    else notes.push(`${directory.pathOf(`${tag}.sql`)} is in the journal and does not exist.`);
  }
  return { units, notes: [...notes, ...unlisted(directory, entries), ...outOfOrder(directory, entries)] };
}

/** A journal with conflict markers in it must not hide the migrations. */
function listUnread(directory: Directory): Listing {
  const units = directory.files
    .filter(isSqlFile)
    .toSorted(compareNumbered)
    .map((name) => ({ id: withoutExtension(name), up: wholeFile(directory, name) }))
    .filter((unit): unit is Unit => unit.up !== undefined);
  return {
    units,
    notes: [
      `${directory.pathOf(JOURNAL)} is no valid journal of Drizzle; the files were taken in the order of their names.`,
    ],
  };
}

function unlisted(directory: Directory, entries: readonly Entry[]): readonly string[] {
  const known = new Set(entries.map(({ tag }) => tag));
  const names = directory.files.filter((name) => isSqlFile(name) && !known.has(withoutExtension(name)));
  const [first, ...others] = names;
  if (first === undefined) return [];
  return [
    others.length === 0
      ? `${directory.pathOf(first)} is not in ${JOURNAL}, so Drizzle does not apply it; it was left out.`
      : `${directory.pathOf(first)} and ${String(others.length)} more files are not in ${JOURNAL}, so Drizzle does not apply them; they were left out.`,
  ];
}

/** The migrator skips an entry that is not later than the newest one applied, and says nothing. */
function outOfOrder(directory: Directory, entries: readonly Entry[]): readonly string[] {
  let newest: Entry | undefined;
  const sentences: string[] = [];
  for (const entry of entries) {
    if (newest !== undefined && entry.when <= newest.when) {
      sentences.push(
        `${directory.pathOf(`${entry.tag}.sql`)} is dated before ${newest.tag} in ${JOURNAL}: Drizzle skips it on a database that has that one.`,
      );
    } else newest = entry;
  }
  return sentences;
}

function journalEntries(text: string): readonly Entry[] | undefined {
  const journal = parseJson(text);
  const entries = isRecord(journal) ? journal.entries : undefined;
  if (!Array.isArray(entries)) return undefined;
  return entries.filter(isRecord).map(({ tag, when }) => ({ tag: String(tag), when: Number(when) }));
}
