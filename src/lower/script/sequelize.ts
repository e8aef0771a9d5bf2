import {
  entryOfFunctions,
  exportedClass,
  exportedFunctions,
  functionIn,
  importsFrom,
  parameterName,
  parameterType,
} from './entry.ts';
import type { Library, LibraryContext } from './library.ts';
import { QueryInterface } from './sequelize/query-interface.ts';
import { SEQUELIZE_CLASS } from './sequelize/sequelize-class.ts';
import { NOWHERE, hostValue, type FunctionValue, type Value } from './value.ts';

const PACKAGES: ReadonlySet<string> = new Set([
  'sequelize',
  'sequelize-cli',
  'sequelize-typescript',
  '@sequelize/core',
]);

/**
 * Sequelize, run by sequelize-cli or Umzug: `up(queryInterface, Sequelize)`, or `up({ context })` with the
 * query interface in it. https://sequelize.org/docs/v6/other-topics/migrations/
 */
export const sequelize: Library = {
  id: 'sequelize',

  recognise(context) {
    const functions = exportedFunctions(context) ?? functionsOfClass(context);
    if (functions === undefined || !isSequelize(functions.up, context)) return undefined;
    return entryOfFunctions(context, functions, () => [
      hostValue(new QueryInterface(context.recorder), NOWHERE),
      hostValue(SEQUELIZE_CLASS, NOWHERE),
    ]);
  },

  importPackage(specifier) {
    return PACKAGES.has(specifier) ? hostValue(SEQUELIZE_CLASS, NOWHERE) : undefined;
  },
};

interface Functions {
  readonly up: FunctionValue;
  readonly down: FunctionValue | undefined;
}

function functionsOfClass(context: LibraryContext): Functions | undefined {
  const migration = exportedClass(context);
  if (migration === undefined) return undefined;
  const instance: Value = context.run.instantiate(migration.node, migration.scope, migration.span);
  if (instance.type !== 'object') return undefined;
  const up = functionIn(instance, 'up');
  return up === undefined ? undefined : { up, down: functionIn(instance, 'down') };
}

function isSequelize(up: FunctionValue, context: LibraryContext): boolean {
  if (importsFrom(context, (specifier) => PACKAGES.has(specifier))) return true;
  if (
    parameterType(up, 0) === 'QueryInterface' ||
    /^_?(?:queryInterface|qi)$/i.test(parameterName(up, 0) ?? '')
  )
    return true;
  return /import\(['"]sequelize(?:-cli)?['"]\)|\bqueryInterface\b/.test(context.text);
}
