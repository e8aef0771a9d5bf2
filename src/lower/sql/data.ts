import type {
  CopyStmt,
  DeleteStmt,
  InsertStmt,
  MergeStmt,
  Node,
  RangeVar,
  TruncateStmt,
  UpdateStmt,
  WithClause,
} from 'libpg-query';
import type { Expression, Operation, StringLiteral, Uses } from '../../operation.ts';
import { lowerExpression, literalsOf } from './expression.ts';
import { known, relationName, relationRegion } from './name.ts';
import { unwrap, unwrapAll } from './node.ts';
import { findWord, insideParentheses, type Region, slice, sliceAt, spanOf } from './region.ts';
import { NO_USES, usesBesideTarget, usesOfQuery } from './uses.ts';

/** Lowers a statement that stands inside of another. */
export type LowerNested = (node: Node, region: Region) => readonly Operation[];

/** The statements of a WITH clause that change data. */
export function lowerWith(
  clause: WithClause | undefined,
  region: Region,
  lowerNested: LowerNested,
): readonly Operation[] {
  return unwrapAll(clause?.ctes, 'CommonTableExpr').flatMap(({ ctequery, location }) => {
    if (ctequery === undefined || unwrap(ctequery, 'SelectStmt') !== undefined) return [];
    const cte = sliceAt(region, location);
    const inside = insideParentheses(cte, findWord(cte, 'AS') ?? cte.from);
    return lowerNested(ctequery, inside ?? region);
  });
}

function queryParts(
  node: Node,
  region: Region,
): { readonly uses: Uses; readonly literals: readonly StringLiteral[] } {
  return { uses: usesBesideTarget(node, region), literals: literalsOf(node, region) };
}

export function lowerInsert(
  node: InsertStmt,
  region: Region,
  lowerNested: LowerNested,
): readonly Operation[] {
  const columns = unwrapAll(node.cols, 'ResTarget').map(({ name }) => known(name));
  const rows = unwrap(node.selectStmt, 'SelectStmt')?.valuesLists?.length ?? 0;
  return [
    ...lowerWith(node.withClause, region, lowerNested),
    {
      kind: 'insert',
      span: spanOf(region),
      table: relationName(node.relation, region),
      columns: columns.length === 0 ? undefined : columns,
      source: node.selectStmt === undefined ? 'defaults' : rows > 0 ? 'values' : 'query',
      rows,
      ...queryParts({ InsertStmt: node }, region),
      onConflict: node.onConflictClause !== undefined,
    },
  ];
}

export function lowerUpdate(
  node: UpdateStmt,
  region: Region,
  lowerNested: LowerNested,
): readonly Operation[] {
  const columns = unwrapAll(node.targetList, 'ResTarget').map(({ name }) => known(name));
  return [
    ...lowerWith(node.withClause, region, lowerNested),
    {
      kind: 'update',
      span: spanOf(region),
      table: relationName(node.relation, region),
      columns: [...new Set(columns)],
      ...whereOf(node.whereClause, node.relation, region),
      ...queryParts({ UpdateStmt: node }, region),
    },
  ];
}

export function lowerDelete(
  node: DeleteStmt,
  region: Region,
  lowerNested: LowerNested,
): readonly Operation[] {
  return [
    ...lowerWith(node.withClause, region, lowerNested),
    {
      kind: 'delete',
      span: spanOf(region),
      table: relationName(node.relation, region),
      ...whereOf(node.whereClause, node.relation, region),
      ...queryParts({ DeleteStmt: node }, region),
    },
  ];
}

function whereOf(
  node: Node | undefined,
  relation: RangeVar | undefined,
  region: Region,
): { readonly where?: Expression } {
  if (node === undefined) return {};
  const rest = slice(region, relationRegion(relation, region).to);
  const start = (findWord(rest, 'WHERE') ?? rest.from) + 1;
  const end = findWord(slice(rest, start), 'RETURNING') ?? rest.to;
  const target = relation?.alias?.aliasname ?? relation?.relname;
  return { where: lowerExpression(node, slice(rest, start, end), target) };
}

export function lowerMerge(node: MergeStmt, region: Region, lowerNested: LowerNested): readonly Operation[] {
  return [
    ...lowerWith(node.withClause, region, lowerNested),
    {
      kind: 'merge',
      span: spanOf(region),
      table: relationName(node.relation, region),
      ...queryParts({ MergeStmt: node }, region),
    },
  ];
}

/** One operation for each table; where several are named, each has its own name as its span. */
export function lowerTruncate(node: TruncateStmt, region: Region): readonly Operation[] {
  const relations = unwrapAll(node.relations, 'RangeVar');
  const tables = relations.map((relation) => relationName(relation, region));
  return tables.map((table) => {
    const alongside = tables.filter((other) => other !== table);
    return {
      kind: 'truncate',
      span: relations.length > 1 ? table.span : spanOf(region),
      table,
      cascade: node.behavior === 'DROP_CASCADE',
      restartIdentity: node.restart_seqs === true,
      ...(alongside.length === 0 ? {} : { alongside }),
    };
  });
}

export function lowerCopy(node: CopyStmt, region: Region, lowerNested: LowerNested): readonly Operation[] {
  const { query, relation } = node;
  const inside = query === undefined ? undefined : insideParentheses(region);
  const changes = query !== undefined && unwrap(query, 'SelectStmt') === undefined;
  return [
    ...(changes ? lowerNested(query, inside ?? region) : []),
    {
      kind: 'copy',
      span: spanOf(region),
      table: relation === undefined ? undefined : relationName(relation, region),
      direction: node.is_from === true ? 'from' : 'to',
      uses: query === undefined ? NO_USES : usesOfQuery(query, region),
    },
  ];
}
