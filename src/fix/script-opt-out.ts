import type { Class, Node } from '@oxc-project/types';

import type { Migration, ToolId } from '../migration.ts';
import type { OptOut } from './opt-out.ts';
import { findNode, isFunction, nameOfFunction, pathTo, treeOf, type FunctionNode } from './script-tree.ts';
import { eol, insertion, lineStart } from './sql-layout.ts';

/** How a migration in TypeScript or JavaScript leaves the transaction of its library; undefined where it cannot. */
export function scriptOptOut(migration: Migration): OptOut | undefined {
  const write = WRITERS[migration.tool];
  return treeOf(migration).error === undefined ? write?.(migration) : undefined;
}

const WRITERS: Readonly<Partial<Record<ToolId, (migration: Migration) => OptOut | undefined>>> = {
  knex: withConfig,
  // TypeORM refuses it where all migrations share a transaction.
  typeorm: (migration) =>
    migration.transaction.scope === 'file' ? inClass(migration, 'transaction = false;') : undefined,
  'mikro-orm': (migration) => {
    const type = migration.file.endsWith('ts') ? ': boolean' : '';
    return inClass(migration, `isTransactional()${type} {\n  return false;\n}`);
  },
  'node-pg-migrate': (migration) => {
    const up = findNode(treeOf(migration).program, (node) => isUp(migration, node));
    const [pgm] = up?.params ?? [];
    if (up?.body?.type !== 'BlockStatement' || pgm?.type !== 'Identifier') return undefined;
    const [first] = up.body.body;
    if (first === undefined) return undefined;
    return above(migration, first.start, `${pgm.name}.noTransaction();`, '');
  },
};

function isUp(migration: Migration, node: Node): node is FunctionNode {
  if (!isFunction(node)) return false;
  const path = pathTo(treeOf(migration).program, node);
  return nameOfFunction(path, node) === 'up';
}

/** Knex reads what the module exports as `config`. */
function withConfig({ text }: Migration): OptOut | undefined {
  if (/\bconfig\b/.test(text)) return undefined;
  const lineEnd = eol(text);
  const isModule = /^[ \t]*export\s/m.test(text);
  const config = isModule
    ? 'export const config = { transaction: false };'
    : 'module.exports.config = { transaction: false };';
  const gap = text.endsWith('\n') ? lineEnd : lineEnd + lineEnd;
  return { edits: [insertion(text.length, `${gap}${config}${lineEnd}`)], isOneQuery: false };
}

/** A member at the top of the migration's class. */
function inClass(migration: Migration, member: string): OptOut | undefined {
  const found = findNode(treeOf(migration).program, isMigration);
  const [first] = found?.body.body ?? [];
  if (first === undefined) return undefined;
  return above(migration, first.start, member, '\n');
}

function isMigration(node: Node): node is Class {
  if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return false;
  return node.body.body.some(
    (member) =>
      member.type === 'MethodDefinition' && member.key.type === 'Identifier' && member.key.name === 'up',
  );
}

/** Lines above what starts at the offset, as far to the right. */
function above({ text }: Migration, offset: number, lines: string, gap: string): OptOut {
  const start = lineStart(text, offset);
  const indent = /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
  const lineEnd = eol(text);
  const code = `${lines}\n${gap}`.replaceAll(/\n(?!\n|$)/g, `\n${indent}`).replaceAll('\n', lineEnd);
  return { edits: [insertion(offset, `${code}${indent}`)], isOneQuery: false };
}
