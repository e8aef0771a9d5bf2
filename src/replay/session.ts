import { applyOperation } from '../catalog/apply.ts';
import type { Catalog, Origin } from '../catalog/catalog.ts';
import type { TransactionMode } from '../migration.ts';
import type { Operation, Rollback, Savepoint, SetVariable, Statement } from '../operation.ts';
import type { Settings, Step, Transaction } from '../step.ts';
import { applySetting } from './settings.ts';
import { TransactionLog, TransactionView } from './transaction-log.ts';

/** What ROLLBACK returns to. */
interface State {
  readonly catalog: Catalog;
  readonly session: Settings;
  readonly current: Settings;
  readonly sessionPath: readonly string[];
}

interface OpenTransaction {
  readonly id: number;
  readonly kind: 'explicit' | 'tool' | 'implicit';
  readonly openedBy: Step | undefined;
  readonly start: State;
  readonly log: TransactionLog;
  readonly savepoints: readonly { readonly name: string; readonly state: State; readonly length: number }[];
}

const DEFAULT_SEARCH_PATH: readonly string[] = ['public'];

/** One connection on which migrations run: its catalog, its settings and the transaction that is open. */
export class Session {
  #state: State;
  #open: OpenTransaction | undefined;
  #implicitBlocks = false;
  /** The query whose statements are the implicit transaction that is open. */
  #query: number | undefined;
  /** The transaction that goes on when a statement on another connection has run. */
  #suspended: OpenTransaction | undefined;
  #lastTransaction: number;
  #statementTransaction = -1;
  readonly #initial: Settings;

  /** `lastTransaction` is the number of the last one of a session that this one goes on from. */
  constructor(catalog: Catalog, initial: Settings, lastTransaction = -1) {
    this.#initial = initial;
    this.#lastTransaction = lastTransaction;
    this.#state = { catalog, session: initial, current: initial, sessionPath: catalog.searchPath };
  }

  get catalog(): Catalog {
    return this.#state.catalog;
  }

  get settings(): Settings {
    return this.#state.current;
  }

  get lastTransaction(): number {
    return this.#lastTransaction;
  }

  get openKind(): OpenTransaction['kind'] | undefined {
    return this.#open?.kind;
  }

  /** The number of the transaction that the current statement belongs to. */
  get transactionId(): number {
    return this.#open?.id ?? this.#statementTransaction;
  }

  /**
   * Most tools give each file a connection of its own or reset it, so settings and the search path
   * do not outlive the file, unless its transaction goes on in the next one.
   */
  startMigration(implicitBlocks: boolean): void {
    this.#implicitBlocks = implicitBlocks;
    if (this.#open !== undefined) return;
    const catalog = withSearchPath(this.catalog, DEFAULT_SEARCH_PATH);
    this.#state = {
      catalog,
      session: this.#initial,
      current: this.#initial,
      sessionPath: DEFAULT_SEARCH_PATH,
    };
  }

