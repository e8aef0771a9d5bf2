import {
  entryOfFunctions,
  exportedFunctions,
  importsFrom,
  parameterName,
  parameterType,
  isPackage,
} from './entry.ts';
import type { Entry, Library, LibraryContext } from './library.ts';
import type { Calls } from './node-pg-migrate/calls.ts';
import { INDEX_CALLS } from './node-pg-migrate/index-calls.ts';
import { OBJECT_CALLS } from './node-pg-migrate/object-calls.ts';
import { OPERATOR_CALLS } from './node-pg-migrate/operator-calls.ts';
import { ROUTINE_CALLS } from './node-pg-migrate/routine-calls.ts';
import { withArguments } from './node-pg-migrate/sql-arguments.ts';
import { Step } from './node-pg-migrate/step.ts';
import { TABLE_CALLS } from './node-pg-migrate/table.ts';
import { TYPE_CALLS } from './node-pg-migrate/type-calls.ts';
import { VIEW_CALLS } from './node-pg-migrate/view-calls.ts';
import { PgLiteral, raw } from './node-pg-migrate/value.ts';
import { asOfNow, type Recorder } from './recorder.ts';
import { Text } from './text.ts';
import {
  NOWHERE,
  entryOf,
  hostValue,
  objectValue,
  undefinedAt,
  unknown,
  type CallSite,
  type FunctionValue,
  type Host,
  type ObjectValue,
  type Value,
} from './value.ts';

/**
 * node-pg-migrate: `up(pgm)` queues statements with the methods of `pgm`, which are sent once it has
 * returned. https://salsita.github.io/node-pg-migrate/migrations/
 */
export const nodePgMigrate: Library = {
  id: 'node-pg-migrate',

  recognise(context) {
    const functions = exportedFunctions(context);
    if (functions === undefined || !isOfNodePgMigrate(functions.up, context)) return undefined;
    const shorthands = context.module.exports.entries.get('shorthands');
    const types = shorthands?.type === 'object' ? shorthands : objectValue(new Map(), NOWHERE);
    const builder = new MigrationBuilder(context.recorder, types);
    const entry = entryOfFunctions(context, functions, () => [hostValue(builder, NOWHERE)]);
    return withBuilder(entry, builder);
  },

  importPackage(specifier) {
    if (!isPackage(specifier, 'node-pg-migrate')) return undefined;
    return objectValue(new Map([['PgLiteral', hostValue(PG_LITERAL, NOWHERE)]]), NOWHERE, false);
  },
};

function isOfNodePgMigrate(up: FunctionValue, context: LibraryContext): boolean {
  return (
    importsFrom(context, (specifier) => isPackage(specifier, 'node-pg-migrate')) ||
    parameterType(up, 0) === 'MigrationBuilder' ||
    parameterName(up, 0) === 'pgm'
  );
}

/** What was queued is sent at the end, outside of a transaction if the migration asked for that. */
function withBuilder({ up, down }: Entry, builder: MigrationBuilder): Entry {
  const sending = (direction: (() => void) | undefined): (() => void) | undefined =>
    direction === undefined
      ? undefined
      : () => {
          direction();
          builder.send();
        };
  return {
    up: sending(up),
    down: sending(down),
    get transaction() {
      return builder.leavesTransaction
        ? ({ scope: 'none', because: 'this migration calls `pgm.noTransaction()`' } as const)
        : undefined;
    },
  };
}

const CALLS: Calls = {
  ...TABLE_CALLS,
  ...INDEX_CALLS,
  ...TYPE_CALLS,
  ...ROUTINE_CALLS,
  ...VIEW_CALLS,
  ...OBJECT_CALLS,
  ...OPERATOR_CALLS,
};

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['addColumn', 'addColumns'],
  ['dropColumn', 'dropColumns'],
  ['createConstraint', 'addConstraint'],
  ['addIndex', 'createIndex'],
  ['addType', 'createType'],
  ['addExtension', 'createExtension'],
]);

/** Methods whose statements are each a query of its own; those of the others are one. */
const SEPARATE: ReadonlySet<string> = new Set(['createExtension', 'dropExtension']);

function asOneQuery(statements: readonly Text[], { span }: CallSite): Text {
  return Text.join(
    statements.flatMap((statement, index) =>
      index === 0 ? [statement] : [Text.frame('; ', span), statement],
    ),
  );
}

/** `pgm` */
class MigrationBuilder implements Host {
  readonly name = 'pgm';
  readonly sends = true;
  readonly #recorder: Recorder;
  readonly #shorthands: ObjectValue;
  readonly #queue: (() => void)[] = [];
  leavesTransaction = false;

  constructor(recorder: Recorder, shorthands: ObjectValue) {
    this.#recorder = recorder;
    this.#shorthands = shorthands;
  }

  get(property: string, { span }: CallSite): Value | undefined {
    if (property === 'db') return hostValue(this.#db, span);
    if (property === 'func') return hostValue(PG_LITERAL, span);
    const method: Host = {
      name: `pgm.${property}`,
      call: (call) => this.method(property, call) ?? undefinedAt(call.span),
    };
    return hostValue(method, span);
  }

  method(name: string, call: CallSite): Value | undefined {
    switch (name) {
      case 'func':
        return literalFrom(call);
      case 'noTransaction':
        this.leavesTransaction = true;
        return hostValue(this, call.span);
      default:
        this.#queueCall(name, call);
        return undefinedAt(call.span);
    }
  }

  /** Sends what was queued. */
  send(): void {
    for (const step of this.#queue.splice(0)) step();
  }

  #queueCall(name: string, call: CallSite): void {
    const site = asOfNow(call);
    const known = ALIASES.get(name) ?? name;
    const make = Object.hasOwn(CALLS, known) ? CALLS[known] : undefined;
    this.#queue.push(() => {
      if (name === 'sql') this.#sendSql(site);
      else if (make !== undefined) this.#sendBuilt(known, make, site);
      else this.#recorder.unreadable(`pgm.${name}() is not known`, site);
    });
  }

  #sendSql(call: CallSite): void {
    const [sql, args] = call.args;
    const text = sql?.type === 'string' ? sql : undefined;
    if (text === undefined) this.#recorder.sqlOf(sql, call);
    else this.#recorder.sql(withArguments(text.text, args, call.span), call);
  }

  #sendBuilt(name: string, make: NonNullable<Calls[string]>, call: CallSite): void {
    const step = new Step(call, this.#shorthands);
    const texts = make(step);
    const queries = SEPARATE.has(name) ? texts : [asOneQuery(texts, call)];
    for (const query of queries) this.#recorder.builtQuery(query, call);
    for (const { reason, span } of step.unknowns) this.#recorder.unreadable(reason, call, span);
  }

  /** `pgm.db` sends at once, before what is queued. */
  get #db(): Host {
    const recorder = this.#recorder;
    return {
      name: 'pgm.db',
      sends: true,
      method(name, call) {
        if (name !== 'query' && name !== 'select') return undefined;
        const [query] = call.args;
        recorder.sqlOf(entryOf(query, 'text') ?? query, call);
        return unknown('what the database answers', call.span);
      },
    };
  }
}

/** `pgm.func(sql)`, `new PgLiteral(sql)` and `PgLiteral.create(sql)`. */
const PG_LITERAL: Host = {
  name: 'PgLiteral',
  call: literalFrom,
  construct: literalFrom,
  method: (name, call) => (name === 'create' ? literalFrom(call) : undefined),
};

function literalFrom({ args: [sql], span }: CallSite): Value {
  return hostValue(new PgLiteral(sql === undefined ? Text.hole(span) : raw(sql)), span);
}
