import { lowerSql } from '../../src/lower/sql/lower-sql.ts';
import type { Operation, Source } from '../../src/operation.ts';
import { parseSql } from '../../src/parse/sql.ts';

/** The statements of a file; `loadParser` has run before. */
export function lowerFile(text: string, placeholders = false): Source {
  return lowerSql(parseSql(text, { start: 0, end: text.length }, { placeholders }));
}

export function operationsOf(text: string, placeholders = false): readonly Operation[] {
  return lowerFile(text, placeholders).statements.flatMap(({ operations }) => operations);
}

/** The operations of a file with what each span points at in its place. */
export function pointedOperations(text: string, placeholders = false): readonly unknown[] {
  return operationsOf(text, placeholders).map((operation) => withPointedText(operation, text));
}

/** The only operation of a file, with what each span points at in its place. */
export function pointedOperation(text: string): unknown {
  const operations = pointedOperations(text);
  if (operations.length !== 1) throw new Error(`${String(operations.length)} operations: ${text}`);
  return operations[0];
}

function withPointedText(value: unknown, text: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withPointedText(item, text));
  if (typeof value !== 'object' || value === null) return value;
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  const fields = new Map(entries);
  const start = fields.get('start');
  const end = fields.get('end');
  if (fields.size === 2 && typeof start === 'number' && typeof end === 'number')
    return text.slice(start, end);
  return Object.fromEntries(entries.map(([key, field]) => [key, withPointedText(field, text)]));
}
