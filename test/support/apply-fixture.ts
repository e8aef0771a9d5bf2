import type { History, Migration, TransactionMode } from '../../src/migration.ts';
import { parseSql } from '../../src/parse/sql.ts';
import { isScript } from '../../src/script-file.ts';
import { clearDatabase, describeDatabase } from './pg-catalog.ts';
import { PgShim } from './pg-shim.ts';
import { ScriptRunner } from './run-script.ts';

/** Applies histories on a real Postgres as their tools would. */
export class Applier {
  readonly #shim: PgShim;
  readonly #scripts: ScriptRunner;

  private constructor(shim: PgShim) {
    this.#shim = shim;
    this.#scripts = new ScriptRunner(shim);
  }

  static async create(): Promise<Applier> {
    return new Applier(await PgShim.create());
  }

  close(): Promise<void> {
    return this.#shim.database.close();
  }

  /** The schema that a history leads to, from none; throws where Postgres refuses a statement. */
  async schemaOf({ migrations }: Pick<History, 'migrations'>): Promise<readonly string[]> {
    const { database } = this.#shim;
    await database.exec('ROLLBACK');
    await clearDatabase(database);
    const isBatch = !migrations.some(
      ({ isNew, file, tool, text }) =>
        isNew && isScript(file) && this.#scripts.splitsBatch({ tool, file, text }),
    );
    let isOpen = false;
    for (const migration of migrations) {
      const { isNew, text, file, tool } = migration;
      const { scope } = migration.transaction;
      // All that are pending share one transaction.
      const isShared = scope === 'batch' && isNew && isBatch;
      if (isShared !== isOpen) await database.exec(isShared ? 'BEGIN' : 'COMMIT');
      isOpen = isShared;
      const own = isShared ? 'none' : scope;
      if (isScript(file)) await this.#scripts.run({ tool, file, text, scope: own });
      else await this.#runSql(migration, own);
    }
    if (isOpen) await database.exec('COMMIT');
    const { rows } = await database.query<{ line: string }>(DEFINITIONS);
    return [...(await describeDatabase(database)), ...rows.map(({ line }) => line)];
  }

  async #runSql({ text, span }: Migration, scope: TransactionMode['scope']): Promise<void> {
    const { database } = this.#shim;
    const statements = parseSql(text, span, { placeholders: false }).statements.map(
      ({ source }) => `${source.replace(/;$/, '')};`,
    );
    const isOne = scope === 'simple-query' || scope === 'automatic';
    if (scope === 'none' || (isOne && statements.length === 1)) {
      for (const statement of statements) await database.exec(statement);
    } else {
      await database.exec(['BEGIN;', ...statements, 'COMMIT;'].join('\n'));
    }
  }
}

/** What `describeDatabase` leaves out: all of an index and of a constraint, and whether they are valid; defaults. */
const DEFINITIONS = `
SELECT pg_get_indexdef(indexrelid) || CASE WHEN indisvalid THEN '' ELSE ' INVALID' END AS line
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
UNION ALL
SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
WHERE conrelid <> 0 AND connamespace::regnamespace::text !~ '^(pg_|information_schema)'
UNION ALL
SELECT concat_ws(' ', adrelid::regclass, adnum, 'default', pg_get_expr(adbin, adrelid)) FROM pg_attrdef
JOIN pg_class ON pg_class.oid = adrelid WHERE relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
UNION ALL
SELECT concat_ws(' ', attrelid::regclass, attname, format_type(atttypid, atttypmod)) FROM pg_attribute
JOIN pg_class ON pg_class.oid = attrelid
WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p') AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
ORDER BY 1`;

/** Before Postgres 18 a column that is NOT NULL has no constraint for it, which advice for those counts on. */
export function withoutNotNull(schema: readonly string[]): readonly string[] {
  return schema.filter((line) => !line.startsWith('notNull ') && !/ NOT NULL \S+(?: NOT VALID)?$/.test(line));
}
