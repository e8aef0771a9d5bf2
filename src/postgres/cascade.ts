import type { Catalog, QualifiedName, Routine, Table, TableConstraint } from '../catalog/catalog.ts';
import { findColumn, findConstraint, findRelation, findType, isSameName } from '../catalog/lookup.ts';
import type { ObjectName, Operation, TypeName } from '../operation.ts';
import {
  incomingForeignKeys,
  policiesUsing,
  policiesUsingColumn,
  trackedRoutinesUsing,
  viewsUsing,
  viewsUsingColumn,
  withViewsOnTop,
  type PolicyOf,
} from './effects/dependents.ts';

/** Something that a CASCADE drops. */
export interface Dependent {
  /** In words: `view "v"`, `foreign key "f" of "t"`. */
  readonly words: string;
  /** The relation that it is, or belongs to. */
  readonly relation: QualifiedName;
}

/**
 * What a DROP with CASCADE takes along beside the objects it names. Indexes,
 * constraints and triggers of a dropped table or column are not among them, because they go
 * without CASCADE too, except for triggers that name a dropped column. Undefined where the history does not know the object that is dropped;
 * empty for any other operation.
 */
export function cascadeOf(operation: Operation, catalog: Catalog): readonly Dependent[] | undefined {
  if (!('cascade' in operation) || !operation.cascade) return [];
  switch (operation.kind) {
    case 'dropTable':
      return ofRelation(catalog, operation.table);
    case 'dropView':
      return ofRelation(catalog, operation.view);
    case 'dropColumn':
      return ofColumn(catalog, operation.table, operation.column);
    case 'dropConstraint': {
      const table = findRelation(catalog, operation.table);
      const constraint = findConstraint(table, operation.constraint);
      return table === undefined || constraint === undefined ? undefined : ofKey(catalog, table, constraint);
    }
    case 'dropType':
      return ofType(catalog, operation.type);
    case 'dropFunction':
      return ofFunction(catalog, operation.function);
    case 'dropSequence':
      return ofSequence(catalog, operation.sequence);
    case 'dropSchema':
      return catalog.schemas.has(operation.schema) ? ofSchema(catalog, operation.schema) : undefined;
    case 'dropObject':
      return undefined;
    default:
      return [];
  }
}

function ofRelation(catalog: Catalog, name: ObjectName): readonly Dependent[] | undefined {
  const relation = findRelation(catalog, name);
  if (relation === undefined) return undefined;
  return [
    ...views(catalog, viewsUsing(catalog, relation)),
    ...incomingForeignKeys(catalog, relation)
      .filter(({ table }) => !isSameName(table, relation))
      .map(foreignKey),
    ...policiesUsing(catalog, relation).map(policyOf),
    ...trackedRoutinesUsing(catalog, relation).map(routineOf),
    ...relation.partitions.map((partition) => ({
      words: `partition "${partition.name}"`,
      relation: partition,
    })),
  ];
}

function ofColumn(catalog: Catalog, name: ObjectName, column: string): readonly Dependent[] | undefined {
  const table = findRelation(catalog, name);
  if (table === undefined || findColumn(table, column) === undefined) return undefined;
  return [
    ...views(catalog, viewsUsingColumn(catalog, table, column)),
    ...incomingForeignKeys(catalog, table)
      .filter(({ constraint }) => referencedColumns(table, constraint).includes(column))
      .map(foreignKey),
    ...table.columns
      .filter((other) => other.generated?.expression.columns.includes(column) === true)
      .map((other) => columnOf(other.name, table)),
    ...policiesUsingColumn(catalog, table, column).map(policyOf),
    ...table.triggers
      .filter((trigger) => [...trigger.columns, ...trigger.whenColumns].includes(column))
      .map((trigger) => ({ words: `trigger "${trigger.name}" of "${table.name}"`, relation: table })),
    ...trackedRoutinesUsing(catalog, table, column).map(routineOf),
  ];
}

