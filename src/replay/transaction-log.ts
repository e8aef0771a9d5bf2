import { keyOf } from '../catalog/lookup.ts';
import { isStronger } from '../postgres/locks.ts';
import type { HeldLock, Step, Transaction } from '../step.ts';

/**
 * The steps of one transaction in the order in which they ran. Each step sees those before it
 * through a length, and what it sees is put together when it is read: ten thousand migrations in
 * one transaction keep one list, not one for every step.
 */
export class TransactionLog {
  readonly #steps: Step[] = [];
  /** `ROLLBACK TO SAVEPOINT` before step `at` released what the steps since `from` had locked. */
  readonly #releases: { readonly at: number; readonly from: number }[] = [];
  #fold = emptyFold();
  #stepsRead: readonly Step[] = [];
  #locksRead: { readonly length: number; readonly locks: readonly HeldLock[] } | undefined;

  get length(): number {
    return this.#steps.length;
  }

  push(step: Step): void {
    this.#steps.push(step);
  }

  releaseSince(from: number): void {
    this.#releases.push({ at: this.length, from });
  }

  /** The first `length` steps. */
  steps(length: number): readonly Step[] {
    if (this.#stepsRead.length !== length) this.#stepsRead = this.#steps.slice(0, length);
    return this.#stepsRead;
  }

  /** Locks held once the first `length` steps have run. Reading forward costs each step once. */
  heldLocks(length: number): readonly HeldLock[] {
    if (this.#locksRead?.length !== length) {
      if (this.#fold.length > length) this.#fold = emptyFold();
      this.#release();
      while (this.#fold.length < length) this.#advance();
      this.#locksRead = { length, locks: [...this.#fold.held.values()] };
    }
    return this.#locksRead.locks;
  }

  #advance(): void {
    const fold = this.#fold;
    const step = this.#steps[fold.length];
    if (step !== undefined) addLocks(fold.held, step);
    fold.length += 1;
    this.#release();
  }

  #release(): void {
    const fold = this.#fold;
    let release = this.#releases[fold.releases];
    while (release?.at === fold.length) {
      for (let index = release.from; index < release.at; index += 1) fold.released.add(index);
      fold.releases += 1;
      fold.held.clear();
      this.#steps.slice(0, fold.length).forEach((step, index) => {
        if (!fold.released.has(index)) addLocks(fold.held, step);
      });
      release = this.#releases[fold.releases];
    }
  }
}

/** How far the locks have been added up. */
interface Fold {
  length: number;
  releases: number;
  readonly held: Map<string, HeldLock>;
  readonly released: Set<number>;
}

function emptyFold(): Fold {
  return { length: 0, releases: 0, held: new Map(), released: new Set() };
}

function addLocks(held: Map<string, HeldLock>, step: Step): void {
  for (const { relation, mode, role } of step.effect.locks) {
    if (role === 'target' && leavesOlder(step)) continue;
    const key = keyOf(relation);
    const before = held.get(key);
    if (before === undefined || isStronger(mode, before.mode)) held.set(key, { relation, mode, step });
  }
}

/** CREATE TABLE IF NOT EXISTS: what it makes nobody can use yet, and what was there it does not lock. */
function leavesOlder({ operation }: Step): boolean {
  if (operation.kind !== 'createTable') return false;
  return operation.ifNotExists || (operation.onlyIf?.some(({ is }) => is === 'noTable') ?? false);
}

/** A transaction as one of its steps sees it. */
export class TransactionView implements Transaction {
  readonly id: number;
  readonly kind: Transaction['kind'];
  readonly mode: Transaction['mode'];
  readonly openedBy: Step | undefined;
  readonly #log: TransactionLog;
  readonly #length: number;

  constructor(
    {
      id,
      kind,
      openedBy,
      log,
    }: Pick<Transaction, 'id' | 'kind' | 'openedBy'> & { readonly log: TransactionLog },
    mode: Transaction['mode'],
  ) {
    this.id = id;
    this.kind = kind;
    this.mode = mode;
    this.openedBy = openedBy;
    this.#log = log;
    this.#length = log.length;
  }

  get steps(): readonly Step[] {
    return this.#log.steps(this.#length);
  }

  get heldLocks(): readonly HeldLock[] {
    return this.#log.heldLocks(this.#length);
  }
}
