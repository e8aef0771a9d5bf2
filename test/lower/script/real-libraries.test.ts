/**
 * Runs migrations through the real libraries on a real Postgres, records the SQL that they send,
 * and compares what ddlint reads of the SQL with what it reads of the migration.
 */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { Sequelize } from 'sequelize';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { applyOperation, emptyCatalog } from '../../../src/catalog/apply.ts';
import type { Catalog } from '../../../src/catalog/catalog.ts';
import { loadScripts } from '../../../src/lower/lower.ts';
import type { Operation } from '../../../src/operation.ts';
import { loadParser } from '../../../src/parse/sql.ts';
import { resolvePreconditions } from '../../../src/replay/preconditions.ts';
import { operationsOf } from '../../support/lowering.ts';
import { PgShim } from '../../support/pg-shim.ts';
import {
  dbMigrateOn,
  knexOn,
  kyselyOn,
  nodePgMigrateOn,
  sequelizeOn,
  typeormOn,
} from '../../support/real-libraries.ts';
import { lowerScriptText } from '../../support/script.ts';

const SCRIPTS = path.join(import.meta.dirname, '../../../fixtures/scripts');

let shim: PgShim;

beforeAll(async () => {
  await Promise.all([loadParser(), loadScripts()]);
  shim = await PgShim.create();
});

beforeEach(() => shim.reset());

interface Migration {
  readonly file: string;
  readonly text: string;
  readonly module: Readonly<Record<string, unknown>>;
}

async function migrationsOf(library: string): Promise<readonly Migration[]> {
  const folder = path.join(SCRIPTS, library);
  return Promise.all(
    readdirSync(folder)
      .sort()
      .map(async (name) => {
        const file = path.join(folder, name);
        const module = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
        return { file, text: readFileSync(file, 'utf8'), module };
      }),
  );
}

type Up = (...args: readonly unknown[]) => Promise<void>;

function upOf({ module }: Migration): Up {
  const exported = (module.default ?? module) as { readonly up: Up };
  return (module.up as Up | undefined) ?? exported.up.bind(exported);
}

describe('what is read of a migration is what the library sends', () => {
  it('Knex', async () => {
    const knex = knexOn(shim);
    await compare('knex', (migration) => upOf(migration)(knex));
    await knex.destroy();
  });

  it('Kysely', async () => {
    const db = kyselyOn(shim);
    await compare('kysely', (migration) => upOf(migration)(db));
  });

  it('Sequelize', async () => {
    const queryInterface = (await sequelizeOn(shim)).getQueryInterface();
    await compare('sequelize', (migration) => upOf(migration)(queryInterface, Sequelize));
  });

  it('TypeORM', async () => {
    const queryRunner = (await typeormOn(shim)).createQueryRunner();
    await compare('typeorm', async ({ module }) => {
      for (const migration of Object.values(module) as readonly (new () => { up: Up })[])
        await new migration().up(queryRunner);
    });
  });

  it('node-pg-migrate', async () => {
    await compare('node-pg-migrate', () => nodePgMigrateOn(shim, path.join(SCRIPTS, 'node-pg-migrate')));
  });

  it('db-migrate', async () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'ddlint-db-migrate-'));
    await compare('db-migrate', async ({ file }) => {
      copyFileSync(file, path.join(dir, path.basename(file, '.cjs') + '.js'));
      await dbMigrateOn(shim, dir);
    });
    rmSync(dir, { recursive: true });
  });
});

/** Applies each migration of a library and compares what it sent with what is read of its file. */
async function compare(library: string, apply: (migration: Migration) => Promise<void>): Promise<void> {
  let catalog: Catalog = emptyCatalog();
  for (const migration of await migrationsOf(library)) {
    shim.sent.length = 0;
    await apply(migration);
    const sent = shim.sent.flatMap((sql) => operationsOf(sql)).filter(changesSomething);
    const source = lowerScriptText({ tool: library, text: migration.text, file: migration.file });
    const read = resolvePreconditions(source, catalog)
      .statements.flatMap(({ operations }) => operations)
      .filter(changesSomething);
    expect(read.map(withoutPlaces)).toEqual(sent.map(withoutPlaces));
    expect(read.filter(({ kind }) => kind === 'unsupported')).toEqual([]);
    expect(read.length).toBeGreaterThan(5);
    for (const operation of sent) {
      const origin = { migration: 0, deploy: 0, transaction: 0, span: operation.span };
      catalog = applyOperation(catalog, operation, origin);
    }
  }
}

/** Leaves out what a library asks of the database, its own bookkeeping, and transactions. */
function changesSomething(operation: Operation): boolean {
  if (['select', 'begin', 'commit', 'rollback', 'setVariable', 'utility'].includes(operation.kind))
    return false;
  return !/"(?:pg)?migrations"/.test(JSON.stringify(operation));
}

/** An operation without its places, and with `public` as what the search path finds. */
function withoutPlaces(operation: Operation): unknown {
  const left = new Set([
    'span',
    'keyword',
    'conditional',
    'onlyIf',
    'renamesGenerated',
    'text',
    'literals',
    'uses',
  ]);
  return JSON.parse(
    JSON.stringify(operation, (key, value: unknown) =>
      left.has(key) || (key === 'schema' && value === 'public') ? undefined : value,
    ),
  ) as unknown;
}
