import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { createJiti } from 'jiti';
import type { Knex } from 'knex';
import type { Kysely } from 'kysely';
import { Sequelize } from 'sequelize';
import type { DataSource } from 'typeorm';
import ts from 'typescript';

import type { TransactionMode } from '../../src/migration.ts';
import type { PgShim } from './pg-shim.ts';
import { dbMigrateOn, knexOn, kyselyOn, nodePgMigrateOn, sequelizeOn, typeormOn } from './real-libraries.ts';

export interface RunnableScript {
  readonly tool: string;
  readonly file: string;
  readonly text: string;
  /** What its library would do if the script did not leave the transaction. */
  readonly scope: TransactionMode['scope'];
}

type Up = (...args: readonly unknown[]) => unknown;
interface Module {
  readonly up?: Up;
  readonly config?: { readonly transaction?: boolean };
  readonly default?: Module;
}
interface Instance {
  readonly up: Up;
  readonly transaction?: boolean;
  readonly isTransactional?: () => boolean;
  readonly getQueries?: () => readonly unknown[];
}

/** Runs the way up of migrations through their real libraries, in transactions as those open them. */
export class ScriptRunner {
  readonly #shim: PgShim;
  readonly #jiti = createJiti(import.meta.url, { fsCache: false });
  #knex: Knex | undefined;
  #kysely: Kysely<unknown> | undefined;
  #sequelize: Sequelize | undefined;
  #typeorm: DataSource | undefined;

  constructor(shim: PgShim) {
    this.#shim = shim;
  }

  /**
   * Knex gives each migration a transaction of its own where one of those that are pending wants
   * none, MikroORM runs that one outside; node-pg-migrate ends the one that is open, and goes on in the next.
   */
  splitsBatch(script: Omit<RunnableScript, 'scope'>): boolean {
    if (script.tool === 'node-pg-migrate') return true;
    if (script.tool === 'mikro-orm') return instanceIn(this.#load(script)).isTransactional?.() === false;
    return script.tool === 'knex' && isFreeInKnex(this.#load(script));
  }

  async run(script: RunnableScript): Promise<void> {
    if (script.tool === 'node-pg-migrate') return this.#runNodePgMigrate(script);
    if (script.tool === 'db-migrate') return this.#runDbMigrate(script);
    const module = this.#load(script);
    switch (script.tool) {
      case 'typeorm': {
        this.#typeorm ??= await typeormOn(this.#shim);
        const migration = instanceIn(module);
        // A runner keeps the tables that it has read.
        const runner = this.#typeorm.createQueryRunner();
        return this.#within(script, migration.transaction === false, () => migration.up(runner));
      }
      case 'mikro-orm':
        return this.#runMikroOrm(script, instanceIn(module));
      case 'knex': {
        this.#knex ??= knexOn(this.#shim);
        return this.#within(script, isFreeInKnex(module), () => upOf(module)(this.#knex));
      }
      case 'kysely':
        this.#kysely ??= kyselyOn(this.#shim);
        return this.#within(script, false, () => upOf(module)(this.#kysely));
      case 'sequelize':
        this.#sequelize ??= await sequelizeOn(this.#shim);
        return this.#within(script, false, () =>
          upOf(module)(this.#sequelize?.getQueryInterface(), Sequelize),
        );
      default:
        throw new Error(`nobody runs the scripts of ${script.tool}`);
    }
  }

  #load({ file, text }: Pick<RunnableScript, 'file' | 'text'>): Module {
    const filename = path.join(import.meta.dirname, '../../fixtures', path.basename(file));
    return this.#jiti.evalModule(text, { filename, id: filename, ext: path.extname(file) }) as Module;
  }

  async #within({ scope }: RunnableScript, isFree: boolean, run: () => unknown): Promise<void> {
    const isWrapped = scope !== 'none' && !isFree;
    if (isWrapped) await this.#shim.database.exec('BEGIN');
    await run();
    if (isWrapped) await this.#shim.database.exec('COMMIT');
  }

  /** The library collects what a migration adds, and sends it afterwards. */
  async #runMikroOrm(script: RunnableScript, migration: Instance): Promise<void> {
    await migration.up();
    await this.#within(script, migration.isTransactional?.() === false, async () => {
      for (const query of migration.getQueries?.() ?? []) await this.#shim.database.exec(String(query));
    });
  }

  /** Its runner takes files from a folder, and has a transaction around each that does not leave it. */
  async #runNodePgMigrate({ file, text, scope }: RunnableScript): Promise<void> {
    const free = scope === 'none' ? WITHOUT_TRANSACTION : '';
    await inFolder(`${path.parse(file).name}.cjs`, inCommonJs(text) + free, async (folder) => {
      await nodePgMigrateOn(this.#shim, folder);
      await this.#shim.database.exec('DROP TABLE pgmigrations');
    });
  }

  async #runDbMigrate({ file, text, scope }: RunnableScript): Promise<void> {
    await inFolder(`${path.parse(file).name}.js`, inCommonJs(text), async (folder) => {
      await dbMigrateOn(this.#shim, folder, { isTransactional: scope !== 'none' });
      await this.#shim.database.exec('DROP TABLE migrations');
    });
  }
}

function inCommonJs(text: string): string {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  return ts.transpileModule(text, { compilerOptions }).outputText;
}

async function inFolder(file: string, text: string, run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ddlint-script-'));
  try {
    writeFileSync(path.join(folder, file), text);
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const WITHOUT_TRANSACTION = `
const { up } = exports;
exports.up = (pgm) => {
  pgm.noTransaction();
  return up(pgm);
};
`;

function isFreeInKnex(module: Module): boolean {
  return (module.config ?? module.default?.config)?.transaction === false;
}

function upOf(module: Module): Up {
  const exported = module.up === undefined ? module.default : module;
  const up = exported?.up?.bind(exported);
  if (up === undefined) throw new Error('the script has no way up');
  return up;
}

function instanceIn(module: Module): Instance {
  const members: readonly unknown[] = Object.values(module);
  const exported = [module, ...members];
  const found = exported.find(
    (value) => typeof value === 'function' && typeof (value.prototype as Partial<Instance>).up === 'function',
  );
  if (found === undefined) throw new Error('the script has no migration class');
  return new (found as new () => Instance)();
}