function ofKey(catalog: Catalog, table: Table, key: TableConstraint): readonly Dependent[] {
  if (key.kind !== 'primaryKey' && key.kind !== 'unique') return [];
  const columns = key.columns.toSorted().join();
  return incomingForeignKeys(catalog, table)
    .filter(({ constraint }) => referencedColumns(table, constraint).toSorted().join() === columns)
    .map(foreignKey);
}

function ofType(catalog: Catalog, name: ObjectName): readonly Dependent[] | undefined {
  const type = findType(catalog, name);
  if (type === undefined) return undefined;
  const isOfType = (written: TypeName | undefined): boolean => {
    const found = written === undefined ? undefined : findType(catalog, written);
    return found !== undefined && isSameName(found, type);
  };
  return tablesOf(catalog).flatMap((table) =>
    table.columns.filter((column) => isOfType(column.type)).map((column) => columnOf(column.name, table)),
  );
}

function ofFunction(catalog: Catalog, name: ObjectName): readonly Dependent[] {
  const isCalled = (called: ObjectName): boolean =>
    called.name === name.name && (called.schema ?? name.schema) === (name.schema ?? called.schema);
  return tablesOf(catalog).flatMap((table) => [
    ...table.triggers
      .filter((trigger) => isCalled(trigger.function))
      .map((trigger) => ({ words: `trigger "${trigger.name}" of "${table.name}"`, relation: table })),
    ...table.columns
      .filter((column) => column.default?.functions.some(isCalled) === true)
      .map((column) => ({ words: `the default of ${columnOf(column.name, table).words}`, relation: table })),
  ]);
}

function ofSequence(catalog: Catalog, name: ObjectName): readonly Dependent[] | undefined {
  const sequence = findRelation(catalog, name);
  if (sequence === undefined) return undefined;
  const isDrawnFrom = (literal: string): boolean =>
    literal.replaceAll('"', '') === sequence.name ||
    literal.replaceAll('"', '') === `${sequence.schema}.${sequence.name}`;
  return tablesOf(catalog).flatMap((table) =>
    table.columns
      .filter((column) => column.default?.literals.some((literal) => isDrawnFrom(literal.value)) === true)
      .map((column) => ({ words: `the default of ${columnOf(column.name, table).words}`, relation: table })),
  );
}

function ofSchema(catalog: Catalog, schema: string): readonly Dependent[] {
  return [...catalog.relations.values()]
    .filter((relation) => relation.schema === schema && relation.kind !== 'sequence')
    .map((relation) => ({
      words: `${relation.kind === 'table' ? 'table' : 'view'} "${relation.name}"`,
      relation,
    }))
    .toSorted((left, right) => (left.words < right.words ? -1 : 1));
}

function tablesOf(catalog: Catalog): readonly Table[] {
  return [...catalog.relations.values()]
    .filter((relation) => relation.kind === 'table')
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

function views(catalog: Catalog, direct: readonly Table[]): readonly Dependent[] {
  return withViewsOnTop(catalog, direct).map((view) => ({
    words: `${view.kind === 'materializedView' ? 'materialized view' : 'view'} "${view.name}"`,
    relation: view,
  }));
}

function foreignKey({
  table,
  constraint,
}: {
  readonly table: QualifiedName;
  readonly constraint: TableConstraint;
}): Dependent {
  return { words: `foreign key "${constraint.name}" of "${table.name}"`, relation: table };
}

function policyOf({ table, policy }: PolicyOf): Dependent {
  return { words: `policy "${policy.name}" of "${table.name}"`, relation: table };
}

function routineOf(routine: Routine): Dependent {
  return { words: `${routine.procedure ? 'procedure' : 'function'} "${routine.name}"`, relation: routine };
}

function columnOf(column: string, table: QualifiedName): Dependent {
  return { words: `column "${column}" of "${table.name}"`, relation: table };
}

/** A foreign key that names no columns points at the primary key. */
function referencedColumns(table: Table, { references }: TableConstraint): readonly string[] {
  if (references !== undefined && references.columns.length > 0) return references.columns;
  return table.constraints.find((constraint) => constraint.kind === 'primaryKey')?.columns ?? [];
}
