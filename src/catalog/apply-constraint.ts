import type {
  AddConstraint,
  Constraint,
  DropConstraint,
  RenameConstraint,
  ValidateConstraint,
} from '../operation.ts';
import { addIndexedConstraint } from './apply-key.ts';
import { dropIndex, renameIndex } from './apply-index.ts';
import type { Catalog, Origin, QualifiedName, Table, TableConstraint } from './catalog.ts';
import { updateTable } from './edit.ts';
import { findConstraint, findRelation, isSameName, keyOf, resolveName, keysIn } from './lookup.ts';
import { chooseConstraintName, truncateName } from './names.ts';

export function addConstraint(catalog: Catalog, operation: AddConstraint, origin: Origin): Catalog {
  const table = findRelation(catalog, operation.table);
  if (table === undefined) return catalog;
  return addTableConstraint(catalog, table, operation.constraint, { origin, isNewTable: false });
}

interface Context {
  readonly origin: Origin;
  /** Postgres ignores NOT VALID in CREATE TABLE: there are no rows that it could be about. */
  readonly isNewTable: boolean;
}

export function addTableConstraint(
  catalog: Catalog,
  table: QualifiedName,
  constraint: Constraint,
  context: Context,
): Catalog {
  switch (constraint.kind) {
    case 'primaryKey':
    case 'unique':
    case 'exclusion': {
      const next = addIndexedConstraint(catalog, table, constraint, context.origin);
      if (constraint.kind !== 'primaryKey') return next;
      const key = findPrimaryKey(next, table);
      return (key?.columns ?? []).reduce(
        (result, column) => setColumnNotNull(result, table, column, { origin: context.origin }),
        next,
      );
    }
    case 'check':
      return addCheck(catalog, table, constraint, context);
    case 'notNull':
      return addNotNull(catalog, table, constraint, context);
    case 'foreignKey':
      return addForeignKey(catalog, table, constraint, context);
  }
}

function addCheck(catalog: Catalog, name: QualifiedName, check: Constraint, context: Context): Catalog {
  const table = findRelation(catalog, name);
  if (table === undefined) return catalog;
  const columns = check.columns.length === 1 ? check.columns : [];
  const chosen =
    check.name ??
    chooseConstraintName(catalog, { schema: table.schema, table: table.name, columns }, 'check');
  let next = putConstraint(catalog, table, recordOf(check, chosen, context));
  if (check.noInherit === true) return next;
  for (const child of [...table.partitions, ...table.children]) {
    next = addCheck(next, child, { ...check, name: chosen }, context);
  }
  return next;
}

function addNotNull(
  catalog: Catalog,
  name: QualifiedName,
  constraint: Constraint,
  context: Context,
): Catalog {
  const [column] = constraint.columns;
  const table = findRelation(catalog, name);
  if (table === undefined || column === undefined) return catalog;
  if (constraint.notValid !== true || context.isNewTable) {
    return setColumnNotNull(catalog, table, column, { origin: context.origin, name: constraint.name });
  }
  if (findNotNull(table, column) !== undefined) return catalog;
  const parts = { schema: table.schema, table: table.name, columns: [column] };
  const chosen = constraint.name ?? chooseConstraintName(catalog, parts, 'not_null');
  return putConstraint(catalog, table, recordOf(constraint, chosen, context));
}

/** NOT NULL of a column and of what inherits it; from Postgres 18 on it is a constraint with a name. */
export function setColumnNotNull(
  catalog: Catalog,
  name: QualifiedName,
  column: string,
  { origin, name: given }: { readonly origin: Origin; readonly name?: string | undefined },
): Catalog {
  const table = findRelation(catalog, name);
  if (table === undefined) return catalog;
  let next = updateTable(catalog, table, (current) => withColumnNotNull(current, column));
  let chosen = given;
  if (catalog.postgres >= 18 && table.kind === 'table') {
    const existing = findNotNull(table, column);
    const parts = { schema: table.schema, table: table.name, columns: [column] };
    chosen ??= existing?.name ?? chooseConstraintName(catalog, parts, 'not_null');
    if (existing === undefined) next = putConstraint(next, table, notNullRecord(column, chosen, origin));
    else if (!existing.validated) next = validate(next, table, existing.name);
  }
  for (const child of [...table.partitions, ...table.children]) {
    next = setColumnNotNull(next, child, column, { origin, name: chosen });
  }
  return next;
}

