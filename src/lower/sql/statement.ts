import type { Node } from 'libpg-query';
import type { ObjectKind, Operation } from '../../operation.ts';
import { lowerAlterTable } from './alter-table.ts';
import {
  type LowerNested,
  lowerCopy,
  lowerDelete,
  lowerInsert,
  lowerMerge,
  lowerTruncate,
  lowerUpdate,
} from './data.ts';
import {
  lowerCreateCast,
  lowerCreateStatistics,
  lowerCreateTransform,
  lowerDefine,
  lowerDropRole,
  lowerImportForeignSchema,
  lowerMoveAll,
  lowerOwned,
  roleAt,
} from './define.ts';
import { lowerDrop } from './drop.ts';
import { lowerDefaultPrivileges, lowerGrant, lowerGrantRole } from './grant.ts';
import { lowerCreateIndex, lowerReindex } from './index.ts';
import {
  lowerAlterSystem,
  lowerCluster,
  lowerDeclareCursor,
  lowerExplain,
  lowerUtility,
  lowerVacuum,
} from './maintenance.ts';
import { type NodeOf, strings, type Tag, tagOf, unwrap } from './node.ts';
import { alterNamed, alterObject, createObject, dropObject } from './object.ts';
import { objectKindOf } from './object-kind.ts';
import { type Region, spanOf } from './region.ts';
import {
  lowerComment,
  lowerDependsOnExtension,
  lowerRename,
  lowerSecurityLabel,
  lowerSetOwner,
  lowerSetSchema,
} from './rename.ts';
import { lowerCreateFunction, lowerDo } from './routine.ts';
import { lowerCreateSchema } from './schema.ts';
import { lowerCall, lowerSelect } from './select.ts';
import { lowerAlterSequence, lowerCreateSequence } from './sequence.ts';
import { lowerDiscard, lowerLock, lowerSetVariable, lowerTransaction } from './session.ts';
import { lowerCreateForeignTable, lowerCreateTable } from './table.ts';
import { lowerAlterPolicy, lowerCreatePolicy, lowerCreateRule, lowerCreateTrigger } from './trigger.ts';
import {
  lowerAlterDomain,
  lowerAlterEnum,
  lowerCreateComposite,
  lowerCreateDomain,
  lowerCreateEnum,
  lowerCreateRange,
} from './type.ts';
import { lowerCreateTableAs, lowerCreateView, lowerRefreshView } from './view.ts';

/** Nodes named like a statement that never stand as one in Postgres's raw tree. */
type PartTag = 'RawStmt' | 'SetOperationStmt' | 'ReturnStmt' | 'PLAssignStmt' | 'ReplicaIdentityStmt';

/** Every statement of Postgres 18's grammar. */
export type StatementTag = Exclude<Extract<Tag, `${string}Stmt`>, PartTag>;

type Lower<T extends Tag> = (
  node: NodeOf<T>,
  region: Region,
  lowerNested: LowerNested,
) => readonly Operation[];

/** Lowers to a CREATE of a kind that has no operation of its own, named by `parts` of the node. */
function created<T extends object>(
  objectKind: ObjectKind,
  parts: (node: T) => readonly (string | undefined)[],
): (node: T, region: Region) => readonly Operation[] {
  return (node, region) => [createObject({ objectKind, parts: named(parts(node)) }, region, node)];
}

function altered<T extends object>(
  objectKind: ObjectKind,
  parts: (node: T) => readonly (string | undefined)[],
): (node: T, region: Region) => readonly Operation[] {
  return (node, region) => [alterObject({ objectKind, parts: named(parts(node)) }, region)];
}

function dropped<T extends object>(
  objectKind: ObjectKind,
  parts: (node: T) => readonly (string | undefined)[],
): (node: T, region: Region) => readonly Operation[] {
  return (node, region) => [dropObject({ objectKind, parts: named(parts(node)) }, region, node)];
}

function named(parts: readonly (string | undefined)[]): readonly string[] {
  return parts.map((part) => part ?? '');
}

