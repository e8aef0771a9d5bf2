import type { A_Expr as Operator, Node, SubLink } from 'libpg-query';
import type { Condition } from '../../operation.ts';
import { known } from './name.ts';
import { forEachOperand, strings, unwrap } from './node.ts';

type Kind = Condition['kind'];

/** The parts of the top-level `AND` of a predicate over the table that `target` qualifies. */
export function conditionsOf(node: Node, target?: string): readonly Condition[] {
  const junction = unwrap(node, 'BoolExpr');
  if (junction?.boolop === 'AND_EXPR') {
    return (junction.args ?? []).flatMap((part) => conditionsOf(part, target));
  }
  return [conditionOf(node, target)];
}

function conditionOf(node: Node, target: string | undefined): Condition {
  const nullTest = unwrap(node, 'NullTest');
  if (nullTest !== undefined && unwrap(nullTest.arg, 'ColumnRef') !== undefined) {
    const kind = nullTest.nulltesttype === 'IS_NULL' ? 'isNull' : 'isNotNull';
    return withColumn(kind, nullTest.arg);
  }
  const subquery = unwrap(node, 'SubLink');
  if (subquery !== undefined) return subqueryCondition(subquery);
  const operator = unwrap(node, 'A_Expr');
  if (operator !== undefined) return operatorCondition(node, operator, target);
  if (unwrap(node, 'A_Const')?.boolval?.boolval === true) return { kind: 'always' };
  return withColumn('other', node);
}

function operatorCondition(node: Node, operator: Operator, target: string | undefined): Condition {
  const { lexpr: left, rexpr: right } = operator;
  const subquery = unwrap(right, 'SubLink') ?? unwrap(left, 'SubLink');
  const [symbol = ''] = strings(operator.name);
  if (subquery !== undefined && operator.kind === 'AEXPR_OP') {
    return { ...subqueryCondition(subquery), ...columnField(unwrap(right, 'SubLink') ? left : right) };
  }
  switch (operator.kind) {
    case 'AEXPR_OP':
      return comparison(node, operator, symbol, target);
    case 'AEXPR_IN':
      return withColumn(
        symbol === '=' && isColumn(left) && !hasColumns(right) ? 'in' : 'other',
        left ?? node,
      );
    case 'AEXPR_OP_ANY':
      return withColumn(
        symbol === '=' && isColumn(left) && !hasColumns(right) ? 'in' : 'other',
        left ?? node,
      );
    case 'AEXPR_BETWEEN':
    case 'AEXPR_BETWEEN_SYM':
      return withColumn(isColumn(left) ? 'range' : 'other', left ?? node);
    default:
      return withColumn('other', node);
  }
}

const RANGE_OPERATORS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);

function comparison(node: Node, operator: Operator, symbol: string, target: string | undefined): Condition {
  const { lexpr: left, rexpr: right } = operator;
  if (left === undefined || right === undefined) return withColumn('other', node);
  const kind: Kind = symbol === '=' ? 'equals' : RANGE_OPERATORS.has(symbol) ? 'range' : 'other';
  if (kind === 'equals' && isSameConstant(left, right)) return { kind: 'always' };
  if (kind === 'other') return withColumn('other', node);
  const [tested, other] =
    belongsTo(left, target) || !belongsTo(right, target) ? [left, right] : [right, left];
  if (!isColumn(tested)) return withColumn('other', node);
  if (sameTable(tested, other, target)) return { kind: 'other' };
  return { ...withColumn(kind, tested), ...(hasColumns(other) ? { joined: true } : {}) };
}

/** Whether it is a column of the target, as far as its qualifier says. */
function belongsTo(node: Node, target: string | undefined): boolean {
  const column = unwrap(node, 'ColumnRef');
  if (column === undefined) return false;
  const qualifier = strings(column.fields).at(-2);
  return qualifier === undefined || target === undefined || qualifier === target;
}

/** Whether the other side of a comparison names a column of the table that is tested. */
function sameTable(tested: Node, other: Node, target: string | undefined): boolean {
  const qualifier = strings(unwrap(tested, 'ColumnRef')?.fields).at(-2) ?? target;
  return someColumn(other, (otherQualifier) => otherQualifier === undefined || otherQualifier === qualifier);
}

function someColumn(node: Node, matches: (qualifier: string | undefined) => boolean): boolean {
  const column = unwrap(node, 'ColumnRef');
  if (column !== undefined) return matches(strings(column.fields).at(-2));
  let found = false;
  forEachOperand(node, (child) => {
    found ||= someColumn(child, matches);
  });
  return found;
}

function hasColumns(node: Node | undefined): boolean {
  return node !== undefined && someColumn(node, () => true);
}

function isColumn(node: Node | undefined): boolean {
  return unwrap(node, 'ColumnRef') !== undefined;
}

function isSameConstant(left: Node, right: Node): boolean {
  const [first, second] = [unwrap(left, 'A_Const'), unwrap(right, 'A_Const')];
  if (first === undefined || second === undefined || first.isnull === true) return false;
  const value = ({ location: _, ...constant }: typeof first): string => JSON.stringify(constant);
  return value(first) === value(second);
}

function subqueryCondition(subquery: SubLink): Condition {
  const limit = unwrap(subquery.subselect, 'SelectStmt')?.limitCount;
  // Postgres lets no column stand in LIMIT, so that whatever does is one value for the query.
  const isLimited = limit !== undefined && unwrap(limit, 'A_Const')?.isnull !== true;
  return {
    kind: 'subquery',
    ...columnField(subquery.testexpr),
    ...(isLimited ? { limited: true } : {}),
  };
}

function withColumn(kind: Kind, node: Node | undefined): Condition {
  return { kind, ...columnField(node) };
}

/** The column that the node names, where it names exactly one. */
function columnField(node: Node | undefined): { readonly column?: string } {
  const columns = new Set<string>();
  if (node !== undefined) collectColumns(node, columns);
  const [column] = columns;
  return column === undefined || columns.size > 1 ? {} : { column };
}

function collectColumns(node: Node, columns: Set<string>): void {
  if (unwrap(node, 'SubLink') !== undefined) return;
  const name = strings(unwrap(node, 'ColumnRef')?.fields).at(-1);
  if (name !== undefined) columns.add(known(name));
  forEachOperand(node, (child) => {
    collectColumns(child, columns);
  });
}
