import { PGlite } from '@electric-sql/pglite';
import { expect, it } from 'vitest';

const TYPES = `
  SELECT typname AS name, format_type(oid, NULL) AS text
  FROM pg_type
  WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'r') AND typelem = 0 AND typname !~ '^(pg_|reg)'
  ORDER BY typname COLLATE "C"`;

/** Those that ALTER COLUMN … TYPE uses without USING. */
const CASTS = `
  SELECT source.typname || '>' || target.typname AS name
  FROM pg_cast
    JOIN pg_type source ON source.oid = castsource
    JOIN pg_type target ON target.oid = casttarget
  WHERE castcontext IN ('a', 'i') AND source.typname !~ '^(pg_|reg)' AND target.typname !~ '^(pg_|reg)'
  ORDER BY source.typname || '>' || target.typname COLLATE "C"`;

it('knows the types and the casts that Postgres 18 has', async () => {
  const database = await PGlite.create();
  const types = (await database.query<{ name: string; text: string }>(TYPES)).rows;
  const casts = (await database.query<{ name: string }>(CASTS)).rows;
  await database.close();
  const module = [
    '// Generated from the catalog of Postgres 18; test/postgres/casts.test.ts writes and checks it.',
    '',
    '/** Built-in types by their internal name, with the name that Postgres shows. */',
    'export const BUILTIN_TYPES: Readonly<Record<string, string>> = {',
    ...types.map(({ name, text }) => `  ${name}: '${text}',`),
    '};',
    '',
    '/** Casts between built-in types that apply on assignment: `int4>int8`. */',
    'export const ASSIGNMENT_CASTS: ReadonlySet<string> = new Set([',
    ...casts.map(({ name }) => `  '${name}',`),
    ']);',
    '',
  ];
  await expect(module.join('\n')).toMatchFileSnapshot('../../src/postgres/builtin-casts.ts');
}, 60_000);
