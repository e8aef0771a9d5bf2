import type { FuncCall, Node, SQLValueFunction, SQLValueFunctionOp } from 'libpg-query';
import type { ObjectName } from '../../operation.ts';
import { dottedName, nameAt, nameFrom } from './name.ts';
import { strings } from './node.ts';
import { type Region, slice, spanOf, tokenAt } from './region.ts';

/** The function that a call names. */
export function functionName(call: FuncCall, region: Region): ObjectName {
  const parts = strings(call.funcname);
  const index = tokenAt(region, call.location);
  // `EXTRACT (… FROM …)` and `AT TIME ZONE` are functions that the grammar names.
  if (call.funcformat === 'COERCE_SQL_SYNTAX')
    return nameFrom(parts, spanOf(slice(region, index, index + 1)));
  return nameAt(parts, region, index);
}

const KEYWORDS: Readonly<Record<SQLValueFunctionOp, string>> = {
  SVFOP_CURRENT_DATE: 'current_date',
  SVFOP_CURRENT_TIME: 'current_time',
  SVFOP_CURRENT_TIME_N: 'current_time',
  SVFOP_CURRENT_TIMESTAMP: 'current_timestamp',
  SVFOP_CURRENT_TIMESTAMP_N: 'current_timestamp',
  SVFOP_LOCALTIME: 'localtime',
  SVFOP_LOCALTIME_N: 'localtime',
  SVFOP_LOCALTIMESTAMP: 'localtimestamp',
  SVFOP_LOCALTIMESTAMP_N: 'localtimestamp',
  SVFOP_CURRENT_ROLE: 'current_role',
  SVFOP_CURRENT_USER: 'current_user',
  SVFOP_USER: 'user',
  SVFOP_SESSION_USER: 'session_user',
  SVFOP_CURRENT_CATALOG: 'current_catalog',
  SVFOP_CURRENT_SCHEMA: 'current_schema',
};

/** The keyword of `CURRENT_TIMESTAMP` and its like, in lower case. */
export function keywordOf(keyword: SQLValueFunction): string {
  return KEYWORDS[keyword.op ?? 'SVFOP_CURRENT_TIMESTAMP'];
}

/** `CURRENT_TIMESTAMP` and its like, which are called without parentheses. */
function keywordFunction(keyword: SQLValueFunction, region: Region): ObjectName {
  const name = keywordOf(keyword);
  return { schema: undefined, name, span: spanOf(dottedName(region, tokenAt(region, keyword.location))) };
}

/** The function that a node calls, if it is a call. */
export function calledFunction(node: Node, region: Region): ObjectName | undefined {
  if ('FuncCall' in node) return functionName(node.FuncCall, region);
  return 'SQLValueFunction' in node ? keywordFunction(node.SQLValueFunction, region) : undefined;
}

/** Keeps the first place of each name. */
export function addOnce(names: Map<string, ObjectName>, name: ObjectName): void {
  const key = `${name.schema ?? ''}.${name.name}`;
  if (!names.has(key)) names.set(key, name);
}
