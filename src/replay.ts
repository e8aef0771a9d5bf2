import { emptyCatalog } from './catalog/apply.ts';
import type { Catalog, Origin } from './catalog/catalog.ts';
import { lazy } from './lazy.ts';
import { lower } from './lower/lower.ts';
import type { History, Migration, TransactionMode } from './migration.ts';
import type { Operation, Source, Statement, Unsupported } from './operation.ts';
import type { Effect, PostgresVersion } from './postgres/effect.ts';
import { effectOf } from './postgres/effects.ts';
import type { Beginning, Checkpoint, ReplayMemory } from './replay/memory.ts';
import { resolvePreconditions } from './replay/preconditions.ts';
import type { ApplicationCode } from './reference.ts';
import { Session } from './replay/session.ts';
import { NO_SETTINGS } from './replay/settings.ts';
import type { HistoryEnd, MigrationEnd, Settings, Step, Transaction } from './step.ts';

export interface ReplayOptions {
  readonly postgres: PostgresVersion;
  /** All new migrations are one deploy; otherwise each is a deploy of its own. */
  readonly together: boolean;
  /** What the connection of the migrations starts with. Default: nothing is known. */
  readonly settings?: Settings;
  /** What the steps know the application by. */
  readonly code?: ApplicationCode;
  /** Reads a migration; for who keeps what was read. Default: `lower`. */
  readonly read?: (migration: Migration) => Source;
  /** What merged migrations have come to; for who replays the same history again and again. */
  readonly memory?: ReplayMemory;
  /** Called before each migration. */
  readonly progress?: (migration: Migration) => void;
  /** Called with each new migration that has run, before the next one does. */
  readonly ran?: (end: MigrationEnd) => void;
}

/** What was read of one migration. */
export interface Reading {
  readonly migration: Migration;
  /** The migration's place in its history, from 0. */
  readonly migrationIndex: number;
  /** Statements, comments and all operations; undefined for a migration that is merged already. */
  readonly source: Source | undefined;
  readonly statements: number;
  readonly operations: number;
  readonly unsupported: readonly Unsupported[];
}

/** A history that has run from its first migration to the last one that is new; the rest runs when it is asked for. */
export interface Replay {
  /** One for each migration that has run, merged ones included, in order. */
  readonly readings: readonly Reading[];
  /** One for each new migration, in order; its `steps` are what rules judge. */
  readonly ends: readonly MigrationEnd[];
  readonly end: HistoryEnd;
}

const BASELINE = -1;

/**
 * Runs the migrations through the catalog. Merged migrations only build it; new ones also give
 * steps, whose effects are computed when they are first read. Never throws on what a migration
 * holds. Needs the parser to be loaded.
 */
export function replay(history: History, options: ReplayOptions): Replay {
  const { migrations } = history;
  const read = options.read ?? lower;
  const { memory } = options;
  const beginning = beginningOf(history, options);
  const start = memory?.resume(history, beginning, read);
  const runner = new Runner(history, options, start?.checkpoint);
  if (history.baseline !== undefined && start === undefined) runner.runBaseline(history.baseline);
  const last = migrations.findLastIndex(({ isNew }) => isNew);
  let isJudging = false;
  const run = (index: number): void => {
    const migration = migrations[index];
    if (migration === undefined) return;
    options.progress?.(migration);
    const source = read(migration);
    runner.runMigration(migration, index, source);
    isJudging ||= migration.isNew;
    if (!isJudging) memory?.keep(history, index, { migration, source, checkpoint: runner.checkpoint });
  };
  for (let index = start?.count ?? 0; index <= last; index += 1) run(index);
  const runRest = (): Catalog => {
    for (let index = last + 1; index < migrations.length; index += 1) run(index);
    return runner.close();
  };
  // Which migrations share a deploy shows in the catalog; who keeps ends judges one at a time.
  if (memory === undefined || options.together) return runner.finish(runRest);
  return runner.finish(() => memory.end(history, read, runRest));
}

function beginningOf({ baseline }: History, { postgres, settings = NO_SETTINGS }: ReplayOptions): Beginning {
  return { postgres, settings, baseline };
}

class Runner {
  readonly #history: History;
  readonly #options: ReplayOptions;
  readonly #session: Session;
  readonly #readings: Reading[] = [];
  readonly #ends: MigrationEnd[] = [];
  #batchStarted = false;
  #lastDeploy: number;
  #sharedDeploy: number | undefined;

  constructor(history: History, options: ReplayOptions, start: Checkpoint | undefined) {
    this.#history = history;
    this.#options = options;
    const catalog = start?.catalog ?? emptyCatalog(options.postgres);
    this.#session = new Session(catalog, options.settings ?? NO_SETTINGS, start?.transaction);
    this.#lastDeploy = start?.deploy ?? -1;
  }

