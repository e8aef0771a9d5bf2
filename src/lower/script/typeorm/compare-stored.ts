import type { ColumnState, Precondition, TypeName } from '../../../operation.ts';
import { sqlAt } from '../sql-text.ts';
import type { Text } from '../text.ts';
import { columnSql, isEnum, NORMAL_TYPES } from './column-sql.ts';
import type { Comparison } from './compare.ts';
import type { Options } from '../options.ts';
import type { Sender } from './sender.ts';
import { objectName, type TableRef } from './table.ts';

/** Types whose length TypeORM compares; another precision it changes in place. */
const WITH_LENGTH: ReadonlySet<string> = new Set(['varchar', 'bpchar', 'char', 'bit', 'varbit']);

/**
 * Compares a column that TypeORM reads from the database, which the history of migrations stands in
 * for. Postgres never calls a type by the names that TypeORM takes for others, such as `varchar` and
 * `int`, so that a column of these is always another one.
 */
export function compareStored(sender: Sender, ref: TableRef, name: Text, column: Options): Comparison {
  const type = typeOf(sender, ref, column);
  const at = { table: objectName(ref), column: name.hasHoles ? '?' : name.value };
  const written = column.text('type')?.value ?? '';
  const isStored = column.text('generatedType')?.value === 'STORED';
  if (type === undefined || NORMAL_TYPES.has(written) || isStored) return alwaysRecreated();
  const anyModifiers = !WITH_LENGTH.has(type.name);
  const found = (is: ColumnState): readonly Precondition[] => [{ is, ...at }];
  const hasDefault = column.text('default') !== undefined || column.flag('isGenerated');
  const values = isEnum(column) ? column.texts('enum').map((value) => value.value) : [];
  const within: readonly Precondition[] = [{ is: 'enumWithin', ...at, values }];
  return {
    unknown: found('unknown'),
    recreates: [{ is: 'ofOtherType', ...at, type, anyModifiers }],
    keeps: [{ is: 'ofType', ...at, type, anyModifiers }],
    precision: anyModifiers ? [{ is: 'ofOtherType', ...at, type, anyModifiers: false }] : false,
    addsValue: (value) => [...within, { is: 'enumWithout', ...at, value }],
    replacesEnum: [{ is: 'enumBeyond', ...at, values }],
    hadDefault: found('withDefault'),
    dropsNotNull: column.flag('isNullable') && found('notNull'),
    setsNotNull: !column.flag('isNullable') && found('nullable'),
    comments: column.text('comment') !== undefined,
    joinsPrimaryKey: column.flag('isPrimary') && found('notInPrimaryKey'),
    leavesPrimaryKey: !column.flag('isPrimary') && found('inPrimaryKey'),
    becomesUnique: column.flag('isUnique') && found('notUnique'),
    losesUnique: !column.flag('isUnique') && found('unique'),
    setsDefault: column.text('default') !== undefined && (isEnum(column) ? within : true),
    dropsDefault: !hasDefault && [...found('withDefault'), ...(isEnum(column) ? within : [])],
  };
}

/** The type as Postgres calls it. */
function typeOf(sender: Sender, ref: TableRef, column: Options): TypeName | undefined {
  const sql = sqlAt(column.span);
  const [added] = sender.read(sql`ALTER TABLE ${ref.path} ADD ${columnSql(ref, column)}`);
  return added?.kind === 'addColumn' ? added.column.type : undefined;
}

function alwaysRecreated(): Comparison {
  return {
    unknown: false,
    recreates: true,
    keeps: false,
    precision: false,
    addsValue: () => false,
    replacesEnum: false,
    hadDefault: false,
    dropsNotNull: false,
    setsNotNull: false,
    comments: false,
    joinsPrimaryKey: false,
    leavesPrimaryKey: false,
    becomesUnique: false,
    losesUnique: false,
    setsDefault: false,
    dropsDefault: false,
  };
}
