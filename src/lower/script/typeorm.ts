import { exportedClasses, functionIn, importsFrom, parameterName, parameterType } from './entry.ts';
import type { Entry, Library, LibraryContext } from './library.ts';
import { typeormExports } from './typeorm/objects.ts';
import { queryRunner } from './typeorm/query-runner.ts';
import { Database } from './typeorm/sender.ts';
import { NOWHERE, booleanOf, hostValue, stringOf, type ClassValue, type ObjectValue } from './value.ts';

/**
 * TypeORM: classes with `up(queryRunner)`, which sends SQL or builds it. What the builder sends follows
 * `PostgresQueryRunner` of TypeORM 1.1. https://typeorm.io/docs/migrations/api
 */
export const typeorm: Library = {
  id: 'typeorm',

  recognise(context) {
    const migrations = exportedClasses(context).flatMap((migration) => found(context, migration));
    if (migrations.length === 0) return undefined;
    return entryOf(
      migrations.toSorted((left, right) => timestampOf(left) - timestampOf(right)),
      context,
    );
  },

  importPackage(specifier) {
    return specifier === 'typeorm' ? typeormExports() : undefined;
  },
};

interface Found {
  readonly name: string;
  readonly instance: ObjectValue;
}

function found(context: LibraryContext, migration: ClassValue): readonly Found[] {
  const instance = context.run.instantiate(migration.node, migration.scope, migration.span);
  if (instance.type !== 'object' || !isMigration(instance, context)) return [];
  const name = stringOf(instance.entries.get('name')) ?? migration.node.id?.name ?? '';
  return [{ name, instance }];
}

function isMigration(instance: ObjectValue, context: LibraryContext): boolean {
  const up = functionIn(instance, 'up');
  if (up === undefined) return false;
  return (
    parameterType(up, 0) === 'QueryRunner' ||
    parameterName(up, 0) === 'queryRunner' ||
    importsFrom(context, (specifier) => specifier === 'typeorm')
  );
}

/** The timestamp at the end of the name, by which TypeORM orders migrations. */
function timestampOf({ name }: Found): number {
  return Number(/\d{1,13}$/.exec(name)?.[0] ?? 0);
}

/** Runs all migrations of the file: forth in their order, back in the reverse. */
function entryOf(migrations: readonly Found[], context: LibraryContext): Entry {
  const { recorder, transaction } = context;
  const states = migrations.map(({ instance }) => booleanOf(instance.entries.get('transaction')));
  const [own] = states;
  const isOne = own !== undefined && states.every((state) => state === own);
  const isOpen = isOne ? own : transaction.scope === 'file' || transaction.scope === 'batch';
  const runAll = (direction: 'up' | 'down', list: readonly Found[]): void => {
    const database = new Database(isOpen ? 1 : 0);
    const runner = hostValue(queryRunner({ recorder, database }), NOWHERE);
    for (const { instance } of list) {
      const method = functionIn(instance, direction);
      if (method !== undefined) context.run.call(method, [runner], method.span, instance);
    }
  };
  const hasDown = migrations.some(({ instance }) => functionIn(instance, 'down') !== undefined);
  return {
    up: () => {
      runAll('up', migrations);
    },
    down: hasDown
      ? () => {
          runAll('down', migrations.toReversed());
        }
      : undefined,
    ...(isOne
      ? {
          transaction: own
            ? { scope: 'file', because: 'the class of this migration says "transaction = true"' }
            : { scope: 'none', because: 'the class of this migration says "transaction = false"' },
        }
      : {}),
  };
}
