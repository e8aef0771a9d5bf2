import type { Table } from '../../catalog/catalog.ts';
import { findColumn, findIndex, findRelation, isSameName } from '../../catalog/lookup.ts';
import type { Constraint } from '../../operation.ts';
import { takenConstraint, takenRelation } from './presence.ts';
import { failure, syntaxError, type Context, type Failure } from './facts.ts';

/**
 * Why Postgres refuses the constraint, whatever rows there are. `table` is the table that gets it;
 * undefined where it is unknown or new.
 */
export function newConstraintFailure(
  context: Context,
  table: Table | undefined,
  constraint: Constraint,
): Failure | undefined {
  return (
    syntaxFailure(context, constraint) ??
    partitionedFailure(context, table, constraint) ??
    usingIndexFailure(context, table, constraint) ??
    takenName(context, table, constraint) ??
    keyFailure(table, constraint) ??
    foreignKeyFailure(context, constraint)
  );
}

function syntaxFailure({ postgres }: Context, constraint: Constraint): Failure | undefined {
  if (constraint.nullsNotDistinct && postgres < 15) return syntaxError('NULLS');
  if (postgres >= 18) return undefined;
  if (constraint.kind === 'notNull') return syntaxError('NOT');
  if (constraint.notEnforced) return syntaxError('ENFORCED');
  if (constraint.temporal) return syntaxError(constraint.kind === 'foreignKey' ? 'PERIOD' : 'WITHOUT');
  return undefined;
}

const CLAUSE_NAMES = {
  primaryKey: 'PRIMARY KEY',
  unique: 'UNIQUE',
  exclusion: 'EXCLUDE',
} as const;

function partitionedFailure(
  { postgres }: Context,
  table: Table | undefined,
  constraint: Constraint,
): Failure | undefined {
  if (table?.partitioned === undefined) return undefined;
  if (constraint.kind === 'foreignKey' && constraint.notValid && postgres < 18) {
    const referenced = constraint.references?.table.name ?? '';
    return failure(
      '42809',
      `cannot add NOT VALID foreign key on partitioned table "${table.name}" referencing relation "${referenced}"`,
    );
  }
  if (constraint.usingIndex !== undefined) {
    return failure(
      '0A000',
      'ALTER TABLE / ADD CONSTRAINT USING INDEX is not supported on partitioned tables',
    );
  }
  if (constraint.kind === 'exclusion' && postgres < 17) {
    return failure('0A000', 'exclusion constraints are not supported on partitioned tables');
  }
  return partitionKeyFailure(table.partitioned, constraint.kind, constraint.columns);
}

/** A unique index of a partitioned table is one index a partition, so its key has to tell the partition. */
export function partitionKeyFailure(
  partitioned: NonNullable<Table['partitioned']>,
  kind: Constraint['kind'],
  columns: readonly string[],
): Failure | undefined {
  if (kind !== 'unique' && kind !== 'primaryKey' && kind !== 'exclusion') return undefined;
  if (partitioned.columns.includes('')) {
    return failure('0A000', `unsupported ${CLAUSE_NAMES[kind]} constraint with partition key definition`);
  }
  if (partitioned.columns.every((column) => columns.includes(column))) return undefined;
  return failure('0A000', 'unique constraint on partitioned table must include all partitioning columns');
}

function usingIndexFailure(
  { catalog }: Context,
  table: Table | undefined,
  { usingIndex }: Constraint,
): Failure | undefined {
  if (usingIndex === undefined || table === undefined) return undefined;
  const index = findIndex(catalog, { schema: table.schema, name: usingIndex });
  if (index === undefined) return undefined;
  const owner = findRelation(catalog, index.table)?.constraints.find(
    (constraint) => constraint.kind !== 'foreignKey' && constraint.index === usingIndex,
  );
  if (owner !== undefined) {
    return failure('55000', `index "${usingIndex}" is already associated with a constraint`);
  }
  if (!isSameName(index.table, table)) {
    return failure('42809', `index "${usingIndex}" does not belong to table "${table.name}"`);
  }
  if (!index.unique) return failure('42809', `"${usingIndex}" is not a unique index`);
  if (index.columns.includes(undefined))
    return failure('42809', `index "${usingIndex}" contains expressions`);
  if (index.where !== undefined) return failure('42809', `"${usingIndex}" is a partial index`);
  return undefined;
}

/** The index of a key shares its name with tables; USING INDEX brings the index along. */
function takenName(
  context: Context,
  table: Table | undefined,
  { kind, name, usingIndex }: Constraint,
): Failure | undefined {
  if (table === undefined || name === undefined) return undefined;
  const isKey = kind === 'primaryKey' || kind === 'unique' || kind === 'exclusion';
  const relation =
    isKey && usingIndex === undefined ? takenRelation(context, { schema: table.schema, name }) : undefined;
  return relation ?? takenConstraint(context, table, name);
}

function keyFailure(table: Table | undefined, { kind }: Constraint): Failure | undefined {
  if (table === undefined || kind !== 'primaryKey') return undefined;
  return table.constraints.some((constraint) => constraint.kind === 'primaryKey')
    ? failure('42P16', `multiple primary keys for table "${table.name}" are not allowed`)
    : undefined;
}

/** A foreign key has to point at all columns of a unique, not partial, index that is not deferrable. */
function foreignKeyFailure({ catalog }: Context, constraint: Constraint): Failure | undefined {
  const reference = constraint.references;
  if (reference === undefined) return undefined;
  const referenced = findRelation(catalog, reference.table);
  if (referenced?.columnsKnown !== true) return undefined;
  const { columns } = reference;
  if (columns.length === 0) {
    return referenced.constraints.some(({ kind }) => kind === 'primaryKey')
      ? undefined
      : failure('42704', `there is no primary key for referenced table "${referenced.name}"`);
  }
  if (columns.some((column) => findColumn(referenced, column) === undefined)) return undefined;
  const keys = referenced.indexes
    .map((name) => findIndex(catalog, { schema: referenced.schema, name }))
    .filter((index) => index !== undefined);
  const matches = keys.some(
    (index) =>
      index.unique &&
      index.where === undefined &&
      index.columns.length === columns.length &&
      columns.every((column) => index.columns.includes(column)),
  );
  if (matches || constraint.temporal) return undefined;
  return failure(
    '42830',
    `there is no unique constraint matching given keys for referenced table "${referenced.name}"`,
  );
}
