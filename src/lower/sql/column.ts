import type { CollateClause, ColumnDef, Constraint as ConstraintNode } from 'libpg-query';
import type { ColumnDefinition, ObjectName } from '../../operation.ts';
import { lowerColumnConstraints } from './constraint.ts';
import { lowerExpression } from './expression.ts';
import { known, nameAt } from './name.ts';
import { strings, unwrapAll, type Writable } from './node.ts';
import { findWord, insideParentheses, isWord, type Region, slice, spanOf, tokenAt } from './region.ts';
import { lowerTypeName } from './type-name.ts';

/** The column definition that fills the region, from the column's name on. */
export function lowerColumn(node: ColumnDef, region: Region): ColumnDefinition {
  const name = known(node.colname);
  const constraints = unwrapAll(node.constraints, 'Constraint');
  const notNullName = constraints.find(({ contype }) => contype === 'CONSTR_NOTNULL')?.conname;
  const parts = constraintParts(node, constraints, region);
  const column: Writable<ColumnDefinition> = {
    name,
    span: spanOf(region),
    type: node.typeName === undefined ? undefined : lowerTypeName(node.typeName, region),
    notNull: node.is_not_null === true || constraints.some(({ contype }) => contype === 'CONSTR_NOTNULL'),
    constraints: lowerColumnConstraints(constraints, parts, name),
  };
  if (notNullName !== undefined) column.notNullName = known(notNullName);
  addValue(column, constraints, parts);
  if (node.collClause !== undefined) column.collation = collationName(node.collClause, region);
  return column;
}

/** Each constraint reaches to the next one, or to the collation, which stands anywhere among them. */
function constraintParts(
  node: ColumnDef,
  constraints: readonly ConstraintNode[],
  region: Region,
): readonly Region[] {
  if (constraints.length === 0) return [];
  const starts = constraints.map((constraint) => tokenAt(region, constraint.location));
  const ends = [...starts, region.to];
  if (node.collClause !== undefined) ends.push(tokenAt(region, node.collClause.location));
  return starts.map((from) => slice(region, from, Math.min(...ends.filter((end) => end > from))));
}

/** Its default, its identity, or what it is generated from. */
function addValue(
  column: Writable<ColumnDefinition>,
  constraints: readonly ConstraintNode[],
  parts: readonly Region[],
): void {
  for (const [index, constraint] of constraints.entries()) {
    const { contype, raw_expr: expression } = constraint;
    const part = parts[index];
    if (part === undefined) continue;
    if (contype === 'CONSTR_IDENTITY') {
      column.identity = constraint.generated_when === 'a' ? 'always' : 'byDefault';
    } else if (contype === 'CONSTR_DEFAULT' && expression !== undefined) {
      const start = (findWord(part, 'DEFAULT') ?? part.from) + 1;
      column.default = lowerExpression(expression, slice(part, start));
    } else if (contype === 'CONSTR_GENERATED' && expression !== undefined) {
      const storage = constraint.generated_kind === 's' ? 'stored' : 'virtual';
      const inside = insideParentheses(part) ?? part;
      column.generated = { storage, expression: lowerExpression(expression, inside) };
    }
  }
}

/** The collation behind the word COLLATE. */
export function collationName(clause: CollateClause, region: Region): ObjectName {
  const index = tokenAt(region, clause.location);
  return nameAt(strings(clause.collname), region, isWord(region, index, 'COLLATE') ? index + 1 : index);
}
