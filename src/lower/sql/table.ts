import type {
  CreateForeignTableStmt,
  CreateStmt,
  PartitionSpec,
  RangeVar,
  TableLikeClause,
} from 'libpg-query';
import type { ColumnDefinition, Constraint, CreateTable, Operation, Persistence } from '../../operation.ts';
import { lowerColumn } from './column.ts';
import { lowerConstraint } from './constraint.ts';
import { known, relationName, relationRegion } from './name.ts';
import { unwrap, unwrapAll } from './node.ts';
import { insideParentheses, isSymbol, type Region, spanOf, splitAtCommas } from './region.ts';

export function lowerCreateTable(node: CreateStmt, region: Region): readonly Operation[] {
  return [createTable(node, region, false)];
}

export function lowerCreateForeignTable(node: CreateForeignTableStmt, region: Region): readonly Operation[] {
  return [createTable(node.base ?? {}, region, true)];
}

export function persistenceOf(relation: RangeVar | undefined): Persistence {
  if (relation?.relpersistence === 't') return 'temporary';
  return relation?.relpersistence === 'u' ? 'unlogged' : 'permanent';
}

function createTable(node: CreateStmt, region: Region, foreign: boolean): CreateTable {
  const parents = unwrapAll(node.inhRelations, 'RangeVar').map((parent) => relationName(parent, region));
  const [parent] = parents;
  const bound = node.partbound;
  return {
    kind: 'createTable',
    span: spanOf(region),
    table: relationName(node.relation, region),
    ifNotExists: node.if_not_exists === true,
    persistence: persistenceOf(node.relation),
    foreign,
    ...elementsOf(node, region),
    ...(node.partspec === undefined ? {} : { partitionBy: partitionBy(node.partspec) }),
    ...(bound === undefined || parent === undefined
      ? {}
      : { partitionOf: { parent, isDefault: bound.is_default === true } }),
    inherits: bound === undefined ? parents : [],
  };
}

/** The comma-separated elements of the table are those of the tree, in the same order. */
function elementsOf(node: CreateStmt, region: Region): Pick<CreateTable, 'columns' | 'constraints' | 'like'> {
  const columns: ColumnDefinition[] = [];
  const constraints: Constraint[] = [];
  const like: CreateTable['like'][number][] = [];
  const parts = elementRegions(node, region);
  for (const [index, element] of (node.tableElts ?? []).entries()) {
    const part = parts[index] ?? region;
    const column = unwrap(element, 'ColumnDef');
    if (column !== undefined) columns.push(lowerColumn(column, part));
    const constraint = unwrap(element, 'Constraint');
    const lowered = constraint && lowerConstraint(constraint, part);
    if (lowered !== undefined) constraints.push(lowered);
    const copied = unwrap(element, 'TableLikeClause');
    if (copied !== undefined) {
      like.push({ table: relationName(copied.relation, region), including: includedBy(copied) });
    }
  }
  return { columns, constraints, like };
}

function elementRegions(node: CreateStmt, region: Region): readonly Region[] {
  if (node.tableElts === undefined) return [];
  let start = relationRegion(node.relation, region).to;
  // `OF type` and `PARTITION OF parent` stand before the elements.
  while (start < region.to && !isSymbol(region, start, '(')) start += 1;
  const inside = insideParentheses(region, start);
  return inside === undefined ? [] : splitAtCommas(inside);
}

const LIKE_OPTIONS = [
  'comments',
  'compression',
  'constraints',
  'defaults',
  'generated',
  'identity',
  'indexes',
  'statistics',
  'storage',
] as const;

/** Postgres holds the options as bits, in the order of their names. */
function includedBy(like: TableLikeClause): readonly string[] {
  return LIKE_OPTIONS.filter((_, bit) => ((like.options ?? 0) & (1 << bit)) !== 0);
}

function partitionBy(spec: PartitionSpec): NonNullable<CreateTable['partitionBy']> {
  const columns = unwrapAll(spec.partParams, 'PartitionElem').map(({ name }) =>
    name === undefined ? '' : known(name),
  );
  switch (spec.strategy) {
    case 'PARTITION_STRATEGY_LIST':
      return { strategy: 'list', columns };
    case 'PARTITION_STRATEGY_HASH':
      return { strategy: 'hash', columns };
    default:
      return { strategy: 'range', columns };
  }
}
