import type { CallStmt, LockClauseStrength, Node, SelectStmt } from 'libpg-query';
import type { Operation, Select, SetVariable } from '../../operation.ts';
import { type LowerNested, lowerWith } from './data.ts';
import { literalsOf } from './expression.ts';
import { functionName } from './function-name.ts';
import { strings, unwrap, unwrapAll } from './node.ts';
import { type Region, spanOf } from './region.ts';
import { usesOfQuery } from './uses.ts';
import { createTableFrom } from './view.ts';

export function lowerSelect(
  node: SelectStmt,
  region: Region,
  lowerNested: LowerNested,
): readonly Operation[] {
  const changes = lowerWith(node.withClause, region, lowerNested);
  const into = intoClause(node);
  const query: Node = { SelectStmt: node };
  if (into !== undefined) {
    return [...changes, createTableFrom(query, into, { ifNotExists: false, region })];
  }
  const settings = lowerSetConfig(node, region);
  const isOnlySettings = settings.length > 0 && settings.length === node.targetList?.length;
  if (isOnlySettings && node.fromClause === undefined) return [...changes, ...settings];
  return [
    ...changes,
    ...settings,
    {
      kind: 'select',
      span: spanOf(region),
      uses: usesOfQuery(query, region),
      literals: literalsOf(query, region),
      locks: strongestLock(node),
    },
  ];
}

/** INTO stands in the first query of a set operation. */
function intoClause(node: SelectStmt): SelectStmt['intoClause'] {
  return node.intoClause ?? (node.larg === undefined ? undefined : intoClause(node.larg));
}

/** Calls of `set_config(name, value, is_local)` with a constant name. */
function lowerSetConfig(node: SelectStmt, region: Region): readonly SetVariable[] {
  return unwrapAll(node.targetList, 'ResTarget').flatMap(({ val }) => {
    const call = unwrap(val, 'FuncCall');
    if (call === undefined || strings(call.funcname).at(-1) !== 'set_config') return [];
    const [name, value, isLocal] = (call.args ?? []).map((argument) => unwrap(argument, 'A_Const'));
    if (name?.sval === undefined) return [];
    return [
      {
        kind: 'setVariable',
        span: spanOf(region),
        name: (name.sval.sval ?? '').toLowerCase(),
        value: value?.sval === undefined ? undefined : (value.sval.sval ?? ''),
        local: isLocal?.boolval?.boolval === true,
        reset: false,
      },
    ];
  });
}

const STRENGTHS: Readonly<Record<LockClauseStrength, Select['locks']>> = {
  LCS_NONE: 'none',
  LCS_FORKEYSHARE: 'keyShare',
  LCS_FORSHARE: 'share',
  LCS_FORNOKEYUPDATE: 'noKeyUpdate',
  LCS_FORUPDATE: 'update',
};
const FROM_WEAKEST: readonly Select['locks'][] = ['none', 'keyShare', 'share', 'noKeyUpdate', 'update'];

function strongestLock(node: SelectStmt): Select['locks'] {
  const locks = unwrapAll(node.lockingClause, 'LockingClause').map(({ strength }) =>
    FROM_WEAKEST.indexOf(STRENGTHS[strength ?? 'LCS_NONE']),
  );
  return FROM_WEAKEST[Math.max(0, ...locks)] ?? 'none';
}

export function lowerCall(node: CallStmt, region: Region): readonly Operation[] {
  const { funccall: call } = node;
  return call === undefined
    ? []
    : [{ kind: 'call', span: spanOf(region), function: functionName(call, region) }];
}
