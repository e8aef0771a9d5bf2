import type { History, Migration, TransactionMode } from '../../src/migration.ts';

const BECAUSE = 'the test says so';

/** A migration of a made-up tool; each statement commits by itself unless `scope` says otherwise. */
export function migrationOf(
  text: string,
  fields: Partial<Omit<Migration, 'text' | 'transaction'>> & {
    readonly scope?: TransactionMode['scope'];
  } = {},
): Migration {
  const { scope = 'none', ...rest } = fields;
  return {
    file: 'migration.sql',
    text,
    span: { start: 0, end: text.length },
    id: 'migration',
    tool: 'plain',
    direction: 'up',
    transaction: { scope, because: BECAUSE, optOut: undefined },
    isNew: true,
    missingDown: false,
    placeholders: false,
    ...rest,
  };
}

/** A history without down migrations or baseline. */
export function historyOf(migrations: readonly Migration[], fields: Partial<History> = {}): History {
  return {
    tool: 'plain',
    toolName: 'plain SQL',
    directory: 'migrations',
    migrations,
    downs: new Map(),
    baseline: undefined,
    ...fields,
  };
}
