import { entryOfFunctions, exportedClass, functionIn, importsFrom } from './entry.ts';
import type { Library, LibraryContext } from './library.ts';
import {
  booleanOf,
  hostValue,
  objectValue,
  undefinedAt,
  type CallSite,
  type Host,
  type Value,
} from './value.ts';

/**
 * MikroORM: a class that extends `Migration` and queues SQL with `this.addSql(…)`, or runs it with
 * `this.execute(…)`. https://mikro-orm.io/docs/migrations
 */
export const mikroOrm: Library = {
  id: 'mikro-orm',

  recognise(context) {
    const migration = exportedClass(context);
    if (migration === undefined || !importsFrom(context, (specifier) => specifier.startsWith('@mikro-orm/')))
      return undefined;
    const instance = context.run.instantiate(migration.node, migration.scope, migration.span);
    if (instance.type !== 'object') return undefined;
    for (const [name, value] of methodsOfBase(context))
      if (!instance.entries.has(name)) instance.entries.set(name, value);

    const isTransactional = functionIn(instance, 'isTransactional');
    const leaves =
      isTransactional !== undefined &&
      booleanOf(context.run.call(isTransactional, [], migration.span, instance)) === false;
    return {
      ...entryOfFunctions(
        context,
        { up: functionIn(instance, 'up'), down: functionIn(instance, 'down') },
        () => [],
      ),
      ...(leaves
        ? {
            transaction: {
              scope: 'none',
              because: 'isTransactional() of this migration returns false',
            } as const,
          }
        : {}),
    };
  },

  importPackage(specifier) {
    if (!specifier.startsWith('@mikro-orm/')) return undefined;
    return objectValue(new Map(), { start: 0, end: 0 }, false);
  },
};

function methodsOfBase({ recorder }: LibraryContext): ReadonlyMap<string, Value> {
  const nowhere = { start: 0, end: 0 };
  const sending: Host = {
    name: 'addSql',
    call(call: CallSite) {
      recorder.sqlOf(call.args[0], call);
      return undefinedAt(call.span);
    },
  };
  return new Map([
    ['addSql', hostValue(sending, nowhere)],
    ['execute', hostValue({ ...sending, name: 'execute' }, nowhere)],
  ]);
}
