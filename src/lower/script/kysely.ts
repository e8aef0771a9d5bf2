import {
  entryOfFunctions,
  exportedFunctions,
  importsFrom,
  parameterName,
  parameterType,
  isPackage,
} from './entry.ts';
import { Builder } from './kysely/builder.ts';
import { at, type Kysely, nodeOf, reference } from './kysely/node.ts';
import { beginQuery } from './kysely/query.ts';
import { schemaModule } from './kysely/schema.ts';
import { RawSql, sqlTag } from './kysely/sql-tag.ts';
import type { Library, LibraryContext } from './library.ts';
import { sqlAt } from './sql-text.ts';
import { Text } from './text.ts';
import {
  NOWHERE,
  hostValue,
  objectValue,
  undefinedAt,
  unknown,
  type CallSite,
  type FunctionValue,
  type Host,
  type Value,
} from './value.ts';

/**
 * Kysely: `up(db)` builds statements with `db.schema` and `` sql`…` `` and sends them with `execute()`.
 * https://kysely.dev/docs/migrations
 */
export const kysely: Library = {
  id: 'kysely',

  recognise(context) {
    const functions = exportedFunctions(context);
    if (functions === undefined || !isOfKysely(functions.up, context)) return undefined;
    const { recorder } = context;
    const db = database({ recorder, schema: undefined, ctes: [], query: beginQuery });
    return entryOfFunctions(context, functions, () => [hostValue(db, NOWHERE)]);
  },

  importPackage(specifier, recorder) {
    if (!isPackage(specifier, 'kysely')) return undefined;
    const entries = new Map<string, Value>([
      ['sql', hostValue(sqlTag(recorder), NOWHERE)],
      ['CompiledQuery', hostValue(compiledQuery(recorder), NOWHERE)],
    ]);
    return objectValue(entries, NOWHERE, false);
  },
};

function isOfKysely(up: FunctionValue, context: LibraryContext): boolean {
  if (importsFrom(context, (specifier) => isPackage(specifier, 'kysely'))) return true;
  if (parameterType(up, 0) === 'Kysely') return true;
  const name = parameterName(up, 0);
  // A chain of `db.schema` that ends with `execute()` is Kysely's; those of Knex are awaited as they are.
  return (
    name !== undefined &&
    new RegExp(`\\b${name}\\s*\\.schema\\b`).test(context.text) &&
    /\.execute\(\s*\)/.test(context.text)
  );
}

/** `db`, and what `db.transaction()` hands to its callback. */
function database(kysely: Kysely): Host {
  const self: Host = {
    name: 'db',
    sends: true,
    get(property, { span }) {
      if (property === 'schema') return hostValue(schemaModule(kysely), span);
      return property === 'dynamic' ? hostValue(dynamicModule(kysely), span) : undefined;
    },
    method(name, call) {
      const { args, span } = call;
      const [first] = args;
      switch (name) {
        case 'withSchema': {
          const schema = first?.type === 'string' ? first.text : Text.hole(span);
          return hostValue(database({ ...kysely, schema }), span);
        }
        case 'withPlugin':
        case 'withoutPlugins':
        case 'withTables':
        case '$extendTables':
          return hostValue(self, span);
        case 'with':
        case 'withRecursive':
          return withQuery(name, call, kysely);
        case 'transaction':
        case 'connection':
          return hostValue(session(self, name, kysely), span);
        case 'executeQuery':
          return sent(first, call, kysely);
        case 'destroy':
          return undefinedAt(span);
        default:
          return kysely.query(name, call, kysely) ?? notRead(name, call, kysely);
      }
    },
  };
  return self;
}

/** `db.with('name', (db) => query)`: the query stands in front of the next one. */
function withQuery(name: string, call: CallSite, kysely: Kysely): Value {
  const { args, span } = call;
  const [alias, callback] = args;
  const own = hostValue(database({ ...kysely, ctes: [] }), span);
  const query = nodeOf(callback === undefined ? undefined : call.run.call(callback, [own], span));
  const head = alias?.type === 'string' ? alias.text : Text.hole(span);
  const recursive = name === 'withRecursive' && kysely.ctes.length === 0 ? 'recursive ' : undefined;
  const cte = sqlAt(span)`${recursive}${head} as ${query?.nested ?? ['(', Text.hole(span), ')']}`;
  return hostValue(database({ ...kysely, ctes: [...kysely.ctes, cte] }), span);
}

/** What only reads, or is a part of an expression. */
const HARMLESS: ReadonlySet<string> = new Set(['introspection', 'getExecutor', 'case', 'fn']);

function notRead(name: string, call: CallSite, { recorder }: Kysely): Value | undefined {
  if (!HARMLESS.has(name)) recorder.unreadable(`db.${name}() is not read`, call);
  return unknown(`db.${name}()`, call.span);
}

/**
 * `db.transaction().execute(async (trx) => …)` and `db.connection().execute(…)`. Kysely refuses a
 * transaction inside of another one, so a migration that begins its own runs outside of the migrator's.
 */
function session(db: Host, name: string, { recorder }: Kysely): Host {
  const opens = name === 'transaction';
  const self: Host = {
    name: `db.${name}()`,
    method(method, call) {
      const [callback] = call.args;
      if (method !== 'execute') return hostValue(self, call.span);
      if (callback === undefined) return undefined;
      const { span } = call;
      if (opens) recorder.record([{ kind: 'begin', span }], call);
      const result = call.run.call(callback, [hostValue(db, span)], span);
      if (opens) recorder.record([{ kind: 'commit', chain: false, span }], call);
      return result;
    },
  };
  return self;
}

/** `db.dynamic`: columns and tables by names that the types do not know. */
function dynamicModule({ recorder }: Kysely): Host {
  const named = ({ args: [name], span }: CallSite): Value =>
    at(new RawSql(reference(name, span), recorder), span);
  return {
    name: 'db.dynamic',
    get: (property, { span }) => hostValue({ name: `db.dynamic.${property}`, call: named }, span),
  };
}

/** `db.executeQuery(…)` of a compiled query or of a builder. */
function sent(query: Value | undefined, call: CallSite, { recorder }: Kysely): Value {
  const node = nodeOf(query);
  if (node instanceof Builder || node instanceof RawSql) node.send(call);
  else recorder.unreadable('the query is only known when the migration runs', call);
  return unknown('what the database answers', call.span);
}

function compiledQuery(recorder: Kysely['recorder']): Host {
  return {
    name: 'CompiledQuery',
    method(name, { args: [sql], span }) {
      if (name !== 'raw') return undefined;
      return at(new RawSql(sql?.type === 'string' ? sql.text : Text.hole(sql?.span ?? span), recorder), span);
    },
  };
}
