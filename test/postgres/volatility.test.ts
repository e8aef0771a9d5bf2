import { PGlite } from '@electric-sql/pglite';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { hstore } from '@electric-sql/pglite/contrib/hstore';
import { ltree } from '@electric-sql/pglite/contrib/ltree';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';
import { expect, it } from 'vitest';

/**
 * Functions that SQL can call by name, with the most volatile of their overloads. What only
 * implements operators, types, index support or aggregates is left out.
 */
const FUNCTIONS = `
  SELECT proname AS name,
    CASE WHEN bool_or(provolatile = 'v') THEN 'volatile'
         WHEN bool_or(provolatile = 's') THEN 'stable'
         ELSE 'immutable' END AS volatility
  FROM pg_proc
  WHERE NOT EXISTS (
      SELECT FROM unnest(array_append(proargtypes::oid[], prorettype)) AS type
      WHERE type = ANY ('{internal,cstring,trigger,event_trigger}'::regtype[])
    )
    AND (
      proname IN ('starts_with', 'like', 'notlike')
      OR NOT EXISTS (SELECT FROM pg_operator WHERE oprcode = pg_proc.oid)
    )
    AND NOT EXISTS (SELECT FROM pg_amproc WHERE amproc = pg_proc.oid)
    AND NOT EXISTS (SELECT FROM pg_type WHERE typsend = pg_proc.oid)
  GROUP BY proname
  ORDER BY proname COLLATE "C"`;

interface Row {
  readonly name: string;
  readonly volatility: 'immutable' | 'stable' | 'volatile';
}

it('knows the stable and immutable functions that Postgres 18 declares', async () => {
  const extensions = { citext, hstore, ltree, pg_trgm, pgcrypto, unaccent, uuid_ossp };
  const database = await PGlite.create({ extensions });
  for (const extension of ['citext', 'hstore', 'ltree', 'pg_trgm', 'pgcrypto', 'unaccent', '"uuid-ossp"']) {
    await database.exec(`CREATE EXTENSION ${extension}`);
  }
  const { rows } = await database.query<Row>(FUNCTIONS);
  await database.close();
  await expect(render(rows)).toMatchFileSnapshot('../../src/postgres/builtin-volatility.ts');
}, 60_000);

/** `vitest run test/postgres/volatility.test.ts -u` writes the module anew. */
function render(rows: readonly Row[]): string {
  return [
    '/*',
    ' * Generated from the catalog of Postgres 18 and its contrib extensions citext, hstore, ltree, pg_trgm,',
    ' * pgcrypto, unaccent and uuid-ossp; test/postgres/volatility.test.ts writes and checks it.',
    ' */',
    '',
    '/** Functions whose result is the same within one statement, such as `now`. */',
    ...constant('STABLE_FUNCTIONS', rows, 'stable'),
    '',
    '/** Functions that depend on nothing but their arguments. */',
    ...constant('IMMUTABLE_FUNCTIONS', rows, 'immutable'),
    '',
  ].join('\n');
}

function constant(name: string, rows: readonly Row[], volatility: Row['volatility']): readonly string[] {
  const names = rows.filter((row) => row.volatility === volatility).map((row) => row.name);
  return [
    `export const ${name}: ReadonlySet<string> = new Set(`,
    '  `',
    ...lines(names),
    '`',
    '    .trim()',
    '    .split(/\\s+/),',
    ');',
  ];
}

function lines(names: readonly string[]): readonly string[] {
  const wrapped: string[] = [];
  for (const name of names) {
    const last = wrapped.at(-1);
    if (last !== undefined && last.length + name.length < 110)
      wrapped[wrapped.length - 1] = `${last} ${name}`;
    else wrapped.push(name);
  }
  return wrapped;
}
