import type { History, Migration, ToolId } from '../migration.ts';
import { parseSql } from '../parse/sql.ts';
import type { Edit, Suggestion } from '../rule.ts';
import { isScript } from '../script-file.ts';
import { nextName } from './next-name.ts';
import { scriptMigration } from './new-script.ts';
import { eol, insertion, lay } from './sql-layout.ts';

/** A migration that is to be written. */
export interface Draft {
  readonly history: History;
  /** The one that it comes after. */
  readonly after: Migration;
  readonly sql: string;
  /** The way back; undefined where there is nothing to undo. */
  readonly down?: string | undefined;
  /** Postgres refuses it in a transaction. */
  readonly isOutside: boolean;
  /** What it does, for its name. */
  readonly words: readonly string[];
  /** Files that are to be written besides. */
  readonly beside: NonNullable<Suggestion['files']>;
}

export interface NewMigration {
  /** In the file of the migration that it comes after. */
  readonly edits: readonly Edit[];
  readonly files: NonNullable<Suggestion['files']>;
  /** What is to be done besides, as a clause that follows "and". */
  readonly remark?: string;
}

/**
 * A migration as its tool wants to find it. Undefined where the tool has no way to run such
 * statements, or keeps a list of its migrations that has to be written by the tool itself.
 */
export function newMigration(draft: Draft): NewMigration | undefined {
  const { after, sql, isOutside } = draft;
  if (isScript(after.file)) return scriptMigration(draft);
  if (after.tool === 'liquibase') return newChangeset(draft);
  const format = FORMATS[after.tool];
  if (format === undefined) return undefined;
  if (isOutside && format.outside === undefined) return undefined;
  if (isOutside && format.outside?.isOneQuery === true && countStatements(sql) > 1) return undefined;
  const name = nameOf(draft, format);
  if (name === undefined) return undefined;
  const parts = format.write(draft, name);
  const lineEnd = eol(after.text);
  return {
    edits: [],
    files: parts.map(({ file, text }) => ({ file, text: text.replaceAll('\n', lineEnd) })),
    ...(format.remark === undefined ? {} : { remark: format.remark }),
  };
}

interface Format {
  /** A folder for each migration, in place of a file. */
  readonly isFolder?: true;
  /** How statements leave the transaction; undefined where they cannot. */
  readonly outside?: { readonly isOneQuery: boolean };
  readonly remark?: string;
  readonly write: (draft: Draft, path: string) => NonNullable<Suggestion['files']>;
}

const ONE_QUERY = { outside: { isOneQuery: true } } as const;
const ONE_BY_ONE = { outside: { isOneQuery: false } } as const;

const FORMATS: Readonly<Partial<Record<ToolId, Format>>> = {
  plain: { ...ONE_BY_ONE, write: ({ sql }, file) => [{ file, text: `${sql}\n` }] },
  flyway: { ...ONE_BY_ONE, write: ({ sql }, file) => [{ file, text: `${sql}\n` }] },
  supabase: { write: ({ sql }, file) => [{ file, text: `${sql}\n` }] },
  prisma: {
    ...ONE_QUERY,
    isFolder: true,
    write: ({ sql }, folder) => [{ file: `${folder}/migration.sql`, text: `${sql}\n` }],
  },
  atlas: {
    ...ONE_BY_ONE,
    remark: 'run "atlas migrate hash" then',
    write: ({ sql, isOutside }, file) => [
      { file, text: `${isOutside ? '-- atlas:txmode none\n\n' : ''}${sql}\n` },
    ],
  },
  sqlx: { ...ONE_QUERY, write: pair((sql, isOutside) => `${isOutside ? '-- no-transaction\n' : ''}${sql}`) },
  'golang-migrate': { ...ONE_QUERY, write: pair((sql) => sql) },
  diesel: {
    ...ONE_QUERY,
    isFolder: true,
    write: ({ sql, down = UNDONE, isOutside }, folder) => [
      { file: `${folder}/up.sql`, text: `${sql}\n` },
      { file: `${folder}/down.sql`, text: `${down}\n` },
      ...(isOutside ? [{ file: `${folder}/metadata.toml`, text: 'run_in_transaction = false\n' }] : []),
    ],
  },
  dbmate: {
    ...ONE_QUERY,
    write: ({ sql, down = UNDONE, isOutside }, file) => {
      const option = isOutside ? ' transaction:false' : '';
      return [{ file, text: `-- migrate:up${option}\n${sql}\n\n-- migrate:down${option}\n${down}\n` }];
    },
  },
  goose: {
    ...ONE_BY_ONE,
    write: ({ sql, down = UNDONE, isOutside }, file) => {
      const annotation = isOutside ? '-- +goose NO TRANSACTION\n' : '';
      const up = lay(sql, 'goose');
      return [{ file, text: `${annotation}-- +goose Up\n${up}\n\n-- +goose Down\n${down}\n` }];
    },
  },
};

const UNDONE = '-- Nothing to undo.';

/** `1_x.up.sql` with its `1_x.down.sql`, or `1_x.sql` alone. */
function pair(write: (sql: string, isOutside: boolean) => string): Format['write'] {
  return ({ sql, down = UNDONE, isOutside }, file) => [
    { file, text: `${write(sql, isOutside)}\n` },
    ...(file.endsWith('.up.sql')
      ? [{ file: file.replace(/\.up\.sql$/, '.down.sql'), text: `${write(down, isOutside)}\n` }]
      : []),
  ];
}

/** The path of the file or folder, from the names of the others. */
function nameOf({ history, after, words, beside }: Draft, { isFolder }: Format): string | undefined {
  const depth = isFolder === true ? 2 : 1;
  const partsOf = (file: string): readonly string[] =>
    file.split('/').slice(0, isFolder === true ? -1 : undefined);
  const nameIn = ({ file }: { readonly file: string }): string => partsOf(file).at(-1) ?? '';
  const name = nextName(nameIn(after), history.migrations.map(nameIn), words, beside.map(nameIn));
  return name === undefined ? undefined : [...after.file.split('/').slice(0, -depth), name].join('/');
}

function countStatements(sql: string): number {
  return parseSql(sql, { start: 0, end: sql.length }, { placeholders: false }).statements.length;
}

/** Liquibase's changesets stand one after the other in a file. */
function newChangeset({ history, after, sql, isOutside, words }: Draft): NewMigration | undefined {
  const { text, span } = after;
  const marker = /^([ \t]*--[ \t]*changeset[ \t]+[^:\n]+:)("[^"\n]+"|\S+)/i.exec(text.slice(span.start));
  if (marker === null) return undefined;
  const [, start = '', id = ''] = marker;
  const lineEnd = eol(text);
  const title = words.join('-').replaceAll(/[^A-Za-z0-9-]+/g, '-');
  const isTaken = (name: string): boolean =>
    history.migrations.some((other) => other.id.endsWith(`:${name}`));
  const next = /^\d+$/.test(id) ? (BigInt(id) + 1n).toString() : undefined;
  const name = next === undefined || isTaken(next) ? `${id.replaceAll('"', '')}-${title}` : next;
  const head = `${start}${name}${isOutside ? ' runInTransaction:false' : ''}`;
  const before = text.slice(0, span.end).endsWith(lineEnd) ? '' : lineEnd;
  const lines = [head, ...sql.split('\n')].join(lineEnd);
  const gap = span.end === text.length ? '' : lineEnd;
  const blank = text.slice(0, span.end).endsWith(lineEnd + lineEnd) ? '' : lineEnd;
  return { edits: [insertion(span.end, `${before}${blank}${lines}${lineEnd}${gap}`)], files: [] };
}
