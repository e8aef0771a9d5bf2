import type { Precondition } from '../../../operation.ts';
import { valueText } from '../sql-text.ts';
import { isNullish, type Value } from '../value.ts';
import type { Options } from '../options.ts';

/** Whether a step is taken: always, never, or where the database is found so. */
export type When = boolean | readonly Precondition[];

/** What TypeORM sees to be another between a column and the one that takes its place. */
export interface Comparison {
  /** The old column is not known, and with it nothing of what follows. */
  readonly unknown: When;
  readonly recreates: When;
  readonly keeps: When;
  readonly precision: When;
  readonly addsValue: (value: string) => When;
  readonly replacesEnum: When;
  /** The old column has a default that is in the way of another type. */
  readonly hadDefault: When;
  readonly dropsNotNull: When;
  readonly setsNotNull: When;
  readonly comments: When;
  readonly joinsPrimaryKey: When;
  readonly leavesPrimaryKey: When;
  readonly becomesUnique: When;
  readonly losesUnique: When;
  readonly setsDefault: When;
  readonly dropsDefault: When;
}

/** Compares two columns that the code describes, or a column of the database with what is changed in its clone. */
export function compareColumns(old: Options, column: Options): Comparison {
  const differs = (name: string): boolean => isOther(old, column, name);
  const isNow = (name: string): boolean => differs(name) && column.flag(name);
  const isNoMore = (name: string): boolean => differs(name) && !column.flag(name);
  const isStored = column.text('generatedType')?.value === 'STORED';
  const recreates =
    isOtherType(old, column) ||
    differs('length') ||
    differs('isArray') ||
    (isStored && (differs('generatedType') || differs('asExpression')));
  const before = valuesOf(old);
  const after = valuesOf(column);
  const isWithin = before.every((value) => after.includes(value));
  const setsDefault = differs('default') && column.value.entries.has('default');
  const hasDefault = !isNullish(column.value.entries.get('default'));
  return {
    unknown: false,
    recreates,
    keeps: !recreates,
    precision: differs('precision') || differs('scale'),
    addsValue: (value) => isWithin && !before.includes(value),
    replacesEnum: !isWithin,
    hadDefault: !isNullish(old.value.entries.get('default')),
    dropsNotNull: isNow('isNullable'),
    setsNotNull: isNoMore('isNullable'),
    comments: differs('comment'),
    joinsPrimaryKey: isNow('isPrimary'),
    leavesPrimaryKey: isNoMore('isPrimary'),
    becomesUnique: isNow('isUnique'),
    losesUnique: isNoMore('isUnique'),
    setsDefault: setsDefault && hasDefault && isWithin,
    dropsDefault: differs('default') && !hasDefault && isWithin,
  };
}

/** What a clone of a column of the database does not say is as it was. */
function isOther(old: Options, column: Options, name: string): boolean {
  const [before, after] = [old.value.entries.get(name), column.value.entries.get(name)];
  if (before === after) return false;
  if (before === undefined && !old.value.complete) return after !== undefined;
  return sameness(before) !== sameness(after);
}

function sameness(value: Value | undefined): string {
  if (value === undefined || isNullish(value)) return '';
  return value.type === 'constant' && value.value === false ? '' : valueText(value).value;
}

function isOtherType(old: Options, column: Options): boolean {
  return isOther(old, column, 'type') && old.text('type')?.value !== column.text('type')?.value;
}

function valuesOf(column: Options): readonly string[] {
  const values = column.value.entries.get('enum');
  return values?.type === 'array' ? values.items.map((item) => valueText(item).value) : [];
}
