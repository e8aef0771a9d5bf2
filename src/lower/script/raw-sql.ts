import { isBuiltin } from 'node:module';

import { entryOfFunctions, exportedClass, exportedFunctions, functionIn } from './entry.ts';
import type { Entry, Library, LibraryContext } from './library.ts';
import { Connection, isQueryMethod, startsStatement } from './raw-sql/connection.ts';
import { nodeModule } from './raw-sql/files.ts';
import { packageOf } from './raw-sql/packages.ts';
import { Query, textOfTemplate } from './raw-sql/query.ts';
import type { Recorder } from './recorder.ts';
import { NOWHERE, hostValue, unknown, type Host, type Outside, type Value } from './value.ts';

/**
 * Migrations that send SQL as strings and tagged templates, whatever runs them: modules with `up`, or a
 * class with it, that are of no library with a front end of its own. Every parameter is taken for
 * something that statements can be sent through, as are the clients of the drivers that ddlint knows.
 */
export const rawSql: Library = {
  id: 'script',

  recognise(context) {
    const args = (): readonly Value[] =>
      ['the first argument of the migration', 'the second argument of the migration'].map((name) =>
        hostValue(new Connection(name, context.recorder), NOWHERE),
      );
    const functions = exportedFunctions(context);
    if (functions === undefined) return ofClass(context, args);
    const { migration } = functions;
    const hooks = { up: functionIn(migration, 'beforeUp'), down: functionIn(migration, 'beforeDown') };
    return inTurn(entryOfFunctions(context, hooks, args), entryOfFunctions(context, functions, args));
  },

  importPackage: (specifier, recorder) => packageOf(specifier, recorder) ?? nodeModule(specifier, recorder),
};

/**
 * `beforeUp` and `beforeDown`, by which runners of a project's own send what cannot run in the transaction
 * that they open for the rest.
 */
function inTurn(before: Entry, own: Entry): Entry {
  const both = (direction: 'up' | 'down'): (() => void) | undefined => {
    const parts = [before[direction], own[direction]].filter((part) => part !== undefined);
    return parts.length === 0
      ? undefined
      : () => {
          for (const part of parts) part();
        };
  };
  return { up: both('up'), down: both('down') };
}

function ofClass(context: LibraryContext, args: () => readonly Value[]): Entry | undefined {
  const migration = exportedClass(context);
  if (migration === undefined) return undefined;
  const instance = context.run.instantiate(migration.node, migration.scope, migration.span);
  if (instance.type !== 'object') return undefined;
  const up = functionIn(instance, 'up');
  if (up === undefined) return undefined;
  return entryOfFunctions(context, { up, down: functionIn(instance, 'down') }, args);
}

/** SQL sent through what could not be read, and libraries handed to it. */
export function outsideOf(recorder: Recorder): Outside {
  return {
    method(name, call) {
      const [sql] = call.args;
      if (!isQueryMethod(name) || sql === undefined || !startsStatement(sql)) return undefined;
      recorder.sqlOf(sql, call);
      return unknown('what the database answers', call.span);
    },

    template(tag, call, parts) {
      if (!/^(?:sql|raw|query)$/i.test(tag)) return undefined;
      const text = textOfTemplate(parts);
      const query = startsStatement({ type: 'string', text, span: call.span })
        ? Query.sent(text, call, recorder)
        : Query.made(text);
      return hostValue(query, call.span);
    },

    call(call, callee) {
      const handed = call.args.flatMap(hostsIn).find(({ sends }) => sends === true);
      if (handed !== undefined)
        recorder.unreadable(`${handed.name} is handed to a function that cannot be read`, call);
      else if (callee?.module !== undefined && !isHarmless(callee.module))
        recorder.calledElsewhere(callee.module, call);
    },
  };
}

/** Node's own modules know no database, nor does what prints and what reads the environment. */
function isHarmless(module: string): boolean {
  return isBuiltin(module) || /(?:^|[^a-z])(?:log|debug|chalk|dotenv|pino|winston)/i.test(module);
}

/** The library's objects in an argument: itself, and what a list or an object holds. */
function hostsIn(value: Value): readonly Host[] {
  if (value.type === 'host') return [value.host];
  const inner =
    value.type === 'array' ? value.items : value.type === 'object' ? [...value.entries.values()] : [];
  return inner.flatMap((item) => (item.type === 'host' ? [item.host] : []));
}
