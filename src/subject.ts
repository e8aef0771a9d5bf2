import type { ObjectName, Operation } from './operation.ts';

/** What an operation is about, in the form that reports and findings print. */
export interface Subject {
  /** The table, view or other relation. */
  readonly relation: ObjectName | undefined;
  /** The column, index, constraint or other object. */
  readonly name: string | undefined;
  readonly columns: readonly string[];
  /** What it becomes: a new name, type or value. */
  readonly detail: string | undefined;
}

/** The subject of any operation. */
// eslint-disable-next-line max-lines-per-function -- a table: one line for each kind
export function subjectOf(operation: Operation): Subject {
  switch (operation.kind) {
    case 'createTable':
      return subject(
        operation.table,
        undefined,
        operation.columns.map((column) => column.name),
      );
    case 'addColumn':
      return subject(
        operation.table,
        operation.column.name,
        [operation.column.name],
        operation.column.type?.text,
      );
    case 'dropColumn':
    case 'dropDefault':
    case 'setNotNull':
    case 'dropNotNull':
    case 'dropIdentity':
    case 'dropExpression':
      return subject(operation.table, operation.column, [operation.column]);
    case 'renameColumn':
      return subject(operation.table, operation.column, [operation.column], operation.to);
    case 'alterColumnType':
      return subject(operation.table, operation.column, [operation.column], operation.type.text);
    case 'setDefault':
      return subject(operation.table, operation.column, [operation.column], operation.default.text);
    case 'setExpression':
      return subject(operation.table, operation.column, [operation.column], operation.expression.text);
    case 'addIdentity':
      return subject(operation.table, operation.column, [operation.column], operation.identity);
    case 'addConstraint':
      return subject(
        operation.table,
        operation.constraint.name,
        operation.constraint.columns,
        operation.constraint.kind,
      );
    case 'dropConstraint':
    case 'validateConstraint':
      return subject(operation.table, operation.constraint);
    case 'renameConstraint':
      return subject(operation.table, operation.constraint, [], operation.to);
    case 'renameTable':
      return subject(operation.table, undefined, [], operation.to);
    case 'attachPartition':
    case 'detachPartition':
      return subject(operation.table, operation.partition.name);
    case 'alterTable':
      return subject(operation.table, operation.name, [], operation.detail ?? operation.action);
    case 'createIndex':
      return subject(
        operation.table,
        operation.index,
        operation.elements.map((element) => element.column ?? element.text),
      );
    case 'dropIndex':
      return subject(undefined, operation.index.name);
    case 'renameIndex':
      return subject(undefined, operation.index.name, [], operation.to);
    case 'attachIndex':
      return subject(undefined, operation.index.name, [], operation.partition.name);
    case 'alterIndex':
      return subject(undefined, operation.index.name, [], operation.action);
    case 'reindex':
      return operation.target === 'table'
        ? subject(operation.name)
        : subject(undefined, operation.name?.name, [], operation.target);
    case 'createView':
      return subject(operation.view, undefined, operation.columns);
    case 'dropView':
    case 'refreshMaterializedView':
      return subject(operation.view);
    case 'renameView':
      return subject(operation.view, undefined, [], operation.to);
    case 'createTrigger':
    case 'dropTrigger':
      return subject(operation.table, operation.trigger);
    case 'createPolicy':
    case 'dropPolicy':
      return subject(operation.table, operation.policy);
    case 'createSequence':
    case 'alterSequence':
    case 'dropSequence':
      return subject(operation.sequence);
    case 'insert':
      return subject(operation.table, undefined, operation.columns ?? []);
    case 'update':
      return subject(operation.table, undefined, operation.columns);
    case 'dropTable':
    case 'delete':
    case 'merge':
    case 'truncate':
    case 'lockTable':
    case 'copy':
    case 'cluster':
      return subject(operation.table);
    default:
      return subjectOfOther(operation);
  }
}

type Other = Exclude<
  Operation,
  { readonly table: ObjectName } | { readonly view: ObjectName } | { readonly index: ObjectName }
>;

// eslint-disable-next-line max-lines-per-function -- a table: one line for each kind
function subjectOfOther(operation: Other): Subject {
  switch (operation.kind) {
    case 'createType':
    case 'dropType':
      return subject(undefined, operation.type.name);
    case 'renameType':
      return subject(undefined, operation.type.name, [], operation.to);
    case 'addEnumValue':
      return subject(undefined, operation.type.name, [], operation.value);
    case 'renameEnumValue':
      return subject(undefined, operation.type.name, [], `${operation.value} → ${operation.to}`);
    case 'alterDomain':
      return subject(undefined, operation.domain.name, [], operation.action);
    case 'createFunction':
    case 'dropFunction':
    case 'call':
      return subject(undefined, operation.function.name);
    case 'createSchema':
    case 'dropSchema':
      return subject(undefined, operation.schema);
    case 'renameSchema':
      return subject(undefined, operation.schema, [], operation.to);
    case 'createObject':
    case 'dropObject':
    case 'comment':
      return subject(undefined, operation.name.name, [], operation.objectKind);
    case 'alterObject':
      return subject(operation.table, operation.name.name, [], operation.detail);
    case 'renameObject':
      return subject(operation.table, operation.name.name, [], operation.to);
    case 'setSchema':
      return subject(undefined, operation.name.name, [], operation.schema);
    case 'setOwner':
      return subject(undefined, operation.name.name, [], operation.owner);
    case 'grant':
      return subject(
        undefined,
        operation.names.map((name) => name.name).join(', '),
        [],
        operation.roles.join(', '),
      );
    case 'savepoint':
      return subject(undefined, operation.name);
    case 'setVariable':
      return subject(undefined, operation.name, [], operation.value);
    case 'vacuum':
    case 'analyze':
      return subject(operation.tables[0]);
    case 'utility':
      return subject(undefined, undefined, [], operation.command);
    case 'unsupported':
      return subject(undefined, undefined, [], operation.reason);
    case 'select':
    case 'begin':
    case 'commit':
    case 'rollback':
    case 'preparedTransaction':
    case 'doBlock':
    case 'copy':
    case 'cluster':
    case 'reindex':
    case 'createSequence':
    case 'alterSequence':
    case 'dropSequence':
      return subject(undefined);
    default:
      return operation satisfies never;
  }
}

function subject(
  relation: ObjectName | undefined,
  name?: string,
  columns: readonly string[] = [],
  detail?: string,
): Subject {
  return { relation, name, columns, detail };
}
