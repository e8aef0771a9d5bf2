import type { Node, SelectStmt } from 'libpg-query';

import type { Span } from '../../operation.ts';
import { parseSql } from '../../parse/sql.ts';
import { strings, unwrap } from '../sql/node.ts';
import { answerTo, negated, questionFor } from './asked.ts';
import type { Text } from './text.ts';
import { hostValue, numberOf, unknown, type Host, type Question, type Value } from './value.ts';

/** What a query tells: by whether there are rows, by how many it counts, or by true and false. */
interface AskedBySql {
  readonly asks: Question;
  readonly by: 'rows' | 'count' | 'exists';
}

/**
 * What the query of a migration answers where it asks `information_schema` for one table or column;
 * undefined for any other. `list` is how the library gives the rows: as they are, or as the first of two.
 */
export function answerOfSql(text: Text, span: Span, list: 'rows' | 'pair' = 'rows'): Value | undefined {
  if (!/information_schema/i.test(text.value)) return undefined;
  const whole = { start: 0, end: text.value.length };
  const [statement, ...others] = parseSql(text.value, whole, { placeholders: text.hasHoles }).statements;
  const select = unwrap(statement?.node, 'SelectStmt');
  const asked = select === undefined || others.length > 0 ? undefined : askedBy(select, span);
  if (asked === undefined) return undefined;
  const rows = hostValue(rowsOf(asked), span);
  const get = (name: string): Value | undefined => (name === '0' ? rows : undefined);
  return list === 'rows' ? rows : hostValue({ name: 'what a query answers', get }, span);
}

/** The same for an argument that holds the SQL, and what is not known of any other. */
export function answerOfQuery(sql: Value | undefined, span: Span, list: 'rows' | 'pair' = 'rows'): Value {
  const answer = sql?.type === 'string' ? answerOfSql(sql.text, span, list) : undefined;
  return answer ?? unknown('what the database answers', span);
}

function askedBy(select: SelectStmt, span: Span): AskedBySql | undefined {
  const [target, ...others] = select.targetList ?? [];
  const value = unwrap(target, 'ResTarget')?.val;
  if (others.length === 0 && value !== undefined) {
    const inner = unwrap(unwrap(value, 'SubLink')?.subselect, 'SelectStmt');
    if (inner !== undefined && unwrap(value, 'SubLink')?.subLinkType === 'EXISTS_SUBLINK') {
      const asks = questionOfRows(inner, span);
      return asks === undefined ? undefined : { asks, by: 'exists' };
    }
  }
  const asks = questionOfRows(select, span);
  if (asks === undefined) return undefined;
  const isCount = strings(unwrap(value, 'FuncCall')?.funcname).at(-1) === 'count';
  return { asks, by: isCount ? 'count' : 'rows' };
}

/** The table or column for which the query has a row. */
function questionOfRows({ fromClause, whereClause }: SelectStmt, span: Span): Question | undefined {
  const [from, ...others] = fromClause ?? [];
  const view = unwrap(from, 'RangeVar');
  if (others.length > 0 || view?.schemaname !== 'information_schema' || whereClause === undefined)
    return undefined;
  const named = new Map<string, string>();
  for (const condition of conjuncts(whereClause)) {
    const equal = equality(condition);
    if (equal === undefined || !NAMES.has(equal.column)) return undefined;
    named.set(equal.column, equal.value);
  }
  const name = named.get('table_name');
  const column = named.get('column_name');
  const isKnown =
    view.relname === 'columns' ? column !== undefined : view.relname === 'tables' && column === undefined;
  return name === undefined || !isKnown
    ? undefined
    : questionFor({ schema: named.get('table_schema'), name }, span, column);
}

const NAMES: ReadonlySet<string> = new Set(['table_catalog', 'table_schema', 'table_name', 'column_name']);

function conjuncts(node: Node): readonly Node[] {
  const { boolop, args = [] } = unwrap(node, 'BoolExpr') ?? {};
  return boolop === 'AND_EXPR' ? args.flatMap(conjuncts) : [node];
}

/** `column = 'value'`; a schema that the session decides is no value, and says nothing of its own. */
function equality(node: Node): { readonly column: string; readonly value: string } | undefined {
  const { kind, name, lexpr, rexpr } = unwrap(node, 'A_Expr') ?? {};
  if (kind !== 'AEXPR_OP' || strings(name)[0] !== '=') return undefined;
  const column = strings(unwrap(lexpr, 'ColumnRef')?.fields).at(-1);
  const value = unwrap(rexpr, 'A_Const')?.sval?.sval;
  return column === undefined || value === undefined ? undefined : { column, value };
}

/** The rows of such a query, a row of them, or an object that has them. */
function rowsOf({ asks, by }: AskedBySql): Host {
  const count = countOf(asks);
  const row = by === 'rows' ? { name: 'a row', mayBeMissing: true, asks } : rowWith(by, asks);
  return {
    name: 'the rows of a query',
    get(property, { span }) {
      switch (property) {
        case '0':
          return hostValue(row, span);
        case 'rows':
          return hostValue(rowsOf({ asks, by }), span);
        case 'length':
        case 'rowCount':
          return by === 'rows' ? hostValue(count, span) : undefined;
        default:
          return undefined;
      }
    },
  };
}

/** The only row, whatever its column is called. */
function rowWith(by: 'count' | 'exists', asks: Question): Host {
  return {
    name: 'a row',
    get: (_, { span }) => (by === 'exists' ? answerTo(asks, span) : hostValue(countOf(asks), span)),
  };
}

/** How many there are: none or one. */
function countOf(asks: Question): Host {
  return {
    name: 'a number of rows',
    mayBeMissing: true,
    asks,
    compares(operator, other, span) {
      const number = numberOf(other);
      const isSome = number === undefined ? undefined : SOME.get(`${operator} ${String(number)}`);
      if (isSome === undefined) return unknown('a number of rows', span);
      return answerTo(isSome ? asks : negated(asks), span);
    },
  };
}

/** Comparisons of a number that is 0 or 1, and whether they mean 1. */
const SOME: ReadonlyMap<string, boolean> = new Map([
  ['=== 0', false],
  ['== 0', false],
  ['=== 1', true],
  ['== 1', true],
  ['> 0', true],
  ['>= 1', true],
  ['< 1', false],
  ['<= 0', false],
]);
