import type { DiscardStmt, LockStmt, Node, TransactionStmt, VariableSetStmt } from 'libpg-query';
import { LOCK_MODES, type Operation, type SetVariable } from '../../operation.ts';
import { known, relationName } from './name.ts';
import { unwrap, unwrapAll } from './node.ts';
import { type Region, spanOf, textOf } from './region.ts';
import { isPlaceholderName } from '../../parse/placeholders.ts';

export function lowerTransaction(node: TransactionStmt, region: Region): readonly Operation[] {
  return [transaction(node, region)];
}

function transaction(node: TransactionStmt, region: Region): Operation {
  const span = spanOf(region);
  const chain = node.chain === true;
  const name = known(node.savepoint_name);
  switch (node.kind) {
    case 'TRANS_STMT_COMMIT':
      return { kind: 'commit', span, chain };
    case 'TRANS_STMT_ROLLBACK':
      return { kind: 'rollback', span, chain };
    case 'TRANS_STMT_ROLLBACK_TO':
      return { kind: 'rollback', span, chain, toSavepoint: name };
    case 'TRANS_STMT_SAVEPOINT':
    case 'TRANS_STMT_RELEASE':
      return { kind: 'savepoint', span, name, release: node.kind === 'TRANS_STMT_RELEASE' };
    case 'TRANS_STMT_PREPARE':
      return { kind: 'preparedTransaction', span, action: 'prepare' };
    case 'TRANS_STMT_COMMIT_PREPARED':
      return { kind: 'preparedTransaction', span, action: 'commit' };
    case 'TRANS_STMT_ROLLBACK_PREPARED':
      return { kind: 'preparedTransaction', span, action: 'rollback' };
    default:
      return { kind: 'begin', span };
  }
}

export function lowerSetVariable(node: VariableSetStmt, region: Region): readonly Operation[] {
  const span = spanOf(region);
  // SET TRANSACTION and SET SESSION CHARACTERISTICS set several at once, none that a migration's effects depend on.
  if (node.kind === 'VAR_SET_MULTI')
    return [{ kind: 'utility', span, command: `SET ${node.name ?? ''}`.trim() }];
  return [setVariable(node, region)];
}

function setVariable(node: VariableSetStmt, region: Region): SetVariable {
  const isReset =
    node.kind === 'VAR_RESET' || node.kind === 'VAR_RESET_ALL' || node.kind === 'VAR_SET_DEFAULT';
  return {
    kind: 'setVariable',
    span: spanOf(region),
    name: node.kind === 'VAR_RESET_ALL' ? 'all' : known(node.name).toLowerCase(),
    value: node.kind === 'VAR_SET_VALUE' ? valueOf(node.args) : undefined,
    local: node.is_local === true,
    reset: isReset,
  };
}

/** The values of a list joined by commas, as Postgres shows them. */
function valueOf(values: readonly Node[] | undefined): string | undefined {
  const texts = (values ?? []).map((value) => {
    const constant = unwrap(unwrap(value, 'TypeCast')?.arg ?? value, 'A_Const');
    if (constant?.ival !== undefined) return String(constant.ival.ival ?? 0);
    if (constant?.sval !== undefined) return constant.sval.sval ?? '';
    return constant?.fval?.fval;
  });
  if (texts.some((text) => text === undefined || isPlaceholderName(text))) return undefined;
  return texts.join(', ');
}

/** One operation for each table; where several are named, each has its own name as its span. */
export function lowerLock(node: LockStmt, region: Region): readonly Operation[] {
  const relations = unwrapAll(node.relations, 'RangeVar');
  return relations.map((relation) => {
    const table = relationName(relation, region);
    return {
      kind: 'lockTable',
      span: relations.length > 1 ? table.span : spanOf(region),
      table,
      // Postgres counts the modes from 1, from the weakest on.
      mode: LOCK_MODES[(node.mode ?? LOCK_MODES.length) - 1] ?? 'ACCESS EXCLUSIVE',
      nowait: node.nowait === true,
    };
  });
}

export function lowerDiscard(node: DiscardStmt, region: Region): readonly Operation[] {
  const span = spanOf(region);
  const command = textOf(region).replace(/\s+/g, ' ').toUpperCase();
  // https://www.postgresql.org/docs/current/sql-discard.html
  return node.target === 'DISCARD_ALL'
    ? [{ kind: 'utility', span, command, forbiddenInTransaction: true }]
    : [{ kind: 'utility', span, command }];
}
