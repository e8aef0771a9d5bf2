import type { PGlite } from '@electric-sql/pglite';
import type { Catalog, Column, Table } from '../../src/catalog/catalog.ts';
import { keyOf } from '../../src/catalog/lookup.ts';

/**
 * A schema as sorted lines, one for each relation, column, constraint, index, enum, trigger and
 * policy, so that ours and the one of a real Postgres can be compared.
 */
export function describeCatalog(catalog: Catalog): readonly string[] {
  const lines = [...catalog.relations.values()].flatMap((table) => describeTable(table));
  for (const index of catalog.indexes.values()) {
    const columns = index.columns.map((column) => column ?? '(expression)').join(',');
    lines.push(`index ${keyOf(index)} on ${keyOf(index.table)}${index.unique ? ' unique' : ''} (${columns})`);
  }
  for (const type of catalog.types.values()) {
    if (type.kind === 'enum') {
      lines.push(`enum ${keyOf(type)} ${type.values.map(({ value }) => value).join(',')}`);
    } else if (type.kind === 'domain') {
      lines.push(`domain ${keyOf(type)}`);
    }
  }
  for (const routines of catalog.routines.values()) {
    lines.push(...routines.map((routine) => `routine ${keyOf(routine)}`));
  }
  return lines.sort();
}

function describeTable(table: Table): readonly string[] {
  const key = keyOf(table);
  const owner =
    table.ownedBy === undefined ? '' : ` owned by ${keyOf(table.ownedBy.table)}.${table.ownedBy.column}`;
  const isTable = table.kind === 'table';
  return [
    `${table.kind} ${key}${owner}`,
    ...table.columns.map(
      (column) =>
        `column ${key}.${column.name} ${typeOf(column)}${isTable && column.notNull ? ' not null' : ''}`,
    ),
    ...table.constraints.map((constraint) => {
      const columns = constraint.kind === 'check' ? '' : ` (${constraint.columns.join(',')})`;
      const target = constraint.referenced === undefined ? '' : ` -> ${keyOf(constraint.referenced)}`;
      const referenced =
        constraint.kind === 'foreignKey' ? `(${constraint.references?.columns.join(',') ?? ''})` : '';
      const validity = constraint.validated ? '' : ' not valid';
      return `${constraint.kind} ${key}.${constraint.name}${columns}${target}${referenced}${validity}`;
    }),
    ...table.triggers.map((trigger) => `trigger ${key}.${trigger.name}`),
    ...table.policies.map((policy) => `policy ${key}.${policy.name}`),
  ];
}

const SERIAL: Readonly<Record<string, string>> = { serial: 'int4', bigserial: 'int8', smallserial: 'int2' };

function typeOf({ type }: Column): string {
  if (type === undefined) return '?';
  return `${type.arrayDimensions > 0 ? '_' : ''}${SERIAL[type.name] ?? type.name}`;
}

const OURS = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = o.oid AND e.deptype = 'e')`;
const SCHEMA = `CASE WHEN n.nspname LIKE 'pg_temp%' THEN 'pg_temp' ELSE n.nspname END`;

const QUERY = `
SELECT CASE o.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'f' THEN 'table' WHEN 'v' THEN 'view'
    WHEN 'm' THEN 'materializedView' WHEN 'S' THEN 'sequence' ELSE 'compositeType' END
  || ' ' || ${SCHEMA} || '.' || o.relname || coalesce((
    SELECT ' owned by ' || tn.nspname || '.' || t.relname || '.' || a.attname FROM pg_depend d
      JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
      JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
      WHERE o.relkind = 'S' AND d.objid = o.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0), '') AS line
FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace
WHERE o.relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'c') AND ${OURS}
UNION ALL
SELECT 'column ' || ${SCHEMA} || '.' || o.relname || '.' || a.attname || ' ' || t.typname
  || CASE WHEN a.attnotnull AND o.relkind IN ('r', 'p', 'f') AND NOT EXISTS (
    SELECT FROM pg_constraint c WHERE c.conrelid = o.oid AND c.contype = 'n' AND c.conkey[1] = a.attnum AND NOT c.convalidated
  ) THEN ' not null' ELSE '' END
FROM pg_attribute a JOIN pg_class o ON o.oid = a.attrelid JOIN pg_namespace n ON n.oid = o.relnamespace
  JOIN pg_type t ON t.oid = a.atttypid
