import type { Condition, Expression, ObjectName, RenameColumn, Uses } from '../operation.ts';
import type { Catalog, Column, Index, QualifiedName, Table, TableConstraint } from './catalog.ts';
import { viewsUsing } from './drop.ts';
import { putIndex, updateTable } from './edit.ts';
import { findColumn, findRelation, indexesOf, isSameName, keyOf, keysIn } from './lookup.ts';
import { truncateName } from './names.ts';

type Rename = (column: string) => string;

/**
 * Renames a column wherever Postgres tracks it by number: constraints, indexes, triggers, policies,
 * the queries of views. Bodies of routines are text and keep the old name.
 */
export function renameColumn(catalog: Catalog, operation: RenameColumn): Catalog {
  const table = findRelation(catalog, operation.table);
  return table === undefined
    ? catalog
    : renameIn(catalog, table, operation.column, truncateName(operation.to));
}

function renameIn(catalog: Catalog, name: QualifiedName, from: string, to: string): Catalog {
  const table = findRelation(catalog, name);
  if (table === undefined || findColumn(table, from) === undefined) return catalog;
  if (findColumn(table, to) !== undefined) return catalog;
  const rename: Rename = (column) => (column === from ? to : column);
  let next = updateTable(catalog, table, (current) => renamedTable(current, rename));
  for (const index of indexesOf(next, table)) {
    if (index.usedColumns.includes(from)) next = putIndex(next, renamedIndex(index, rename));
  }
  next = renameReferences(next, table, rename);
  for (const view of viewsUsing(next, table, from)) {
    next = updateTable(next, { schema: view.schema, name: view.name }, (current) =>
      current.uses === undefined ? current : { ...current, uses: renamedUses(current.uses, table, rename) },
    );
  }
  for (const sequence of table.ownedSequences) {
    next = updateTable(next, sequence, (current) =>
      current.ownedBy === undefined
        ? current
        : { ...current, ownedBy: { ...current.ownedBy, column: rename(current.ownedBy.column) } },
    );
  }
  for (const heir of [...table.partitions, ...table.children]) next = renameIn(next, heir, from, to);
  return next;
}

function renamedTable(table: Table, rename: Rename): Table {
  return {
    ...table,
    columns: table.columns.map((column) => renamedColumn(column, rename)),
    constraints: table.constraints.map((constraint) => renamedConstraint(constraint, rename)),
    triggers: table.triggers.map((trigger) => ({
      ...trigger,
      columns: trigger.columns.map(rename),
      whenColumns: trigger.whenColumns.map(rename),
    })),
    policies: table.policies.map((policy) => ({ ...policy, columns: policy.columns.map(rename) })),
    partitioned:
      table.partitioned === undefined
        ? undefined
        : { ...table.partitioned, columns: table.partitioned.columns.map(rename) },
  };
}

function renamedColumn(column: Column, rename: Rename): Column {
  const { generated } = column;
  return {
    ...column,
    name: rename(column.name),
    generated:
      generated === undefined
        ? undefined
        : { ...generated, expression: renamedExpression(generated.expression, rename) },
  };
}

function renamedConstraint(constraint: TableConstraint, rename: Rename): TableConstraint {
  const { expression } = constraint;
  return {
    ...constraint,
    columns: constraint.columns.map(rename),
    ...(expression === undefined ? {} : { expression: renamedExpression(expression, rename) }),
    conditions: constraint.conditions.map((condition) => renamedCondition(condition, rename)),
  };
}

function renamedCondition(condition: Condition, rename: Rename): Condition {
  return condition.column === undefined ? condition : { ...condition, column: rename(condition.column) };
}

/** The text stays as it was written; only what it is made of is renamed. */
function renamedExpression(expression: Expression, rename: Rename): Expression {
  return {
    ...expression,
    columns: expression.columns.map(rename),
    conditions: expression.conditions.map((condition) => renamedCondition(condition, rename)),
  };
}

function renamedIndex(index: Index, rename: Rename): Index {
  return {
    ...index,
    columns: index.columns.map((column) => (column === undefined ? undefined : rename(column))),
    columnNames: index.columnNames.map((name, position) =>
      index.columns[position] === undefined && position < index.columns.length ? name : rename(name),
    ),
    include: index.include.map(rename),
    usedColumns: index.usedColumns.map(rename),
    where: index.where === undefined ? undefined : renamedExpression(index.where, rename),
  };
}

function renameReferences(catalog: Catalog, table: Table, rename: Rename): Catalog {
  let next = catalog;
  for (const key of keysIn(catalog.referencedBy, keyOf(table))) {
    const referencing = next.relations.get(key);
    if (referencing === undefined) continue;
    next = updateTable(next, referencing, (current) => ({
      ...current,
      constraints: current.constraints.map((constraint) => {
        const { references, referenced } = constraint;
        if (references === undefined || referenced === undefined || !isSameName(referenced, table)) {
          return constraint;
        }
        return { ...constraint, references: { ...references, columns: references.columns.map(rename) } };
      }),
    }));
  }
  return next;
}

function renamedUses(uses: Uses, table: QualifiedName, rename: Rename): Uses {
  const isOfTable = (relation: ObjectName | undefined): boolean =>
    relation?.name === table.name && relation.schema === table.schema;
  return {
    ...uses,
    columns: uses.columns.map((use) =>
      isOfTable(use.relation) ? { ...use, column: rename(use.column) } : use,
    ),
  };
}
