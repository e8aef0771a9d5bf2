import { entryOfFunctions, exportedFunctions, importsFrom, parameterName, parameterType } from './entry.ts';
import { Connection } from './knex/connection.ts';
import type { Library, LibraryContext } from './library.ts';
import { NOWHERE, booleanOf, entryOf, hostValue, type FunctionValue, type Value } from './value.ts';

const PACKAGES: ReadonlySet<string> = new Set(['knex', 'objection']);
const CLIENT = /(['"])(pg|postgres|postgresql|pg-native)\1/;

/**
 * Knex, and with it Objection: a module with `up(knex)` and `down(knex)`, which build the schema with
 * `knex.schema`. https://knexjs.org/guide/migrations.html
 */
export const knex: Library = {
  id: 'knex',

  recognise(context) {
    const functions = exportedFunctions(context);
    if (functions === undefined || !isKnex(context, functions.up)) return undefined;
    const leaves = booleanOf(entryOf(configOf(context), 'transaction')) === false;
    const settings = {
      recorder: context.recorder,
      // A migration that asks for the client compares it with a name that it has itself.
      client: CLIENT.exec(context.text)?.[2] ?? 'pg',
      transactions: { open: 0 },
    };
    const depth = leaves || context.transaction.scope === 'none' ? 0 : 1;
    const args = (): readonly Value[] => [
      hostValue(new Connection(settings, depth), NOWHERE),
      // Migrations of old versions are handed Bluebird's.
      ...[context.run.globals.lookup('Promise')].filter((value) => value !== undefined),
    ];
    return {
      ...entryOfFunctions(context, functions, args),
      ...(leaves
        ? {
            transaction: {
              scope: 'none',
              because: 'the "config" of this migration sets "transaction: false"',
            } as const,
          }
        : {}),
    };
  },
};

function configOf({ module }: LibraryContext): Value | undefined {
  const { entries } = module.exports;
  return entries.get('config') ?? entryOf(entries.get('default'), 'config');
}

function isKnex(context: LibraryContext, up: FunctionValue): boolean {
  const type = parameterType(up, 0);
  if (type !== undefined) return /knex/i.test(type);
  if (context.tool === 'knex') return true;
  if (importsFrom(context, (specifier) => PACKAGES.has(specifier))) return true;
  const name = parameterName(up, 0);
  if (name === undefined) return /\{\s*schema\b/.test(context.text);
  return /knex|^trx$/i.test(name) || callsOfSchema(name).test(context.text);
}

/** `db.schema.createTable('…', (` – with a callback, as no other builder takes one there. */
function callsOfSchema(parameter: string): RegExp {
  const name = parameter.replaceAll('$', '\\$');
  return new RegExp(
    `\\b${name}\\s*\\.schema\\s*\\.(?:create|alter|has|drop)?[tT]able|\\b${name}\\.schema\\.raw\\(`,
  );
}
