import type { AlterPolicyStmt, CreatePolicyStmt, CreateTrigStmt, Node, RuleStmt } from 'libpg-query';
import type { CreatePolicy, CreateTrigger, Expression, Operation } from '../../operation.ts';
import { lowerExpression } from './expression.ts';
import { known, knownAll, nameAt, nameFrom, relationName, relationRegion } from './name.ts';
import { strings } from './node.ts';
import { findWord, insideParentheses, type Region, slice, spanOf, textOf } from './region.ts';

// Postgres's bits, from src/include/catalog/pg_trigger.h.
const BEFORE = 1 << 1;
const INSTEAD_OF = 1 << 6;
const EVENTS = [
  ['insert', 1 << 2],
  ['update', 1 << 4],
  ['delete', 1 << 3],
  ['truncate', 1 << 5],
] as const;

export function lowerCreateTrigger(node: CreateTrigStmt, region: Region): readonly Operation[] {
  const timing = node.timing ?? 0;
  const events = node.events ?? 0;
  const rest = slice(region, relationRegion(node.relation, region).to);
  const executed = (findWord(rest, 'EXECUTE') ?? rest.from) + 2;
  const when = expressionBehind('WHEN', node.whenClause, rest);
  const operation: CreateTrigger = {
    kind: 'createTrigger',
    span: spanOf(region),
    trigger: known(node.trigname),
    table: relationName(node.relation, region),
    function: nameAt(strings(node.funcname), region, executed),
    timing: (timing & INSTEAD_OF) !== 0 ? 'insteadOf' : (timing & BEFORE) !== 0 ? 'before' : 'after',
    events: EVENTS.flatMap(([event, bit]) => ((events & bit) === 0 ? [] : [event])),
    columns: knownAll(node.columns),
    forEachRow: node.row === true,
    constraint: node.isconstraint === true,
    replace: node.replace === true,
    ...(when === undefined ? {} : { when }),
  };
  return [operation];
}

/** The expression in the parentheses behind a keyword. */
function expressionBehind(keyword: string, node: Node | undefined, region: Region): Expression | undefined {
  if (node === undefined) return undefined;
  const inside = insideParentheses(region, findWord(region, keyword) ?? region.from);
  return lowerExpression(node, inside ?? region);
}

const COMMANDS: Readonly<Record<string, CreatePolicy['command']>> = {
  select: 'select',
  insert: 'insert',
  update: 'update',
  delete: 'delete',
};

export function lowerCreatePolicy(node: CreatePolicyStmt, region: Region): readonly Operation[] {
  const rest = slice(region, relationRegion(node.table, region).to);
  const using = expressionBehind('USING', node.qual, rest);
  const check = expressionBehind('CHECK', node.with_check, rest);
  return [
    {
      kind: 'createPolicy',
      span: spanOf(region),
      policy: known(node.policy_name),
      table: relationName(node.table, region),
      command: COMMANDS[node.cmd_name ?? ''] ?? 'all',
      permissive: node.permissive === true,
      ...(using === undefined ? {} : { using }),
      ...(check === undefined ? {} : { check }),
    },
  ];
}

export function lowerAlterPolicy(node: AlterPolicyStmt, region: Region): readonly Operation[] {
  const table = relationRegion(node.table, region);
  return [
    {
      kind: 'alterObject',
      span: spanOf(region),
      objectKind: 'policy',
      name: nameFrom([node.policy_name ?? ''], spanOf(slice(region, region.from + 2, region.from + 3))),
      detail: textOf(slice(region, table.to)),
      table: relationName(node.table, region),
    },
  ];
}

export function lowerCreateRule(node: RuleStmt, region: Region): readonly Operation[] {
  const index = (findWord(region, 'RULE') ?? region.from) + 1;
  return [
    {
      kind: 'createObject',
      span: spanOf(region),
      objectKind: 'rule',
      name: nameFrom([node.rulename ?? ''], spanOf(slice(region, index, index + 1))),
      replace: node.replace === true,
      ifNotExists: false,
      table: relationName(node.relation, region),
    },
  ];
}