function withColumnNotNull(table: Table, column: string): Table {
  const columns = table.columns.map((candidate) =>
    candidate.name === column && !candidate.notNull ? { ...candidate, notNull: true } : candidate,
  );
  return columns.some((candidate, index) => candidate !== table.columns[index])
    ? { ...table, columns }
    : table;
}

function notNullRecord(column: string, name: string, origin: Origin): TableConstraint {
  return {
    kind: 'notNull',
    name: truncateName(name),
    columns: [column],
    validated: true,
    conditions: [],
    index: undefined,
    referenced: undefined,
    origin,
  };
}

function addForeignKey(catalog: Catalog, name: QualifiedName, key: Constraint, context: Context): Catalog {
  const table = findRelation(catalog, name);
  if (table === undefined || key.references === undefined) return catalog;
  const referenced = resolveName(catalog, key.references.table);
  const primaryKey = findPrimaryKey(catalog, referenced);
  const columns = key.references.columns.length > 0 ? key.references.columns : (primaryKey?.columns ?? []);
  const parts = { schema: table.schema, table: table.name, columns: key.columns };
  const chosen = key.name ?? chooseConstraintName(catalog, parts, 'fkey');
  let next = putConstraint(catalog, table, {
    ...recordOf(key, chosen, context),
    references: { ...key.references, columns },
    referenced: { schema: referenced.schema, name: referenced.name },
  });
  for (const partition of table.partitions)
    next = addForeignKey(next, partition, { ...key, name: chosen }, context);
  return next;
}

/** A constraint without an index, as the catalog keeps it. */
function recordOf(constraint: Constraint, name: string, { origin, isNewTable }: Context): TableConstraint {
  const isUnchecked = constraint.notValid === true && !isNewTable;
  return {
    ...(isUnchecked ? constraint : withoutNotValid(constraint)),
    name: truncateName(name),
    validated: !isUnchecked && constraint.notEnforced !== true,
    conditions: constraint.kind === 'check' ? (constraint.expression?.conditions ?? []) : [],
    index: undefined,
    referenced: undefined,
    origin,
  };
}

function withoutNotValid(constraint: Constraint): Constraint {
  if (constraint.notValid === undefined) return constraint;
  const { notValid: _notValid, ...rest } = constraint;
  return rest;
}

function putConstraint(catalog: Catalog, table: QualifiedName, constraint: TableConstraint): Catalog {
  return updateTable(catalog, table, (current) =>
    findConstraint(current, constraint.name) === undefined
      ? { ...current, constraints: [...current.constraints, constraint] }
      : current,
  );
}

export function dropConstraint(catalog: Catalog, operation: DropConstraint): Catalog {
  const table = findRelation(catalog, operation.table);
  const constraint = findConstraint(table, operation.constraint);
  if (table === undefined || constraint === undefined) return catalog;
  return removeConstraint(catalog, table, constraint);
}

/** Takes a constraint away with its index, its copies on partitions and the foreign keys that need it. */
export function removeConstraint(
  catalog: Catalog,
  name: QualifiedName,
  constraint: TableConstraint,
): Catalog {
  const table = findRelation(catalog, name);
  if (table === undefined) return catalog;
  let next = updateTable(catalog, table, (current) => ({
    ...current,
    constraints: current.constraints.filter((candidate) => candidate.name !== constraint.name),
    columns: constraint.kind === 'notNull' ? withoutNotNull(current, constraint.columns) : current.columns,
  }));
  if (constraint.index !== undefined) {
    next = dropIndex(next, { schema: table.schema, name: constraint.index });
    next = dropForeignKeysOn(next, table, constraint.columns);
  }
  if (constraint.kind === 'primaryKey' || constraint.kind === 'unique' || constraint.kind === 'exclusion')
    return next;
  const heirs =
    constraint.kind === 'foreignKey' ? table.partitions : [...table.partitions, ...table.children];
  for (const heir of heirs) {
    const inherited = findConstraint(findRelation(next, heir), constraint.name);
    if (inherited?.kind === constraint.kind) next = removeConstraint(next, heir, inherited);
  }
  return next;
}

