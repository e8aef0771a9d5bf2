import type { Recorder } from '../recorder.ts';
import {
  entryOf,
  hostValue,
  isNullish,
  undefinedAt,
  type CallSite,
  type Host,
  type Value,
} from '../value.ts';

/** A transaction that `sequelize.transaction(…)` has opened. */
class OpenTransaction implements Host {
  readonly name = 'the transaction';
  readonly #end: (kind: 'commit' | 'rollback', call: CallSite) => void;

  constructor(end: (kind: 'commit' | 'rollback', call: CallSite) => void) {
    this.#end = end;
  }

  method(name: string, call: CallSite): Value | undefined {
    if (name === 'commit' || name === 'rollback') {
      this.#end(name, call);
      return undefinedAt(call.span);
    }
    // Its callback runs when the transaction has ended.
    if (name === 'afterCommit' && call.args[0] !== undefined)
      return call.run.call(call.args[0], [], call.span);
    return undefined;
  }
}

/**
 * The transactions of a migration. A call belongs to the one that is open if it is given it as an option;
 * without, Sequelize sends it on another connection, where it commits by itself.
 */
export class Transactions {
  readonly #recorder: Recorder;
  #open: OpenTransaction | undefined;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** `sequelize.transaction(options?, callback?)`. */
  start(call: CallSite): Value {
    const callback = call.args.find((arg) => arg.type === 'function');
    const isInside = this.#open !== undefined;
    const transaction = new OpenTransaction((kind, site) => {
      this.#end(transaction, kind, site);
    });
    const site = { ...call, span: call.nameSpan };
    if (!isInside) {
      this.#recorder.record([{ kind: 'begin', span: site.span }], site);
      this.#open = transaction;
    }
    const value = hostValue(transaction, call.span);
    if (callback === undefined) return value;
    const result = call.run.call(callback, [value], call.span);
    const end = { start: call.span.end - 1, end: call.span.end };
    if (!isInside) this.#end(transaction, 'commit', { ...call, span: end });
    return result;
  }

  /** Records what a call with these options does, in the transaction or outside of it. */
  during(options: Value | undefined, record: () => void): void {
    if (this.#open === undefined || givesTransaction(options)) record();
    else this.#recorder.outside(record);
  }

  /** A rollback on a path that may not be taken is the path of a failure, which is not followed. */
  #end(transaction: OpenTransaction, kind: 'commit' | 'rollback', call: CallSite): void {
    if (this.#open !== transaction) return;
    if (kind === 'rollback' && call.run.isConditional) return;
    this.#open = undefined;
    const { span } = call;
    this.#recorder.record([{ kind, span, chain: false }], call);
  }
}

/** Options that cannot be known are taken to hold the transaction. */
function givesTransaction(options: Value | undefined): boolean {
  if (options === undefined || isNullish(options)) return false;
  if (options.type !== 'object') return options.type === 'unknown';
  const given = entryOf(options, 'transaction');
  return given === undefined ? !options.complete : !isNullish(given);
}
