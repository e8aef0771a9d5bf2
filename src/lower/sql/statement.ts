import type { Node } from 'libpg-query';
import type { Operation } from '../../operation.ts';
import { lowerAlterTable } from './alter-table.ts';
import { lowerDrop } from './drop.ts';
import { lowerCreateIndex, lowerReindex } from './index.ts';
import { type NodeOf, type Tag, tagOf, unwrap } from './node.ts';
import { type Region, spanOf } from './region.ts';
import { lowerCreateForeignTable, lowerCreateTable } from './table.ts';

type Lower<T extends Tag> = (node: NodeOf<T>, region: Region) => readonly Operation[];
type Lowerings = { readonly [T in Tag]?: Lower<T> };

const LOWERINGS: Lowerings = {
  AlterTableStmt: lowerAlterTable,
  CreateForeignTableStmt: lowerCreateForeignTable,
  CreateStmt: lowerCreateTable,
  DropStmt: lowerDrop,
  IndexStmt: lowerCreateIndex,
  ReindexStmt: lowerReindex,
};

/** The operations of a statement's syntax tree; `region` has the tokens of the statement. */
export function lowerNode(node: Node, region: Region): readonly Operation[] {
  const tag = tagOf(node);
  return (
    (tag && lowerAs(tag, node, region)) ?? [{ kind: 'utility', span: spanOf(region), command: String(tag) }]
  );
}

function lowerAs<T extends Tag>(tag: T, node: Node, region: Region): readonly Operation[] | undefined {
  const lower: Lower<T> | undefined = LOWERINGS[tag];
  const content = unwrap(node, tag);
  return content === undefined ? undefined : lower?.(content, region);
}
