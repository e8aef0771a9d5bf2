import type { Migration, ToolId } from '../migration.ts';
import type { Edit, Suggestion } from '../rule.ts';
import { isScript } from '../script-file.ts';
import { scriptOptOut } from './script-opt-out.ts';
import { eol, insertion } from './sql-layout.ts';

/** What a migration needs so that its tool opens no transaction around it. */
export interface OptOut {
  readonly edits: readonly Edit[];
  readonly files?: NonNullable<Suggestion['files']>;
  /** The file still goes to the server as one query: it may hold a single statement. */
  readonly isOneQuery: boolean;
  /** What is to be done besides, as a clause that follows "and". */
  readonly remark?: string;
}

/** How the migration leaves the transaction of its tool by itself; undefined where it cannot. */
export function optOutOf(migration: Migration): OptOut | undefined {
  return isScript(migration.file) ? scriptOptOut(migration) : OPT_OUTS[migration.tool]?.(migration);
}

const OPT_OUTS: Readonly<Partial<Record<ToolId, (migration: Migration) => OptOut | undefined>>> = {
  goose: (migration) => ({ edits: [atTop(migration, '-- +goose NO TRANSACTION\n')], isOneQuery: false }),
  // The empty line makes it a directive; without one it is a comment of the first statement. Others
  // that stand there are only such as long as no empty line parts them from it.
  atlas: (migration) => ({
    edits: [atTop(migration, `-- atlas:txmode none\n${HEAD_COMMENTS.test(migration.text) ? '' : '\n'}`)],
    isOneQuery: false,
    remark: 'run "atlas migrate hash" then',
  }),
  sqlx: (migration) => ({ edits: [atTop(migration, '-- no-transaction\n')], isOneQuery: true }),
  dbmate: (migration) =>
    onMarker(migration, /--[ \t]*migrate:up\b(?![^\n]*transaction:)/, ' transaction:false', true),
  liquibase: (migration) =>
    onMarker(
      migration,
      /--[ \t]*changeset[ \t]+(?:"[^"\n]+"|[^:\n]+):[ \t]*(?:"[^"\n]+"|\S+)(?![^\n]*runInTransaction:)/i,
      ' runInTransaction:false',
      false,
    ),
  'graphile-migrate': (migration) =>
    migration.file.endsWith('/current.sql')
      ? { edits: [atTop(migration, '--! no-transaction\n')], isOneQuery: true }
      : undefined,
  diesel: ({ file }) => ({
    edits: [],
    files: [{ file: file.replace(/[^/]*$/, 'metadata.toml'), text: 'run_in_transaction = false\n' }],
    isOneQuery: true,
  }),
};

/** Comment lines at the top of a file with an empty line below them. */
const HEAD_COMMENTS = /^(?:--[^\n]*\n)+[ \t]*\r?\n/;

function atTop({ text }: Migration, line: string): Edit {
  return insertion(0, line.replaceAll('\n', eol(text)));
}

/** Behind what the expression finds first in the migration's own part of the file. */
function onMarker(
  { text, span }: Migration,
  marker: RegExp,
  option: string,
  isOneQuery: boolean,
): OptOut | undefined {
  const match = marker.exec(text.slice(span.start, span.end));
  if (match === null) return undefined;
  return { edits: [insertion(span.start + match.index + match[0].length, option)], isOneQuery };
}

/** What remains to be done once a file of the tool has changed, as a sentence. */
export function followUpOf(tool: ToolId): string | undefined {
  return tool === 'atlas' ? 'Run "atlas migrate hash" now: atlas.sum has the hash of each file.' : undefined;
}
