import type { Node, SelectStmt } from 'libpg-query';
import { keywordOf } from './function-name.ts';
import { known } from './name.ts';
import { strings, tagOf, unwrap, unwrapAll } from './node.ts';

const UNNAMED = '?column?';

/** The names of a query's columns as Postgres chooses them; an empty string where `*` decides. */
export function outputNames(query: Node | undefined): readonly string[] {
  const select = unwrap(query, 'SelectStmt');
  if (select !== undefined) return selectedNames(select);
  const returning =
    unwrap(query, 'InsertStmt')?.returningClause ??
    unwrap(query, 'UpdateStmt')?.returningClause ??
    unwrap(query, 'DeleteStmt')?.returningClause;
  return targetNames(returning?.exprs);
}

function selectedNames(select: SelectStmt): readonly string[] {
  // A set operation has the names of its first query.
  if (select.larg !== undefined) return selectedNames(select.larg);
  if (select.valuesLists === undefined) return targetNames(select.targetList);
  const row = unwrap(select.valuesLists[0], 'List')?.items ?? [];
  return row.map((_, index) => `column${String(index + 1)}`);
}

function targetNames(targets: readonly Node[] | undefined): readonly string[] {
  return unwrapAll(targets, 'ResTarget').map(({ name, val }) =>
    name === undefined ? (expressionName(val) ?? UNNAMED) : known(name),
  );
}

/** As FigureColname in Postgres's parse_target.c. */
export function expressionName(node: Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  const column = unwrap(node, 'ColumnRef');
  if (column !== undefined) {
    return unwrap(column.fields?.at(-1), 'A_Star') === undefined ? known(strings(column.fields).at(-1)) : '';
  }
  const call = unwrap(node, 'FuncCall');
  if (call !== undefined) return known(strings(call.funcname).at(-1));
  const cast = unwrap(node, 'TypeCast');
  if (cast !== undefined) return expressionName(cast.arg) ?? strings(cast.typeName?.names).at(-1);
  const collated = unwrap(node, 'CollateClause');
  if (collated !== undefined) return expressionName(collated.arg);
  const indirection = unwrap(node, 'A_Indirection');
  if (indirection !== undefined) {
    const field = strings(indirection.indirection).at(-1);
    return field === undefined ? expressionName(indirection.arg) : known(field);
  }
  const subquery = unwrap(node, 'SubLink');
  if (subquery?.subLinkType === 'EXISTS_SUBLINK') return 'exists';
  if (subquery?.subLinkType === 'ARRAY_SUBLINK') return 'array';
  if (subquery?.subLinkType === 'EXPR_SUBLINK') return outputNames(subquery.subselect)[0];
  const branches = unwrap(node, 'CaseExpr');
  if (branches !== undefined) return expressionName(branches.defresult) ?? 'case';
  return keywordName(node);
}

const KEYWORD_NAMES: Readonly<Partial<Record<string, string>>> = {
  A_ArrayExpr: 'array',
  RowExpr: 'row',
  CoalesceExpr: 'coalesce',
  GroupingFunc: 'grouping',
};

function keywordName(node: Node): string | undefined {
  const extreme = unwrap(node, 'MinMaxExpr');
  if (extreme !== undefined) return extreme.op === 'IS_GREATEST' ? 'greatest' : 'least';
  const operator = unwrap(node, 'A_Expr');
  if (operator?.kind === 'AEXPR_NULLIF') return 'nullif';
  const value = unwrap(node, 'SQLValueFunction');
  if (value !== undefined) return keywordOf(value);
  return KEYWORD_NAMES[tagOf(node) ?? ''];
}
