import { expect } from 'vitest';

import { lowerScript } from '../../src/lower/script/lower-script.ts';
import type { Direction, Naming } from '../../src/migration.ts';
import type { Operation, Source } from '../../src/operation.ts';
import { operationsOf } from './lowering.ts';

export interface Script {
  readonly tool: string;
  readonly text: string;
  readonly direction?: Direction;
  readonly file?: string;
  readonly naming?: Naming;
}

/** What a migration written in TypeScript does; both parsers have been loaded before. */
export function lowerScriptText({
  tool,
  text,
  direction = 'up',
  file = 'migration.ts',
  naming,
}: Script): Source {
  return lowerScript({
    file,
    text,
    span: { start: 0, end: text.length },
    id: file,
    tool,
    direction,
    transaction: { scope: 'file', because: 'the test says so', optOut: undefined },
    isNew: true,
    missingDown: false,
    placeholders: false,
    ...(naming === undefined ? {} : { naming }),
  });
}

/** Each operation with the text that it points at. */
export function pointedScript(script: Script): readonly (readonly [kind: string, points: string])[] {
  return lowerScriptText(script).statements.flatMap(({ operations }) =>
    operations.map(({ kind, span }): readonly [string, string] => [
      kind,
      script.text.slice(span.start, span.end),
    ]),
  );
}

/**
 * The calls of a migration do what the SQL does that the library sends for them: the operations are
 * the same in all but their places and their wording.
 */
export function expectSameOperations(script: Script, sql: readonly string[]): void {
  const built = lowerScriptText(script).statements.flatMap(({ operations }) => operations);
  const sent = sql.flatMap((statement) => operationsOf(statement));
  expect(built.map(comparable)).toEqual(sent.map(comparable));
}

const WORDING: ReadonlySet<string> = new Set(['span', 'keyword', 'text']);

function comparable(operation: Operation): unknown {
  return withoutWording(operation.kind === 'alterObject' ? { ...operation, detail: '' } : operation);
}

function withoutWording(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutWording);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !WORDING.has(key))
      .map(([key, inner]) => [key, withoutWording(inner)]),
  );
}