function withoutNotNull(table: Table, names: readonly string[]): Table['columns'] {
  return table.columns.map((column) =>
    names.includes(column.name) ? { ...column, notNull: false } : column,
  );
}

/** Drops the foreign keys that point at exactly these columns of a table. */
function dropForeignKeysOn(catalog: Catalog, table: Table, columns: readonly string[]): Catalog {
  let next = catalog;
  for (const key of keysIn(catalog.referencedBy, keyOf(table))) {
    const referencing = catalog.relations.get(key);
    for (const constraint of referencing?.constraints ?? []) {
      if (constraint.referenced === undefined || !isSameName(constraint.referenced, table)) continue;
      const names = constraint.references?.columns ?? [];
      const isSame = names.length === columns.length && names.every((name) => columns.includes(name));
      if (isSame && referencing !== undefined) next = removeConstraint(next, referencing, constraint);
    }
  }
  return next;
}

export function validateConstraint(catalog: Catalog, operation: ValidateConstraint): Catalog {
  const table = findRelation(catalog, operation.table);
  if (table === undefined || findConstraint(table, operation.constraint) === undefined) return catalog;
  return validate(catalog, table, operation.constraint);
}

function validate(catalog: Catalog, name: QualifiedName, constraintName: string): Catalog {
  const table = findRelation(catalog, name);
  const constraint = findConstraint(table, constraintName);
  if (table === undefined || constraint === undefined || constraint.notEnforced === true) return catalog;
  const { notValid: _notValid, ...valid } = constraint;
  let next = updateTable(catalog, table, (current) => ({
    ...current,
    constraints: current.constraints.map((candidate) =>
      candidate === constraint ? { ...valid, validated: true } : candidate,
    ),
  }));
  for (const column of constraint.kind === 'notNull' ? constraint.columns : []) {
    next = updateTable(next, table, (current) => withColumnNotNull(current, column));
  }
  for (const heir of [...table.partitions, ...table.children]) next = validate(next, heir, constraintName);
  return next;
}

export function renameConstraint(catalog: Catalog, { table, constraint, to }: RenameConstraint): Catalog {
  const found = findRelation(catalog, table);
  const existing = findConstraint(found, constraint);
  if (found === undefined || existing === undefined || findConstraint(found, to) !== undefined)
    return catalog;
  if (existing.index !== undefined) {
    return renameIndex(catalog, { schema: found.schema, name: existing.index }, to);
  }
  let next = updateTable(catalog, found, (current) => ({
    ...current,
    constraints: current.constraints.map((candidate) =>
      candidate === existing ? { ...candidate, name: truncateName(to) } : candidate,
    ),
  }));
  if (existing.kind === 'foreignKey') return next;
  for (const heir of [...found.partitions, ...found.children]) {
    const { schema, name } = heir;
    const heirName = { schema, name, span: table.span };
    next = renameConstraint(next, {
      kind: 'renameConstraint',
      table: heirName,
      constraint,
      to,
      span: table.span,
    });
  }
  return next;
}

export function findNotNull(table: Table, column: string): TableConstraint | undefined {
  return table.constraints.find(
    (constraint) => constraint.kind === 'notNull' && constraint.columns[0] === column,
  );
}

function findPrimaryKey(catalog: Catalog, name: QualifiedName): TableConstraint | undefined {
  return findRelation(catalog, name)?.constraints.find((constraint) => constraint.kind === 'primaryKey');
}
