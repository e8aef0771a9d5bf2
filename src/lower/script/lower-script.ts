import type { Migration } from '../../migration.ts';
import type { Source, Statement } from '../../operation.ts';
import { parseScript } from '../../parse/script.ts';
import { Interpreter } from './interpreter.ts';
import { LIBRARIES } from './libraries.ts';
import type { Library } from './library.ts';
import { ModuleLoader } from './module.ts';
import { outsideOf, rawSql } from './raw-sql.ts';
import { Recorder } from './recorder.ts';

/** What a migration written in TypeScript or JavaScript does, in its direction. Never throws, never runs it. */
export function lowerScript(migration: Migration): Source {
  const { text, direction, tool, transaction } = migration;
  const file = migration.path ?? migration.file;
  const { program, comments, error } = parseScript(file, text);
  if (error !== undefined) {
    const { span, message } = error;
    return { statements: [unreadable(span, 'syntax', message)], comments };
  }

  const { naming } = migration;
  const recorder = new Recorder(naming?.isPossible === true ? undefined : naming);
  const libraries = inOrder(migration.tool);
  const loader = new ModuleLoader((specifier) => importPackage(libraries, specifier, recorder));
  const run: Interpreter = new Interpreter(
    { file, text },
    (specifier, from, by) =>
      by === 'require' ? loader.require(specifier, from, run) : loader.resolve(specifier, from, run),
    outsideOf(recorder),
  );
  const module = loader.load(file, program, run);
  for (const library of libraries) {
    const entry = library.recognise({ module, run, recorder, text, tool, transaction });
    if (entry === undefined) continue;
    recorder.start();
    entry[direction]?.();
    return {
      statements: recorder.statements,
      comments,
      ...(run.hasThrown ? { throws: true } : {}),
      ...(entry.transaction === undefined ? {} : { transaction: entry.transaction }),
    };
  }
  const whole = { start: 0, end: Math.min(text.length, text.indexOf('\n') + 1 || text.length) };
  return {
    statements: [unreadable(whole, 'tool', 'the file is no migration of a library that ddlint knows')],
    comments,
  };
}

function unreadable(span: Statement['span'], cause: 'syntax' | 'tool', reason: string): Statement {
  return { span, operations: [{ kind: 'unsupported', span, cause, reason }] };
}

/** The library of the tool that the file was found for comes first; the one that takes everything stays last. */
function inOrder(tool: string): readonly Library[] {
  const isFound = (library: Library): number => Number(library.id === tool && library !== rawSql);
  return [...LIBRARIES].sort((left, right) => isFound(right) - isFound(left));
}

function importPackage(
  libraries: readonly Library[],
  specifier: string,
  recorder: Recorder,
): ReturnType<NonNullable<Library['importPackage']>> {
  for (const library of libraries) {
    const value = library.importPackage?.(specifier, recorder);
    if (value !== undefined) return value;
  }
  return undefined;
}
