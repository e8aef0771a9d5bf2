import type { AlterTableCmd, AlterTableStmt, Node } from 'libpg-query';
import type { AlterIndex, AlterTable, ObjectName, Operation } from '../../operation.ts';
import { lowerAlterColumn } from './alter-column.ts';
import { lowerColumn } from './column.ts';
import { lowerConstraint } from './constraint.ts';
import { known, relationName, relationRegion, roleName } from './name.ts';
import { unwrap } from './node.ts';
import { objectKindOf } from './object-kind.ts';
import { isSymbol, type Region, slice, sliceAt, spanOf, splitAtCommas, textOf } from './region.ts';

/** One operation for each subcommand, with the subcommand's own text as its span. */
export function lowerAlterTable(node: AlterTableStmt, region: Region): readonly Operation[] {
  const commands = node.cmds ?? [];
  const parts = commandRegions(node, region, commands.length);
  return commands.flatMap((command, index) => {
    const content = unwrap(command, 'AlterTableCmd');
    if (content === undefined) return [];
    return [lowerCommand(content, { node, region, part: parts[index] ?? region })];
  });
}

function commandRegions(node: AlterTableStmt, region: Region, count: number): readonly Region[] {
  let { to: start } = relationRegion(node.relation, region);
  // `name *` is an old way to say that child tables are meant too.
  if (isSymbol(region, start, '*')) start += 1;
  const commands = slice(region, start);
  return count === 1 ? [commands] : splitAtCommas(commands);
}

interface Command {
  readonly node: AlterTableStmt;
  readonly region: Region;
  /** The subcommand. */
  readonly part: Region;
}

function lowerCommand(command: AlterTableCmd, context: Command): Operation {
  const { node, region, part } = context;
  const relation = relationName(node.relation, region);
  const span = spanOf(part);
  if (command.subtype === 'AT_ChangeOwner') {
    const objectKind = objectKindOf(node.objtype);
    return { kind: 'setOwner', span, objectKind, name: relation, owner: roleName(command.newowner) };
  }
  switch (node.objtype) {
    case 'OBJECT_INDEX':
      return lowerAlterIndex(command, relation, part);
    case 'OBJECT_VIEW':
    case 'OBJECT_SEQUENCE':
    case 'OBJECT_TYPE':
      return alterObject(relation, context);
    default:
      return lowerTableCommand(command, relation, context);
  }
}

function alterObject(name: ObjectName, { node, part }: Command): Operation {
  const objectKind = objectKindOf(node.objtype);
  return { kind: 'alterObject', span: spanOf(part), objectKind, name, detail: textOf(part) };
}

function lowerTableCommand(command: AlterTableCmd, table: ObjectName, context: Command): Operation {
  const { part } = context;
  const { relation } = context.node;
  const changed = lowerAddOrDrop(command, table, part) ?? lowerAlterColumn(command, table, part);
  if (changed !== undefined) return relation?.inh === true ? changed : alone(changed);
  return (
    lowerConstraintCommand(command, table, context) ??
    lowerPartitionCommand(command, table, part) ??
    lowerOtherCommand(command, table, part) ??
    alterObject(table, context)
  );
}

/** With ONLY, where that makes a difference that is read. */
function alone(operation: Operation): Operation {
  switch (operation.kind) {
    case 'addColumn':
    case 'dropColumn':
    case 'alterColumnType':
    case 'setDefault':
    case 'dropDefault':
    case 'setNotNull':
    case 'dropNotNull':
      return { ...operation, only: true };
    default:
      return operation;
  }
}

function lowerAddOrDrop(command: AlterTableCmd, table: ObjectName, part: Region): Operation | undefined {
  const span = spanOf(part);
  if (command.subtype === 'AT_AddColumn') {
    const definition = unwrap(command.def, 'ColumnDef');
    const column = lowerColumn(definition ?? {}, sliceAt(part, definition?.location));
    return { kind: 'addColumn', span, table, column, ifNotExists: command.missing_ok === true };
  }
  if (command.subtype === 'AT_DropColumn') {
    return { kind: 'dropColumn', span, table, column: known(command.name), ...dropFlags(command) };
  }
  return undefined;
}

function dropFlags(command: AlterTableCmd): { readonly ifExists: boolean; readonly cascade: boolean } {
  return { ifExists: command.missing_ok === true, cascade: command.behavior === 'DROP_CASCADE' };
}

function lowerConstraintCommand(
  command: AlterTableCmd,
  table: ObjectName,
  { node: statement, part }: Command,
): Operation | undefined {
  const span = spanOf(part);
  const name = known(command.name);
  switch (command.subtype) {
    case 'AT_AddConstraint': {
      const node = unwrap(command.def, 'Constraint');
      const constraint = node && lowerConstraint(node, sliceAt(part, node.location));
      const only = statement.relation?.inh === true ? {} : ({ only: true } as const);
      return constraint && { kind: 'addConstraint', span, table, constraint, ...only };
    }
    case 'AT_DropConstraint':
      return { kind: 'dropConstraint', span, table, constraint: name, ...dropFlags(command) };
    case 'AT_ValidateConstraint':
      return { kind: 'validateConstraint', span, table, constraint: name };
    case 'AT_AlterConstraint': {
      const altered = known(unwrap(command.def, 'ATAlterConstraint')?.conname);
      return {
        kind: 'alterTable',
        span,
        table,
        action: 'alterConstraint',
        name: altered,
        detail: textOf(part),
      };
    }
    default:
      return undefined;
  }
}