  /** See `Statement` for how it is sent. */
  startStatement({ query, outside }: Pick<Statement, 'query' | 'outside'> = {}): void {
    if (this.#query !== undefined && this.#query !== query) this.#endQuery();
    if (outside !== true) this.#resume();
    else if (this.#open?.kind === 'explicit') {
      this.#suspended = this.#open;
      this.#open = undefined;
    }
    if (this.#open !== undefined) return;
    if (query !== undefined) this.#query = query;
    if (query !== undefined || this.#implicitBlocks) this.open('implicit');
    else this.#statementTransaction = this.#nextTransaction();
  }

  /** The last statement of a migration has run. */
  endStatements(): void {
    if (this.#query !== undefined) this.#endQuery();
    this.#resume();
  }

  #resume(): void {
    this.#open ??= this.#suspended;
    this.#suspended = undefined;
  }

  /** The end of a query commits the transaction that its statements are, unless BEGIN has made it last. */
  #endQuery(): void {
    this.#query = undefined;
    if (this.#open?.kind === 'implicit') this.close();
  }

  open(kind: OpenTransaction['kind'], openedBy?: Step): void {
    const id = this.#nextTransaction();
    const log = new TransactionLog();
    this.#open = { id, kind, openedBy, start: this.#state, log, savepoints: [] };
  }

  /** Commits what is open, if anything is. */
  close(): void {
    this.#open = undefined;
    const { catalog, session, sessionPath } = this.#state;
    this.#state = {
      catalog: withSearchPath(catalog, sessionPath),
      session,
      current: session,
      sessionPath,
    };
  }

  /** The transaction as the next step sees it. */
  transaction(mode: TransactionMode): Transaction {
    if (this.#open !== undefined) {
      const own = this.#query === undefined || this.#open.kind !== 'implicit' ? mode : asOneQuery(mode);
      return new TransactionView(this.#open, own);
    }
    const id = this.#statementTransaction;
    return { id, kind: 'none', mode, openedBy: undefined, steps: [], heldLocks: [] };
  }

  /** Runs one operation; `step` is left out for migrations that nobody judges. */
  run(operation: Operation, origin: Origin, step: Step | undefined): void {
    if (step !== undefined) this.#open?.log.push(step);
    switch (operation.kind) {
      case 'begin':
        this.#begin(step);
        break;
      case 'commit':
        this.#end(operation.chain, step);
        break;
      case 'rollback':
        this.#rollback(operation, step);
        break;
      case 'savepoint':
        this.#savepoint(operation);
        break;
      case 'preparedTransaction':
        if (operation.action === 'prepare') this.#end(false, step);
        break;
      case 'setVariable':
        this.#set(operation, origin);
        break;
      default:
        this.apply(operation, origin);
    }
  }

  /** Changes the catalog alone. */
  apply(operation: Operation, origin: Origin): void {
    const { session, current, sessionPath } = this.#state;
    this.#state = { catalog: applyOperation(this.catalog, operation, origin), session, current, sessionPath };
  }

  /** Inside a transaction BEGIN is no more than a warning, except that it makes an implicit one last. */
  #begin(step: Step | undefined): void {
    if (this.#open === undefined) this.open('explicit', step);
    else if (this.#open.kind === 'implicit') this.#open = { ...this.#open, kind: 'explicit', openedBy: step };
  }

  #end(chain: boolean, step: Step | undefined): void {
    this.close();
    if (chain) this.open('explicit', step);
  }

  #rollback(operation: Rollback, step: Step | undefined): void {
    if (this.#open === undefined) return;
    if (operation.toSavepoint === undefined) {
      this.#state = this.#open.start;
      this.#end(operation.chain, step);
      return;
    }
    const index = this.#findSavepoint(operation.toSavepoint);
    const savepoint = this.#open.savepoints[index];
    if (savepoint === undefined) return;
    this.#state = savepoint.state;
    this.#open.log.releaseSince(savepoint.length);
    this.#open = { ...this.#open, savepoints: this.#open.savepoints.slice(0, index + 1) };
  }

  #savepoint(operation: Savepoint): void {
    if (this.#open === undefined) return;
    const { savepoints, log } = this.#open;
    if (!operation.release) {
      const savepoint = { name: operation.name, state: this.#state, length: log.length };
      this.#open = { ...this.#open, savepoints: [...savepoints, savepoint] };
      return;
    }
    const index = this.#findSavepoint(operation.name);
    if (index >= 0) this.#open = { ...this.#open, savepoints: savepoints.slice(0, index) };
  }

  #findSavepoint(name: string): number {
    return this.#open?.savepoints.findLastIndex((savepoint) => savepoint.name === name) ?? -1;
  }

  /** SET LOCAL outside a transaction has no effect but a warning. */
  #set(operation: SetVariable, origin: Origin): void {
    if (operation.local && this.#open === undefined) return;
    this.apply(operation, origin);
    const { catalog, session, current, sessionPath } = this.#state;
    this.#state = {
      catalog,
      session: operation.local ? session : applySetting(session, operation, this.#initial),
      current: applySetting(current, operation, this.#initial),
      sessionPath: operation.local ? sessionPath : catalog.searchPath,
    };
  }

  #nextTransaction(): number {
    this.#lastTransaction += 1;
    return this.#lastTransaction;
  }
}

/** What a query of several statements says of its transaction, where its tool opens none. */
function asOneQuery(mode: TransactionMode): TransactionMode {
  return {
    ...mode,
    because: 'the statements are sent as one query, and Postgres runs those of one query as one transaction',
    optOut: 'Send the statement in a call of its own.',
  };
}

function withSearchPath(catalog: Catalog, searchPath: readonly string[]): Catalog {
  return catalog.searchPath === searchPath ? catalog : { ...catalog, searchPath };
}
