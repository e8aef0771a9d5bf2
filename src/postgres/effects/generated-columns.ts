import type { Catalog, Table } from '../../catalog/catalog.ts';
import { findColumn, findRelation, indexesOf, resolveName } from '../../catalog/lookup.ts';
import type { AddIdentity, DropExpression, DropIdentity, SetExpression } from '../../operation.ts';
import type { Effect } from '../effect.ts';
import { effect, failure, heapsOf, lockFamily, syntaxError, type Context, type Failure } from './facts.ts';

export function addIdentity(context: Context, operation: AddIdentity): Effect {
  const table = findRelation(context.catalog, operation.table);
  const column = findColumn(table, operation.column);
  return effect({
    locks: lockFamily(context, operation.table, 'ACCESS EXCLUSIVE'),
    failure: addIdentityFailure(operation, table, column),
  });
}

function addIdentityFailure(
  operation: AddIdentity,
  table: Table | undefined,
  column: Table['columns'][number] | undefined,
): Failure | undefined {
  if (table === undefined || column === undefined) return undefined;
  const place = `column "${operation.column}" of relation "${table.name}"`;
  if (!column.notNull) {
    return failure('55000', `${place} must be declared NOT NULL before identity can be added`);
  }
  if (column.identity !== undefined) return failure('55000', `${place} is already an identity column`);
  return column.default === undefined ? undefined : failure('55000', `${place} already has a default value`);
}

export function dropIdentity(context: Context, operation: DropIdentity): Effect {
  const table = findRelation(context.catalog, operation.table);
  const column = findColumn(table, operation.column);
  return effect({
    locks: lockFamily(context, operation.table, 'ACCESS EXCLUSIVE'),
    failure:
      table !== undefined && column !== undefined && column.identity === undefined && !operation.ifExists
        ? failure('55000', `column "${column.name}" of relation "${table.name}" is not an identity column`)
        : undefined,
  });
}

/** Postgres 17. A stored column is computed again for every row. */
export function setExpression(context: Context, operation: SetExpression): Effect {
  const { catalog } = context;
  const target = resolveName(catalog, operation.table);
  const table = findRelation(catalog, target);
  const column = findColumn(table, operation.column);
  const stored = column?.generated?.storage !== 'virtual';
  return effect({
    locks: lockFamily(context, operation.table, 'ACCESS EXCLUSIVE'),
    rewrites: stored ? heapsOf(catalog, target) : [],
    failure: setExpressionFailure(context, operation, table),
    mayFailOnData:
      stored && ((column?.notNull ?? false) || isIndexedColumn(catalog, table, operation.column)),
  });
}

function setExpressionFailure(
  { postgres }: Context,
  operation: SetExpression,
  table: Table | undefined,
): Failure | undefined {
  if (postgres < 17) return syntaxError('EXPRESSION');
  const column = findColumn(table, operation.column);
  if (table === undefined || column === undefined) return undefined;
  if (column.generated?.storage === 'virtual' && table.constraints.some(({ kind }) => kind === 'check')) {
    return failure(
      '0A000',
      'ALTER TABLE / SET EXPRESSION is not supported for virtual generated columns in tables with check constraints',
    );
  }
  if (column.generated !== undefined) return undefined;
  return failure('55000', `column "${column.name}" of relation "${table.name}" is not a generated column`);
}

export function dropExpression(context: Context, operation: DropExpression): Effect {
  const table = findRelation(context.catalog, operation.table);
  const column = findColumn(table, operation.column);
  return effect({
    locks: lockFamily(context, operation.table, 'ACCESS EXCLUSIVE'),
    failure: dropExpressionFailure(context, operation, table, column),
  });
}

function dropExpressionFailure(
  { postgres }: Context,
  operation: DropExpression,
  table: Table | undefined,
  column: Table['columns'][number] | undefined,
): Failure | undefined {
  if (postgres < 13) return syntaxError('EXPRESSION');
  if (table === undefined || column === undefined) return undefined;
  const place = `column "${column.name}" of relation "${table.name}"`;
  if (column.generated?.storage === 'virtual') {
    return failure('0A000', 'ALTER TABLE / DROP EXPRESSION is not supported for virtual generated columns');
  }
  if (column.generated !== undefined || operation.ifExists) return undefined;
  return failure('55000', `${place} is not a ${postgres < 18 ? 'stored ' : ''}generated column`);
}

function isIndexedColumn(catalog: Catalog, table: Table | undefined, column: string): boolean {
  if (table === undefined) return false;
  return indexesOf(catalog, table).some((index) => index.unique && index.usedColumns.includes(column));
}
