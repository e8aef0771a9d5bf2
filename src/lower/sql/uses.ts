import type { Node } from 'libpg-query';
import type { Uses } from '../../operation.ts';
import { unwrap } from './node.ts';
import type { Region } from './region.ts';
import { UsesReader } from './uses-reader.ts';

export const NO_USES: Uses = { relations: [], columns: [], functions: [] };

/** The statements that may stand in a WITH clause or be the body of something else. */
const QUERY_TAGS = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'] as const;

export function isQuery(node: Node | undefined): boolean {
  return QUERY_TAGS.some((tag) => unwrap(node, tag) !== undefined);
}

/** All that a query names; the table that it writes to is one of its relations. */
export function usesOfQuery(query: Node | undefined, region: Region): Uses {
  if (query === undefined) return NO_USES;
  const reader = new UsesReader(region);
  reader.readNode(query);
  return reader.uses();
}

/** What stands in a query besides the table that it writes to. */
export function usesBesideTarget(query: Node, region: Region): Uses {
  const reader = new UsesReader(region);
  reader.readNode(query);
  const uses = reader.uses();
  return { ...uses, relations: uses.relations.filter((use) => use !== reader.target) };
}

/** What the subqueries of an expression use. Columns of the table that the expression stands for are not among them. */
export function usesOfSubqueries(subqueries: readonly Node[], region: Region): Uses {
  if (subqueries.length === 0) return NO_USES;
  const reader = new UsesReader(region);
  for (const query of subqueries) reader.readNode(query);
  return reader.uses();
}