const LOWERINGS: { readonly [T in StatementTag]: Lower<T> } = {
  AlterCollationStmt: altered('collation', (node) => strings(node.collname)),
  AlterDatabaseRefreshCollStmt: altered('database', (node) => [node.dbname]),
  AlterDatabaseSetStmt: altered('database', (node) => [node.dbname]),
  AlterDatabaseStmt: altered('database', (node) => [node.dbname]),
  AlterDefaultPrivilegesStmt: lowerDefaultPrivileges,
  AlterDomainStmt: lowerAlterDomain,
  AlterEnumStmt: lowerAlterEnum,
  AlterEventTrigStmt: altered('event trigger', (node) => [node.trigname]),
  AlterExtensionContentsStmt: altered('extension', (node) => [node.extname]),
  AlterExtensionStmt: altered('extension', (node) => [node.extname]),
  AlterFdwStmt: altered('foreign data wrapper', (node) => [node.fdwname]),
  AlterForeignServerStmt: altered('server', (node) => [node.servername]),
  AlterFunctionStmt: (node, region) => [
    alterObject({ objectKind: objectKindOf(node.objtype), parts: strings(node.func?.objname) }, region),
  ],
  AlterObjectDependsStmt: lowerDependsOnExtension,
  AlterObjectSchemaStmt: lowerSetSchema,
  AlterOpFamilyStmt: altered('operator family', (node) => strings(node.opfamilyname)),
  AlterOperatorStmt: altered('operator', (node) => strings(node.opername?.objname)),
  AlterOwnerStmt: lowerSetOwner,
  AlterPolicyStmt: lowerAlterPolicy,
  AlterPublicationStmt: altered('publication', (node) => [node.pubname]),
  AlterRoleSetStmt: (node, region) => [alterNamed('role', roleAt(node.role, region), region)],
  AlterRoleStmt: (node, region) => [alterNamed('role', roleAt(node.role, region), region)],
  AlterSeqStmt: lowerAlterSequence,
  AlterStatsStmt: altered('statistics', (node) => strings(node.defnames)),
  AlterSubscriptionStmt: altered('subscription', (node) => [node.subname]),
  AlterSystemStmt: lowerAlterSystem,
  AlterTSConfigurationStmt: altered('text search configuration', (node) => strings(node.cfgname)),
  AlterTSDictionaryStmt: altered('text search dictionary', (node) => strings(node.dictname)),
  AlterTableMoveAllStmt: lowerMoveAll,
  AlterTableSpaceOptionsStmt: altered('tablespace', (node) => [node.tablespacename]),
  AlterTableStmt: lowerAlterTable,
  AlterTypeStmt: altered('type', (node) => strings(node.typeName)),
  AlterUserMappingStmt: altered('user mapping', (node) => [node.servername]),
  CallStmt: lowerCall,
  CheckPointStmt: lowerUtility('CHECKPOINT'),
  ClosePortalStmt: lowerUtility('CLOSE'),
  ClusterStmt: lowerCluster,
  CommentStmt: lowerComment,
  CompositeTypeStmt: lowerCreateComposite,
  ConstraintsSetStmt: lowerUtility('SET CONSTRAINTS'),
  CopyStmt: lowerCopy,
  CreateAmStmt: created('access method', (node) => [node.amname]),
  CreateCastStmt: lowerCreateCast,
  CreateConversionStmt: created('conversion', (node) => strings(node.conversion_name)),
  CreateDomainStmt: lowerCreateDomain,
  CreateEnumStmt: lowerCreateEnum,
  CreateEventTrigStmt: created('event trigger', (node) => [node.trigname]),
  CreateExtensionStmt: created('extension', (node) => [node.extname]),
  CreateFdwStmt: created('foreign data wrapper', (node) => [node.fdwname]),
  CreateForeignServerStmt: created('server', (node) => [node.servername]),
  CreateForeignTableStmt: lowerCreateForeignTable,
  CreateFunctionStmt: lowerCreateFunction,
  CreateOpClassStmt: created('operator class', (node) => strings(node.opclassname)),
  CreateOpFamilyStmt: created('operator family', (node) => strings(node.opfamilyname)),
  CreatePLangStmt: created('language', (node) => [node.plname]),
  CreatePolicyStmt: lowerCreatePolicy,
  CreatePublicationStmt: created('publication', (node) => [node.pubname]),
  CreateRangeStmt: lowerCreateRange,
  CreateRoleStmt: created('role', (node) => [node.role]),
  CreateSchemaStmt: lowerCreateSchema,
  CreateSeqStmt: lowerCreateSequence,
  CreateStatsStmt: lowerCreateStatistics,
  CreateStmt: lowerCreateTable,
  CreateSubscriptionStmt: created('subscription', (node) => [node.subname]),
  CreateTableAsStmt: lowerCreateTableAs,
  CreateTableSpaceStmt: created('tablespace', (node) => [node.tablespacename]),
  CreateTransformStmt: lowerCreateTransform,
  CreateTrigStmt: lowerCreateTrigger,
  CreateUserMappingStmt: created('user mapping', (node) => [node.servername]),
  CreatedbStmt: created('database', (node) => [node.dbname]),
  DeallocateStmt: lowerUtility('DEALLOCATE'),
  DeclareCursorStmt: lowerDeclareCursor,
  DefineStmt: lowerDefine,
  DeleteStmt: lowerDelete,
  DiscardStmt: lowerDiscard,
  DoStmt: lowerDo,
  DropOwnedStmt: lowerOwned,
  DropRoleStmt: lowerDropRole,
  DropStmt: lowerDrop,
  DropSubscriptionStmt: dropped('subscription', (node) => [node.subname]),
  DropTableSpaceStmt: dropped('tablespace', (node) => [node.tablespacename]),
  DropUserMappingStmt: dropped('user mapping', (node) => [node.servername]),
  DropdbStmt: dropped('database', (node) => [node.dbname]),
  ExecuteStmt: lowerUtility('EXECUTE'),
  ExplainStmt: lowerExplain,
  FetchStmt: lowerUtility('FETCH'),
  GrantRoleStmt: lowerGrantRole,
  GrantStmt: lowerGrant,
  ImportForeignSchemaStmt: lowerImportForeignSchema,
  IndexStmt: lowerCreateIndex,
  InsertStmt: lowerInsert,
  ListenStmt: lowerUtility('LISTEN'),
  LoadStmt: lowerUtility('LOAD'),
  LockStmt: lowerLock,
  MergeStmt: lowerMerge,
  NotifyStmt: lowerUtility('NOTIFY'),
  PrepareStmt: lowerUtility('PREPARE'),
  ReassignOwnedStmt: lowerOwned,
  RefreshMatViewStmt: lowerRefreshView,
  ReindexStmt: lowerReindex,
  RenameStmt: lowerRename,
  RuleStmt: lowerCreateRule,
  SecLabelStmt: lowerSecurityLabel,
  SelectStmt: lowerSelect,
  TransactionStmt: lowerTransaction,
  TruncateStmt: lowerTruncate,
  UnlistenStmt: lowerUtility('UNLISTEN'),
  UpdateStmt: lowerUpdate,
  VacuumStmt: lowerVacuum,
  VariableSetStmt: lowerSetVariable,
  VariableShowStmt: lowerUtility('SHOW'),
  ViewStmt: lowerCreateView,
};

/** The operations of a statement's syntax tree; `region` has the tokens of the statement. */
export function lowerNode(node: Node, region: Region): readonly Operation[] {
  const tag = tagOf(node);
  if (tag !== undefined && isStatement(tag)) return lowerAs(tag, node, region);
  const reason = `Postgres's grammar calls this ${String(tag)}, which is no statement`;
  return [{ kind: 'unsupported', span: spanOf(region), cause: 'syntax', reason }];
}

function isStatement(tag: Tag): tag is StatementTag {
  return tag in LOWERINGS;
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it ties the entry of the table to the node's content
function lowerAs<T extends StatementTag>(tag: T, node: Node, region: Region): readonly Operation[] {
  const lower: Lower<T> = LOWERINGS[tag];
  const content = unwrap(node, tag);
  return content === undefined ? [] : lower(content, region, lowerNode);
}