WHERE o.relkind IN ('r', 'p', 'f', 'v', 'm', 'c') AND a.attnum > 0 AND NOT a.attisdropped AND ${OURS}
UNION ALL
SELECT CASE c.contype WHEN 'p' THEN 'primaryKey' WHEN 'u' THEN 'unique' WHEN 'c' THEN 'check' WHEN 'f' THEN 'foreignKey'
    WHEN 'x' THEN 'exclusion' ELSE 'notNull' END
  || ' ' || ${SCHEMA} || '.' || o.relname || '.' || c.conname
  || CASE WHEN c.contype = 'c' THEN '' ELSE ' (' || (
    SELECT string_agg(coalesce(a.attname, ''), ',' ORDER BY k.i) FROM unnest(c.conkey) WITH ORDINALITY k(num, i)
      LEFT JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum = k.num) || ')' END
  || CASE WHEN c.contype = 'f' THEN ' -> ' || (
    SELECT fn.nspname || '.' || f.relname FROM pg_class f JOIN pg_namespace fn ON fn.oid = f.relnamespace WHERE f.oid = c.confrelid)
    || '(' || (SELECT string_agg(a.attname, ',' ORDER BY k.i) FROM unnest(c.confkey) WITH ORDINALITY k(num, i)
      JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num) || ')' ELSE '' END
  || CASE WHEN c.convalidated THEN '' ELSE ' not valid' END
FROM pg_constraint c JOIN pg_class o ON o.oid = c.conrelid JOIN pg_namespace n ON n.oid = o.relnamespace
WHERE c.contype IN ('p', 'u', 'c', 'f', 'x', 'n') AND ${OURS}
  -- A foreign key to a partitioned table has one hidden row for each partition that it may point at.
  AND NOT (c.contype = 'f' AND EXISTS (
    SELECT FROM pg_constraint p WHERE p.oid = c.conparentid AND p.conrelid = c.conrelid))
UNION ALL
SELECT 'index ' || ${SCHEMA} || '.' || o.relname || ' on ' || ${SCHEMA} || '.' || t.relname
  || CASE WHEN i.indisunique THEN ' unique' ELSE '' END || ' (' || (
    SELECT string_agg(coalesce(a.attname, '(expression)'), ',' ORDER BY k.i)
      FROM unnest((i.indkey::int2[])[0:i.indnkeyatts - 1]) WITH ORDINALITY k(num, i)
      LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.num AND k.num > 0) || ')'
FROM pg_index i JOIN pg_class o ON o.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
  JOIN pg_namespace n ON n.oid = o.relnamespace
WHERE ${OURS}
UNION ALL
SELECT 'enum ' || ${SCHEMA} || '.' || o.typname || ' ' || coalesce((
  SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = o.oid), '')
FROM pg_type o JOIN pg_namespace n ON n.oid = o.typnamespace WHERE o.typtype = 'e' AND ${OURS}
UNION ALL
SELECT 'domain ' || ${SCHEMA} || '.' || o.typname
FROM pg_type o JOIN pg_namespace n ON n.oid = o.typnamespace WHERE o.typtype = 'd' AND ${OURS}
UNION ALL
SELECT 'routine ' || ${SCHEMA} || '.' || o.proname
FROM pg_proc o JOIN pg_namespace n ON n.oid = o.pronamespace WHERE o.prokind IN ('f', 'p') AND ${OURS}
UNION ALL
SELECT 'trigger ' || ${SCHEMA} || '.' || o.relname || '.' || g.tgname
FROM pg_trigger g JOIN pg_class o ON o.oid = g.tgrelid JOIN pg_namespace n ON n.oid = o.relnamespace
WHERE NOT g.tgisinternal AND ${OURS}
UNION ALL
SELECT 'policy ' || ${SCHEMA} || '.' || o.relname || '.' || p.polname
FROM pg_policy p JOIN pg_class o ON o.oid = p.polrelid JOIN pg_namespace n ON n.oid = o.relnamespace
WHERE ${OURS}`;

/** The same lines, read from a real Postgres. */
export async function describeDatabase(database: PGlite): Promise<readonly string[]> {
  const { rows } = await database.query<{ line: string }>(QUERY);
  return rows.map((row) => row.line).sort();
}

/** Leaves a database with an empty schema `public`. */
export async function clearDatabase(database: PGlite): Promise<void> {
  await database.exec(`
    DO $$ DECLARE name text; BEGIN
      FOR name IN SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
      LOOP EXECUTE format('DROP SCHEMA %I CASCADE', name); END LOOP;
    END $$;
    CREATE SCHEMA public;`);
  await database.exec('DISCARD ALL');
}
