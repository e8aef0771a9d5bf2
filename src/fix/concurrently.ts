import type { CallExpression, Node, ObjectExpression } from '@oxc-project/types';

import type { Operation, Span } from '../operation.ts';
import type { Edit } from '../rule.ts';
import { isScript } from '../script-file.ts';
import type { Step } from '../step.ts';
import { callPlaceOf, contains, isInSql } from './script-layout.ts';
import { findNode } from './script-tree.ts';
import { insertion } from './sql-layout.ts';

/** The edits that make an operation run CONCURRENTLY; undefined where its statement or call cannot say it. */
export function withConcurrently(step: Step): readonly Edit[] | undefined {
  const { operation, migration } = step;
  const at = wordPlaceOf(operation, migration.text);
  if (at === undefined) return undefined;
  const isSql = !isScript(migration.file) || isInSql(step, { start: at, end: at });
  if (!isSql) return inCall(step);
  if (!isWordPlace(operation, migration.text)) return undefined;
  const written = 'keyword' in operation ? operation.keyword : operation.span;
  const word = inCaseOf(migration.text.slice(written.start, written.end), 'CONCURRENTLY');
  return [insertion(at, ` ${word}`)];
}

/** Keywords in lower case beside SQL whose first keyword is. */
export function inCaseOf(sql: string, keywords: string): string {
  return /^[a-z]+\b/.test(sql) ? keywords.toLowerCase() : keywords;
}

/** Where the word goes. */
function wordPlaceOf(operation: Operation, text: string): number | undefined {
  switch (operation.kind) {
    case 'createIndex':
    case 'reindex':
    case 'refreshMaterializedView':
      return operation.keyword.end;
    case 'dropIndex':
      return operation.several || operation.cascade ? undefined : operation.keyword.end;
    case 'detachPartition':
      return operation.span.end <= text.length ? operation.span.end : undefined;
    default:
      return undefined;
  }
}

/** The keyword is what it is said to be, and not a part of a call that stands for it. */
function isWordPlace(operation: Operation, text: string): boolean {
  if (!('keyword' in operation)) return true;
  const { start, end } = operation.keyword;
  return /^(?:index|table|schema|database|view)$/i.test(text.slice(start, end));
}

/** The option of a builder's call that says so. */
function inCall(step: Step): readonly Edit[] | undefined {
  const { operation, statement, migration } = step;
  const place = callPlaceOf(step);
  if (place === undefined) return undefined;
  const isCall = (node: Node): node is CallExpression =>
    node.type === 'CallExpression' && node.end === statement.span.end && contains(node, statement.span);
  const call = findNode(place.inner, isCall);
  if (call === undefined) return undefined;
  switch (migration.tool) {
    case 'sequelize':
    case 'umzug':
      return inOptions(call, sequelizeOptions(call), migration.text);
    case 'node-pg-migrate':
      return inOptions(call, 2, migration.text);
    case 'typeorm':
      return operation.kind === 'createIndex'
        ? inTableIndex(call, operation.span, migration.text)
        : undefined;
    default:
      return undefined;
  }
}

/** `addIndex(table, options)` has its columns among the options, `addIndex(table, columns, options)` has not. */
function sequelizeOptions({ arguments: [, second] }: CallExpression): number {
  return second?.type === 'ObjectExpression' ? 1 : 2;
}

function inOptions(call: CallExpression, index: number, text: string): readonly Edit[] | undefined {
  const options = call.arguments[index];
  if (options?.type === 'ObjectExpression') return [inObject(options, 'concurrently', text)];
  const last = call.arguments.at(-1);
  if (options !== undefined || call.arguments.length !== index || last === undefined) return undefined;
  return [insertion(last.end, ', { concurrently: true }')];
}

function inTableIndex(call: CallExpression, span: Span, text: string): readonly Edit[] | undefined {
  const [, index] = call.arguments;
  if (index?.type !== 'NewExpression' || !contains(index, span)) return undefined;
  const [options] = index.arguments;
  return options?.type === 'ObjectExpression' ? [inObject(options, 'isConcurrent', text)] : undefined;
}

/** As the last property of the object literal, on a line of its own where the others have theirs. */
function inObject(object: ObjectExpression, name: string, text: string): Edit {
  const last = object.properties.at(-1);
  if (last === undefined)
    return { span: { start: object.start, end: object.end }, text: `{ ${name}: true }` };
  const line = /(?:\r\n|\n)[ \t]*$/.exec(text.slice(object.start, last.start))?.[0];
  return insertion(last.end, `,${line ?? ' '}${name}: true`);
}