  /** Between merged migrations, where nothing is open. */
  get checkpoint(): Checkpoint {
    const { catalog, lastTransaction } = this.#session;
    return { catalog, transaction: lastTransaction, deploy: this.#lastDeploy };
  }

  runBaseline(baseline: { readonly file: string; readonly text: string }): void {
    const source = lower(baselineMigration(baseline, this.#history));
    runStatements(source.statements, {
      session: this.#session,
      migrationIndex: BASELINE,
      deploy: BASELINE,
    });
    this.#session.close();
  }

  runMigration(found: Migration, migrationIndex: number, read: Source): void {
    const source = resolvePreconditions(read, this.#session.catalog);
    const migration = asItStates(found, source);
    this.#readings.push(readingOf(migration, migrationIndex, source));
    const deploy = this.#deployOf(migration);
    if (!migration.isNew && this.#isBatchOpen()) {
      for (const operation of source.statements.flatMap((statement) => statement.operations)) {
        const transaction = this.#session.transactionId;
        this.#session.apply(operation, {
          migration: migrationIndex,
          deploy,
          transaction,
          span: operation.span,
        });
      }
      return;
    }

    const { postgres, code } = this.#options;
    const closesItself = this.#openTransaction(migration, source);
    const judged = migration.isNew ? { migration, postgres, code } : undefined;
    const { statements } = source;
    const { writesIfNotExists } = migration;
    const session = this.#session;
    const steps = runStatements(statements, { session, migrationIndex, deploy, judged, writesIfNotExists });
    const isOpen = !closesItself && this.#session.openKind === 'explicit';
    const openTransaction = isOpen ? this.#session.transaction(migration.transaction) : undefined;
    if (!this.#isBatchOpen()) this.#session.close();
    if (migration.isNew) {
      const end = this.#endOf({ migration, migrationIndex, steps, openTransaction, postgres });
      this.#ends.push(end);
      this.#options.ran?.(end);
    }
  }

  /** Commits what is open and gives what it has come to. */
  close(): Catalog {
    this.#session.close();
    return this.#session.catalog;
  }

  /** `runRest` runs the merged migrations that are left. */
  finish(runRest: () => Catalog): Replay {
    const catalog = lazy(runRest);
    const end: HistoryEnd = {
      history: this.#history,
      ends: this.#ends,
      get catalog() {
        return catalog();
      },
      postgres: this.#options.postgres,
    };
    return { readings: this.#readings, ends: this.#ends, end };
  }

  #isBatchOpen(): boolean {
    return this.#batchStarted && this.#session.openKind === 'tool';
  }

  /** Opens what the tool opens; true where the tool also commits after the migration. */
  #openTransaction(migration: Migration, source: Source): boolean {
    const { scope } = migration.transaction;
    const session = this.#session;
    const isBatch = scope === 'batch' && this.#options.together && migration.isNew;
    if (!isBatch) this.#endBatch();
    session.startMigration(scope === 'simple-query' && source.statements.length > 1);
    switch (scope) {
      case 'none':
      case 'simple-query':
        return false;
      case 'batch':
        if (!isBatch || !this.#batchStarted) session.open('tool');
        this.#batchStarted = isBatch;
        return true;
      case 'file':
        session.open('tool');
        return true;
      case 'automatic': {
        const { postgres } = this.#options;
        const isForbidden = migration.isNew && isForbiddenInTransaction(source, session.catalog, postgres);
        if (!isForbidden) session.open('tool');
        return !isForbidden;
      }
    }
  }

  #endBatch(): void {
    if (this.#batchStarted) this.#session.close();
    this.#batchStarted = false;
  }

  #deployOf(migration: Migration): number {
    if (migration.isNew && this.#sharedDeploy !== undefined) return this.#sharedDeploy;
    this.#lastDeploy += 1;
    if (migration.isNew && this.#options.together) this.#sharedDeploy = this.#lastDeploy;
    return this.#lastDeploy;
  }

  #endOf(end: Omit<MigrationEnd, 'history' | 'down' | 'downThrows' | 'catalog'>): MigrationEnd {
    const { catalog } = this.#session;
    const { id } = end.migration;
    const down = this.#history.downs.get(id);
    // No deploy of the history has this number: what the migration made is in use when it is reversed.
    const deploy = this.#history.migrations.length + end.migrationIndex;
    const readDown = lazy(() => {
      if (down === undefined) return undefined;
      return runDown(down, { catalog, deploy, migrationIndex: end.migrationIndex, options: this.#options });
    });
    return {
      ...end,
      history: this.#history,
      catalog,
      get down() {
        return readDown()?.steps;
      },
      get downThrows() {
        return readDown()?.throws === true;
      },
    };
  }
}

interface Run {
  readonly session: Session;
  readonly migrationIndex: number;
  readonly deploy: number;
  /** See `Migration`. */
  readonly writesIfNotExists?: boolean | undefined;
  /** Undefined where no steps are wanted. */
  readonly judged?: Judged | undefined;
}

interface Judged {
  readonly migration: Migration;
  readonly postgres: PostgresVersion;
  readonly code?: ApplicationCode | undefined;
}

function runStatements(statements: readonly Statement[], run: Run): readonly Step[] {
  const { session } = run;
  const steps: Step[] = [];
  for (const statement of statements) {
    session.startStatement(statement);
    const isBlock = statement.operations.some((operation) => operation.kind === 'doBlock');
    for (const operation of statement.operations) {
      const step = stepOf(statement, operation, run);
      if (step !== undefined) steps.push(step);
      // A COMMIT in a DO block fails or ends a transaction that the block itself began.
      if (isBlock && isTransactionControl(operation)) continue;
      session.run(asMeant(operation, run), originOf(operation, run), step);
    }
  }
  session.endStatements();
  return steps;
}

/** IF NOT EXISTS says nothing where the tool writes it with every table. */
function asMeant(operation: Operation, { writesIfNotExists }: Run): Operation {
  if (operation.kind !== 'createTable' || writesIfNotExists !== true) return operation;
  return { ...operation, ifNotExists: false };
}

function originOf(operation: Operation, { session, migrationIndex, deploy }: Run): Origin {
  const transaction = session.transactionId;
  return { migration: migrationIndex, deploy, transaction, span: operation.span };
}

function isTransactionControl(operation: Operation): boolean {
  return operation.kind === 'begin' || operation.kind === 'commit' || operation.kind === 'rollback';
}

function stepOf(statement: Statement, operation: Operation, run: Run): Step | undefined {
  if (run.judged === undefined) return undefined;
  const { session, migrationIndex, deploy } = run;
  const { migration, postgres, code } = run.judged;
  return new LazyStep({
    operation,
    statement,
    migration,
    migrationIndex,
    catalog: session.catalog,
    transaction: session.transaction(migration.transaction),
    settings: session.settings,
    postgres,
    deploy,
    code,
  });
}

/** A step whose effect is computed when it is first read. */
class LazyStep implements Step {
  readonly operation: Operation;
  readonly statement: Statement;
  readonly migration: Migration;
  readonly migrationIndex: number;
  readonly catalog: Catalog;
  readonly transaction: Transaction;
  readonly settings: Settings;
  readonly postgres: PostgresVersion;
  readonly deploy: number;
  readonly code: ApplicationCode | undefined;
  #effect: Effect | undefined;

  constructor(step: Omit<LazyStep, 'effect'>) {
    this.operation = step.operation;
    this.statement = step.statement;
    this.migration = step.migration;
    this.migrationIndex = step.migrationIndex;
    this.catalog = step.catalog;
    this.transaction = step.transaction;
    this.settings = step.settings;
    this.postgres = step.postgres;
    this.deploy = step.deploy;
    this.code = step.code;
  }

  get effect(): Effect {
    this.#effect ??= effectOf(this.operation, this.catalog, this.postgres);
    return this.#effect;
  }
}

/** What a migration says of its own transaction takes the place of what its tool does. */
function asItStates(migration: Migration, { transaction }: Source): Migration {
  if (transaction === undefined) return migration;
  const optOut = transaction.scope === 'none' ? undefined : migration.transaction.optOut;
  return { ...migration, transaction: { ...transaction, optOut } };
}

function readingOf(migration: Migration, migrationIndex: number, source: Source): Reading {
  const unsupported: Unsupported[] = [];
  let operations = 0;
  for (const statement of source.statements) {
    operations += statement.operations.length;
    for (const operation of statement.operations)
      if (operation.kind === 'unsupported') unsupported.push(operation);
  }
  return {
    migration,
    migrationIndex,
    source: migration.isNew ? source : undefined,
    statements: source.statements.length,
    operations,
    unsupported,
  };
}

function isForbiddenInTransaction(source: Source, catalog: Catalog, postgres: PostgresVersion): boolean {
  const { statements } = source;
  return (
    statements.length > 0 &&
    statements.every((statement) =>
      statement.operations.some((operation) => effectOf(operation, catalog, postgres).forbiddenInTransaction),
    )
  );
}

interface DownRun {
  /** As the up migration left it. */
  readonly catalog: Catalog;
  readonly deploy: number;
  readonly migrationIndex: number;
  readonly options: ReplayOptions;
}

interface Down {
  readonly steps: readonly Step[];
  readonly throws: boolean;
}

function runDown(found: Migration, { catalog, deploy, migrationIndex, options }: DownRun): Down {
  const source = resolvePreconditions((options.read ?? lower)(found), catalog);
  const migration = asItStates(found, source);
  const session = new Session(catalog, options.settings ?? NO_SETTINGS);
  const { scope } = migration.transaction;
  session.startMigration(scope === 'simple-query' && source.statements.length > 1);
  if (scope === 'file' || scope === 'batch' || scope === 'automatic') session.open('tool');
  const judged = { migration, postgres: options.postgres };
  const steps = runStatements(source.statements, { session, migrationIndex, deploy, judged });
  return { steps, throws: source.throws === true };
}

const BASELINE_TRANSACTION: TransactionMode = {
  scope: 'none',
  because: 'the schema dump is in place before the first migration',
  optOut: undefined,
};

function baselineMigration(
  { file, text }: { readonly file: string; readonly text: string },
  history: History,
): Migration {
  return {
    file,
    text,
    span: { start: 0, end: text.length },
    id: file,
    tool: history.tool,
    direction: 'up',
    transaction: BASELINE_TRANSACTION,
    isNew: false,
    missingDown: false,
    placeholders: false,
  };
}
