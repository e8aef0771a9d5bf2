import { LOCK_MODES, type LockMode } from '../../src/operation.ts';

/** A connection to a Postgres, so that the same cases run in PGlite and on a server. */
export interface Session {
  /** One or more statements without parameters. Errors have `code` and `message` as Postgres gives them. */
  execute(sql: string): Promise<void>;
  query<Row>(sql: string): Promise<readonly Row[]>;
}

/** What a statement was seen to do. Names have no schema: cases live in one. */
export interface Observation {
  readonly locks: readonly ObservedLock[];
  readonly rewrites: readonly string[];
  readonly rebuiltIndexes: readonly string[];
  readonly scans: readonly string[];
  readonly error: PostgresError | undefined;
}

export interface ObservedLock {
  readonly relation: string;
  readonly kind: 'table' | 'index' | 'sequence';
  readonly mode: LockMode;
  readonly isNew: boolean;
}

export interface PostgresError {
  readonly code: string;
  readonly message: string;
}

interface Relation {
  readonly oid: number;
  readonly name: string;
  readonly kind: string;
  readonly file: number | null;
  readonly scans: string;
}

const RELATIONS = `
  SELECT oid::int, relname AS name, relkind AS kind, pg_relation_filenode(oid)::int AS file,
    pg_stat_get_xact_numscans(oid) AS scans
  FROM pg_class
  WHERE relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace)`;

const LOCKS = `
  SELECT relation::int, mode FROM pg_locks WHERE locktype = 'relation' AND pid = pg_backend_pid() AND granted`;

/** Empties the database and runs the setup, each statement by itself. */
export async function prepare(session: Session, setup: string): Promise<void> {
  await session.execute('DROP SCHEMA IF EXISTS public, attic CASCADE; CREATE SCHEMA public;');
  if (setup !== '') await session.execute(setup);
}

/** Runs the statement in a transaction, looks at what it holds and has done, and rolls back. */
export async function observe(session: Session, statement: string): Promise<Observation> {
  await session.execute('BEGIN');
  try {
    const before = await session.query<Relation>(RELATIONS);
    const error = await errorOf(session, statement);
    if (error !== undefined) return { locks: [], rewrites: [], rebuiltIndexes: [], scans: [], error };
    const locks = await session.query<{ relation: number; mode: string }>(LOCKS);
    const after = await session.query<Relation>(RELATIONS);
    return compare(before, after, locks);
  } finally {
    await session.execute('ROLLBACK');
  }
}

export async function errorOf(session: Session, statement: string): Promise<PostgresError | undefined> {
  try {
    await session.execute(statement);
    return undefined;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return { code: String(error.code), message: error.message };
  }
}

function compare(
  before: readonly Relation[],
  after: readonly Relation[],
  locks: readonly { readonly relation: number; readonly mode: string }[],
): Observation {
  const old = new Map(before.map((relation) => [relation.oid, relation]));
  const changed = after.filter(({ oid, file }) => old.has(oid) && old.get(oid)?.file !== file);
  // An index of a column whose type changes is a new one, which may keep the file of the old.
  const files = new Map(before.map(({ name, file }) => [name, file]));
  // What the statement dropped is in `before` only, and what it renamed is known by its old name.
  const known = new Map([...after, ...before].map((relation) => [relation.oid, relation]));
  return {
    locks: strongest(
      locks.flatMap(({ relation, mode }) => {
        const found = known.get(relation);
        return found === undefined ? [] : [observedLock(found, mode, !old.has(relation))];
      }),
    ),
    rewrites: namesOf(changed.filter((relation) => kindOf(relation) === 'table')),
    rebuiltIndexes: namesOf(
      after.filter(
        (relation) =>
          kindOf(relation) === 'index' &&
          files.has(relation.name) &&
          files.get(relation.name) !== relation.file,
      ),
    ),
    scans: namesOf(
      after.filter(
        ({ oid, scans, kind }) => 'rm'.includes(kind) && old.has(oid) && old.get(oid)?.scans !== scans,
      ),
    ),
    error: undefined,
  };
}

function observedLock(relation: Relation, mode: string, isNew: boolean): ObservedLock {
  return { relation: relation.name, kind: kindOf(relation), mode: lockMode(mode), isNew };
}

function kindOf({ kind }: Relation): ObservedLock['kind'] {
  if (kind === 'i' || kind === 'I') return 'index';
  return kind === 'S' ? 'sequence' : 'table';
}

/** `ShareUpdateExclusiveLock` of pg_locks is SHARE UPDATE EXCLUSIVE. */
function lockMode(mode: string): LockMode {
  const words = mode
    .replace(/Lock$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();
  const found = LOCK_MODES.find((candidate) => candidate === words);
  if (found === undefined) throw new Error(`Postgres has no lock mode ${mode}`);
  return found;
}

function strongest(locks: readonly ObservedLock[]): readonly ObservedLock[] {
  const byRelation = new Map<string, ObservedLock>();
  for (const lock of locks) {
    const held = byRelation.get(lock.relation);
    if (held === undefined || LOCK_MODES.indexOf(lock.mode) > LOCK_MODES.indexOf(held.mode)) {
      byRelation.set(lock.relation, lock);
    }
  }
  return [...byRelation.values()].sort((left, right) => (left.relation < right.relation ? -1 : 1));
}

function namesOf(relations: readonly Relation[]): readonly string[] {
  return relations.map(({ name }) => name).sort();
}