function lowerPartitionCommand(
  command: AlterTableCmd,
  table: ObjectName,
  part: Region,
): Operation | undefined {
  const node = unwrap(command.def, 'PartitionCmd');
  if (node === undefined) return undefined;
  const span = spanOf(part);
  const partition = relationName(node.name, part);
  switch (command.subtype) {
    case 'AT_AttachPartition':
      return { kind: 'attachPartition', span, table, partition, isDefault: node.bound?.is_default === true };
    case 'AT_DetachPartition': {
      const concurrently = node.concurrent === true;
      return { kind: 'detachPartition', span, table, partition, concurrently, finalize: false };
    }
    case 'AT_DetachPartitionFinalize':
      return { kind: 'detachPartition', span, table, partition, concurrently: false, finalize: true };
    default:
      return undefined;
  }
}

const ACTIONS: Readonly<Partial<Record<NonNullable<AlterTableCmd['subtype']>, AlterTable['action']>>> = {
  AT_SetLogged: 'setLogged',
  AT_SetUnLogged: 'setUnlogged',
  AT_SetAccessMethod: 'setAccessMethod',
  AT_SetTableSpace: 'setTablespace',
  AT_SetRelOptions: 'setStorageParameters',
  AT_ResetRelOptions: 'setStorageParameters',
  AT_ReplaceRelOptions: 'setStorageParameters',
  // Since Postgres 12 tables have no OIDs, and SET WITHOUT OIDS does nothing.
  AT_DropOids: 'setStorageParameters',
  AT_SetStatistics: 'setStatistics',
  AT_SetStorage: 'setStorage',
  AT_SetCompression: 'setCompression',
  AT_SetOptions: 'setColumnOptions',
  AT_ResetOptions: 'setColumnOptions',
  AT_AlterColumnGenericOptions: 'foreignOptions',
  AT_GenericOptions: 'foreignOptions',
  AT_SetIdentity: 'setIdentityOptions',
  AT_ClusterOn: 'clusterOn',
  AT_DropCluster: 'setWithoutCluster',
  AT_ReplicaIdentity: 'setReplicaIdentity',
  AT_EnableTrig: 'enableTrigger',
  AT_EnableAlwaysTrig: 'enableTrigger',
  AT_EnableReplicaTrig: 'enableTrigger',
  AT_EnableTrigAll: 'enableTrigger',
  AT_EnableTrigUser: 'enableTrigger',
  AT_DisableTrig: 'disableTrigger',
  AT_DisableTrigAll: 'disableTrigger',
  AT_DisableTrigUser: 'disableTrigger',
  AT_EnableRule: 'enableRule',
  AT_EnableAlwaysRule: 'enableRule',
  AT_EnableReplicaRule: 'enableRule',
  AT_DisableRule: 'disableRule',
  AT_EnableRowSecurity: 'enableRowSecurity',
  AT_DisableRowSecurity: 'disableRowSecurity',
  AT_ForceRowSecurity: 'forceRowSecurity',
  AT_NoForceRowSecurity: 'noForceRowSecurity',
  AT_AddInherit: 'inherit',
  AT_DropInherit: 'noInherit',
  AT_AddOf: 'ofType',
  AT_DropOf: 'notOfType',
};

function lowerOtherCommand(command: AlterTableCmd, table: ObjectName, part: Region): Operation | undefined {
  const action = command.subtype === undefined ? undefined : ACTIONS[command.subtype];
  if (action === undefined) return undefined;
  const name = command.name ?? definedName(command.def);
  return {
    kind: 'alterTable',
    span: spanOf(part),
    table,
    action,
    ...(name === undefined ? {} : { name: known(name) }),
    detail: textOf(part),
  };
}

/** The parent of INHERIT, the index of REPLICA IDENTITY, the type of OF. */
function definedName(node: Node | undefined): string | undefined {
  const type = unwrap(node, 'TypeName')?.names?.at(-1);
  return (
    unwrap(node, 'RangeVar')?.relname ??
    unwrap(node, 'ReplicaIdentityStmt')?.name ??
    unwrap(type, 'String')?.sval
  );
}

const INDEX_ACTIONS: Readonly<Partial<Record<NonNullable<AlterTableCmd['subtype']>, AlterIndex['action']>>> =
  {
    AT_SetTableSpace: 'setTablespace',
    AT_SetRelOptions: 'setStorageParameters',
    AT_ResetRelOptions: 'setStorageParameters',
    AT_SetStatistics: 'setStatistics',
  };

function lowerAlterIndex(command: AlterTableCmd, index: ObjectName, part: Region): Operation {
  const span = spanOf(part);
  const attached = unwrap(command.def, 'PartitionCmd');
  if (attached !== undefined) {
    return { kind: 'attachIndex', span, index, partition: relationName(attached.name, part) };
  }
  const action = command.subtype === undefined ? undefined : INDEX_ACTIONS[command.subtype];
  if (action !== undefined) return { kind: 'alterIndex', span, index, action };
  return { kind: 'alterObject', span, objectKind: 'index', name: index, detail: textOf(part) };
}
